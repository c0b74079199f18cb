import Foundation
import Ledger
import Records
import TestSupport
import Testing

@testable import Integrity

/// Rendered photos of counters with known re-submissions, outside the repository: `../shared/data/fieldset`.
enum FieldSets {
    static var root: URL { (Fixtures.shared ?? Fixtures.root).appending(path: "fieldset") }

    struct Ad: Decodable {
        var box: [Double]
    }

    struct Photo: Decodable {
        var id: String
        var file: String
        var store_id: String
        var reuse_of: String?
        var gps_tag: String
        var ads: [Ad]

        var day: String { file.split(separator: "/").dropLast().last.map(String.init) ?? "" }
    }

    static func photos(_ set: String) throws -> [(photo: Photo, file: URL)] {
        let folder = root.appending(path: set)
        let text = try String(contentsOf: folder.appending(path: "truth.jsonl"), encoding: .utf8)
        return try text.split(separator: "\n").map { line in
            let photo = try JSONDecoder().decode(Photo.self, from: Data(line.utf8))
            return (photo, folder.appending(path: photo.file))
        }
    }

    /// By store: where the registry has it.
    static func stores(_ set: String) throws -> [String: PlaceAndTime.Place] {
        let text = try String(contentsOf: root.appending(path: "\(set)/stores.csv"), encoding: .utf8)
        var stores: [String: PlaceAndTime.Place] = [:]
        for line in text.split(whereSeparator: \.isNewline).dropFirst() {
            let cells = line.split(separator: ",")
            guard cells.count >= 5, let latitude = Double(cells[3]), let longitude = Double(cells[4]) else { continue }
            stores[String(cells[0])] = PlaceAndTime.Place(latitude: latitude, longitude: longitude)
        }
        return stores
    }
}

@Suite(.enabled(if: Fixtures.shared != nil, "needs ../shared/data")) struct FieldSetTests {
    /// Every re-submission is related and no other pair of different visits is, on sets that nothing was chosen by.
    ///
    /// Copies of one original are related to each other, too.
    @Test func allResubmissionsAreFoundAndNoOtherPairOfVisits() throws {
        let sampler = try Sampler()
        var photos: [(photo: FieldSets.Photo, portrait: Portrait)] = []
        for set in ["val", "hard", "other"] {
            for (photo, file) in try FieldSets.photos(set) {
                let boards = photo.ads.map { Box($0.box[0], $0.box[1], $0.box[2], $0.box[3]) }
                photos.append((photo, try #require(Portrait(try sampler.sample(file, boards: boards).photo))))
            }
        }
        var index = FingerprintIndex()
        for (number, photo) in photos.enumerated() { index.add(Int64(number + 1), photo.portrait.hash) }
        var found: Set<Set<String>> = []
        for (number, photo) in photos.enumerated() {
            let hits = index.near(photo.portrait.queries, limit: PhotoKinship.reach, most: 16).flatMap { $0 }
            for other in Set(hits.map { Int($0.number) - 1 }) where other != number {
                let pair: Set = [photo.photo.id, photos[other].photo.id]
                if found.contains(pair) { continue }
                if Confirmation.alike(photo.portrait, photos[other].portrait) != nil { found.insert(pair) }
            }
        }
        let groups = Dictionary(grouping: photos.map(\.photo).filter { $0.reuse_of != nil }) { $0.reuse_of ?? "" }
        var expected: Set<Set<String>> = []
        for (original, copies) in groups {
            let all = [original] + copies.map(\.id)
            for a in all { for b in all where a < b { expected.insert([a, b]) } }
        }
        let visits = Dictionary(
            uniqueKeysWithValues: photos.map { ($0.photo.id, "\($0.photo.store_id) \($0.photo.day)") })
        let bursts = found.filter { pair in Set(pair.map { visits[$0] }).count == 1 }
        #expect(expected.count == 7)
        #expect(found.subtracting(bursts) == expected)
        let pairs = photos.count * (photos.count - 1) / 2
        print(
            "Re-submissions: \(expected.count) of \(expected.count), 0 other pairs of \(pairs); bursts: \(bursts.count)"
        )
    }

    /// Far from the store, at it, or without a place: as the photos were made.
    @Test(arguments: ["train", "val", "other", "hard"])
    func placesAreFarMissingOrNearAsTheyWereMade(set: String) throws {
        let stores = try FieldSets.stores(set)
        var counts: [String: Int] = [:]
        for (photo, file) in try FieldSets.photos(set) {
            let place = try #require(stores[photo.store_id])
            let found = try PlaceAndTimeTests.findings(
                [UInt8](Data(contentsOf: file)), store: place, day: photo.day, modified: nil)
            let expected = ["far": ["outside_store_fence"], "missing": ["gps_missing"], "near": []][photo.gps_tag]
            let places = found.filter { ["outside_store_fence", "gps_missing", "gps_unusable"].contains($0) }
            #expect(places == expected, "\(photo.id)")
            #expect(!found.contains("edited") && !found.contains("capture_backdated"), "\(photo.id)")
            counts[photo.gps_tag, default: 0] += 1
        }
        print("Places of \(set): \(counts.sorted { $0.key < $1.key })")
    }
}
