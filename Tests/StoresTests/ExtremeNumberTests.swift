import Stores
import TestSupport
import Testing

/// Doors of the Stores room that numbers from outside come in by.
@Suite struct ExtremeNumberTests {
    @Test func theRegistryTakesNoPlaceThatIsNoneOnEarth() throws {
        for text in Extremes.json5 + ["1e999", "inf", "nan", "0x1p2000", String(repeating: "9", count: 400)] {
            let registry = try StoreRegistry(csv: Array("store_id,lat,lon\nS1,\(text),\(text)\n".utf8))
            let store = try #require(registry["S1"])
            #expect(store.latitude.map { abs($0) <= 90 } ?? true)
            #expect(store.longitude.map { abs($0) <= 180 } ?? true)
        }
    }
}
