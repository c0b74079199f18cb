import Records
import TestSupport
import Testing

@Suite struct ClampedTests {
    private static let values = Extremes.integers

    /// Against arithmetic that is twice as wide.
    @Test func sumsDifferencesAndProductsAreTheNearestThatThereIs() {
        func nearest(_ exact: Int128) -> Int64 { Int64(clamping: exact) }
        var random = Seeded(11)
        let more = (0..<200).map { _ in Int64.random(in: .min ... .max, using: &random) }
        for a in Self.values + more {
            for b in Self.values {
                #expect(a.addingClamped(b) == nearest(Int128(a) + Int128(b)))
                #expect(a.subtractingClamped(b) == nearest(Int128(a) - Int128(b)))
                let (high, low) = a.multipliedFullWidth(by: b)
                let product = Int128(high) << 64 | Int128(low)
                #expect(a.multipliedClamped(by: b) == nearest(product))
            }
        }
    }

    @Test func unsignedNumbersEndAtZeroAndAtTheirGreatest() {
        for a: UInt8 in [0, 1, 100, 254, 255] {
            for b: UInt8 in [0, 1, 100, 254, 255] {
                #expect(a.addingClamped(b) == UInt8(clamping: Int(a) + Int(b)))
                #expect(a.subtractingClamped(b) == UInt8(clamping: Int(a) - Int(b)))
                #expect(a.multipliedClamped(by: b) == UInt8(clamping: Int(a) * Int(b)))
            }
        }
    }

    @Test func anyNumberHasAnInteger() {
        for value in Extremes.numbers {
            let integer = Int64(clamped: value)
            if value.isNaN {
                #expect(integer == 0)
            } else if value >= 9.3e18 {
                #expect(integer == .max)
            } else if value <= -9.3e18 {
                #expect(integer == .min)
            } else {
                #expect(Double(integer) == value.rounded(.towardZero))
            }
        }
        #expect(UInt32(clamped: -5.0) == 0)
        #expect(UInt32(clamped: 1e10) == .max)
        #expect(Int(clamped: 2.9) == 2 && Int(clamped: -2.9) == -2)
    }

    @Test func aSumOfManyEndsAtTheGreatest() {
        #expect([Int.max, 5, 7].clampedSum == .max)
        #expect([3, 4].clampedSum == 7)
    }

    @Test func aClockOfAnyCenturyGivesABundleName() {
        for epoch in Extremes.integers {
            let name = BundleName(branch: "b", epoch: Int(epoch), sequence: Int(epoch))
            #expect(BundleName(name.text) == name)
        }
    }
}
