import Foundation
import Photo
import Records
import TestSupport
import Testing

/// Doors that a photo's numbers come in by: EXIF, the JPEG's headers, places to draw at.
@Suite struct ExtremeNumberTests {
    private static let words = [0, 1, 2, 59, 60, 255, 32_767, 32_768, 65_535, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF]

    @Test func everyEntryTakesEveryNumber() throws {
        let picture = try fixture("grey.jpg")
        let zone = TimeZone(identifier: "Asia/Seoul") ?? .gmt
        let tags: [(main: [Int], exif: [Int], gps: [Int])] = [
            ([0x0112, 0x0132], [0x9003, 0x9291, 0x9011, 0x829A, 0x829D, 0x8827, 0x920A, 0xA405, 0xA002, 0xA003], []),
            ([], [], [1, 2, 3, 4, 5, 6, 7, 0x1D]),
        ]
        for word in Self.words {
            for other in Self.words {
                let values: [ExifBuilder.Value] = [
                    .long(word), .short(word & 0xFFFF), .rationals([(word, other), (other, word), (word, 1)]),
                    .rationals([(word, 1), (other, 1), (word, other)]),
                    .text("\(word):\(other):\(word) \(other):\(word):00"),
                ]
                for value in values {
                    for group in tags {
                        let exif = ExifBuilder(
                            main: group.main.map { ($0, value) }, exif: group.exif.map { ($0, value) },
                            gps: group.gps.map { tag in (tag, tag == 1 ? .text("N") : tag == 3 ? .text("E") : value) })
                        let facts = readExif(jpeg(picture, with: exif.segment), zone: zone)
                        if let epoch = facts.capturedAt?.value?.epoch { #expect(epoch.isFinite) }
                        if let degrees = facts.latitude?.value { #expect(abs(degrees) <= 90) }
                        if let altitude = facts.altitude?.value { #expect(abs(altitude) <= 50_000) }
                    }
                }
            }
        }
    }

    /// Every byte of every header segment, one at a time, becomes 0, 1, 127, 128 and 255.
    @Test(arguments: ["ycc420", "progressive", "restart", "cmyk"])
    func everyByteOfTheHeadersTakesEveryExtreme(_ name: String) throws {
        let whole = try fixture(name + ".jpg")
        let decoder = try PhotoDecoder()
        var pixels = Pixels()
        let end = whole.firstIndex { $0 == 0xDA } ?? 600
        for place in 2..<min(end + 14, whole.count) {
            for value: UInt8 in [0, 1, 127, 128, 255] where whole[place] != value {
                var changed = whole
                changed[place] = value
                let layout = JPEGLayout(changed)
                do {
                    try decoder.decode(
                        changed, layout: layout, orientation: .upright, atLeast: 30, into: &pixels)
                } catch {
                    #expect(!error.code.isEmpty)
                }
            }
        }
    }

    @Test func anythingMayBeDrawnAnywhere() {
        var picture = scene(width: 64, height: 48)
        var part = Pixels()
        var random = Seeded(21)
        func any() -> Double { Extremes.numbers.randomElement(using: &random) ?? 0 }
        for _ in 0..<300 {
            let box = Box(any(), any(), any(), any())
            let (a, b) = (Point(any(), any()), Point(any(), any()))
            picture.fill(box, colour: .red, opacity: any())
            picture.line(from: a, to: b, width: any(), colour: .green, dash: any())
            picture.arrow(from: a, to: b, width: any(), colour: .green)
            picture.text("±1", at: a, scale: Double(Int64(clamped: any())))
            picture.pixelate(outside: [Quad(box)], block: Int(Int64(clamped: any())))
            _ = picture.crop(box, longSide: Int(Int64(clamped: any())), into: &part)
        }
        #expect(picture.bytes.count == 64 * 48 * 3)
    }
}
