public import Foundation
import Records

/// Which known paths a claim takes besides new, changed and pending ones.
public enum ClaimMode: Sendable {
    /// Failed ones whose pause is over.
    case due
    /// All failed ones, whatever their pause.
    case retryFailures
    /// All: known photos are audited again. An audited path keeps its state and record until the commit.
    case again
}

/// What became of the candidates of one claim, by their place in the list given.
public struct ClaimResult: Hashable, Sendable {
    /// To be audited by the caller, who alone may commit them.
    public var granted: [Int] = []
    /// Audited, rejected or duplicate already.
    public var settled = 0
    /// Failed, and not due yet.
    public var waiting = 0
    /// Claimed by a run that lives, this one included.
    public var held = 0
    /// Never seen before; part of `granted`.
    public var discovered = 0

    public init() {}
}

extension Ledger {
    /// Enters new and changed candidates as pending and claims what needs an audit, in one transaction.
    ///
    /// Not waited for on the disk: a claim lost in a power cut is found again. Give a folder's or some hundred
    /// candidates at a time.
    /// - Throws: `invalid_value` when the run has ended.
    public func claim(
        drop: DropID, _ sightings: [Sighting], run: RunID, now: Date = Date(), mode: ClaimMode = .due
    ) throws(LedgerError) -> ClaimResult {
        let time = milliseconds(now)
        return try database.write(durable: false) { () throws(LedgerError) in
            try extendLease(run, time)
            let live = try liveRuns(time)
            var result = ClaimResult()
            var folders = FolderRows(database, drop)
            for (index, sighting) in sightings.enumerated() {
                let place = SplitPath(sighting.path)
                let folder = try folders.row(place.folder)
                let answer = try claim(sighting, folder, place.name, run: run, live: live, time: time, mode: mode)
                switch answer {
                case .discovered:
                    result.discovered += 1
                    result.granted.append(index)
                case .granted: result.granted.append(index)
                case .settled: result.settled += 1
                case .waiting: result.waiting += 1
                case .held: result.held += 1
                }
            }
            return result
        }
    }

    private enum ClaimAnswer {
        case discovered, granted, settled, waiting, held
    }

    private func claim(
        _ sighting: Sighting, _ folder: Int64, _ name: [UInt8], run: RunID, live: Set<Int64>, time: Int64,
        mode: ClaimMode
    ) throws(LedgerError) -> ClaimAnswer {
        guard let row = try pathRow(folder, name) else {
            try insertPending(sighting, folder, name, run: run, time: time)
            return .discovered
        }
        // One that was gone is looked at like one that changed: another path may represent its photo by now.
        let changed =
            row.size != sighting.size || row.mtimeNanoseconds != sighting.mtimeNanoseconds || row.isGone
        let held = row.claimRun.map { live.contains($0) } ?? false
        if changed {
            if held { return .held }
            try restart(row, sighting, run: run, time: time)
            return .granted
        }
        switch row.state {
        case .audited, .rejected, .duplicate:
            guard mode == .again else { return .settled }
        case .failed:
            guard mode != .due || (row.nextTry ?? 0) <= time else { return held ? .held : .waiting }
        case .pending: break
        }
        if held { return .held }
        try database.run(
            "UPDATE path SET claim_run = ?3 WHERE folder_id = ?1 AND name = ?2",
            [.integer(folder), .blob(name), run.value])
        return .granted
    }

    private func insertPending(
        _ sighting: Sighting, _ folder: Int64, _ name: [UInt8], run: RunID, time: Int64
    ) throws(LedgerError) {
        try database.run(
            """
            INSERT INTO path (folder_id, name, size, mtime_ns, state, claim_run, store, date, first_seen_ms, changed_ms)
            VALUES (?1, ?2, ?3, ?4, 'pending', ?5, ?6, ?7, ?8, ?8)
            """,
            [
                .integer(folder), .blob(name), .integer(sighting.size), .integer(sighting.mtimeNanoseconds), run.value,
                LedgerValue(try storeRow(sighting.storeID, region: nil)), LedgerValue(sighting.date), .integer(time),
            ])
    }

    /// New bytes (or a new time) at a known path: pending again; its record stands no more until the commit says
    /// what the path holds now, and what repeated that record has to be looked at again.
    private func restart(_ row: PathRow, _ sighting: Sighting, run: RunID, time: Int64) throws(LedgerError) {
        if let own = row.ownRecord {
            try database.run(
                "UPDATE record SET current = 0, gone_ms = NULL, left_ms = NULL WHERE id = ?1", [.integer(own)])
            try sendBackDuplicates(of: own, time: time)
        }
        try database.run(
            """
            UPDATE path SET size = ?3, mtime_ns = ?4, state = 'pending', claim_run = ?5, store = ?6, date = ?7,
              record_id = ?8, attempts = 0, next_try_ms = NULL, reason_code = NULL, reason_message = NULL, changed_ms = ?9,
              came_ms = CASE WHEN gone_ms IS NULL THEN came_ms ELSE ?9 END, gone_ms = NULL
             WHERE folder_id = ?1 AND name = ?2
            """,
            [
                .integer(row.folder), .blob(row.name), .integer(sighting.size), .integer(sighting.mtimeNanoseconds),
                run.value, LedgerValue(try storeRow(sighting.storeID, region: nil)), LedgerValue(sighting.date),
                LedgerValue(row.ownRecord), .integer(time),
            ])
    }

    /// Duplicates of a record that stands no more are pending: the next scan audits one of them in its place.
    func sendBackDuplicates(of record: Int64, time: Int64) throws(LedgerError) {
        try database.run(
            """
            UPDATE path SET state = 'pending', record_id = NULL, changed_ms = ?2
             WHERE state = 'duplicate' AND record_id = ?1
            """, [.integer(record), .integer(time)])
    }
}
