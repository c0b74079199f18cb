import Compliance
import Foundation
import Interchange
import Judging
import Records
import TestSupport
import Testing

@testable import Evaluation

/// The door that labelled truth comes in by.
struct ExtremeNumberTests {
    private static let truth = """
        {"images": [{"id": 1, "file_name": "a.jpg", "width": 20, "height": 10, "top_offset_frac": 0.25,
                     "cabinet_quad": [[2, 3], [12, 3], [12, 8], [2, 8]], "distractors": [{"box": [4, 5, 6, 7]}]}],
         "categories": [{"id": 9, "name": "top_ad"}],
         "annotations": [{"id": 11, "image_id": 1, "category_id": 9, "bbox": [1.5, 2, 3, 4],
                          "quad": [[1, 2], [4, 2], [4, 6], [1, 6]]}]}
        """

    @Test func truthOfAnyNumbersIsScoredOrRefusedWithAReason() throws {
        let places = Self.truth.ranges(of: try Regex("-?[0-9]+(\\.[0-9]+)?(?=[,\\s\\]}])"))
        #expect(places.count > 20)
        let numbers =
            Extremes.integers.map { "\($0)" } + ["1e300", "-1e300", "1e-320", "9.3e18", "1.7e308", "1e400", "0"]
        for place in places {
            for number in numbers {
                let changed = Self.truth.replacingCharacters(in: place, with: number)
                let set: TruthSet
                do throws(TruthError) {
                    set = try TruthSet(coco: Data(changed.utf8), file: "t.json")
                } catch {
                    #expect(!error.message.isEmpty)
                    continue
                }
                let box = Box(1, 2, 4, 6)
                let found = Detection(slot: "top_ad", confidence: 0.9, box: box, quad: Quad(box))
                let predictions = set.photos.map { photo in
                    Prediction(
                        detections: [found],
                        assessment: assess(
                            detections: [found], size: photo.size, quality: nil, policy: .standard))
                }
                let options = EvaluationOptions(thresholds: [:])
                let report = evaluate(predictions, against: set, options: options, name: "test")
                _ = report.text
                _ = compare(report, report).text
                _ = set.photos.map { $0.scaled(to: Size(width: 40, height: 20)) }
            }
        }
    }
}
