public import Catalogue
import Integrity
public import Judging
public import Ledger
import Records

extension Ledger.Options {
    /// For whatever commits or changes records: what only the ledger can know is found, and judged by this policy.
    /// - Parameter catalogue: what creatives are judged by; nil: what one said before stays.
    public static func judging(by policy: Policy, catalogue: CompiledCatalogue? = nil) -> Ledger.Options {
        let judge = Judge(policy: policy, catalogue: catalogue)
        var options = Ledger.Options()
        options.judge = { judge.judgeRelations(&$0) }
        options.kinship = PhotoKinship()
        options.reviewing = JudgedReview(judge: judge)
        return options
    }
}

/// Reviewers' words, judged by the policy in force.
struct JudgedReview: Reviewing {
    let judge: Judge

    func panels(of record: Record) -> [Correction.Panel] { Judge.panels(of: record) }
    func apply(_ word: ReviewersWord, to record: inout Record) { judge.apply(word, to: &record) }
}
