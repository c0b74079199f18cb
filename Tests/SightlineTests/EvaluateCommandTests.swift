import Foundation
import TestSupport
import Testing

@Suite struct EvaluateCommandTests {
    @Test func manyPhotosOfAnotherSizeThanTheTruthSaysAreToldInAFewLines() throws {
        try Fixtures.withTemporaryFolder { folder in
            let photos = folder.appending(path: #"a\b"#)
            try FileManager.default.createDirectory(at: photos, withIntermediateDirectories: true)
            let photo = Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures/ycc420.jpg")
            var images: [[String: Any]] = []
            for id in 1...7 {
                try FileManager.default.copyItem(at: photo, to: photos.appending(path: "\(id).jpg"))
                images.append(["id": id, "file_name": "\(id).jpg", "width": 5000, "height": 4000])
            }
            let coco: [String: Any] = [
                "images": images, "annotations": [[String: Any]](), "categories": [["id": 1, "name": "top_ad"]],
            ]
            let truth = photos.appending(path: "coco.json")
            try JSONSerialization.data(withJSONObject: coco).write(to: truth)
            let run = try sightline(["evaluate", "--truth", truth.path, "--photos", photos.path], home: folder)
            #expect(run.status == 0, "\(run.errors)")
            let warnings = run.errors.split(separator: "\n").filter { $0.hasPrefix("warning: ") }
            #expect(warnings.count == 4 && warnings.last == "warning: and 4 more photos likewise", "\(run.errors)")
        }
    }

    /// A truth file of one photo in `folder` with one panel of this category.
    private func truth(_ folder: URL, file name: String, category: String) throws -> String {
        let coco: [String: Any] = [
            "images": [["id": 1, "file_name": name, "width": 64, "height": 48] as [String: Any]],
            "annotations": [["id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 10, 10]] as [String: Any]],
            "categories": [["id": 1, "name": category] as [String: Any]],
        ]
        let file = folder.appending(path: "t-\(UUID().uuidString).json")
        try JSONSerialization.data(withJSONObject: coco).write(to: file)
        return file.path
    }

    @Test func photosThatAreNotThereAndCategoriesThatTheModelLacksAreNoZeros() throws {
        try Fixtures.withTemporaryFolder { folder in
            let photo = Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures/ycc420.jpg")
            try FileManager.default.copyItem(at: photo, to: folder.appending(path: "1.jpg"))
            let good = try truth(folder, file: "1.jpg", category: "top_ad")
            for arguments in [[], ["--against", tinyModel], ["--json"], ["--fit-uncertainty"]] {
                let lost = try sightline(
                    ["evaluate", "--truth", good, "--photos", "/nowhere"] + arguments, home: folder)
                #expect(lost.status == 2 && lost.output.isEmpty, "\(arguments): \(lost.output)")
                #expect(lost.errors.contains("none of its 1 photo lies in /nowhere"), "\(lost.errors)")
                let other = try truth(folder, file: "1.jpg", category: "top-ad")
                let run = try sightline(
                    ["evaluate", "--truth", other, "--photos", folder.path] + arguments, home: folder)
                #expect(run.status == 2 && run.output.isEmpty, "\(run.output)")
                #expect(run.errors.contains("top-ad (did you mean top_ad?)"), "\(run.errors)")
            }
        }
    }

    @Test func aPhotoThatCannotBeAuditedIsToldOfBothModels() throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data("no picture".utf8).write(to: folder.appending(path: "1.jpg"))
            let file = try truth(folder, file: "1.jpg", category: "top_ad")
            let run = try sightline(
                ["evaluate", "--truth", file, "--photos", folder.path, "--against", tinyModel], home: folder)
            #expect(run.status == 3)
            #expect(run.errors.contains("not audited: 1.jpg"), "\(run.errors)")
        }
    }

    @Test func anExportOfTwoDropsIsMeasuredAsItIs() throws {
        try Fixtures.withTemporaryFolder { folder in
            for drop in ["seoul", "busan"] { try makeDrop(folder.appending(path: drop), stores: 1, photos: 1) }
            // The same path in both, and not the same photo.
            let seoul = folder.appending(path: "seoul/S0/2026-11-01/0.jpg")
            try (Data(contentsOf: seoul) + Data("seoul".utf8)).write(to: seoul)
            let visit = Array(folder.appending(path: "busan/S0/2026-11-01").path.utf8)
            let picture = try Data(contentsOf: Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures/ycc420.jpg"))
            // Names that are not UTF-8, and one with a backslash.
            for (number, name) in [[0xBB, 0xE7], Array("a\\xbb".utf8)].enumerated() {
                let path = (visit + [0x2F] + name + Array(".jpg".utf8)).map { CChar(bitPattern: $0) } + [0]
                let file = try #require(fopen(path, "w"))
                let bytes = Array(picture) + [UInt8(number)]
                #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
                fclose(file)
            }
            let ledger = folder.appending(path: "l.sqlite").path
            let scan = try sightline(
                ["scan", folder.path + "/seoul", folder.path + "/busan", "--ledger", ledger, "--no-bundle"],
                home: folder)
            #expect(scan.status == 0, "\(scan.errors)")
            func export(_ arguments: [String]) throws -> [String] {
                let file = folder.appending(path: "c.json")
                let run = try sightline(["export", "--coco", file.path, "--ledger", ledger] + arguments, home: folder)
                #expect(run.status == 0, "\(run.errors)")
                let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
                return (json?["images"] as? [[String: Any]] ?? []).compactMap { $0["file_name"] as? String }
            }
            let names = try export([])
            #expect(names.count == 4 && Set(names).count == 4, "\(names)")
            let run = try sightline(
                ["evaluate", "--truth", folder.path + "/c.json", "--photos", folder.path], home: folder)
            #expect(run.status == 0, "\(run.output)\(run.errors)")
            // Of one drop, names are its own paths.
            let one = try export(["--drop", "seoul"])
            #expect(one == ["S0/2026-11-01/0.jpg"])
            for (option, value, says) in [
                ("--store", "S00", "did you mean S0?"), ("--from", "01.11.2026", "is not a date"),
                ("--to", "2026-11-31", "is not a date"),
            ] {
                let run = try sightline(["export", "--coco", "-", "--ledger", ledger, option, value], home: folder)
                #expect(run.status == 2 && run.errors.contains(says), "\(run.errors)")
            }
            let wrong = try sightline(["export", "--coco", "-", "--ledger", ledger, "--drop", "seuol"], home: folder)
            #expect(wrong.status == 2 && wrong.errors.contains("did you mean seoul?"), "\(wrong.errors)")
        }
    }
}
