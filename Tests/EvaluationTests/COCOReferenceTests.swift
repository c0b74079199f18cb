import Foundation
import Interchange
import Records
import TestSupport
import Testing

@testable import Evaluation

/// A detection as COCO results have it.
struct COCOResult: Codable {
    var image: Int
    var category: Int
    var box: [Double]
    var score: Double

    enum CodingKeys: String, CodingKey {
        case score
        case image = "image_id"
        case category = "category_id"
        case box = "bbox"
    }
}

/// What pycocotools says.
struct COCOFigures: Decodable {
    struct Row: Decodable {
        var ap50: Double?
        var ap50To95: Double?
        var ar1: Double?
        var ar10: Double?
        var ar100: Double?

        enum CodingKeys: String, CodingKey {
            case ap50, ar1, ar10, ar100
            case ap50To95 = "ap50_95"
        }
    }
    var overall: Row
    var labels: [String: Row]

    func expectEqual(_ report: EvaluationReport, _ note: Comment) {
        func same(_ a: Double?, _ b: Double?) -> Bool {
            switch (a, b) {
            case (nil, nil): true
            case (let a?, let b?): abs(a - b) < 1e-6
            default: false
            }
        }
        func compare(_ row: Row, _ score: EvaluationReport.Detections?, _ name: String) {
            #expect(same(row.ap50, score?.ap50), "\(note): \(name) AP50 \(String(describing: row.ap50))")
            #expect(same(row.ap50To95, score?.ap50To95), "\(note): \(name) AP50:95")
            #expect(same(row.ar1, score?.ar1), "\(note): \(name) AR1")
            #expect(same(row.ar10, score?.ar10), "\(note): \(name) AR10")
            #expect(same(row.ar100, score?.ar100), "\(note): \(name) AR100")
        }
        compare(overall, report.overall, "overall")
        for (label, row) in labels { compare(row, report.labels[label], label) }
    }
}

enum COCOReference {
    static let folder = Fixtures.root.appending(path: "Tests/Fixtures/coco")

    /// A Python that has pycocotools; nil where there is none.
    static let python: String? = {
        let places: [String?] = [
            ProcessInfo.processInfo.environment["SIGHTLINE_PYTHON"], "python3",
            Fixtures.root.appending(path: ".training/venv/bin/python").path,
        ]
        return places.compactMap { $0 }.first { (try? runTool($0, ["-c", "import pycocotools"]))?.status == 0 }
    }()

    static func report(_ truth: Data, _ results: [COCOResult], includeDifficult: Bool) throws -> EvaluationReport {
        struct Ids: Decodable {
            struct Category: Decodable {
                var id: Int
                var name: String
            }
            var categories: [Category]
        }
        let names = Dictionary(
            uniqueKeysWithValues: try JSONDecoder().decode(Ids.self, from: truth).categories.map { ($0.id, $0.name) })
        let set = try TruthSet(coco: truth, file: "truth.json")
        let predictions = set.photos.map { photo in
            Prediction(
                detections: results.filter { $0.image == photo.id }.map {
                    Detection(
                        slot: names[$0.category] ?? "", confidence: $0.score,
                        box: Box($0.box[0], $0.box[1], $0.box[0] + $0.box[2], $0.box[1] + $0.box[3]), quad: nil)
                })
        }
        return evaluate(
            predictions, against: set,
            options: EvaluationOptions(thresholds: [:], includeDifficult: includeDifficult), name: "test")
    }

    /// Asks pycocotools itself.
    static func ask(_ truth: Data, _ results: [COCOResult], includeDifficult: Bool) throws -> COCOFigures {
        try Fixtures.withTemporaryFolder { folder in
            let truthFile = folder.appending(path: "truth.json")
            let resultFile = folder.appending(path: "results.json")
            try truth.write(to: truthFile)
            try JSONEncoder().encode(results).write(to: resultFile)
            let script = Self.folder.appending(path: "coco_reference.py").path
            let (status, output) = try runTool(
                python ?? "python3",
                [script, "score", truthFile.path, resultFile.path] + (includeDifficult ? ["--include-difficult"] : []))
            #expect(status == 0)
            return try JSONDecoder().decode(COCOFigures.self, from: output)
        }
    }
}

struct COCOReferenceTests {
    @Test func `random cases give the figures that pycocotools gave`() throws {
        struct Golden: Decodable {
            var seed: Int
            var results: [COCOResult]
            var figures: COCOFigures
            var counted: COCOFigures
            enum CodingKeys: String, CodingKey {
                case seed, results, figures
                case counted = "figures_include_difficult"
            }
        }
        let data = try Data(contentsOf: COCOReference.folder.appending(path: "golden.json"))
        let golden = try JSONDecoder().decode([Golden].self, from: data)
        let raw = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        #expect(golden.count == 20)
        for (one, whole) in zip(golden, raw) {
            let truth = try JSONSerialization.data(withJSONObject: try #require(whole["truth"]))
            one.figures.expectEqual(
                try COCOReference.report(truth, one.results, includeDifficult: false), "case \(one.seed)")
            one.counted.expectEqual(
                try COCOReference.report(truth, one.results, includeDifficult: true), "case \(one.seed), all counted")
        }
    }

    @Test(.enabled(if: COCOReference.python != nil && Fixtures.shared != nil, "needs pycocotools and ../shared/data"))
    func `the field set with disturbed truth as detections gives what pycocotools gives`() throws {
        let shared = try #require(Fixtures.shared)
        let truth = try Data(contentsOf: shared.appending(path: "fieldset/val/coco.json"))
        let set = try TruthSet(coco: truth, file: "coco.json")
        let ids = Dictionary(uniqueKeysWithValues: set.labels.enumerated().map { ($0.element, $0.offset + 1) })
        var random = Seeded(11)
        var results: [COCOResult] = []
        for photo in set.photos {
            for panel in photo.panels where Double.random(in: 0...1, using: &random) < 0.95 {
                let spread = Double.random(in: 0...0.2, using: &random)
                func move(_ size: Double) -> Double { Double.random(in: -spread...spread, using: &random) * size }
                let (w, h) = (panel.box.width, panel.box.height)
                results.append(
                    COCOResult(
                        image: photo.id, category: ids[panel.label] ?? 0,
                        box: [panel.box.x0 + move(w), panel.box.y0 + move(h), w + move(w), h + move(h)],
                        score: Double.random(in: 0.01...1, using: &random)))
            }
            for box in photo.distractors where Bool.random(using: &random) {
                results.append(
                    COCOResult(
                        image: photo.id, category: Int.random(in: 1...4, using: &random),
                        box: [box.x0, box.y0, box.width, box.height],
                        score: Double.random(in: 0.01...0.6, using: &random)))
            }
        }
        for includeDifficult in [false, true] {
            let theirs = try COCOReference.ask(truth, results, includeDifficult: includeDifficult)
            theirs.expectEqual(
                try COCOReference.report(truth, results, includeDifficult: includeDifficult),
                "difficult counted: \(includeDifficult)")
        }
    }
}
