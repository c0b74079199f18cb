import Foundation
import Judging
import Photo
import Records
import TestSupport
import Testing

@testable import Audit

/// The painter by itself, with detections made up.
@Suite struct PhotoPainterTests {
    private let unassessed = Assessment(centering: nil, findings: [], verdict: .notAssessable)

    private func painter(limit: Int = 30_000) throws -> PhotoPainter {
        var settings = AuditSettings(branch: "test", zone: .gmt, policy: .standard)
        settings.evidenceLimit = limit
        return try PhotoPainter(settings: settings)
    }

    private func decode(_ jpeg: [UInt8]) throws -> Pixels {
        var pixels = Pixels()
        try PhotoDecoder().decode(jpeg, atLeast: .max, into: &pixels)
        return pixels
    }

    private func noise(_ width: Int, _ height: Int) -> Pixels {
        var random = Seeded(3)
        return Pixels(
            width: width, height: height,
            rgb: (0..<width * height * 3).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    private func top(_ box: Box, quad: Quad? = nil) -> Detection {
        Detection(slot: Slot.topAd, confidence: 0.9, box: box, quad: quad)
    }

    private func distance(_ one: Colour, _ other: Colour) -> Int {
        abs(Int(one.red) - Int(other.red)) + abs(Int(one.green) - Int(other.green))
            + abs(Int(one.blue) - Int(other.blue))
    }

    @Test func theOverlayDrawsAPanelWhereItIsAtItsOwnScale() throws {
        let grey = Colour(128, 128, 128)
        let photo = Pixels(width: 2560, height: 1600, filledWith: grey)
        let quad = Quad(Point(800, 400), Point(1600, 400), Point(1600, 900), Point(800, 900))
        let found = [Detection(slot: Slot.cduVerticalLeft, confidence: 0.9, box: Box(800, 400, 1600, 900), quad: quad)]
        let overlay = try decode(try painter().overlay(photo, detections: found, assessment: unassessed))
        #expect(overlay.width == 1280 && overlay.height == 800)
        // Half the size: the sides lie at x 400 and 800, y 200 and 450.
        for (x, y) in [(400, 325), (800, 325), (600, 200), (600, 450)] {
            #expect(distance(overlay[x, y], .magenta) < 120, "\(x) \(y): \(overlay[x, y])")
        }
        for (x, y) in [(600, 325), (380, 325), (820, 325), (600, 470), (1000, 100)] {
            #expect(distance(overlay[x, y], grey) < 12, "\(x) \(y): \(overlay[x, y])")
        }
    }

    @Test func aPhotoWithoutATopAdHasNoEvidence() throws {
        let found = [Detection(slot: Slot.cabinet, confidence: 0.9, box: Box(10, 10, 90, 90), quad: nil)]
        let painter = try painter()
        #expect(try painter.evidence(noise(100, 100), detections: found, assessment: unassessed) == nil)
        #expect(try painter.evidence(noise(100, 100), detections: [], assessment: unassessed) == nil)
        let gone = top(Box(500, 500, 600, 600))
        #expect(try painter.evidence(noise(100, 100), detections: [gone], assessment: unassessed) == nil)
    }

    @Test func aMissingAdsPlaceIsShownMarkedAndPixelated() throws {
        var absence = unassessed
        let place = Box(120, 20, 280, 80)
        absence.emptyPlaces = [.init(slot: Slot.topAd, quad: Quad(place))]
        let cabinet = Detection(slot: Slot.cabinet, confidence: 1, box: Box(100, 100, 300, 260), quad: nil)
        let made = try painter(limit: 1 << 20).evidence(noise(400, 300), detections: [cabinet], assessment: absence)
        let evidence = try #require(made)
        #expect(evidence.name == "place.jpg")
        let shown = try decode(evidence.jpeg)
        // Marked in red on its upper side, in dashes.
        let scale = Double(shown.width) / (200 + 2 * 0.06 * 240)
        let y = Int((20 - 20 + 0.06 * 240) * scale)
        let reds = (0..<shown.width).count { distance(shown[$0, y], .red) < 150 }
        #expect(reds > 40 && reds < shown.width * 4 / 5, "\(reds)")
        // Noise is gone wherever nothing was drawn.
        let calm = (0..<40).map { Double(shown[20 + $0, shown.height - 30].green) }
        #expect((calm.max() ?? 0) - (calm.min() ?? 0) < 90)
    }

    @Test func anOverlayMarksTheSamePlace() throws {
        var absence = unassessed
        absence.emptyPlaces = [.init(slot: Slot.topAd, quad: Quad(Box(400, 100, 800, 200)))]
        let grey = Pixels(width: 1280, height: 960, filledWith: Colour(128, 128, 128))
        let cabinet = Detection(slot: Slot.cabinet, confidence: 1, box: Box(300, 300, 900, 800), quad: nil)
        let marked = try decode(try painter().overlay(grey, detections: [cabinet], assessment: absence))
        let plain = try decode(try painter().overlay(grey, detections: [cabinet], assessment: unassessed))
        func reds(_ shown: Pixels, _ y: Int) -> Int { (400..<800).count { distance(shown[$0, y], .red) < 150 } }
        for y in [100, 200] {
            #expect(reds(marked, y) > 100 && reds(marked, y) < 380 && reds(plain, y) == 0, "\(reds(marked, y))")
        }
        // Its name stands inside.
        let written = (110..<190).contains { y in (400..<800).contains { distance(marked[$0, y], .white) < 60 } }
        #expect(written)
    }

    @Test func aPlaceThatIsEmptyBesideATopAdIsMarkedToo() throws {
        var absence = unassessed
        absence.emptyPlaces = [.init(slot: Slot.cduVerticalLeft, quad: Quad(Box(10, 120, 60, 260)))]
        let grey = Pixels(width: 400, height: 300, filledWith: Colour(128, 128, 128))
        let found = [
            top(Box(120, 20, 280, 80)),
            Detection(slot: Slot.cabinet, confidence: 1, box: Box(100, 100, 300, 260), quad: nil),
        ]
        let made = try painter(limit: 1 << 20).evidence(grey, detections: found, assessment: absence)
        let evidence = try #require(made)
        #expect(evidence.name == "top_ad.jpg")
        let shown = try decode(evidence.jpeg)
        let reds = (0..<shown.height).reduce(0) { sum, y in
            sum + (0..<shown.width / 4).count { distance(shown[$0, y], .red) < 150 }
        }
        #expect(reds > 100, "\(reds)")
    }

    @Test(arguments: [30_000, 8_000, 1_500])
    func evidenceKeepsToItsLimitWhateverThePicture(limit: Int) throws {
        let found = [top(Box(100, 100, 900, 700))]
        let made = try painter(limit: limit).evidence(noise(1000, 800), detections: found, assessment: unassessed)
        let evidence = try #require(made)
        #expect(evidence.jpeg.count <= limit && evidence.name == "top_ad.jpg")
        let shown = try decode(evidence.jpeg)
        #expect(max(shown.width, shown.height) <= 480 && min(shown.width, shown.height) >= 1)
    }

    @Test func nothingFinerThanABlockIsLeftOutsideAPanelOfNoise() throws {
        // Noise has no larger forms: outside the panel, what is left of it is next to nothing.
        let found = [
            top(Box(40, 40, 160, 100)),
            Detection(slot: Slot.cabinet, confidence: 0.9, box: Box(0, 0, 400, 300), quad: nil),
        ]
        let made = try painter(limit: 1 << 20).evidence(noise(400, 300), detections: found, assessment: unassessed)
        let shown = try decode(try #require(made).jpeg)
        #expect(shown.width == 400 && shown.height == 300)
        func spread(_ xs: Range<Int>, _ ys: Range<Int>) -> Double {
            let values = ys.flatMap { y in xs.map { Double(shown[$0, y].green) } }
            let mean = values.reduce(0, +) / Double(values.count)
            return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
        }
        #expect(spread(60..<140, 55..<85) > 35)
        #expect(spread(200..<400, 120..<300) < 12)
        #expect(spread(0..<400, 120..<300) < 12)
    }

    @Test func panelsThatLieOutsideOrAreNoNumbersProtectNothingAndHarmNothing() throws {
        let painter = try painter()
        let wild = Quad(Point(.nan, 0), Point(.infinity, 0), Point(5, -.infinity), Point(1e300, 1e300))
        for extra in [
            Detection(slot: Slot.cduVerticalLeft, confidence: 0.5, box: Box(-1e12, -1e12, 1e12, 1e12), quad: wild),
            Detection(slot: Slot.cduVerticalRight, confidence: 0.5, box: Box(-900, 20, -800, 40), quad: nil),
            Detection(slot: "unheard of", confidence: 2, box: Box(50, 50, 50, 50), quad: nil),
        ] {
            let found = [top(Box(-20, -20, 60, 60)), extra]
            let made = try painter.evidence(noise(200, 100), detections: found, assessment: unassessed)
            let evidence = try decode(try #require(made).jpeg)
            #expect(evidence.width >= 1)
            let overlay = try decode(try painter.overlay(noise(200, 100), detections: found, assessment: unassessed))
            #expect(overlay.width == 200)
        }
    }

    @Test func aPainterThatPaintedOtherPhotosPaintsTheSame() throws {
        let (used, fresh) = (try painter(), try painter())
        _ = try used.evidence(noise(300, 900), detections: [top(Box(0, 0, 300, 900))], assessment: unassessed)
        _ = try used.overlay(noise(40, 50), detections: [], assessment: unassessed)
        let found = [top(Box(20, 20, 180, 80))]
        let picture = noise(200, 100)
        #expect(
            try used.evidence(picture, detections: found, assessment: unassessed)
                == fresh.evidence(picture, detections: found, assessment: unassessed))
        #expect(
            try used.overlay(picture, detections: found, assessment: unassessed)
                == fresh.overlay(picture, detections: found, assessment: unassessed))
    }
}
