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
}
