public import Foundation
public import Records

/// The paths that a walk saw, as 64-bit fingerprints of folder and name (see `KnownPaths`): 11 to 22 bytes per path, kept
/// only while the walk lasts.
///
/// By chance a path that is gone is taken for one that was seen once in 2⁶⁴ / paths: it is marked by the next walk.
public struct SeenPaths: Sendable {
    private var prints: KnownPaths

    /// - Parameter paths: how many are expected; more may come.
    public init(expecting paths: Int) { prints = KnownPaths(expecting: paths) }

    /// How many different paths were seen.
    public var count: Int { prints.count }

    /// - Parameter folder: relative to the drop, without a trailing slash.
    public func key(folder: PathBytes) -> KnownPaths.FolderKey { prints.key(folder: folder) }

    /// Notes a file's name in a folder; its bytes are read during the call only.
    public mutating func insert(in folder: KnownPaths.FolderKey, name: UnsafeRawBufferPointer) {
        prints.insert(KnownPaths.fingerprint(folder, name, 0, 0))
    }

    func contains(_ folder: KnownPaths.FolderKey, _ name: UnsafeRawBufferPointer) -> Bool {
        prints.isSettled(in: folder, name: name, size: 0, mtimeNanoseconds: 0)
    }
}

/// A walk that read every folder of a drop to its end, without an error, while the drop stayed the same.
public struct FullWalk: Sendable {
    /// Before the first folder was read: what changed since then says nothing.
    public var began: Date
    public var seen: SeenPaths
    /// Another file system than that of the folder above.
    public var isMountPoint: Bool
    /// The marker file stands in the root.
    public var hasMarker: Bool

    public init(began: Date, seen: SeenPaths, isMountPoint: Bool, hasMarker: Bool) {
        self.began = began
        self.seen = seen
        self.isMountPoint = isMountPoint
        self.hasMarker = hasMarker
    }
}

/// What a whole walk told of paths that are gone.
public struct Departures: Hashable, Sendable {
    /// Paths marked as gone by this walk.
    public var gone = 0
    /// Those of them whose photos count at another path from now on.
    public var moved = 0
    /// Photos of which a copy is still there: pending again, each to be audited at its own path.
    public var sentBack = 0
    /// When the marks were set: what `sentBack(drop:at:after:)` asks by.
    public var time = Date()
    /// Why nothing was marked, though paths are missing; nil where the walk was believed.
    public var doubt: String?

    public init() {}
}
