import Capture
import Foundation
import Photo
import Records
import TestSupport
import Testing

@Suite struct PerceptualHashTests {
    /// Bits in which two hashes differ.
    func distance(_ a: String, _ b: String) -> Int {
        zip(a, b).reduce(0) { $0 + ((($1.0.hexDigitValue ?? 0) ^ ($1.1.hexDigitValue ?? 0)).nonzeroBitCount) }
    }

    /// The reference's hash and quality for each EXIF orientation, by photo: see `make-fixtures.py`.
    struct Reference: Decodable {
        var hash: String
        var quality: Int

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            hash = try list.decode(String.self)
            quality = try list.decode(Int.self)
        }
    }

    @Test(arguments: [512, 10_000])
    func hashesAreTheReferencesInEveryOrientationAndAtEveryScale(atLeast: Int) throws {
        let fixtures = Fixtures.root.appending(path: "Tests/CaptureTests/Fixtures/pdq.json")
        let references = try JSONDecoder().decode([String: [Reference]].self, from: Data(contentsOf: fixtures))
        #expect(references.count >= 10)
        let hasher = PerceptualHash()
        let decoder = try PhotoDecoder()
        var pixels = Pixels()
        var worst = 0
        for (path, expected) in references.sorted(by: { $0.key < $1.key }) {
            let jpeg = [UInt8](try Data(contentsOf: Fixtures.root.appending(path: "Samples/photos/\(path)")))
            for (orientation, reference) in zip(Orientation.allCases, expected) {
                _ = try decoder.decode(
                    jpeg, layout: JPEGLayout(jpeg), orientation: orientation, atLeast: atLeast, into: &pixels)
                let made = try #require(hasher.fingerprint(of: pixels))
                worst = max(worst, distance(made.pdq, reference.hash))
                #expect(distance(made.pdq, reference.hash) <= 8, "\(path), orientation \(orientation)")
                #expect(abs(made.quality - reference.quality) <= 2)
            }
        }
        print("PDQ: \(references.count) photos in 8 orientations, at most \(worst) of 256 bits apart")
    }

    @Test func hostilePicturesHaveAHashOrNone() {
        let hasher = PerceptualHash()
        #expect(hasher.fingerprint(of: Pixels()) == nil)
        var random = Seeded(7)
        for (width, height) in [(1, 1), (1, 3000), (3000, 1), (2, 2), (63, 65), (200, 3), (129, 127)] {
            for fill in 0..<3 {
                var picture = Pixels(width: width, height: height, filledWith: fill == 0 ? .black : .white)
                if fill == 2 {
                    picture = Pixels(
                        width: width, height: height,
                        rgb: (0..<width * height * 3).map { _ in UInt8.random(in: 0...255, using: &random) })
                }
                let made = hasher.fingerprint(of: picture)
                #expect(made?.pdq.count == 64)
                if fill < 2 { #expect(made?.quality == 0) }
                #expect(hasher.fingerprint(of: picture) == made)
            }
        }
    }
}
