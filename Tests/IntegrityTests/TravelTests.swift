import Foundation
import Judging
import Ledger
import Records
import TestSupport
import Testing

@testable import Integrity

/// A photo taken somewhere, at some time, by some device.
private struct Stop {
    var store: String
    /// Minutes after nine o'clock.
    var minute: Double
    var device: String? = "serial-0123456789"
    /// nil: the photo states none.
    var place: GeoPlace?
    var content: Int

    var path: String { "\(store)/2025-08-13/\(content).jpg" }

    var outcome: Outcome {
        var handed = Handed(path: path, luma: [], content: content)
        handed.exif.capturedAt = Sourced(
            CaptureTime(rfc3339: "", epoch: 1_755_040_000 + minute * 60, zone: .exif), source: "test")
        if let place {
            handed.exif.latitude = Sourced(place.latitude, source: "test")
            handed.exif.longitude = Sourced(place.longitude, source: "test")
        }
        let seen = handed.sighting
        let digits = String(content, radix: 16)
        var record = Record(
            photo: PhotoSource(
                drop: "d", path: PathBytes(path), storeID: store, region: nil, date: "2025-08-13",
                sha256: String(repeating: "0", count: 64 - digits.count) + digits, bytes: 1000, width: 800, height: 600,
                orientation: 1),
            state: .audited, exif: handed.exif, verdict: .compliant,
            versions: Versions(program: "0.1.0", model: "m", modelSHA256: "ab", precision: "f32", policy: "p"))
        record.device = device.map { CaptureDevice(id: $0, source: .serial) }
        return Outcome(seen, .recorded(record, evidence: []))
    }
}

/// Travel between stores and equal positions, with a real ledger.
@Suite struct TravelTests {
    static let seoul = GeoPlace(latitude: 37.566512, longitude: 126.978034)
    static let busan = GeoPlace(latitude: 35.179612, longitude: 129.075642)

    private func withLedger(
        _ policy: Policy = .standard, stores: [String: GeoPlace] = [:], _ body: (Branch) throws -> Void
    ) throws {
        try withBranchFile { file in
            let branch = try Branch(file, policy: policy)
            try branch.ledger.setStores(
                stores.map {
                    RegisteredStore(
                        storeID: $0.key, name: nil, region: nil, latitude: $0.value.latitude,
                        longitude: $0.value.longitude)
                })
            try body(branch)
        }
    }

    private func commit(_ stops: [Stop], to branch: Branch) throws {
        let outcomes = stops.map(\.outcome)
        _ = try branch.ledger.claim(
            drop: branch.drop, outcomes.map(\.sighting), run: branch.run, now: Branch.noon, mode: .again)
        _ = try branch.ledger.commit(drop: branch.drop, outcomes, run: branch.run, now: Branch.noon)
    }

    private func codes(_ branch: Branch) throws -> [String: [String]] {
        try branch.relations().mapValues { $0.filter { !$0.contains(" ") } }
    }

    @Test func nobodyIsInSeoulAndInBusanWithinAnHour() throws {
        let stops = [
            Stop(store: "S1", minute: 0, place: Self.seoul, content: 1),
            Stop(store: "S2", minute: 60, place: Self.busan, content: 2),
        ]
        try withLedger { branch in
            try commit(stops, to: branch)
            for stop in stops {
                let record = try #require(try branch.record(stop.path))
                let relation = try #require(record.relations.first)
                #expect(relation.kind == .travelTooFast && record.relations.count == 1)
                // 325 km less the kilometre that is allowed, in 61 minutes.
                #expect(abs(relation.value - 319) < 3, "\(relation.value)")
                #expect(
                    record.findings == [
                        Finding(code: "travel_too_fast", severity: .warning, value: relation.value, limit: 150)
                    ])
            }
        }
    }

    /// 3 km in five minutes, by a bus; Seoul to Busan in three hours, by train; another device; none known; the same store.
    @Test func whatCanBeOrIsNotKnownIsNoFinding() throws {
        var near = Self.seoul
        near.latitude += 0.027
        let pairs: [[Stop]] = [
            [
                Stop(store: "S1", minute: 0, place: Self.seoul, content: 1),
                Stop(store: "S2", minute: 5, place: near, content: 2),
            ],
            [
                Stop(store: "S1", minute: 0, place: Self.seoul, content: 1),
                Stop(store: "S2", minute: 180, place: Self.busan, content: 2),
            ],
            [
                Stop(store: "S1", minute: 0, place: Self.seoul, content: 1),
                Stop(store: "S2", minute: 60, device: "serial-9", place: Self.busan, content: 2),
            ],
            [
                Stop(store: "S1", minute: 0, device: nil, place: Self.seoul, content: 1),
                Stop(store: "S2", minute: 60, device: nil, place: Self.busan, content: 2),
            ],
            [
                Stop(store: "S1", minute: 0, place: Self.seoul, content: 1),
                Stop(store: "S1", minute: 60, place: Self.busan, content: 2),
            ],
            [Stop(store: "S1", minute: 0, content: 1), Stop(store: "S2", minute: 1, content: 2)],
        ]
        for pair in pairs {
            try withLedger { branch in
                try commit(pair, to: branch)
                #expect(try codes(branch).values.allSatisfy(\.isEmpty), "\(pair)")
            }
        }
    }

    @Test func aStoresPlaceStandsInForAPhotoWithoutOne() throws {
        try withLedger(stores: ["S1": Self.seoul, "S2": Self.busan]) { branch in
            try commit(
                [Stop(store: "S1", minute: 0, content: 1), Stop(store: "S2", minute: 30, content: 2)], to: branch)
            #expect(try codes(branch).values.allSatisfy { $0 == ["travel_too_fast"] })
        }
    }

    @Test func thePolicySaysHowFastAndHowMuchItWeighs() throws {
        let stops = [
            Stop(store: "S1", minute: 0, place: Self.seoul, content: 1),
            Stop(store: "S2", minute: 120, place: Self.busan, content: 2),
        ]
        let limits: [(text: String, verdict: Verdict)] = [
            ("speed_limit: 100, too_fast: 'violation'", .nonCompliant),
            ("speed_limit: 200, too_fast: 'violation'", .compliant), ("speed_limit: null", .compliant),
        ]
        for limit in limits {
            let text = "{name: 'p', version: '1', place: {\(limit.text)}}"
            try withLedger(try Policy(json5: Data(text.utf8), origin: "p")) { branch in
                try commit(stops, to: branch)
                let record = try #require(try branch.record(stops[0].path))
                #expect(record.verdict == limit.verdict, "\(limit)")
                #expect(record.relations.count == 1, "the fact stays, whatever the policy says of it")
            }
        }
        #expect(throws: PolicyError.self) {
            try Policy(json5: Data("{name: 'p', version: '1', place: {speed_limit: 20}}".utf8), origin: "p")
        }
    }

    /// Photos in any order, one by one or together, give the same records.
    @Test func aPhotoThatArrivesLateIsJudgedWithItsNeighbours() throws {
        var random = Seeded(7)
        let towns = [Self.seoul, Self.busan, GeoPlace(latitude: 36.3504, longitude: 127.3845)]
        for round in 0..<6 {
            let stops = (1...14).map { content in
                let store = Int.random(in: 1...5, using: &random)
                var place: GeoPlace? = towns[store % 3]
                place?.latitude += Double.random(in: -0.004...0.004, using: &random)
                // Now and then a photo states no place, or has the very time of another.
                if Int.random(in: 0..<5, using: &random) == 0 { place = nil }
                let minute = Double(Int.random(in: 0..<24, using: &random) * 20)
                return Stop(
                    store: "S\(store)", minute: minute, device: "serial-\(content % 2)", place: place, content: content)
            }
            var seen: Set<[String]> = []
            for size in [1, 3, 14] {
                let order = size == 14 ? stops : stops.shuffled(using: &random)
                try withLedger { branch in
                    for start in stride(from: 0, to: order.count, by: size) {
                        try commit(Array(order[start..<min(order.count, start + size)]), to: branch)
                    }
                    seen.insert(try lines(branch))
                    #expect(try branch.ledger.integrityProblems() == [])
                }
            }
            #expect(seen.count == 1, "round \(round)")
            // One of them leaves: as if it had never come.
            let (gone, rest) = (stops[round], stops.filter { $0.content != stops[round].content })
            var without: Set<[String]> = []
            try withLedger { branch in
                try commit(stops, to: branch)
                try branch.ledger.withdraw(drop: branch.drop, path: PathBytes(gone.path), why: "test", now: Branch.noon)
                without.insert(try lines(branch, except: gone.path))
            }
            try withLedger { branch in
                try commit(rest, to: branch)
                without.insert(try lines(branch))
            }
            #expect(without.count == 1, "round \(round), one left")
        }
    }

    private func lines(_ branch: Branch, except path: String = "") throws -> [String] {
        var lines: [String] = []
        let cursor = try branch.ledger.records(RecordFilter(.current))
        while let stored = try cursor.next() {
            let record = try stored.record()
            if record.photo.path.escaped == path { continue }
            lines.append(String(decoding: stored.json, as: UTF8.self))
        }
        return lines
    }

    @Test func aPositionThatIsEqualToTheLastDigitInSeveralStoresIsFound() throws {
        let stops = (1...3).map { Stop(store: "S\($0)", minute: 0, device: nil, place: Self.seoul, content: $0) }
        try withLedger { branch in
            try commit(Array(stops.prefix(2)), to: branch)
            #expect(try codes(branch).values.allSatisfy { $0 == ["same_position_other_store"] })
            try commit([stops[2]], to: branch)
            for stop in stops {
                let found = try #require(try branch.record(stop.path)).findings
                #expect(found == [Finding(code: "same_position_other_store", severity: .warning, value: 2)])
            }
            try branch.ledger.withdraw(
                drop: branch.drop, path: PathBytes(stops[2].path), why: "test", now: Branch.noon)
            #expect(try branch.record(stops[0].path)?.findings.first?.value == 1)
        }
        // A metre beside it; 100 m as a phone rounds; neighbours in the registry; the same store.
        var beside = stops[1]
        beside.place?.latitude += 0.00001
        var same = stops[1]
        same.store = "S1"
        let coarse = GeoPlace(latitude: 37.566, longitude: 126.978)
        let rounded = stops.prefix(2).map { stop in
            var stop = stop
            stop.place = coarse
            return stop
        }
        for pair in [[stops[0], beside], [stops[0], same], Array(rounded)] {
            try withLedger { branch in
                try commit(pair, to: branch)
                #expect(try codes(branch).values.allSatisfy(\.isEmpty), "\(pair)")
            }
        }
        var nextDoor = Self.seoul
        nextDoor.latitude += 0.0005
        try withLedger(stores: ["S1": Self.seoul, "S2": nextDoor]) { branch in
            try commit(Array(stops.prefix(2)), to: branch)
            #expect(try codes(branch).values.allSatisfy(\.isEmpty))
        }
    }
}
