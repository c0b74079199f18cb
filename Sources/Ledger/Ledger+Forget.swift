public import Foundation
import Records

extension Ledger {
    /// Forgets the photos of a drop that wait for an audit that will not come: it was renamed or removed. Records stay,
    /// and count as before. A drop that is configured or scanned again is looked through from the start.
    /// - Returns: how many pending and failed paths were forgotten.
    /// - Throws: `invalid_value` where a process that lives has photos of it in progress.
    public func forgetUnaudited(drop: DropID, now: Date = Date()) throws(LedgerError) -> Int {
        let time = milliseconds(now)
        return try database.write { () throws(LedgerError) in
            let live = try liveRuns(time)
            let claims = try database.all(
                """
                SELECT DISTINCT p.claim_run FROM path p JOIN folder f ON f.id = p.folder_id
                 WHERE f.drop_id = ?1 AND p.claim_run IS NOT NULL
                """, [drop.value]
            ) { $0.int(0) }
            guard !claims.contains(where: live.contains) else {
                throw LedgerError(
                    .invalidValue, "a scan or a service has photos of this drop in progress: end it first",
                    path: file.escaped)
            }
            var forgotten = 0
            for state in [PhotoState.pending, .failed] {
                try database.run(
                    """
                    DELETE FROM withdrawal WHERE (folder_id, name) IN (SELECT p.folder_id, p.name FROM path p
                      JOIN folder f ON f.id = p.folder_id WHERE f.drop_id = ?1 AND p.state = ?2)
                    """, [drop.value, .text(state.rawValue)])
                try database.run(
                    """
                    DELETE FROM path WHERE state = ?2 AND folder_id IN (SELECT id FROM folder WHERE drop_id = ?1)
                    """, [drop.value, .text(state.rawValue)])
                let gone = database.changes
                forgotten += gone
                try database.run(
                    "UPDATE tally SET paths = paths - ?3 WHERE drop_id = ?1 AND state IN ('discovered', ?2)",
                    [drop.value, .text(state.rawValue), LedgerValue(gone)])
            }
            return forgotten
        }
    }
}
