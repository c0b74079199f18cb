import Foundation
import Inference
import Ledger
import Records
import TestSupport
import Testing

/// The commands beside the review page; the page itself is tried by `Tests/campaign review`.
@Suite(.enabled(if: (try? Runtime.load()) != nil, "the detector runtime is missing: run Systemd/openvino-runtime"))
struct ReviewCommandTests {
    private func withScan(_ body: (URL) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { home in
            try makeDrop(home.appending(path: "drop"), stores: 2, photos: 2)
            let scan = try sightline(["scan", home.path + "/drop", "--quiet", "--no-bundle"], home: home)
            #expect(scan.status == 0, "\(scan.errors)")
            try body(home)
        }
    }

    private func read(_ file: URL) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    }

    @Test func peopleAreInvitedAndRevokedAndTheLogTellsIt() throws {
        try withScan { home in
            let invited = try sightline(["review", "invite", "jiwon", "--role", "administrator"], home: home)
            #expect(invited.status == 0 && invited.output.contains(/[0-9a-f]{64}/))
            // The token is nowhere in the ledger.
            let token = try #require(invited.output.firstMatch(of: /[0-9a-f]{64}/)).0
            let bytes = try Data(contentsOf: home.appending(path: "sightline/ledger.sqlite"))
            #expect(bytes.range(of: Data(token.utf8)) == nil)
            #expect(try sightline(["review", "revoke", "jiwon"], home: home).status == 0)
            #expect(try sightline(["review", "revoke", "nobody"], home: home).status == 2)
            let log = try sightline(["review", "log", "--json"], home: home)
            #expect(log.output.split(separator: "\n").count == 2 && log.output.contains("revoked"))
            for wrong in [
                ["invite"], ["invite", "a b"], ["invite", "x\ny"], ["invite", "a", "--role", "king"], ["log", "x"],
            ] {
                #expect(try sightline(["review"] + wrong, home: home).status == 2, "\(wrong)")
            }
            #expect(try sightline(["review", "--ledger", home.path + "/none.sqlite"], home: home).status == 2)
            #expect(try sightline(["review", "--socket"], home: home).status == 2)
        }
    }

    @Test func whatAToolCorrectedIsImportedOnceAndComesOutAgain() throws {
        try withScan { home in
            let file = home.appending(path: "coco.json")
            #expect(try sightline(["export", "--coco", file.path], home: home).status == 0)
            var coco = try read(file)
            let images = try #require(coco["images"] as? [[String: Any]])
            let image = images[0]
            coco["images"] = [image]
            coco["categories"] = [["id": 1, "name": "top_ad"], ["id": 2, "name": "board"]]
            coco["annotations"] = [
                [
                    "id": 1, "image_id": try #require(image["id"] as? Int), "category_id": 1, "bbox": [1, 2, 10, 5],
                    "iscrowd": 0,
                    "segmentation": [[1, 2, 11, 2, 11, 7, 1, 7]], "attributes": ["occluded": true],
                ]
            ]
            try JSONSerialization.data(withJSONObject: coco).write(to: file)
            let dry = try sightline(["review", "import", file.path, "--dry-run"], home: home)
            #expect(dry.lastLine.hasPrefix("1 photo would change, 0 as they were, 0 not taken"), "\(dry)")
            let first = try sightline(["review", "import", file.path, "--by", "jiwon"], home: home)
            #expect(first.status == 0 && first.lastLine.hasPrefix("1 photo corrected"), "\(first)")
            let second = try sightline(["review", "import", file.path], home: home)
            #expect(second.lastLine.hasPrefix("0 photos corrected, 1 as they were"), "\(second)")

            let out = home.appending(path: "reviewed.json")
            #expect(try sightline(["export", "--coco", out.path, "--reviewed"], home: home).status == 0)
            let reviewed = try read(out)
            #expect((reviewed["images"] as? [Any])?.count == 1)
            let note = try #require((reviewed["annotations"] as? [[String: Any]])?.first)
            #expect(note["tags"] as? [String] == ["occluded"] && note["bbox"] as? [Double] == [1, 2, 10, 5])
            #expect((reviewed["images"] as? [[String: Any]])?.first?["reviewed_by"] as? String == "jiwon")
            // What goes out unchanged comes in as known.
            let back = try sightline(["review", "import", out.path], home: home)
            #expect(back.lastLine.hasPrefix("0 photos corrected, 1 as they were"), "\(back)")
            let ledger = try Ledger(at: PathBytes(home.path + "/sightline/ledger.sqlite"), options: .readOnly)
            #expect(try ledger.correctionCount() == 1)
            // The word survives another audit of the same photos.
            #expect(
                try sightline(["scan", home.path + "/drop", "--again", "--quiet", "--no-bundle"], home: home).status
                    == 0)
            let again = home.appending(path: "again.json")
            #expect(try sightline(["export", "--coco", again.path, "--reviewed"], home: home).status == 0)
            #expect(try Data(contentsOf: again) == Data(contentsOf: out))
        }
    }

    @Test func aFileThatFitsNothingIsToldAndChangesNothing() throws {
        try withScan { home in
            let file = home.appending(path: "coco.json")
            try Data(
                """
                {"images": [{"id": 1, "file_name": "gone.jpg", "width": 9, "height": 9}], "annotations": [], "categories": []}
                """.utf8
            ).write(to: file)
            let result = try sightline(["review", "import", file.path], home: home)
            #expect(result.status == 3 && result.errors.contains("gone.jpg"))
            try Data("{}".utf8).write(to: file)
            #expect(try sightline(["review", "import", file.path], home: home).status == 2)
            let figures = try sightline(["evaluate", "--reviewed"], home: home)
            #expect(figures.status == 0 && figures.output.contains("0 corrections"))
            #expect(try sightline(["evaluate", "--reviewed", "--truth", "x"], home: home).status == 2)
            #expect(try sightline(["export", "--ndjson", "-", "--reviewed"], home: home).status == 2)
        }
    }
}
