import Foundation
import Records
import TestSupport
import Testing

@Suite struct FieldAccuracyTests {
    @Test func aPlainSampleGivesWilsonsInterval() throws {
        // 45 of 50 from very many: Wilson gives 0.786 to 0.957; with the smoothed variance it is hardly wider.
        let accuracy = try #require(FieldAccuracy([.init(size: 10_000_000, sampled: 50, right: 45)]))
        #expect(accuracy.share == 0.9 && abs(accuracy.low - 0.786) < 0.012 && abs(accuracy.high - 0.957) < 0.01)
        let whole = try #require(FieldAccuracy([.init(size: 50, sampled: 50, right: 45)]))
        #expect(whole.low == 0.9 && whole.high == 0.9)
        #expect(FieldAccuracy([]) == nil && FieldAccuracy([.init(size: 9, sampled: 0, right: 0)]) == nil)
        let faultless = try #require(FieldAccuracy([.init(size: 1000, sampled: 20, right: 20)]))
        #expect(faultless.share == 1 && faultless.low < 0.9 && faultless.high == 1)
    }

    @Test func strataCountByTheirSize() throws {
        let accuracy = try #require(
            FieldAccuracy([.init(size: 900, sampled: 10, right: 10), .init(size: 100, sampled: 90, right: 45)]))
        #expect(abs(accuracy.share - 0.95) < 1e-9 && accuracy.sampled == 100 && accuracy.photos == 1000)
    }

    /// Months of 5,000 photos in nine regions whose quality differs, drifts through the month, and falls where the queue
    /// looks first; a tenth is drawn, or what people got to.
    @Test func theIntervalHoldsInNinetyFiveOfAHundredMonths() throws {
        var random = Seeded(11)
        var covered = 0
        let months = 1000
        for month in 0..<months {
            var (strata, right, photos): ([FieldAccuracy.Stratum], Int, Int) = ([], 0, 0)
            let drift = Double(month % 5) * 0.03
            for region in 0..<9 {
                let size = 60 + 120 * region
                let sampled = max(5, size / (month % 3 == 0 ? 10 : 25))
                // Right or not, for each photo; later ones are worse where there is drift.
                let truth = (0..<size).map { index in
                    Double.random(in: 0..<1, using: &random) < 0.97 - 0.02 * Double(region % 4) - drift * Double(index)
                        / Double(size)
                }
                right += truth.count { $0 }
                photos += size
                strata.append(
                    .init(
                        size: size, sampled: sampled, right: truth.shuffled(using: &random).prefix(sampled).count { $0 }
                    ))
            }
            let accuracy = try #require(FieldAccuracy(strata))
            let share = Double(right) / Double(photos)
            if (accuracy.low...accuracy.high).contains(share) { covered += 1 }
        }
        #expect((930...970).contains(covered), "\(covered) of \(months)")
    }
}
