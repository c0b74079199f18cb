import Records
import SystemCalls
import WorkStealing

/// The copy of a ledger that stands beside it while and after it is brought up to date: `<ledger>.before-<version>`.
///
/// It is made before the first step, whole or not at all, and removed by the next process that finds the ledger of its own
/// version, so that the former program can be installed again until then. A migration that was cut short goes on with the
/// backup of its first attempt.
struct MigrationBackup {
    private let ledger: PathBytes
    /// Ledgers that this very process brought up to date: their backups stay.
    static let migrated = Locked<Set<PathBytes>>([])
    /// Room beside the backup for what a migration writes until it is checkpointed.
    private let reserve: Int

    init(of ledger: PathBytes, reserve: Int = 64 << 20) {
        self.ledger = ledger
        self.reserve = reserve
    }

    /// Copies the ledger as it is now.
    /// - Throws: `disk_full` where the disk has no room for the copy, before anything is written.
    func make(from database: Connection, version: Int) throws(LedgerError) {
        MigrationBackup.migrated.withLock { _ = $0.insert(ledger) }
        let file = name(version)
        if FileSystem.exists(file) { return }
        let pages = try database.integer("PRAGMA page_count") ?? 0
        let size = Int(clamped: Double(pages) * Double(try database.integer("PRAGMA page_size") ?? 0))
        let part = PathBytes(file.bytes + Array(".part".utf8))
        let free: Int
        do throws(SystemError) {
            free = try FileSystem.space(at: ledger.parent ?? PathBytes(".")).available
            if FileSystem.exists(part) { try FileSystem.remove(part) }
        } catch {
            throw LedgerError(.ioError, "the ledger's folder cannot be examined: \(error)", path: ledger.escaped)
        }
        let needed = size.addingClamped(reserve)
        guard free >= needed else {
            throw LedgerError(
                .diskFull,
                "bringing the ledger up to date takes \(needed >> 20) MiB beside it for a backup and \(free >> 20) MiB are "
                    + "free; free space and start again, nothing was changed", path: ledger.escaped)
        }
        try database.copy(to: part)
        do throws(SystemError) {
            try FileSystem.rename(part, to: file)
            if let folder = ledger.parent { try FileSystem.syncFolder(folder) }
        } catch {
            throw LedgerError(.ioError, "the ledger's backup cannot be put in place: \(error)", path: file.escaped)
        }
    }

    /// Removes the backups of older versions, unless this process made them.
    func removeOlder(than version: Int) {
        guard !MigrationBackup.migrated.withLock({ $0.contains(ledger) }) else { return }
        for older in 1..<max(1, version) {
            let file = name(older)
            // One that cannot be removed is tried again at the next start; the ledger itself is well.
            if FileSystem.exists(file) { try? FileSystem.remove(file) }
        }
    }

    private func name(_ version: Int) -> PathBytes { PathBytes(ledger.bytes + Array(".before-\(version)".utf8)) }
}
