public import Drops
import Records
import SystemCalls

/// What was found at a drop's root.
public struct DropProbe: Hashable, Sendable {
    public var identity: DropIdentity
    /// Another file system than that of the folder above.
    public var isMountPoint: Bool
    /// No names in it; asked only where there is no marker.
    public var isEmpty: Bool

    public init(identity: DropIdentity, isMountPoint: Bool, isEmpty: Bool) {
        self.identity = identity
        self.isMountPoint = isMountPoint
        self.isEmpty = isEmpty
    }

    /// Probes a root. A dead mount may hang here.
    init(of root: PathBytes) throws(SystemError) {
        let identity = try DropIdentity(of: root)
        self.identity = identity
        isMountPoint = identity.isMountPoint
        isEmpty = identity.hasMarker ? false : try FileSystem.names(in: root).isEmpty
    }
}
