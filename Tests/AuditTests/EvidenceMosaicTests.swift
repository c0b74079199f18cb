import Foundation
import Judging
import Photo
import Records
import TestSupport
import Testing

@testable import Audit

/// Evidence hides people beyond recovery: judged by the bytes that leave the branch.
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
