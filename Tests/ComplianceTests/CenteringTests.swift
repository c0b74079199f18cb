import Foundation
import Records
import SceneSupport
import TestSupport
import Testing

@testable import Compliance

struct CenteringTests {
    func centering(_ detections: [Detection], _ size: Size) throws -> Centering {
        try #require(DisplayMeasurement(detections: detections, size: size).centering)
    }

    @Test func `a frontal photo is measured as by hand`() throws {
        let size = Size(width: 600, height: 600)
        let cabinet = Box(100, 250, 500, 450)
        let top = Box(350, 150, 450, 200)
        let got = try centering(
            [
                Detection(slot: Slot.topAd, confidence: 1, box: top, quad: Quad(top)),
                Detection(slot: Slot.cabinet, confidence: 1, box: cabinet, quad: Quad(cabinet)),
            ], size)
        // (400 − 300) / 600, and (400 − 300) / 400 of the cabinet's width.
        #expect(abs(got.photoOffset - 1.0 / 6) < 1e-12)
        #expect(abs(try #require(got.fixtureOffset) - 0.25) < 0.003)
        #expect(got.reference == .cabinet)
    }

    @Test func `the offset does not depend on where the camera stands`() throws {
        var random = Seeded(3)
        for _ in 0..<60 {
            let scene = SyntheticScene.random(&random)
            for slots in [scene.everything, [scene.topAd, scene.cabinet]] {
                let got = try centering(slots, scene.size)
                #expect(abs(try #require(got.fixtureOffset) - scene.offset) < 0.008, "\(scene)")
            }
        }
    }

    @Test func `without the cabinet the pair of vertical CDU ads is the reference`() throws {
        var random = Seeded(4)
        for _ in 0..<30 {
            let scene = SyntheticScene.random(&random)
            let got = try centering([scene.topAd, scene.left, scene.right], scene.size)
            #expect(got.reference == .cduPair)
            let error = abs(try #require(got.fixtureOffset) - scene.offset)
            let stated = try #require(got.uncertainty)
            #expect(error < min(0.03, stated), "\(scene)")
        }
    }

    @Test func `one vertical CDU ad is a weak reference with a wide uncertainty`() throws {
        var scene = SyntheticScene()
        scene.offset = 0.2
        let pair = try centering([scene.topAd, scene.left, scene.right], scene.size)
        let one = try centering([scene.topAd, scene.right], scene.size)
        #expect(one.reference == .panel)
        #expect(try #require(one.uncertainty) > 3 * (try #require(pair.uncertainty)))
        #expect(abs(try #require(one.fixtureOffset) - 0.2) < (try #require(one.uncertainty)))
    }

    @Test func `a top ad that the frame cuts is measured with a wide uncertainty, whatever its network states`() throws
    {
        let size = Size(width: 600, height: 600)
        let cabinet = Box(150, 250, 560, 450)
        func uncertainty(topFrom x: Double) throws -> Double {
            let top = Box(x, 150, 250, 200)
            let got = try centering(
                [
                    Detection(
                        slot: Slot.topAd, confidence: 1, box: top, quad: Quad(top), cornerSigmas: [1, 1, 1, 1]),
                    Detection(
                        slot: Slot.cabinet, confidence: 1, box: cabinet, quad: Quad(cabinet),
                        cornerSigmas: [2, 2, 2, 2]),
                ], size)
            return try #require(got.uncertainty)
        }
        let whole = try uncertainty(topFrom: 20)
        let cut = try uncertainty(topFrom: 2)
        #expect(cut > 3 * whole, "\(cut) \(whole)")
    }

    @Test func `nothing but the top ad gives no fixture offset`() throws {
        let scene = SyntheticScene()
        let got = try centering([scene.topAd], scene.size)
        #expect(got.reference == .photo)
        #expect(got.fixtureOffset == nil && got.uncertainty == nil)
    }

    @Test func `a mirrored photo negates the offset`() throws {
        var random = Seeded(5)
        for _ in 0..<20 {
            let scene = SyntheticScene.random(&random)
            let size = scene.size
            let there = try centering(scene.everything, size)
            let back = try centering(scene.everything.map { $0.mirrored(width: Double(size.width)) }, size)
            #expect(abs(try #require(there.fixtureOffset) + (try #require(back.fixtureOffset))) < 1e-4)
            #expect(abs(try #require(there.uncertainty) - (try #require(back.uncertainty))) < 1e-4)
            #expect(abs(there.photoOffset + back.photoOffset) < 1e-9)
        }
    }

    @Test(arguments: [0.5, 2, 5])
    func `a larger copy of the photo gives the same offset`(scale: Double) throws {
        var random = Seeded(6)
        for _ in 0..<10 {
            let scene = SyntheticScene.random(&random)
            let size = Size(
                width: Int(Double(scene.size.width) * scale), height: Int(Double(scene.size.height) * scale))
            let small = try centering(scene.everything, scene.size)
            let large = try centering(scene.everything.map { $0.scaled(scale) }, size)
            #expect(abs(try #require(small.fixtureOffset) - (try #require(large.fixtureOffset))) < 1e-5)
            #expect(abs(try #require(small.uncertainty) - (try #require(large.uncertainty))) < 1e-5)
        }
    }

    @Test func `less sure detections and corners outside the frame are less certain`() throws {
        var scene = SyntheticScene()
        scene.offset = 0.05
        let sure = try #require(try centering(scene.everything, scene.size).uncertainty)
        let unsure = scene.everything.map { d in
            var d = d
            d.confidence = 0.4
            return d
        }
        #expect(try #require(try centering(unsure, scene.size).uncertainty) > sure)
        // The same pixels in a photo that ends before the cabinet's right side does.
        let narrow = Size(width: 1100, height: 1200)
        let cut = try #require(try centering([scene.topAd, scene.cabinet], narrow).uncertainty)
        #expect(cut > (try #require(try centering([scene.topAd, scene.cabinet], scene.size).uncertainty)))
    }

    @Test func `a stated focal length narrows the camera`() throws {
        var scene = SyntheticScene()
        (scene.yaw, scene.focal35, scene.offset) = (0.5, 26, 0.1)
        var exif = ExifFacts()
        exif.focalLength35mm = Sourced(26, source: "FocalLengthIn35mmFilm")
        let detections = [scene.topAd, scene.left, scene.right]
        let without = try #require(
            DisplayMeasurement(detections: detections, size: scene.size).centering?.uncertainty)
        let with = try #require(
            DisplayMeasurement(detections: detections, size: scene.size, exif: exif).centering?
                .uncertainty)
        #expect(with < without)
    }

    @Test func `tilt is measured in the plane of the panel, not of the photo`() throws {
        var random = Seeded(8)
        for tilt in [-9.0, -2, 0, 4, 12] {
            var scene = SyntheticScene.random(&random)
            scene.tilt = tilt
            let panels = DisplayMeasurement(detections: scene.everything, size: scene.size).panels
            let top = try #require(panels.first { $0.slot == Slot.topAd })
            #expect(abs(try #require(top.tilt) - tilt) < 0.5)
        }
    }

    @Test func `hostile corners give an answer or none, never a crash or a NaN`() {
        var random = Seeded(9)
        let size = Size(width: 800, height: 600)
        let values: [Double] = [0, 1, 400, 800, -1e9, 1e9, 1e300, .infinity, .nan, 1e-300]
        func point() -> Point {
            Bool.random(using: &random)
                ? Point(values.randomElement(using: &random) ?? 0, values.randomElement(using: &random) ?? 0)
                : Point(Double.random(in: -900...1700, using: &random), Double.random(in: -900...1500, using: &random))
        }
        for _ in 0..<300 {
            let detections = [Slot.topAd, Slot.cabinet, Slot.cduVerticalLeft, Slot.cduVerticalRight].map { slot in
                Detection(
                    slot: slot, confidence: 0.9, box: Box(10, 10, 50, 50),
                    quad: Quad(point(), point(), point(), point()))
            }
            let got = DisplayMeasurement(detections: detections, size: size)
            #expect(got.centering?.fixtureOffset?.isFinite != false)
            #expect(got.centering?.uncertainty?.isFinite != false)
        }
    }
}
