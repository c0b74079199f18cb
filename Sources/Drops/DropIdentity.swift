public import Records
public import SystemCalls

/// What tells a mounted drop from the empty folder it is mounted on.
public struct DropIdentity: Hashable, Sendable {
    /// An empty file that the administrator makes in the drop's root: where it is missing, the drop is not mounted,
    /// and nothing in it counts as deleted.
    public static let markerName = PathBytes(".sightline-drop")

    /// Device number of the root; another one is another mount.
    public var device: UInt64
    public var inode: UInt64
    /// The marker file stands in the root.
    public var hasMarker: Bool
    /// Kind of the file system, statfs(2) `f_type`.
    public var fileSystem: Int

    /// Looks at a drop's root. A dead network mount may hang here: call it where that harms nobody.
    public init(of root: PathBytes) throws(SystemError) {
        let status = try FileSystem.status(root)
        guard status.kind == .folder else { throw SystemError(.stat, code: 20, path: root) }
        device = status.device
        inode = status.inode
        fileSystem = try FileSystem.kind(at: root)
        hasMarker = FileSystem.exists(root.appending(DropIdentity.markerName))
    }
}
