import Foundation
import Records
import TestSupport
import Testing

@testable import Integrity

/// Edits of real photos that `edits.py` wrote, found among their originals: by hand, since they are made from photos that may
/// not be passed on, and 6,000 of them take a quarter of an hour in a debug build.
enum Edits {
    static let folder = ProcessInfo.processInfo.environment["SIGHTLINE_EDITS"].map { URL(filePath: $0) }
}

@Suite(.enabled(if: Edits.folder != nil, "needs SIGHTLINE_EDITS, a folder that edits.py wrote")) struct EditTests {
    @Test func mostEditsAreFoundAndNoOtherPhoto() throws {
        let folder = try #require(Edits.folder)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        let sampler = try Sampler()
        func portrait(_ name: String) throws -> Portrait {
            try #require(Portrait(try sampler.sample(folder.appending(path: name)).photo))
        }
        let originals = try names.filter { $0.hasPrefix("o") }.map { (name: $0, portrait: try portrait($0)) }
        var index = FingerprintIndex()
        for (number, original) in originals.enumerated() { index.add(Int64(number + 1), original.portrait.hash) }
        func found(_ portrait: Portrait) -> Set<String> {
            let hits = index.near(portrait.queries, limit: PhotoKinship.reach, most: 16).flatMap { $0 }
            let others = Set(hits.map { originals[Int($0.number) - 1].name })
            let alike = originals.filter {
                others.contains($0.name) && Confirmation.alike(portrait, $0.portrait) != nil
            }
            return Set(alike.map(\.name))
        }
        var tally: [String: (all: Int, byHash: Int, found: Int)] = [:]
        for name in names where !name.hasPrefix("o") {
            let parts = name.dropLast(4).split(separator: "-", maxSplits: 1)
            guard parts.count == 2, let own = originals.first(where: { $0.name == "o\(parts[0]).jpg" }) else {
                continue
            }
            let edit = try portrait(name)
            let distance = edit.proposals.prefix(8).map { $0.hash.distance(to: own.portrait.hash) }.min() ?? 256
            var counts = tally[String(parts[1])] ?? (0, 0, 0)
            counts.all += 1
            counts.byHash += distance <= 31 ? 1 : 0
            counts.found += found(edit).contains(own.name) ? 1 : 0
            tally[String(parts[1])] = counts
        }
        for (kind, counts) in tally.sorted(by: { $0.key < $1.key }) {
            print("\(kind): found \(counts.found) of \(counts.all), by PDQ up to 31 alone \(counts.byHash)")
        }
        let mean = tally.values.map { Double($0.found) / Double($0.all) }.reduce(0, +) / Double(max(1, tally.count))
        let others = originals.reduce(0) { $0 + found($1.portrait).subtracting([$1.name]).count }
        print("Mean \(mean); \(others) of \(originals.count * (originals.count - 1)) ordered pairs of other photos")
        #expect(mean >= 0.9)
        #expect(others == 0)
    }
}
