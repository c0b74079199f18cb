import Compliance
import Foundation
import Interchange
import Judging
import Photo
import Records
import TestSupport
import Testing

@testable import Evaluation

struct TruthTests {
    @Test func `truth stated for another size of photo is scaled to the file, and the file is named`() throws {
        try Fixtures.withTemporaryFolder { folder in
            let sample = Fixtures.root.appending(path: "Samples/photos")
            let names = FileManager.default.enumerator(atPath: sample.path)?.compactMap { $0 as? String } ?? []
            let photo = sample.appending(path: try #require(names.filter { $0.hasSuffix(".jpg") }.min()))
            let layout = JPEGLayout([UInt8](try Data(contentsOf: photo)))
            let frame = try #require(layout.frame)
            let (w, h) = (frame.width, frame.height)
            let stated = ["right": (w, h), "squeezed": (w * 2, h * 5), "small": (w / 2, h / 2), "turned": (h, w)]
            var images: [[String: Any]] = []
            var annotations: [[String: Any]] = []
            for (id, (name, size)) in stated.sorted(by: { $0.key < $1.key }).enumerated() {
                try FileManager.default.copyItem(at: photo, to: folder.appending(path: name + ".jpg"))
                images.append(["id": id, "file_name": name + ".jpg", "width": size.0, "height": size.1])
                annotations.append([
                    "id": id, "image_id": id, "category_id": 1, "bbox": [10, 20, 100, 50],
                    "quad": [[10, 20], [110, 20], [110, 70], [10, 70]],
                ])
            }
            let coco: [String: Any] = [
                "images": images, "annotations": annotations, "categories": [["id": 1, "name": "top_ad"]],
            ]
            let file = folder.appending(path: "coco.json")
            try JSONSerialization.data(withJSONObject: coco).write(to: file)
            let runner = try EvaluationRunner(coco: PathBytes(file.path), photos: PathBytes(folder.path))
            #expect(runner.notes.count == 2)
            #expect(runner.notes.contains { $0.hasPrefix("squeezed.jpg: is \(w)×\(h), but the truth says") })
            #expect(runner.notes.contains { $0.hasPrefix("small.jpg: ") })
            let truth = Dictionary(uniqueKeysWithValues: runner.truth.photos.map { ($0.file, $0) })
            #expect(truth["right.jpg"]?.panels.first?.box == Box(10, 20, 110, 70))
            #expect(truth["turned.jpg"]?.size == Size(width: h, height: w))
            let squeezed = try #require(truth["squeezed.jpg"])
            #expect(squeezed.size == Size(width: w, height: h))
            #expect(squeezed.panels.first?.box == Box(5, 4, 55, 14))
            #expect(squeezed.panels.first?.quad?.bottomRight.distance(to: Point(55, 14)) ?? 9 < 1e-9)
        }
    }

    @Test func `a photo that cannot be audited counts as one in which nothing was found, and is named`() throws {
        struct Broken: Error {}
        let photos = ["a.jpg", "b.jpg", "c.jpg"].enumerated().map { i, file in
            TruthPhoto(
                id: i, file: file, size: Size(width: 20, height: 10),
                panels: [TruthPanel(label: "top_ad", box: Box(0, 0, 10, 10))])
        }
        let runner = EvaluationRunner(truth: TruthSet(labels: ["top_ad"], photos: photos), photos: PathBytes("/p"))
        var done: [Int] = []
        let predictions = runner.predictions(finished: { done.append($0) }) { file in
            if file == PathBytes("/p/b.jpg") { throw Broken() }
            // The third one is turned: its boxes would be compared in another frame.
            let size = file == PathBytes("/p/c.jpg") ? Size(width: 10, height: 20) : Size(width: 20, height: 10)
            return EvaluationRunner.Audited(
                size: size, detections: [Detection(slot: "top_ad", confidence: 0.9, box: Box(0, 0, 10, 10), quad: nil)],
                assessment: nil)
        }
        #expect(done == [1, 2, 3])
        let report = evaluate(
            predictions, against: runner.truth, options: EvaluationOptions(thresholds: [:]), name: "t")
        #expect(report.overall.truePositives == 1 && report.overall.falseNegatives == 2)
        #expect(Set(report.failures.keys) == ["b.jpg", "c.jpg"])
        #expect(report.text.contains("not audited: b.jpg"))
    }

    private func truth(_ labels: [String], asked: [String]) -> TruthSet {
        let panels = asked.map { TruthPanel(label: $0, box: Box(0, 0, 5, 5)) }
        return TruthSet(
            labels: labels, photos: [TruthPhoto(id: 1, file: "a.jpg", size: Size(width: 9, height: 9), panels: panels)])
    }

    @Test func `categories that the model does not know are said, or refused where nothing could be measured`() throws {
        let model = ["top_ad", "cdu_horizontal", "cabinet"]
        #expect(try truth(model, asked: model).warnings(againstLabels: model, file: "t").isEmpty)
        // A category without panels asks for nothing.
        #expect(try truth(["root", "top_ad"], asked: ["top_ad"]).warnings(againstLabels: model, file: "t").isEmpty)
        let some = try truth(["top_ad", "poster"], asked: ["top_ad", "poster"]).warnings(
            againstLabels: model, file: "t")
        #expect(some.count == 1 && some[0].contains("no label poster"))
        for (asked, word) in [
            (["top-ad"], "did you mean top_ad?"), (["top_ad", "CDU Horizontal"], "did you mean cdu_horizontal?"),
            (["car", "dog"], "its labels are top_ad, cdu_horizontal, cabinet"),
        ] {
            let error = #expect(throws: TruthError.self) {
                try truth(asked, asked: asked).warnings(againstLabels: model, file: "t.json")
            }
            #expect(error?.code == "truth_labels_unknown")
            #expect(error?.description.contains(word) == true, "\(error.map { "\($0)" } ?? "")")
        }
    }
}
