import Drops
import Judging
import Photo
import Records

/// What `--fail-on` may look for: a word that no record of this program can hold would never fire, and is refused.
struct FailOn {
    let words: Set<String>

    /// - Parameter slots: the model's.
    /// - Throws: `UsageError` for an unknown word, with the nearest one.
    init(_ words: [String], slots: [String]) throws(UsageError) {
        let known = FailOn.known(slots: slots)
        for word in words where !known.contains(word) {
            let findings = FindingCode.codes(slots: slots)
            throw UsageError(
                "--fail-on: no record can hold \(word)\(Arguments.suggestion(for: word, among: known)); it takes "
                    + "a verdict (\(Verdict.allCases.map(\.rawValue).joined(separator: ", "))), "
                    + "a state (\(FailOn.states.joined(separator: ", "))), "
                    + "a finding (\(findings.joined(separator: ", "))) "
                    + "or why a photo was rejected or failed (\(FailOn.reasons.joined(separator: ", ")))")
        }
        self.words = Set(words)
    }

    static func known(slots: [String]) -> [String] {
        Verdict.allCases.map(\.rawValue) + states + FindingCode.codes(slots: slots) + reasons
    }

    /// Those that an audit ends in.
    private static let states = [PhotoState.audited, .rejected, .failed].map(\.rawValue)
    private static let reasons = PhotoError.codes + ReadError.Code.allCases.map(\.rawValue) + ["audit_failed"]
}
