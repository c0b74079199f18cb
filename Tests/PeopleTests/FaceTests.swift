import Foundation
import Inference
import Photo
import Records
import TestSupport
import Testing

@testable import People

private let hasRuntime = (try? Runtime.load()) != nil

/// On a portrait in the public domain (`Fixtures/SOURCE`).
@Suite struct FaceTests {
    private func picture(_ name: String) throws -> Pixels {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name).jpg")
        var pixels = Pixels()
        try PhotoDecoder().decode(Array(try Data(contentsOf: file)), atLeast: 4096, into: &pixels)
        return pixels
    }

    private func isHidden(_ place: Point, by boxes: [Box]) -> Bool {
        boxes.contains { $0.x0 < place.x && $0.x1 > place.x && $0.y0 < place.y && $0.y1 > place.y }
    }

    @Test(.enabled(if: hasRuntime, "the runtime of the networks is needed: Systemd/openvino-runtime"))
    func aFaceIsFoundWhereItIsAndNotInAPrint() throws {
        let finder = FaceFinder(try FaceModel())
        let picture = try picture("wide")
        // Between the eyes, of the portrait and of its half.
        let (near, far) = (Point(326, 405), Point(1113, 553))
        let found = try finder.faces(in: picture)
        #expect(isHidden(near, by: found) && isHidden(far, by: found), "\(found)")
        #expect(found.allSatisfy { $0.width < 300 && $0.height < 300 })
        let rest = try finder.faces(in: picture, except: [Quad(Box(1000, 500, 1256, 756))])
        #expect(isHidden(near, by: rest) && !isHidden(far, by: rest), "\(rest)")
        #expect(try finder.faces(in: Pixels(width: 900, height: 600, filledWith: .white)).isEmpty)
        #expect(try finder.faces(in: Pixels()).isEmpty)
    }

    @Test(.enabled(if: hasRuntime, "the runtime of the networks is needed: Systemd/openvino-runtime"))
    func aTallPictureIsSeenAsWell() throws {
        let found = try FaceFinder(try FaceModel()).faces(in: try picture("tall"))
        #expect(isHidden(Point(320, 505), by: found), "\(found)")
    }

    @Test func anotherFileIsRefused() throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data("x".utf8).write(to: folder.appending(path: "faces.onnx"))
            #expect(throws: InferenceError.self) { try FaceModel(folder: PathBytes(folder.path)) }
        }
    }
}
