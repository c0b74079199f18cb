import Records
import SystemCalls

/// How a ledger is read that may not be written.
///
/// SQLite reads a WAL database only where it finds or can make `-shm` beside it. A branch's archive, a snapshot or a
/// folder of another user gives neither. Where there is no `-wal` (or an empty one), everything is in the file and nobody
/// writes it: it is then read without locks. Should a writer come meanwhile, `requireUnchanged` notices.
extension Ledger {
    static func openForReading(
        _ file: PathBytes, busyTimeout: Int32
    ) throws(LedgerError) -> (Connection, FileStatus?) {
        do throws(LedgerError) {
            return (try connect(file, .reading, busyTimeout), nil)
        } catch {
            guard error.code == .cannotOpen || error.code == .readOnly,
                let status = try? FileSystem.status(file), status.kind == .file
            else { throw error }
            if hasLog(file) {
                throw LedgerError(
                    .readOnly,
                    "\(file.lastComponent.escaped)-wal holds what is not in the file yet, and this user can neither use the "
                        + "-shm file beside it nor make one; read it as the service's user, or copy both files to a folder "
                        + "of your own and read them there", path: file.escaped)
            }
            return (try connect(file, .readingAlone, busyTimeout), status)
        }
    }

    /// Opens and reads a first page, which is where SQLite finds out what it lacks.
    private static func connect(
        _ file: PathBytes, _ access: Connection.Access, _ busyTimeout: Int32
    ) throws(LedgerError) -> Connection {
        let database = try Connection(file, access, busyTimeout: busyTimeout)
        try database.requireVersion()
        _ = try database.integer("SELECT count(*) FROM sqlite_master")
        return database
    }

    /// There is a `-wal` file with something in it, or one that cannot be looked at.
    private static func hasLog(_ file: PathBytes) -> Bool {
        do throws(SystemError) {
            return try FileSystem.status(PathBytes(file.bytes + Array("-wal".utf8))).size > 0
        } catch {
            return !error.isMissing
        }
    }

    /// Throws where the file was read without locks and somebody has written it meanwhile: what was read may be a mixture.
    ///
    /// To be called after reading; `snapshot` does.
    public func requireUnchanged() throws(LedgerError) {
        guard let frozen else { return }
        let now = try? FileSystem.status(file)
        guard now?.inode == frozen.inode, now?.size == frozen.size, now?.mtimeNanoseconds == frozen.mtimeNanoseconds,
            !Ledger.hasLog(file)
        else {
            throw LedgerError(
                .busy, "another process wrote the ledger while it was read without locks; try again", path: file.escaped
            )
        }
    }

    /// What a reader should know before it trusts the figures; nil: nothing.
    ///
    /// A copy of the file alone, made while a scan or the service was running, is a sound ledger of an earlier moment.
    /// What gives it away is a run that never ended, whose process is not known to be dead, and no `-wal` beside the file.
    public func doubt() throws(LedgerError) -> String? {
        guard !Ledger.hasLog(file) else { return nil }
        let open = try openRuns().contains { !ProcessIdentity.isDead(owner: $0.owner) }
        guard open else { return nil }
        return
            "\(file.escaped): a run never ended, and there is no -wal file beside the ledger: if this is a copy that was "
            + "made while a scan or the service was running, the newest records are missing; copy both files, or copy "
            + "after it has ended"
    }
}
