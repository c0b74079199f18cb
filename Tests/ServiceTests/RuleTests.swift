import Foundation
import Ledger
import Settings
import Testing

@testable import Service

/// `#expect` for conditions that change what they ask.
func check(_ condition: Bool, location: SourceLocation = #_sourceLocation) {
    #expect(condition, sourceLocation: location)
}

@Suite struct RuleTests {
    @Test func noSignOfLifeWhilePhotosInHandDoNotMove() {
        var rule = WatchdogRule(limit: 10, now: 0)
        check(rule.isAlive(inHand: 3, done: 0, isResting: false, answer: 0, now: 5))
        check(!rule.isAlive(inHand: 3, done: 0, isResting: false, answer: 0, now: 11))
        check(rule.isAlive(inHand: 3, done: 1, isResting: false, answer: 0, now: 12))
        check(rule.isAlive(inHand: 0, done: 1, isResting: false, answer: 0, now: 100))
        check(!rule.isAlive(inHand: 0, done: 1, isResting: false, answer: 11, now: 101))
        check(rule.isAlive(inHand: 3, done: 1, isResting: true, answer: 0, now: 200))
    }

    @Test func bundlesAreSealedBySizeAgeAndAtTheEndOfAStoresBatch() {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        var limits = Configuration.Bundles()
        limits.maxRecords = 10
        limits.maxAge = 3_600
        func decide(
            _ records: Int, age: Double = 50, stores: [String: Double] = [:], open: Set<String>? = [],
            quiet: Double? = 40, outbox: Int = 0
        ) -> SealRule.Decision {
            SealRule(limits: limits).decide(
                Unbundled(records: records, bytes: 100, oldest: now - age), stores: stores.mapValues { now - $0 },
                open: open, quiet: quiet, outboxBytes: outbox, now: now)
        }
        check(decide(0) == .wait)
        check(decide(9) == .wait)
        check(decide(10) == .seal(stores: nil))
        check(decide(1, age: 3_600) == .seal(stores: nil))
        check(decide(3, stores: ["a": 39]) == .wait)
        check(decide(3, stores: ["a": 41, "b": 39, "c": 50]) == .seal(stores: ["a", "c"]))
        check(decide(3, stores: ["a": 41, "c": 50], open: ["c"]) == .seal(stores: ["a"]))
        check(decide(3, stores: ["a": 41], open: ["a"]) == .wait)
        check(decide(3, stores: ["a": 41], open: nil) == .wait)
        check(decide(3, stores: ["a": 41], quiet: nil) == .wait)
        check(decide(10, outbox: limits.outboxLimit) == .outboxFull)
        check(decide(3, stores: ["a": 41], outbox: limits.outboxLimit) == .outboxFull)
    }

    @Test func aStoresBatchEndsNoEarlierThanAPhotoWouldBeSeen() {
        var configuration = Configuration(branch: "b", drops: [])
        check(configuration.storeQuiet == 40)
        configuration.poll = 100
        check(configuration.storeQuiet == 110)
        configuration.bundle.storeQuiet = 0
        check(configuration.storeQuiet == nil)
    }

    @Test func aFloodOfLikeLinesIsCounted() {
        var limiter = LogLimiter()
        let said = (0..<100).compactMap { _ in limiter.admit("x", now: 0) }
        check(said == [0, 0, 0, 0, 0])
        check(limiter.admit("y", now: 0) == 0)
        check(limiter.admit("x", now: 61) == 95)
    }

    @Test func retriesBackOffAndStayBounded() {
        let uploader = Configuration.Uploader()
        check([1, 2, 3].map { uploader.pause(after: $0) } == [60, 120, 240])
        check(uploader.pause(after: 1000) == uploader.longestRetry)
    }

    @Test func metricsAreTextThatPrometheusReads() {
        check(Metrics.label("drop", "a\"b\\c\nd") == "{drop=\"a\\\"b\\\\c\\nd\"}")
        check(Metrics.number(3) == "3")
        check(Metrics.number(0.25) == "0.25")
    }
}
