public import Ledger

/// Lets people in by personal links.
public enum ReviewInvitation {
    /// Seconds that a personal link holds.
    public static let standardLength = 72 * 3600.0

    /// Makes a reviewer, or lets a revoked one in again.
    /// - Parameter length: seconds that the link holds.
    /// - Returns: the token of a link that works once.
    public static func make(
        _ reviewer: Reviewer, in ledger: Ledger, length: Double = standardLength
    ) throws(LedgerError) -> String {
        let secret = Secret()
        try ledger.setReviewer(reviewer)
        try ledger.addSecret(secret.hash, .invitation, for: reviewer.name, length: length)
        return secret.text
    }
}
