public import Records

/// A mounted folder tree that photos arrive in.
///
/// The Drops room finds photos and reads them: the walk (`DropWalker`), the layout of paths (`Layout`), the registry of
/// stores (`StoreRegistry`), and the bounded reader (`DropReader`). A drop is opened read-only; nothing in it is ever
/// written, moved or deleted, and no link is followed.
public struct Drop: Hashable, Sendable {
    /// As records call it.
    public var name: String
    /// The mounted folder.
    public var root: PathBytes
    public var layout: Layout

    public init(name: String, root: PathBytes, layout: Layout = .standard) {
        self.name = name
        self.root = root
        self.layout = layout
    }
}

/// A file in a drop that may be a photo, as the walk saw it.
public struct Candidate: Hashable, Sendable {
    /// Relative to the drop.
    public var path: PathBytes
    /// Bytes.
    public var size: Int
    /// Nanoseconds since 1970.
    public var mtimeNanoseconds: Int64
    public var device: UInt64
    public var inode: UInt64
    /// Its name does not tell whether it is a photo: its content decides, before it counts as one.
    public var isDoubtful: Bool

    public init(
        path: PathBytes, size: Int, mtimeNanoseconds: Int64, device: UInt64 = 0, inode: UInt64 = 0,
        isDoubtful: Bool = false
    ) {
        self.path = path
        self.size = size
        self.mtimeNanoseconds = mtimeNanoseconds
        self.device = device
        self.inode = inode
        self.isDoubtful = isDoubtful
    }
}
