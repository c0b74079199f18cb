import Records
import SystemCalls

/// A folder on the walk's way down, with what is still to be visited in it.
///
/// Its descriptor may be closed while the walk is far below and is then opened again: from the folder below it, as fts(3)
/// does, or, where that one is closed itself, from the drop's root by its path. Device and inode say whether that led to
/// the same folder.
final class OpenFolder {
    /// How many folders of a trail are kept open at once, besides the root.
    static let most = 64

    let path: PathBytes
    let device: UInt64
    let inode: UInt64
    /// Why it could not be opened again; what was left to visit in it is then out of reach.
    private(set) var reopenProblem: WalkProblem?
    private var file: OpenFile?
    private let subfolders: [PathBytes]
    private var visited = 0

    init(_ path: PathBytes, _ file: consuming OpenFile, _ status: FileStatus, _ subfolders: [PathBytes]) {
        self.path = path
        self.file = consume file
        self.subfolders = subfolders
        device = status.device
        inode = status.inode
    }

    func nextSubfolder() -> PathBytes? {
        guard visited < subfolders.count else { return nil }
        defer { visited += 1 }
        return subfolders[visited]
    }

    /// Opens a folder in it.
    func open(_ name: PathBytes) throws(SystemError) -> OpenFile? {
        switch file {
        case .some(let file): try OpenFile(name, in: file, .folder)
        case .none: nil
        }
    }

    func close() { file = nil }

    /// Opens it again, if it was closed and is still needed.
    /// - Parameters:
    ///   - child: the folder below it that the walk has just left.
    ///   - root: the drop's root, which is always open.
    func reopen(from child: OpenFolder, root: OpenFolder, at whole: PathBytes) {
        guard file == nil, visited < subfolders.count else { return }
        do throws(SystemError) {
            // A child in which nothing was left to visit was not opened again itself.
            let found =
                if let above = try child.openAbove(at: whole) { above } else { try root.descend(to: path) }
            guard let found else { return moved() }
            let status = try found.status()
            guard status.device == device, status.inode == inode else { return moved() }
            file = consume found
        } catch {
            if error.isMissing || error.isLinkRefused { return moved() }
            reopenProblem = WalkProblem(.folderUnreadable, path, error)
        }
    }

    private func openAbove(at whole: PathBytes) throws(SystemError) -> OpenFile? {
        switch file {
        case .some(let file): try OpenFile(folderAbove: file, path: whole)
        case .none: nil
        }
    }

    /// Opens the folder at a path below this one, part by part, following no link.
    private func descend(to path: PathBytes) throws(SystemError) -> OpenFile? {
        var current: OpenFile?
        for part in path.bytes.split(separator: UInt8(ascii: "/")) {
            let name = PathBytes(Array(part))
            let next =
                switch current {
                case .some(let folder): try OpenFile(name, in: folder, .folder)
                case .none: try open(name)
                }
            current = consume next
        }
        return current
    }

    private func moved() {
        reopenProblem = WalkProblem(
            .folderMoved, path,
            "\(path.escaped), or a folder in it, was moved while the walk was below it; "
                + "what is left in it is seen by the next walk")
    }
}
