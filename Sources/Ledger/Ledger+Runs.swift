public import Foundation
import Records

/// A run in progress, or one that was not ended: killed, or of a machine that went down.
public struct OpenRun: Hashable, Sendable {
    public var id: RunID
    public var kind: String
    /// As given to `beginRun`: `ProcessIdentity.current.text` tells whether its process still lives.
    public var owner: String
    public var started: Date
    /// Until when its claims hold.
    public var leaseUntil: Date
    /// Paths it has claimed.
    public var claims: Int
}

extension Ledger {
    /// Begins a run: the owner of claims.
    /// - Parameters:
    ///   - kind: `scan`, `watch`, …
    ///   - owner: who it is; `ProcessIdentity.current.text` lets others see whether it lives.
    ///   - lease: seconds that its claims hold after the latest `claim`, `commit` or `renew`.
    public func beginRun(
        kind: String, owner: String, now: Date = Date(), lease: Double = 600
    ) throws(LedgerError) -> RunID {
        let start = milliseconds(now)
        let length = Int64(clamped: lease * 1000)
        return try database.write { () throws(LedgerError) in
            try database.run(
                "INSERT INTO run (kind, owner, started_ms, lease_ms, lease_until_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
                [.text(kind), .text(owner), .integer(start), .integer(length), .integer(start.addingClamped(length))])
            return RunID(database.lastInsertedRow)
        }
    }

    /// Extends the run's lease from now on.
    public func renew(_ run: RunID, now: Date = Date()) throws(LedgerError) {
        try database.write(durable: false) { () throws(LedgerError) in try extendLease(run, milliseconds(now)) }
    }

    /// Ends a run: its claims are free at once. Also for a run whose process is dead.
    /// - Parameter outcome: `done`, `cancelled`, `dead`, …
    public func endRun(_ run: RunID, outcome: String, now: Date = Date()) throws(LedgerError) {
        try database.write { () throws(LedgerError) in
            try releaseClaims(of: run)
            try database.run(
                "UPDATE run SET ended_ms = ?2, ended = ?3, lease_until_ms = min(lease_until_ms, ?2) WHERE id = ?1",
                [run.value, .integer(milliseconds(now)), .text(outcome)])
        }
    }

    /// Frees the run's claims without ending it: the paths stay as they are and may be claimed again.
    public func release(_ run: RunID) throws(LedgerError) {
        try database.write(durable: false) { () throws(LedgerError) in try releaseClaims(of: run) }
    }

    /// Runs that were begun and not ended, oldest first. At start, end those whose process is dead
    /// (`ProcessIdentity.isDead`); the others' claims expire by themselves.
    public func openRuns() throws(LedgerError) -> [OpenRun] {
        try database.all(
            """
            SELECT id, kind, owner, started_ms, lease_until_ms,
                   (SELECT count(*) FROM path WHERE claim_run = run.id)
              FROM run WHERE ended_ms IS NULL ORDER BY id
            """
        ) {
            OpenRun(
                id: RunID($0.int(0)), kind: $0.text(1) ?? "", owner: $0.text(2) ?? "", started: instant($0.int(3)),
                leaseUntil: instant($0.int(4)), claims: Int($0.int(5)))
        }
    }

    func releaseClaims(of run: RunID) throws(LedgerError) {
        try database.run("UPDATE path SET claim_run = NULL WHERE claim_run = ?1", [run.value])
    }

    func extendLease(_ run: RunID, _ now: Int64) throws(LedgerError) {
        try database.run(
            "UPDATE run SET lease_until_ms = max(lease_until_ms, ?2 + lease_ms) WHERE id = ?1 AND ended_ms IS NULL",
            [run.value, .integer(now)])
        guard database.changes == 1 else {
            throw LedgerError(
                .invalidValue, "run \(run) is unknown or has ended: begin a new one", path: file.escaped)
        }
    }

    /// Runs whose claims hold now: their lease has not ended, and their process is not known to be dead.
    func liveRuns(_ now: Int64) throws(LedgerError) -> Set<Int64> {
        let leased = try database.all(
            "SELECT id, owner FROM run WHERE ended_ms IS NULL AND lease_until_ms > ?1", [.integer(now)]
        ) { (id: $0.int(0), owner: $0.text(1) ?? "") }
        return Set(leased.filter { !ProcessIdentity.isDead(owner: $0.owner) }.map(\.id))
    }
}
