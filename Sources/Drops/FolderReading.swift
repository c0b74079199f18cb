import Records
import SystemCalls

/// Reads one open folder: sorts its entries into candidates, folders to go into, and what is left alone.
struct FolderReading: ~Copyable {
    /// Most links a listing names; the count is always exact.
    private static let linksNamed = 100

    private var scanner = FolderScanner()

    mutating func list(_ file: borrowing OpenFile, as folder: PathBytes, status: FileStatus) -> FolderListing {
        var skipped = SkipCounts()
        var found = FolderEntries()
        var failures: [FolderScanner.Failure] = []
        var problems: [WalkProblem] = []
        var isComplete = true
        var holdsDoubtful = false
        do throws(SystemError) {
            try scanner.scan(file, into: &found, failures: &failures) { name, kind in
                FolderReading.interest(name, kind, &skipped, &holdsDoubtful)
            }
        } catch {
            problems.append(WalkProblem(.folderUnreadable, folder, error))
            isComplete = false
        }
        problems += failures.map { WalkProblem(.fileUnreadable, folder.appending($0.name), $0.error) }
        isComplete = isComplete && failures.isEmpty

        var candidates: [FolderEntries.Entry] = []
        candidates.reserveCapacity(found.entries.count)
        var subfolders: [PathBytes] = []
        for entry in found.entries {
            switch entry.kind {
            // Where the file system tells no kinds, other names than pictures' come this far, without their status.
            case .file where !entry.hasStatus:
                skipped.noteOther(NameRule.kind(ofOther: found.name(of: entry)))
            case .file:
                if holdsDoubtful, isBackup(entry, in: found) {
                    skipped.noteOther("backup")
                } else {
                    candidates.append(entry)
                }
            case .folder: subfolders.append(PathBytes(Array(found.name(of: entry))))
            case .link:
                skipped.links += 1
                if skipped.links > FolderReading.linksNamed { continue }
                problems.append(linkSkipped(folder.appending(PathBytes(Array(found.name(of: entry))))))
            case .fifo, .socket, .device: skipped.special += 1
            }
        }
        return FolderListing(
            folder: folder, status: status, files: found, entries: candidates, subfolders: subfolders, skipped: skipped,
            problems: problems, isComplete: isComplete, holdsDoubtful: holdsDoubtful)
    }

    /// True for a program's backup of a file that is still beside it.
    private func isBackup(_ entry: FolderEntries.Entry, in found: FolderEntries) -> Bool {
        guard let original = NameRule.original(ofBackup: found.name(of: entry)),
            let index = found.index(ofName: original)
        else { return false }
        return found.entries[index].kind == .file
    }

    /// The cheap test by name, before any stat.
    private static func interest(
        _ name: UnsafeBufferPointer<UInt8>, _ kind: FileStatus.Kind?, _ skipped: inout SkipCounts,
        _ holdsDoubtful: inout Bool
    ) -> FolderScanner.Interest {
        switch kind {
        case .folder:
            if NameRule.isHidden(folder: name) {
                skipped.hiddenFolders += 1
                return .none
            }
            return .kind
        case .fifo, .socket, .device:
            skipped.special += 1
            return .none
        case .file, .link, nil:
            switch NameRule.of(file: name) {
            case .temporary:
                skipped.temporary += 1
                return .none
            case .candidate: return kind == .link ? .kind : .status
            case .doubtful:
                holdsDoubtful = true
                return kind == .link ? .kind : .status
            case .other:
                if kind != .file { return .kind }
                skipped.noteOther(NameRule.kind(ofOther: name))
                return .none
            }
        }
    }

    private func linkSkipped(_ path: PathBytes) -> WalkProblem {
        WalkProblem(
            .symlinkSkipped, path,
            "\(path.escaped) is a symbolic link: links in a drop are not followed; put the photos themselves there")
    }
}
