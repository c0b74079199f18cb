import Foundation
import Records
import TestSupport
import Testing

@testable import Photo

/// Byte for byte against djpeg, libjpeg-turbo's own program, at the same settings.
@Suite(.enabled(if: hasTool("djpeg"))) struct DecodeDifferentialTests {
    @Test(arguments: jpegFixtures.filter { !["cmyk", "ycck"].contains($0) })
    func everyScaleEqualsDjpeg(_ name: String) throws {
        let file = Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures/\(name).jpg")
        for (side, denominator) in [(Int.max, 1), (30, 2), (15, 4), (2, 8)] {
            try compare(file, side, denominator, fancy: false)
            try compare(file, side, denominator, fancy: true)
        }
    }

    @Test(.enabled(if: Fixtures.shared != nil))
    func cameraFilesEqualDjpegAtTheScaleOfAnAudit() throws {
        for file in try files(in: "real/exif") + files(in: "real/photos") {
            let layout = JPEGLayout(try bytes(of: file))
            // djpeg gives no RGB of CMYK and knows no height that a DNL segment tells; one file is a single pixel.
            guard let frame = layout.frame, frame.components != 4, layout.openHeightAt == nil, frame.width > 1 else {
                continue
            }
            let long = max(frame.width, frame.height)
            let denominator = long >= 3200 ? 4 : long >= 1600 ? 2 : 1
            try compare(file, (long + denominator - 1) / denominator, denominator, fancy: false)
        }
    }

    private func compare(_ file: URL, _ side: Int, _ denominator: Int, fancy: Bool) throws {
        let jpeg = try bytes(of: file)
        let decoder = try PhotoDecoder()
        decoder.fancyUpsampling = fancy
        var ours = Pixels()
        let info = try decoder.decode(
            jpeg, layout: JPEGLayout(jpeg), orientation: .upright, atLeast: side, into: &ours)
        #expect(info.denominator == denominator)
        let switches = ["-rgb", "-dct", "int", "-scale", "1/\(denominator)"] + (fancy ? [] : ["-nosmooth"])
        let theirs = try readPPM([UInt8](try runTool("djpeg", switches + [file.path]).output))
        #expect(ours.width == theirs.width && ours.height == theirs.height)
        #expect(same(ours.bytes, theirs.bytes), "\(file.lastPathComponent) at 1/\(denominator)")
    }
}

/// Pictures that show in words which side is up, in all eight orientations: all must look alike when upright.
@Suite(.enabled(if: Fixtures.shared != nil)) struct OrientationTests {
    @Test(arguments: ["Landscape", "Portrait"])
    func allEightLookTheSame(_ kind: String) throws {
        let folder = try #require(Fixtures.shared).appending(path: "real/exif")
        let decoder = try PhotoDecoder()
        var first = Pixels()
        try decoder.decode(
            try bytes(of: folder.appending(path: "orientation_\(kind)_1.jpg")), atLeast: 300, into: &first)
        for number in 2...8 {
            var other = Pixels()
            let file = try bytes(of: folder.appending(path: "orientation_\(kind)_\(number).jpg"))
            let info = try decoder.decode(file, atLeast: 300, into: &other)
            #expect(info.orientation.rawValue == number)
            #expect(meanDifference(first, other) < 5, "\(kind) \(number)")
        }
    }
}
