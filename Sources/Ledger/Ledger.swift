import Foundation
public import Records
import SystemCalls

/// The ledger: an SQLite file that remembers every path seen and every record made.
///
/// **Accounting.** A candidate path has one row; at any instant
/// `discovered = audited + rejected + failed + duplicate + pending` (`counts()`). A path goes: unknown → `claim` →
/// pending, claimed by a run → `commit` → audited, rejected, duplicate or failed. A failed path is claimed again when
/// its time has come. New size or time at a known path makes it pending again, and its record stands no more
/// (`record.current` = 0) until the commit says what the path holds now; duplicates of that record go back to pending,
/// since nothing represents them any longer.
///
/// **Which of equal photos represents the others.** In one store, the path that sorts first by (drop, path) is
/// audited and the rest are its duplicates, whatever the order in which lanes or processes commit: a record that is
/// not yet in a bundle gives way to one that sorts before it. Once bundled, a record stays. In other stores the same
/// bytes get records of their own, each with a relation that names the others, and what `Options.judge` makes of it.
///
/// **Claims** belong to a run and last as long as its lease, which `claim`, `commit` and `renew` extend; a run that
/// died loses them when the lease ends, or at once by `endRun`. Only the holder of a claim can commit.
///
/// **Safety.** WAL, `synchronous=FULL` for commits, `BEGIN IMMEDIATE`: any number of processes and `Ledger` objects
/// may share one file. One `Ledger` has one owner and is not shared between threads; a reader opens its own. A full
/// disk or an I/O error rolls the batch back and reports it; the same batch may be committed again.
///
/// Memory: `Options.cacheKibibytes` of page cache at most; no memory mapping (a truncated or failing file would kill the process with
/// SIGBUS instead of giving an error). The schema is described in `Schema`, the views for analysts in `Views`.
public final class Ledger {
    /// How a ledger is opened.
    public struct Options: Sendable {
        /// Opens without making, migrating or writing anything; in a folder that may not be written, too
        /// (`Ledger+Reading.swift`).
        public var readOnly = false
        /// The most that SQLite may keep of the file in memory, KiB.
        public var cacheKibibytes = 8192
        /// How long to wait for another process's write lock, in seconds.
        public var busyTimeout: Double = 30
        /// Opens even on a network file system. For tests.
        public var allowNetworkFileSystem = false
        /// First pause before a failed path is tried again, in seconds; doubles with every attempt.
        public var retryDelay: Double = 60
        /// The longest such pause, in seconds.
        public var longestRetryDelay: Double = 6 * 3600
        /// The identity of a ledger that this call makes; nil: a random one. For tests that compare two ledgers' bundles.
        public var identity: LedgerIdentity?
        /// Puts into a record what follows from its relations, whenever these change. Called inside transactions: it may
        /// change findings and verdict, and must be a pure function. The standard one judges nothing.
        public var judge: @Sendable (inout Record) -> Void = { _ in }
        /// Who finds photos of the same picture; nil: nobody looks.
        public var kinship: (any Kinship)?
        /// Who puts reviewers' words into records; nil: records are kept as machines made them. Whatever commits needs it.
        public var reviewing: (any Reviewing)?
        /// Seconds after a path went within which the same bytes at another path are the same photo, moved.
        public var moveWindow: Double = 7 * 86_400

        public init() {}
        /// For reports.
        public static var readOnly: Options {
            var options = Options()
            options.readOnly = true
            return options
        }
    }

    public let file: PathBytes
    public let options: Options
    let database: Connection
    /// Filled when the first photo is looked up.
    var kinMemory: (any KinIndex)?
    /// As the file was when it was opened without locks; nil: it is read under SQLite's locks.
    let frozen: FileStatus?

    /// Opens the ledger, makes it where it is missing, brings its schema up to date.
    public convenience init(at file: PathBytes, options: Options = Options()) throws(LedgerError) {
        try self.init(at: file, options: options, migrations: Schema.migrations)
    }

    init(at file: PathBytes, options: Options, migrations: [Migration.Step]) throws(LedgerError) {
        self.file = file
        self.options = options
        if !options.allowNetworkFileSystem, let kind = NetworkFileSystem.kind(holding: file) {
            throw LedgerError(
                .networkFileSystem, "the ledger may not lie on a network file system (\(kind)); put it on a local disk",
                path: file.escaped)
        }
        let timeout = Int32(min(max(0, options.busyTimeout), 1_000_000) * 1000)
        if options.readOnly {
            (database, frozen) = try Ledger.openForReading(file, busyTimeout: timeout)
            try database.script("PRAGMA query_only = ON; PRAGMA cache_size = -\(options.cacheKibibytes);")
            try Migration.requireNewest(database, newest: migrations.count)
        } else {
            frozen = nil
            database = try Connection(file, .writing, busyTimeout: timeout)
            try database.requireVersion()
            try database.configureForWriting(busyTimeout: options.busyTimeout, cacheKibibytes: options.cacheKibibytes)
            let former = try Migration.version(of: database, newest: migrations.count)
            let isNew = former == 0
            let backup = MigrationBackup(of: file)
            if !isNew, former < migrations.count { try backup.make(from: database, version: former) }
            try Migration.migrate(database, steps: migrations, views: Views.script)
            if former == migrations.count, migrations.count == Schema.migrations.count { try Views.refresh(database) }
            if former == migrations.count { backup.removeOlder(than: former) }
            if isNew, let identity = options.identity {
                try database.run("UPDATE ledger_identity SET id = ?1", [.text(identity.text)])
            }
        }
    }

    /// What tells this ledger's bundles from another's; made with the ledger, the same for as long as it lives.
    public func identity() throws(LedgerError) -> LedgerIdentity {
        let text = try database.first("SELECT id FROM ledger_identity") { $0.text(0) ?? "" }
        guard let identity = text.flatMap(LedgerIdentity.init) else {
            throw LedgerError(.corrupt, "the ledger's identity is lost; restore it from a backup", path: file.escaped)
        }
        return identity
    }

    /// Ends the work: writes `-wal` back into the file and empties it, so that the file alone is the whole ledger.
    ///
    /// Where another process reads or writes the ledger, it waits `patience` seconds at most, and leaves the rest to that
    /// process. The ledger can still be used; what is written after this is in `-wal` again until the last user closes it.
    public func finish(patience: Double = 1) throws(LedgerError) {
        guard !options.readOnly else { return }
        database.setBusyTimeout(Int32(min(max(0, patience), 1000) * 1000))
        defer { database.setBusyTimeout(Int32(min(max(0, options.busyTimeout), 1_000_000) * 1000)) }
        do throws(LedgerError) {
            try checkpoint()
        } catch {
            if error.code != .busy { throw error }
        }
    }

    /// Runs `body` on a consistent snapshot: what others commit meanwhile is not seen.
    public func snapshot<Result>(_ body: () throws -> Result) throws -> Result {
        try database.run("BEGIN")
        defer { if database.isInTransaction { try? database.run("ROLLBACK") } }
        let result = try body()
        try requireUnchanged()
        return result
    }
}

extension Connection {
    /// STRICT tables need 3.37, RETURNING 3.35.
    func requireVersion() throws(LedgerError) {
        let version = try first("SELECT sqlite_version()") { $0.text(0) ?? "" } ?? ""
        let parts = version.split(separator: ".").compactMap { Int($0) }
        guard parts.count >= 2, (parts[0], parts[1]) >= (3, 37) else {
            throw LedgerError(
                .sqliteTooOld, "SQLite \(version) is too old; install libsqlite3 3.37 or newer", path: path)
        }
    }

    /// Pages of 8 KiB suit evidence of 20 KB; a checkpoint every 16 MiB keeps their double writing low; freed pages
    /// are kept for reuse and can be released (`Ledger.returnFreeSpace`).
    fileprivate func configureForWriting(busyTimeout: Double, cacheKibibytes: Int) throws(LedgerError) {
        if try integer("PRAGMA page_count") == 0 {
            try script("PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL;")
        }
        // Switching to WAL does not wait for other processes' locks by itself.
        let deadline = ContinuousClock.now + .seconds(busyTimeout)
        while true {
            do throws(LedgerError) {
                try run("PRAGMA journal_mode = WAL")
                break
            } catch {
                guard error.code == .busy, ContinuousClock.now < deadline else { throw error }
                Thread.sleep(forTimeInterval: 0.01)
            }
        }
        try script(
            """
            PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -\(cacheKibibytes);
            PRAGMA wal_autocheckpoint = 2048; PRAGMA journal_size_limit = 67108864; PRAGMA recursive_triggers = OFF;
            """)
    }
}

/// Milliseconds since 1970, as the tables keep instants.
func milliseconds(_ date: Date) -> Int64 { Int64(clamped: (date.timeIntervalSince1970 * 1000).rounded()) }

/// The instant of a column.
func instant(_ milliseconds: Int64) -> Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }
