import Records
import SystemCalls

/// Writes entries as new files under a folder; removes all of them again unless told to keep them.
///
/// Every file and folder is opened by its name in an open parent, without following links and only if it is new.
struct FolderSink: ~Copyable, EntrySink {
    private let base: OpenFile
    private let folder: PathBytes
    private let madeFolder: Bool
    private var file: OpenFile?
    private var created: [Created] = []
    private var kept = false

    /// Takes an empty folder, or makes it.
    init(_ folder: PathBytes) throws(BundleError) {
        let isNew = !FileSystem.exists(folder)
        let base: OpenFile
        do throws(BundleError) {
            base = try openEmpty(folder, isNew: isNew)
        } catch {
            if isNew { try? FileSystem.removeFolder(folder) }
            throw error
        }
        self.base = base
        self.folder = folder
        madeFolder = isNew
    }

    deinit {
        if !kept {
            for item in created.reversed() {
                let path = folder.appending(item.path)
                try? item.isFolder ? FileSystem.removeFolder(path) : FileSystem.remove(path)
            }
            if madeFolder { try? FileSystem.removeFolder(folder) }
        }
    }

    /// Lets the files stay.
    mutating func keep() { kept = true }

    mutating func begin(_ name: EntryName) throws(BundleError) {
        let path = PathBytes(name.text)
        do throws(SystemError) {
            switch name {
            case .manifest, .records:
                file = try OpenFile(path, in: base, .create(mode: 0o644))
            case .evidence(let photo, let fileName):
                let evidence = try openFolder("evidence", in: base, as: "evidence", &created)
                let place = try openFolder(photo, in: evidence, as: "evidence/\(photo)", &created)
                file = try OpenFile(PathBytes(fileName), in: place, .create(mode: 0o644))
            }
        } catch {
            throw BundleError(error)
        }
        created.append(Created(path: path, isFolder: false))
    }

    mutating func write(_ bytes: ArraySlice<UInt8>) throws(BundleError) {
        do throws(SystemError) { try file?.write(bytes) } catch { throw BundleError(error) }
    }

    mutating func end() { file = nil }
}

/// What a failed extraction has to remove, relative to its folder.
private struct Created {
    var path: PathBytes
    var isFolder: Bool
}

/// Opens a folder in an open one, made if it is missing and noted if it was made.
private func openFolder(
    _ name: String, in parent: borrowing OpenFile, as path: String, _ created: inout [Created]
) throws(SystemError) -> OpenFile {
    let name = PathBytes(name)
    if try FileSystem.makeFolder(name, in: parent) { created.append(Created(path: PathBytes(path), isFolder: true)) }
    return try OpenFile(name, in: parent, .folder)
}

private func openEmpty(_ folder: PathBytes, isNew: Bool) throws(BundleError) -> OpenFile {
    do throws(SystemError) {
        if isNew { try FileSystem.makeFolder(folder) }
        let base = try OpenFile(folder, .folder)
        var isEmpty = true
        var scanner = FolderScanner()
        try scanner.forEachName(in: base) { _ in isEmpty = false }
        if isEmpty { return base }
    } catch {
        throw BundleError(error, file: folder)
    }
    throw BundleError(.alreadyExists, file: folder, "the folder is not empty: extract into a new one")
}
