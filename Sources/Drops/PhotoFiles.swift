import Records
import SystemCalls

/// A photo's bytes as they were read, with the file's size and time at that moment.
public struct ReadPhoto: Sendable {
    public var bytes: [UInt8]
    /// Nanoseconds since 1970.
    public var mtimeNanoseconds: Int64
    public var device: UInt64
    public var inode: UInt64

    /// Bytes.
    public var size: Int { bytes.count }
}

/// Opens and reads the files of a drop, each once and whole.
///
/// Every folder on the way is opened relative to the one above it and must not be a link, so no path leads out of the
/// drop. The folder of the last photo stays open: the next photo is most often its neighbour.
struct PhotoFiles: ~Copyable {
    private let root: OpenFile
    private let limit: Int
    private var folder: OpenFile?
    private var folderPath: PathBytes?

    init(root path: PathBytes, limit: Int) throws(SystemError) {
        root = try OpenFile(root: path)
        self.limit = limit
    }

    /// - Parameter progress: called whenever the drop has given something.
    mutating func read(_ path: PathBytes, progress: () -> Void = {}) throws(ReadError) -> ReadPhoto {
        let file = try open(path)
        progress()
        let before = try status(of: file, path)
        guard before.kind == .file else {
            throw ReadError(.notAFile, path, "is no longer a regular file; nothing was read")
        }
        guard before.size <= limit else {
            throw ReadError(
                .fileTooLarge, path,
                "has \(before.size) bytes, more than the \(limit) allowed for a photo; raise the limit if it is one")
        }
        file.adviseSequential()
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try file.readAll(expected: before.size, limit: limit, progress: progress)
        } catch {
            throw ReadError(error, path)
        }
        let after = try status(of: file, path)
        guard bytes.count == before.size, after.size == before.size, after.mtimeNanoseconds == before.mtimeNanoseconds
        else {
            throw ReadError(.changedWhileReading, path, "changed while it was read; it is read again once it is still")
        }
        return ReadPhoto(
            bytes: bytes, mtimeNanoseconds: after.mtimeNanoseconds, device: after.device, inode: after.inode)
    }

    /// The first bytes of a file; fewer where it has fewer.
    mutating func head(_ path: PathBytes, count: Int) throws(ReadError) -> [UInt8] {
        let file = try open(path)
        guard try status(of: file, path).kind == .file else {
            throw ReadError(.notAFile, path, "is no longer a regular file; nothing was read")
        }
        do throws(SystemError) { return try file.read(at: 0, count: count) } catch { throw ReadError(error, path) }
    }

    /// Opens a photo; a folder that was kept open and proves stale is looked up anew, once.
    private mutating func open(_ path: PathBytes) throws(ReadError) -> OpenFile {
        let parent = path.parent ?? PathBytes([])
        if path.bytes.split(separator: UInt8(ascii: "/")).contains(where: { $0.elementsEqual("..".utf8) }) {
            throw ReadError(.notAFile, path, "does not stay in the drop; nothing was opened")
        }
        do throws(SystemError) {
            if folderPath == parent {
                do throws(SystemError) { return try openInFolder(path.lastComponent) } catch {}
            }
            folder = try descend(to: parent)
            folderPath = parent
            return try openInFolder(path.lastComponent)
        } catch {
            throw ReadError(error, path)
        }
    }

    private func openInFolder(_ name: PathBytes) throws(SystemError) -> OpenFile {
        switch folder {
        case .some(let folder): try OpenFile(name, in: folder, .read)
        case .none: try OpenFile(name, in: root, .read)
        }
    }

    /// nil for the root itself.
    private func descend(to path: PathBytes) throws(SystemError) -> OpenFile? {
        var current: OpenFile?
        for part in path.bytes.split(separator: UInt8(ascii: "/")) {
            let name = PathBytes(Array(part))
            let next =
                switch current {
                case .some(let folder): try OpenFile(name, in: folder, .folder)
                case .none: try OpenFile(name, in: root, .folder)
                }
            current = consume next
        }
        return current
    }

    private func status(of file: borrowing OpenFile, _ path: PathBytes) throws(ReadError) -> FileStatus {
        do throws(SystemError) { return try file.status() } catch { throw ReadError(error, path) }
    }
}
