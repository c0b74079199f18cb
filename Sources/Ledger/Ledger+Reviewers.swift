public import Foundation

/// A person who may review.
public struct Reviewer: Hashable, Sendable {
    public enum Role: String, Hashable, Sendable, CaseIterable { case reviewer, administrator }

    public var name: String
    public var role: Role

    public init(name: String, role: Role) {
        self.name = name
        self.role = role
    }
}

/// What is kept of a secret: its SHA-256, 32 bytes, never the secret.
public enum ReviewSecret: String, Sendable {
    /// A link; it is exchanged once.
    case invitation
    /// A signed-in browser.
    case session
}

extension Ledger {
    /// Makes a reviewer, or changes the role of one; a revoked one may review again.
    public func setReviewer(_ reviewer: Reviewer, now: Date = Date()) throws(LedgerError) {
        try database.write { () throws(LedgerError) in
            try database.run(
                """
                INSERT INTO reviewer (name, role, invited_ms) VALUES (?1, ?2, ?3)
                ON CONFLICT (name) DO UPDATE SET role = excluded.role, revoked_ms = NULL
                """, [.text(reviewer.name), .text(reviewer.role.rawValue), .integer(milliseconds(now))])
            try note("invited", reviewer.name, subject: reviewer.role.rawValue, now)
        }
    }

    /// Ends a reviewer's links and sessions at once; false where there is no such reviewer.
    public func revokeReviewer(_ name: String, now: Date = Date()) throws(LedgerError) -> Bool {
        try database.write { () throws(LedgerError) in
            try database.run(
                "UPDATE reviewer SET revoked_ms = ?2 WHERE name = ?1", [.text(name), .integer(milliseconds(now))])
            guard database.changes == 1 else { return false }
            try database.run(
                "DELETE FROM review_secret WHERE reviewer = (SELECT id FROM reviewer WHERE name = ?1)", [.text(name)])
            try note("revoked", name, subject: "", now)
            return true
        }
    }

    /// A reviewer who is not revoked.
    public func reviewer(named name: String) throws(LedgerError) -> Reviewer? {
        let role = try database.first(
            "SELECT role FROM reviewer WHERE name = ?1 AND revoked_ms IS NULL", [.text(name)]
        ) { $0.text(0) ?? "" }
        return role.flatMap(Reviewer.Role.init).map { Reviewer(name: name, role: $0) }
    }

    /// Keeps a secret's hash for a reviewer.
    /// - Parameter length: seconds that it holds.
    public func addSecret(
        _ hash: [UInt8], _ kind: ReviewSecret, for name: String, length: Double, now: Date = Date()
    ) throws(LedgerError) {
        try database.write { () throws(LedgerError) in
            try database.run("DELETE FROM review_secret WHERE until_ms <= ?1", [.integer(milliseconds(now))])
            try insertSecret(hash, kind, name, length, now)
        }
    }

    private func insertSecret(
        _ hash: [UInt8], _ kind: ReviewSecret, _ name: String, _ length: Double, _ now: Date
    ) throws(LedgerError) {
        let until = milliseconds(now).addingClamped(Int64(clamped: length * 1000))
        try database.run(
            """
            INSERT INTO review_secret (hash, reviewer, kind, until_ms)
            SELECT ?1, id, ?3, ?4 FROM reviewer WHERE name = ?2 AND revoked_ms IS NULL
            """, [.blob(hash), .text(name), .text(kind.rawValue), .integer(until)])
        guard database.changes == 1 else {
            throw LedgerError(.invalidValue, "there is no reviewer \(name)", path: file.escaped)
        }
    }

    /// Exchanges an invitation for a session, once; nil for one that is unknown, used, over, or of a revoked reviewer.
    public func exchange(
        invitation: [UInt8], forSession session: [UInt8], length: Double, now: Date = Date()
    ) throws(LedgerError) -> Reviewer? {
        try database.write { () throws(LedgerError) in
            let time = milliseconds(now)
            try database.run(
                """
                UPDATE review_secret SET used_ms = ?2
                 WHERE hash = ?1 AND kind = 'invitation' AND used_ms IS NULL AND until_ms > ?2
                """, [.blob(invitation), .integer(time)])
            guard database.changes == 1, let found = try holder(of: invitation, .invitation, time) else {
                try note("refused", "", subject: "sign-in", now)
                return nil
            }
            try insertSecret(session, .session, found.name, length, now)
            try note("signed_in", found.name, subject: "", now)
            return found
        }
    }

    /// Whose session it is; nil for one that is over, ended or of a revoked reviewer.
    public func reviewer(ofSession hash: [UInt8], now: Date = Date()) throws(LedgerError) -> Reviewer? {
        try holder(of: hash, .session, milliseconds(now))
    }

    private func holder(of hash: [UInt8], _ kind: ReviewSecret, _ time: Int64) throws(LedgerError) -> Reviewer? {
        let found = try database.first(
            """
            SELECT p.name, p.role FROM review_secret s JOIN reviewer p ON p.id = s.reviewer
             WHERE s.hash = ?1 AND s.kind = ?2 AND s.until_ms > ?3 AND p.revoked_ms IS NULL
            """, [.blob(hash), .text(kind.rawValue), .integer(time)]
        ) { (name: $0.text(0) ?? "", role: $0.text(1) ?? "") }
        guard let found, let role = Reviewer.Role(rawValue: found.role) else { return nil }
        return Reviewer(name: found.name, role: role)
    }

    /// Ends a session.
    public func endSession(_ hash: [UInt8], of name: String, now: Date = Date()) throws(LedgerError) {
        try database.write { () throws(LedgerError) in
            try database.run("DELETE FROM review_secret WHERE hash = ?1 AND kind = 'session'", [.blob(hash)])
            try note("signed_out", name, subject: "", now)
        }
    }

    /// Writes a line of the audit log.
    public func noteReview(_ kind: String, by name: String, subject: String, now: Date = Date()) throws(LedgerError) {
        try database.write { () throws(LedgerError) in try note(kind, name, subject: subject, now) }
    }

    private func note(_ kind: String, _ name: String, subject: String, _ now: Date) throws(LedgerError) {
        try database.run(
            "INSERT INTO review_event (at_ms, reviewer, kind, subject) VALUES (?1, ?2, ?3, ?4)",
            [.integer(milliseconds(now)), .text(name), .text(kind), .text(subject)])
    }

    /// The audit log, newest first.
    public func reviewEvents(limit: Int) throws(LedgerError) -> [ReviewEvent] {
        try database.all(
            "SELECT at_ms, reviewer, kind, subject FROM review_event ORDER BY id DESC LIMIT ?1", [LedgerValue(limit)]
        ) {
            ReviewEvent(
                at: instant($0.int(0)), reviewer: $0.text(1) ?? "", kind: $0.text(2) ?? "", subject: $0.text(3) ?? "")
        }
    }
}

/// A line of the audit log.
public struct ReviewEvent: Hashable, Sendable {
    public var at: Date
    public var reviewer: String
    /// `invited`, `revoked`, `signed_in`, `signed_out`, `refused`, `unhidden`, `corrected`.
    public var kind: String
    public var subject: String
}
