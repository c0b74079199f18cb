import Digest
import Records
import SystemCalls

/// The pictures that a page shows from beside it: `pictures/evidence-<16 digits of their SHA-256>.jpg`.
///
/// A name states the content, so no picture is ever replaced: those of the new page are written beside those of the old
/// one, and what the new page does not show is removed once it is visible. Dropped without `commit`, what was added is
/// removed. Files with other names are not ours and stay.
struct PictureFolder: ~Copyable {
    static let name = "pictures"
    private static let prefix = Array("evidence-".utf8)
    private static let suffix = Array(".jpg".utf8)

    private let folder: PathBytes
    /// What an earlier report left; another report that is written meanwhile is not touched.
    private let former: [PathBytes]
    private let isNew: Bool
    private var shown: Set<PathBytes> = []
    private var added: [PathBytes] = []
    private var isCommitted = false

    /// - Parameter report: the report's folder.
    init(in report: PathBytes) {
        folder = report.appending(PathBytes(Self.name))
        isNew = !FileSystem.exists(folder)
        former = ((try? FileSystem.names(in: folder)) ?? []).filter(Self.isOurs)
    }

    deinit {
        guard !isCommitted else { return }
        for name in added { try? FileSystem.remove(folder.appending(name)) }
        if isNew { try? FileSystem.removeFolder(folder) }
    }

    static func fileName(of jpeg: [UInt8]) -> String { "evidence-\(SHA256Digest.hex(of: jpeg).prefix(16)).jpg" }

    private static func isOurs(_ name: PathBytes) -> Bool {
        name.bytes.count == prefix.count + 16 + suffix.count && name.bytes.starts(with: prefix)
            && name.bytes.suffix(suffix.count).elementsEqual(suffix)
    }

    /// Writes a picture, unless it is there already.
    mutating func add(_ jpeg: [UInt8]) throws(SystemError) {
        let name = PathBytes(Self.fileName(of: jpeg))
        guard shown.insert(name).inserted else { return }
        try FileSystem.makeFolder(folder)
        let file = folder.appending(name)
        let isThere = FileSystem.exists(file)
        if isThere, (try? FileSystem.read(file, limit: jpeg.count + 1)) == jpeg { return }
        // Noted first: a write may fail after its rename.
        if !isThere { added.append(name) }
        var picture = try AtomicFile(file)
        try picture.write(jpeg)
        try picture.commit(syncsFolder: false)
    }

    /// Makes what was added durable.
    func sync() throws(SystemError) {
        if !added.isEmpty { try FileSystem.syncFolder(folder) }
    }

    /// Keeps what was added and removes what an earlier page showed; a folder that is empty then goes, too.
    mutating func commit() {
        isCommitted = true
        for name in former where !shown.contains(name) { try? FileSystem.remove(folder.appending(name)) }
        if shown.isEmpty, !former.isEmpty { try? FileSystem.removeFolder(folder) }
    }
}
