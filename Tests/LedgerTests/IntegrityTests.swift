import Testing

@testable import Ledger

@Suite struct IntegrityTests {
    /// A check that walks a table once for each row of another takes hours where a million photos are known.
    @Test func noRuleWalksATableOnceForEachRowOfAnother() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            for (rule, sql) in Ledger.rules where rule != "a count that is wrong" {
                var plan: [String] = []
                try bench.ledger.query("EXPLAIN QUERY PLAN \(sql)") { plan.append($0.text(3) ?? "") }
                #expect(!plan.isEmpty)
                for (step, next) in zip(plan, plan.dropFirst()) where step.hasPrefix("CORRELATED") {
                    #expect(!next.hasPrefix("SCAN"), "\(rule): \(plan)")
                }
            }
        }
    }
}
