import Digest
import Ledger
import Records

extension ReviewDesk {
    /// Exchanges a link for a session, once.
    func signIn(_ invitation: Secret, _ session: Secret) throws -> Reviewer? {
        try ledger.exchange(invitation: invitation.hash, forSession: session.hash, length: ReviewTimes.session)
    }

    func reviewer(of session: Secret) throws -> Reviewer? { try ledger.reviewer(ofSession: session.hash) }

    func reviewer(named name: String) throws -> Reviewer? { try ledger.reviewer(named: name) }

    func signOut(_ session: Secret, _ person: Reviewer) throws {
        try ledger.endSession(session.hash, of: person.name)
    }

    /// The session's secret of somebody whom the proxy vouches for: it changes with each start.
    nonisolated func proxySecret(for name: String) -> Secret? {
        Secret(SHA256Digest.hex(of: Array("\(key.text) \(name)".utf8)))
    }

    /// The picture that a holder of a lease may see: 0 is the photo itself, the others stand beside it.
    func place(_ ticket: String, index: Int, of person: Reviewer) throws -> PhotoPlace? {
        guard let lease = try held(ticket, by: person.name) else { return nil }
        if beside[ticket] == nil, let stored = try ledger.reviewRecord(lease.photo) {
            _ = try work(lease, stored, of: person.name)
        }
        let places = beside[ticket] ?? []
        return places.indices.contains(index) ? places[index] : nil
    }

    /// Makes a reviewer and a link for them.
    /// - Returns: the token.
    func invite(_ reviewer: Reviewer, length: Double) throws -> String {
        try ReviewInvitation.make(reviewer, in: ledger, length: length)
    }
}
