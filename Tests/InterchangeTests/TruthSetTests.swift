import Foundation
import Interchange
import Records
import TestSupport
import Testing

struct TruthSetTests {
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
}
