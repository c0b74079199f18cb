import Foundation
import Records
import TestSupport
import Testing

@testable import Judging

@Suite struct ExtremeNumberTests {
    @Test func aPolicyWithAnyNumberIsAPolicyOrAnErrorThatNamesTheKey() {
        let keys = [
            "slots: {top_ad: {centre_limit: #}}", "slots: {top_ad: {tilt_limit: #}}",
            "slots: {top_ad: {in_frame_minimum: #}}", "photo: {brightness_minimum: #}", "photo: {sharpness_minimum: #}",
            "photo: #", "slots: #", "confidence: #", "uncertainty_limit: #",
        ]
        for key in keys {
            for number in Extremes.json5 {
                let text = "{name: 'ours', version: '1', \(key.replacing("#", with: number))}"
                do throws(PolicyError) {
                    _ = try Policy(json5: Data(text.utf8), origin: "test.json5")
                } catch {
                    #expect(!"\(error)".isEmpty)
                }
            }
        }
    }

    @Test func detectionsOfAnyNumbersAreAssessed() {
        var random = Seeded(31)
        func any() -> Double { Extremes.numbers.randomElement(using: &random) ?? 0 }
        func point() -> Point { Point(any(), any()) }
        for _ in 0..<400 {
            let detections = [Slot.topAd, Slot.cduHorizontal, Slot.cduVerticalLeft, Slot.cabinet].map { slot in
                Detection(
                    slot: slot, confidence: any(), box: Box(any(), any(), any(), any()),
                    quad: Bool.random(using: &random) ? nil : Quad(point(), point(), point(), point()))
            }
            let made = assess(
                detections: detections, size: Size(width: 4000, height: 3000), exif: ExifFacts(),
                quality: PhotoQuality(brightness: any(), sharpness: any(), truncated: false), policy: .standard)
            _ = made.verdict
        }
    }
}
