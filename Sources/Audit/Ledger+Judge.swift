import Integrity
public import Judging
public import Ledger

extension Ledger.Options {
    /// For whatever commits or changes records: what only the ledger can know is found, and judged by this policy.
    public static func judging(by policy: Policy) -> Ledger.Options {
        let judge = Judge(policy: policy)
        var options = Ledger.Options()
        options.judge = { judge.judgeRelations(&$0) }
        options.kinship = PhotoKinship()
        return options
    }
}
