import Artwork
import Catalogue
import Foundation
import Photo
import Records

/// What is said of the boards of `fieldset/other` beside the checkout: right creative, right family, wrong ones, and the time
/// that a board takes. Corners are the truth's: what the detector's corners cost is measured by `evaluate`.
///
/// `SIGHTLINE_BENCH_CATALOGUE` names a compiled catalogue, `SIGHTLINE_BENCH_STORES` which stores count: even, odd or all.
struct ArtworkBenchmark {
    private struct Truth: Decodable {
        struct Ad: Decodable {
            var creative: String
            var quad: [[Double]]
            var difficult: Bool
        }

        struct Distractor: Decodable {
            var quad: [[Double]]
            var visible_px: Double
        }

        var file: String
        var store_id: String
        var quality: String
        var ads: [Ad]
        var distractors: [Distractor]
    }

    private struct Tally {
        var boards = 0
        var family = 0
        var right = 0
        var wrong = 0
        var others = 0
        var accepted = 0
        var times: [Double] = []
    }

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        guard let file = environment["SIGHTLINE_BENCH_CATALOGUE"] else {
            print("skipped: SIGHTLINE_BENCH_CATALOGUE names no compiled catalogue")
            return
        }
        let catalogue = try CompiledCatalogue(contentsOf: PathBytes(file))
        let session = try FeatureModel(folder: try FeatureLocation.find()).makeSession()
        let references = try catalogue.entries.map { try ReferenceArtwork($0) }
        let matcher = BoardMatcher(references, session)
        let families = Dictionary(references.map { ($0.id, $0.family) }) { first, _ in first }
        let stores = environment["SIGHTLINE_BENCH_STORES"] ?? "even"
        let tally = try measure(matcher, families, stores: stores)
        let undecided = tally.family - tally.right - tally.wrong
        print(
            "catalogue of \(references.count); fieldset/other, \(stores) stores, photos whose quality is ok, by the truth's corners"
        )
        print(
            "\(tally.boards) boards of the programme: family right \(tally.family), creative right \(tally.right), "
                + "wrong asserted \(tally.wrong), undecided with the right family \(undecided)")
        print("\(tally.others) other boards: accepted \(tally.accepted)")
        print(String(format: "ms per board, one core: median %.1f", median(tally.times) * 1000))
    }

    private func measure(_ matcher: BoardMatcher, _ families: [String: String], stores: String) throws -> Tally {
        let shared = URL(filePath: FileManager.default.currentDirectoryPath).deletingLastPathComponent()
            .appending(path: "shared/data/fieldset/other")
        let text = try String(contentsOf: shared.appending(path: "truth.jsonl"), encoding: .utf8)
        var tally = Tally()
        for line in text.split(separator: "\n") {
            let one = try JSONDecoder().decode(Truth.self, from: Data(line.utf8))
            let number = Int(one.store_id.filter(\.isNumber)) ?? 0
            guard one.quality == "ok", stores == "all" || (number % 2 == 0) == (stores == "even") else { continue }
            let jpeg = try Data(contentsOf: shared.appending(path: one.file))
            let pixels = try Pixels(upright: Array(jpeg), longSide: 4000)
            for ad in one.ads where !ad.difficult {
                guard let family = families[ad.creative] else { continue }
                let match = try timed(matcher, ad.quad, pixels, &tally)
                tally.boards += 1
                tally.family += match?.family == family ? 1 : 0
                guard let id = match?.reference.map(matcher.id) else { continue }
                tally.right += id == ad.creative ? 1 : 0
                tally.wrong += id == ad.creative ? 0 : 1
            }
            for other in one.distractors where other.visible_px > 600 {
                tally.others += 1
                tally.accepted += try timed(matcher, other.quad, pixels, &tally)?.family == nil ? 0 : 1
            }
        }
        return tally
    }

    private func timed(
        _ matcher: BoardMatcher, _ corners: [[Double]], _ pixels: Pixels, _ tally: inout Tally
    ) throws -> BoardMatch? {
        let points = corners.compactMap { $0.count == 2 ? Point($0[0], $0[1]) : nil }
        guard points.count == 4 else { return nil }
        var match: BoardMatch?
        tally.times.append(
            try seconds { match = try matcher.match(Quad(points[0], points[1], points[2], points[3]), in: pixels) })
        return match
    }
}
