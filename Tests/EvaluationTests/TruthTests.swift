import Compliance
import Foundation
import Judging
import Photo
import Records
import TestSupport
import Testing

@testable import Evaluation

struct TruthTests {
    func read(_ json: String) throws -> TruthSet { try TruthSet(coco: Data(json.utf8), file: "t.json") }

    @Test func `plain COCO is enough, in any order of ids`() throws {
        let set = try read(
            """
            {"images": [{"id": 7, "file_name": "b.jpg", "width": 20, "height": 10},
                        {"id": 2, "file_name": "a.jpg", "width": 20, "height": 10}],
             "categories": [{"id": 5, "name": "win_ad"}, {"id": 1, "name": "signboard"}],
             "annotations": [{"id": 1, "image_id": 7, "category_id": 5, "bbox": [1.5, 2, 3, 4], "iscrowd": 1,
                              "segmentation": {"counts": [1, 2], "size": [10, 20]}},
                             {"id": 2, "image_id": 7, "category_id": 1, "bbox": [1, 2, 3, 4],
                              "segmentation": [[0, 0, 1, 0, 1, 1, 0, 1]]}]}
            """)
        #expect(set.labels == ["signboard", "win_ad"])
        #expect(set.photos.map(\.file) == ["a.jpg", "b.jpg"])
        #expect(set.photos[1].panels[0].box == Box(1.5, 2, 4.5, 6))
        #expect(set.photos[1].panels[0].isCrowd && set.photos[1].panels[0].quad == nil)
        #expect(set.photos[1].panels[1].quad == Quad(Box(0, 0, 1, 1)))
        #expect(set.photos[0].quality == "ok" && set.photos[0].panels.isEmpty)
    }

    @Test(arguments: [
        ("{}", "truth_unreadable", "images"),
        ("[1, 2]", "truth_unreadable", "COCO"),
        (
            #"{"images": [], "categories": [], "annotations": [{"id": 3, "image_id": 1, "category_id": 9, "bbox": [0,0,1,1]}]}"#,
            "truth_inconsistent", "category 9"
        ),
        (
            #"{"images": [], "categories": [{"id": 9, "name": "a"}], "annotations": [{"id": 3, "image_id": 1, "category_id": 9, "bbox": [0,0,1,1]}]}"#,
            "truth_inconsistent", "image 1"
        ),
        (
            #"{"images": [], "categories": [{"id": 9, "name": "a"}], "annotations": [{"id": 3, "image_id": 1, "category_id": 9, "bbox": [0,0,1]}]}"#,
            "truth_inconsistent", "bbox"
        ),
        (
            #"{"images": [], "categories": [{"id": 9, "name": "a"}, {"id": 8, "name": "a"}], "annotations": []}"#,
            "truth_inconsistent", "categories"
        ),
        (
            #"{"images": [{"id": 1, "file_name": "x.jpg", "width": 9, "height": 9}, {"id": 2, "file_name": "x.jpg", "width": 9, "height": 9}], "categories": [], "annotations": []}"#,
            "truth_inconsistent", "x.jpg"
        ),
    ])
    func `a truth file that does not fit together is refused with what is wrong`(
        json: String, code: String, word: String
    )
        throws
    {
        let error = try #require(throws: TruthError.self) { try read(json) }
        #expect(error.code == code)
        #expect(error.description.contains(word) && error.description.contains("t.json"))
    }

    @Test(.enabled(if: Fixtures.shared != nil, "needs ../shared/data"))
    func `the field sets are read with all that they say`() throws {
        let shared = try #require(Fixtures.shared)
        let file = shared.appending(path: "fieldset/val/coco.json")
        let set = try TruthSet(coco: try Data(contentsOf: file), file: "coco.json")
        #expect(set.labels == ["top_ad", "cdu_horizontal", "cdu_vertical_left", "cdu_vertical_right"])
        #expect(set.photos.count == 50)
        #expect(set.photos.allSatisfy { $0.cabinet != nil })
        #expect(set.photos.flatMap(\.panels).allSatisfy { $0.quad != nil })
        #expect(set.photos.contains { !$0.distractors.isEmpty } && set.photos.contains { !$0.emptyFixtures.isEmpty })
        #expect(set.photos.contains { $0.quality != "ok" } && set.photos.contains { $0.topOffset != nil })
    }

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
