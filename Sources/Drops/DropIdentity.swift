public import Records
public import SystemCalls

/// What tells a mounted drop from the empty folder it is mounted on.
public struct DropIdentity: Hashable, Sendable {
    /// A file that the administrator makes in the drop's root: where it is missing, the drop is not mounted, and nothing
    /// in it counts as deleted. Empty, or with one line: an identifier by which a scan knows the drop wherever it is
    /// mounted.
    public static let markerName = PathBytes(".sightline-drop")

    /// Device number of the root; another one is another mount.
    public var device: UInt64
    public var inode: UInt64
    /// The marker file stands in the root.
    public var hasMarker: Bool
    /// The first line of the marker file, at most 200 bytes, without blanks around it; nil where it is empty.
    public var mark: String?
    /// The root is on another file system than the folder above it.
    public var isMountPoint: Bool
    /// Kind of the file system, statfs(2) `f_type`.
    public var fileSystem: Int

    /// Looks at a drop's root. A dead network mount may hang here: call it where that harms nobody.
    public init(of root: PathBytes) throws(SystemError) {
        let status = try FileSystem.status(root)
        guard status.kind == .folder else { throw SystemError(.stat, code: 20, path: root) }
        device = status.device
        inode = status.inode
        fileSystem = try FileSystem.kind(at: root)
        let above = try root.parent.map { (folder) throws(SystemError) in try FileSystem.status(folder) }
        isMountPoint = above.map { $0.device != status.device } ?? true
        let marker = root.appending(DropIdentity.markerName)
        hasMarker = FileSystem.exists(marker)
        mark = hasMarker ? DropIdentity.mark(in: marker) : nil
    }

    private static let longestMark = 200

    /// A marker that cannot be read, or holds more than a name, identifies nothing: its being there counts even so.
    private static func mark(in marker: PathBytes) -> String? {
        guard let status = try? FileSystem.status(marker), status.kind == .file, (1...4096).contains(status.size),
            let bytes = try? FileSystem.read(marker, limit: 4096)
        else { return nil }
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let text = line.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
        guard !text.isEmpty, text.count <= longestMark else { return nil }
        return PathBytes(Array(text)).escaped
    }
}
