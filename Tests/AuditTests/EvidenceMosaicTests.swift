import Foundation
import Judging
import Photo
import Records
import TestSupport
import Testing

@testable import Audit

/// What leaves the branch as a picture: judged by the JPEG itself.
@Suite struct EvidenceMosaicTests {
    /// The detections' reference spans the photo, so that the evidence shows all of it, pixel by pixel.
    static let size = Size(width: 396, height: 300)
    static let panel = Box(96, 60, 300, 132)
    static let detections = [
        Detection(slot: Slot.topAd, confidence: 0.9, box: panel, quad: Quad(panel)),
        Detection(slot: Slot.cabinet, confidence: 0.9, box: Box(0, 0, 396, 300), quad: nil),
    ]
    static let plain = Assessment(centering: nil, findings: [], verdict: .compliant)

    static func noise(seed: UInt64) -> Pixels {
        var random = Seeded(seed)
        return Pixels(
            width: size.width, height: size.height,
            rgb: (0..<size.width * size.height * 3).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    static func painter(_ change: (inout AuditSettings) -> Void = { _ in }) throws -> PhotoPainter {
        var settings = AuditSettings(branch: "test", zone: .gmt, policy: .standard)
        change(&settings)
        return try PhotoPainter(settings: settings)
    }

    static func evidence(_ pixels: Pixels, _ change: (inout AuditSettings) -> Void = { _ in }) throws -> [UInt8] {
        let made = try painter(change).evidence(pixels, detections: detections, assessment: plain)
        return try #require(made).jpeg
    }

    static func decoded(_ jpeg: [UInt8]) throws -> Pixels {
        var pixels = Pixels()
        _ = try PhotoDecoder().decode(jpeg, atLeast: 10_000, into: &pixels)
        return pixels
    }

    /// Mean step between neighbours of a row, grey levels, well inside or well outside the panel.
    static func sharpness(_ pixels: Pixels, inside: Bool) -> Double {
        var (sum, count) = (0, 0)
        for y in stride(from: 3, to: pixels.height - 3, by: 1) {
            // Not across the edge of a block, where a mosaic steps.
            for x in stride(from: 3, to: pixels.width - 3, by: 1) where x % 12 != 11 {
                let isInside =
                    Double(x) > panel.x0 + 6 && Double(x) < panel.x1 - 6 && Double(y) > panel.y0 + 6
                    && Double(y) < panel.y1 - 6
                let isOutside =
                    Double(x) < panel.x0 - 14 || Double(x) > panel.x1 + 14 || Double(y) < panel.y0 - 14
                    || Double(y) > panel.y1 + 40
                guard inside ? isInside : isOutside else { continue }
                sum += abs(Int(pixels[x, y].green) - Int(pixels[x + 1, y].green))
                count += 1
            }
        }
        return Double(sum) / Double(max(1, count))
    }

    @Test func whatLiesOutsideThePanelsIsAMosaicAndThePanelIsNot() throws {
        let seen = try Self.decoded(try Self.evidence(Self.noise(seed: 1)) { $0.evidenceLimit = 400_000 })
        #expect(seen.width == Self.size.width && seen.height == Self.size.height)
        #expect(Self.sharpness(seen, inside: true) > 25)
        #expect(Self.sharpness(seen, inside: false) < 3)
    }

    @Test func onlyWhoAsksForFullPhotosGetsThem() throws {
        let seen = try Self.decoded(
            try Self.evidence(Self.noise(seed: 1)) {
                $0.fullPhotos = true
                $0.evidenceLimit = 400_000
            })
        #expect(Self.sharpness(seen, inside: false) > 25)
    }

    /// Pixels of a block that lie in the photo and outside the panel.
    static func openPlaces(_ left: Int, _ top: Int) -> [(Int, Int)] {
        var places: [(Int, Int)] = []
        for y in top..<min(top + 12, size.height) {
            for x in left..<min(left + 12, size.width) {
                let across = (panel.x0...panel.x1).contains(Double(x) + 0.5)
                let down = (panel.y0...panel.y1).contains(Double(y) + 0.5)
                if !(across && down) { places.append((x, y)) }
            }
        }
        return places
    }

    /// The strongest form: whoever has the JPEG cannot tell in which order the pixels of a block stood.
    @Test func pixelsThatChangePlacesInABlockOutsideThePanelsLeaveTheSameBytes() throws {
        let photo = Self.noise(seed: 2)
        var shuffled = photo
        var random = Seeded(3)
        for top in stride(from: 0, to: Self.size.height, by: 12) {
            for left in stride(from: 0, to: Self.size.width, by: 12) {
                let places = Self.openPlaces(left, top)
                let colours = places.map { photo[$0.0, $0.1] }.shuffled(using: &random)
                for (place, colour) in zip(places, colours) { shuffled[place.0, place.1] = colour }
            }
        }
        #expect(shuffled != photo)
        #expect(try Self.evidence(shuffled) == Self.evidence(photo))
    }

}
