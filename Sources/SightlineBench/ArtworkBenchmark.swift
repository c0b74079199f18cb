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
            var visible_frac: Double
            var occluded_frac: Double
            var glare_frac: Double
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
        /// Measured and true share that is seen, and that shines.
        var visible: [(found: Double, truth: Double)] = []
        var glare: [(found: Double, truth: Double)] = []
        /// How clear each choice among siblings was, and whether it was right.
        var margins: [(margin: Double, isRight: Bool)] = []
        /// Distances of corners in the frame, shares of the board's width.
        var corners: [Double] = []

        mutating func note(_ found: Quad, _ truth: [[Double]], in pixels: Pixels) {
            let points = truth.compactMap { $0.count == 2 ? Point($0[0], $0[1]) : nil }
            guard points.count == 4 else { return }
            let width = points[0].distance(to: points[1])
            for (corner, point) in zip(found.corners, points)
            where point.x >= 0 && point.y >= 0 && point.x < Double(pixels.width) && point.y < Double(pixels.height) {
                corners.append(corner.distance(to: point) / max(width, 1))
            }
        }
    }

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        guard let file = environment["SIGHTLINE_BENCH_CATALOGUE"] else {
            print("skipped: SIGHTLINE_BENCH_CATALOGUE names no compiled catalogue")
            return
        }
        let catalogue = try CompiledCatalogue(contentsOf: PathBytes(file))
        let model = try FeatureModel(folder: try FeatureLocation.find())
        let matcher = BoardMatcher(try ArtworkIndex(catalogue, model), model.makeSession())
        let stores = environment["SIGHTLINE_BENCH_STORES"] ?? "even"
        let tally = try measure(matcher, catalogue, stores: stores)
        let undecided = tally.family - tally.right - tally.wrong
        print(
            "catalogue of \(catalogue.entries.count); fieldset/other, \(stores) stores, photos whose quality is ok, by the truth's corners"
        )
        print(
            "\(tally.boards) boards of the programme: family right \(tally.family), creative right \(tally.right), "
                + "wrong asserted \(tally.wrong), undecided with the right family \(undecided)")
        print("\(tally.others) other boards: accepted \(tally.accepted)")
        let choices = [0.02, 0.05, 0.08, 0.12, 0.16, 0.2, 0.3].map { least in
            let kept = tally.margins.filter { $0.margin >= least }
            return "\(least): \(kept.count { $0.isRight }) and \(kept.count { !$0.isRight })"
        }
        print("right and wrong by the least margin over a sibling: " + choices.joined(separator: ", "))
        if !tally.visible.isEmpty {
            let errors = tally.visible.map { abs($0.found - $0.truth) }.sorted()
            print(String(format: "visible share: median error %.3f", errors[errors.count / 2]))
            for least in [0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9] {
                let hidden = tally.visible.filter { $0.truth <= 0.75 }
                let whole = tally.visible.filter { $0.truth >= 0.97 }
                print(
                    "  seen below \(least): \(hidden.count { $0.found < least }) of \(hidden.count) of which a quarter is hidden, "
                        + "\(whole.count { $0.found < least }) of \(whole.count) whole ones")
            }
            let shining = tally.glare.filter { $0.truth >= 0.1 }
            let dull = tally.glare.filter { $0.truth < 0.01 }
            print(
                "shining by more than 0.1: \(shining.count { $0.found > 0.1 }) of \(shining.count) that do, "
                    + "\(dull.count { $0.found > 0.1 }) of \(dull.count) that do not")
        }
        let corners = tally.corners.sorted()
        if !corners.isEmpty {
            print(
                String(
                    format:
                        "corners of recognised boards in the frame, %% of the width: median %.2f, 95th percentile %.2f",
                    corners[corners.count / 2] * 100, corners[corners.count * 95 / 100] * 100))
        }
        print(
            String(
                format: "ms per board, one core: median %.1f, mean %.1f", median(tally.times) * 1000,
                tally.times.reduce(0, +) / Double(max(1, tally.times.count)) * 1000))
    }

    private func measure(_ matcher: BoardMatcher, _ catalogue: CompiledCatalogue, stores: String) throws -> Tally {
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
                guard let truth = catalogue[ad.creative]?.creative else { continue }
                let match = try timed(matcher, ad.quad, pixels, &tally)
                tally.boards += 1
                guard let print = match?.print else { continue }
                let named = catalogue.entries[print.place].creative
                tally.family += (named.family ?? named.id) == (truth.family ?? truth.id) ? 1 : 0
                tally.note(print.quad, ad.quad, in: pixels)
                if let state = print.state {
                    tally.visible.append((state.visible, ad.visible_frac))
                    tally.glare.append((state.glare, ad.glare_frac))
                }
                tally.margins.append((print.margin, named.id == ad.creative))
                guard print.isDecided else { continue }
                tally.right += named.id == ad.creative ? 1 : 0
                tally.wrong += named.id == ad.creative ? 0 : 1
            }
            for other in one.distractors where other.visible_px > 600 {
                tally.others += 1
                tally.accepted += try timed(matcher, other.quad, pixels, &tally)?.print == nil ? 0 : 1
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
