import Capture
import Examining
import Foundation
import Judging
import Photo
import Records
import TestSupport
import Testing

private let folder = ProcessInfo.processInfo.environment["SIGHTLINE_DEGRADED"].map { URL(filePath: $0) }

/// What the quality gate finds of real photos that `degrade.py` spoilt, and how many it gates as they are.
@Suite(.enabled(if: folder != nil, "needs SIGHTLINE_DEGRADED, a folder that degrade.py wrote"))
struct QualityMeasurementTests {
    static let codes = [
        "focus": "photo_blurred", "motion": "photo_shaken", "dark": "photo_too_dark", "bright": "photo_overexposed",
        "covered": "lens_covered", "tilted": "camera_tilted",
    ]

    @Test func whatIsFoundOfSpoiltPhotos() throws {
        let folder = try #require(folder)
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "jpg" }.sorted { $0.path < $1.path }
        let decoder = try PhotoDecoder()
        let examiner = QualityExaminer()
        let policy = Policy(name: "photo", version: "1", slots: [:])
        var pixels = Pixels()
        var found: [String: [Bool]] = [:]
        var exact: [String: [Bool]] = [:]
        var values = ""
        for file in files {
            let parts = file.deletingPathExtension().lastPathComponent.split(separator: "-").map(String.init)
            let jpeg = [UInt8](try Data(contentsOf: file))
            let info = try decoder.decode(
                jpeg, layout: JPEGLayout(jpeg), orientation: .upright, atLeast: 512, into: &pixels)
            var facts = Observation()
            examiner.examine(View(pixels: pixels, decoded: info, exif: ExifFacts()), &facts)
            let quality = try #require(facts.quality)
            let codes = assess(detections: [], size: pixels.fullSize, quality: quality, policy: policy).findings.map(
                \.code)
            let name = "\(parts[1]) \(parts[2])"
            let code = Self.codes[parts[1]]
            let isBlur = ["focus", "motion"].contains(parts[1])
            let hit = code.map { codes.contains($0) } ?? !codes.isEmpty
            exact[name, default: []].append(hit)
            found[name, default: []].append(
                hit || isBlur && (codes.contains("photo_blurred") || codes.contains("photo_shaken")))
            let numbers = [
                quality.brightness, quality.overexposed, quality.blur, quality.motion, quality.covered, quality.tilt,
                quality.sharpness,
            ].map { $0.map { "\($0)" } ?? "" }
            values += (parts + numbers + [codes.joined(separator: " ")]).joined(separator: ",") + "\n"
        }
        for name in found.keys.sorted() {
            let (all, right) = (found[name] ?? [], exact[name] ?? [])
            let share = Double(all.count { $0 }) / Double(all.count)
            print(
                "\(name): \(all.count { $0 }) of \(all.count) found (\(share)), \(right.count { $0 }) with its own code"
            )
        }
        try values.write(to: folder.appending(path: "values.csv"), atomically: true, encoding: .utf8)
        #expect(found["good 0"]?.isEmpty == false)
    }
}
