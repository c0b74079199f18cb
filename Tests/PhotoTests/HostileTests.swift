import Foundation
import Photo
import Records
import TestSupport
import Testing

/// Broken and malicious files: pixels or one clear error, never a crash, never a hang.
@Suite struct HostileTests {
    private static let zone = TimeZone(secondsFromGMT: 9 * 3600) ?? .gmt

    @Test(.enabled(if: Fixtures.shared != nil))
    func everyHostileFileGivesPixelsOrOneClearError() throws {
        let decoder = try PhotoDecoder()
        var pixels = Pixels()
        var outcomes: [String: Int] = [:]
        let all = try files(in: "real/hostile")
        #expect(all.count > 400)
        for file in all {
            let jpeg = try bytes(of: file)
            let layout = JPEGLayout(jpeg)
            let exif = readExif(jpeg, layout: layout, zone: Self.zone)
            do {
                let info = try decoder.decode(
                    jpeg, layout: layout, orientation: exif.appliedOrientation, atLeast: 240, into: &pixels)
                #expect(pixels.width > 0 && pixels.height > 0)
                #expect(pixels.bytes.count == pixels.width * pixels.height * 3)
                #expect(info.realRows <= info.storedSize.height)
                outcomes[info.truncated ? "truncated" : info.warnings > 0 ? "warned" : "whole", default: 0] += 1
            } catch {
                #expect(!error.code.isEmpty && error.message.count > 20 && !error.message.contains("\n"))
                #expect(!error.isOurs, "\(file.lastPathComponent): \(error)")
                outcomes[error.code, default: 0] += 1
            }
        }
        print(
            "hostile files:",
            outcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
    }

    @Test(arguments: ["ycc420", "restart", "progressive", "separate_scans", "arithmetic", "cmyk"])
    func truncatedAnywhereItGivesPixelsOrOneClearError(_ name: String) throws {
        let whole = try fixture(name + ".jpg")
        let decoder = try PhotoDecoder()
        var full = Pixels()
        try decoder.decode(whole, atLeast: .max, into: &full)
        var pixels = Pixels()
        var decoded = 0
        var lastRows = 0
        for end in stride(from: 0, to: whole.count, by: 7) {
            let part = Array(whole.prefix(end))
            #expect(!JPEGLayout(part).hasEndOfImage)
            do {
                let info = try decoder.decode(part, atLeast: .max, into: &pixels)
                decoded += 1
                #expect(info.size == Size(width: 61, height: 43))
                #expect(pixels.bytes.count == full.bytes.count)
                #expect(info.realRows >= lastRows, "more bytes, fewer rows")
                lastRows = info.realRows
            } catch {
                #expect(["no_pixels", "unsupported_format", "empty_file"].contains(error.code), "\(end): \(error)")
                #expect(decoded == 0, "\(end) bytes gave nothing, though fewer bytes gave pixels: \(error)")
            }
        }
        #expect(decoded > 50)
    }

    @Test func theRowsBeforeTheCutAreTheRealOnes() throws {
        let whole = try fixture("ycc420.jpg")
        let decoder = try PhotoDecoder()
        var full = Pixels()
        var cut = Pixels()
        try decoder.decode(whole, atLeast: .max, into: &full)
        let info = try decoder.decode(Array(whole.prefix(whole.count * 3 / 4)), atLeast: .max, into: &cut)
        #expect(info.truncated && [16, 32].contains(info.realRows))
        // Interpolating chroma is off, so that not even the last real row depends on the missing ones.
        let real = info.realRows * full.width * 3
        #expect(full.bytes.prefix(real) == cut.bytes.prefix(real))
        #expect(full.bytes.dropFirst(real) != cut.bytes.dropFirst(real))
    }

    @Test func aPhotoThatOnlyLacksItsEndMarkerIsWhole() throws {
        let whole = try fixture("ycc420.jpg")
        var pixels = Pixels()
        let info = try PhotoDecoder().decode(Array(whole.dropLast(2)), atLeast: .max, into: &pixels)
        #expect(!info.truncated && info.realRows == 43)
        #expect(!JPEGLayout(Array(whole.dropLast(2))).hasEndOfImage)
    }

    @Test func anErrorInALaterPassCostsThatPassOnly() throws {
        let whole = try fixture("progressive.jpg")
        let layout = JPEGLayout(whole)
        #expect(layout.scans > 5)
        // Make the last Huffman table before the last scan nonsense.
        let table = try #require(whole.indices.dropLast().last { whole[$0] == 0xFF && whole[$0 + 1] == 0xC4 })
        var broken = whole
        for index in table + 5..<table + 21 { broken[index] = 0xFE }
        var pixels = Pixels()
        var full = Pixels()
        let info = try PhotoDecoder().decode(broken, atLeast: .max, into: &pixels)
        try PhotoDecoder().decode(whole, atLeast: .max, into: &full)
        #expect(info.truncated)
        #expect(meanDifference(pixels, full) < 12)
    }

    @Test(arguments: jpegFixtures)
    func randomlyFlippedBytesNeverCrash(_ name: String) throws {
        let whole = jpeg(try fixture(name + ".jpg"), orientation: 6)
        let decoder = try PhotoDecoder()
        var generator = Seeded(42)
        var pixels = Pixels()
        for _ in 0..<150 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            _ = readExif(bytes, zone: Self.zone)
            do {
                try decoder.decode(bytes, atLeast: 20, into: &pixels)
                #expect(pixels.bytes.count == pixels.width * pixels.height * 3)
            } catch {
                #expect(!error.code.isEmpty)
            }
        }
    }
}

/// Bombs: small files that ask for much.
@Suite struct BombTests {
    @Test func tooManyPixelsAreRefusedBeforeMemoryIsTaken() throws {
        var bomb = try fixture("ycc420.jpg")
        patchSize(&bomb, width: 65000, height: 65000)
        let error = #expect(throws: PhotoError.self) { try decode(bomb) }
        #expect(error?.code == "too_many_pixels")
    }

    @Test func aProgressiveOfManyPixelsIsRefusedThoughABaselineIsNot() throws {
        var progressive = try fixture("progressive.jpg")
        patchSize(&progressive, width: 12000, height: 12000)
        let error = #expect(throws: PhotoError.self) { try decode(progressive) }
        #expect(error?.code == "too_many_pixels")
        var baseline = try fixture("ycc420.jpg")
        patchSize(&baseline, width: 12000, height: 12000)
        let info = try decode(baseline)
        #expect(info.truncated && info.realRows < 100 && info.denominator == 8)
    }

    @Test func separateBaselineScansCountAsProgressive() throws {
        var separate = try fixture("separate_scans.jpg")
        patchSize(&separate, width: 12000, height: 12000)
        let error = #expect(throws: PhotoError.self) { try decode(separate) }
        #expect(error?.code == "too_many_pixels")
    }

    @Test func tooManyScansAreRefused() throws {
        let whole = try fixture("progressive.jpg")
        let layout = JPEGLayout(whole)
        // The last scan refines the luma by a bit: it may legally stand there again and again for a decoder that
        // does not count.
        let start = try #require(whole.indices.dropLast().last { whole[$0] == 0xFF && whole[$0 + 1] == 0xDA })
        let end = try #require(layout.endOfImage) - 2
        var bomb = Array(whole[..<end])
        for _ in 0..<200 { bomb += whole[start..<end] }
        bomb += [0xFF, 0xD9]
        #expect(JPEGLayout(bomb).scans == layout.scans + 200)
        let error = #expect(throws: PhotoError.self) { try decode(bomb) }
        #expect(error?.code == "too_many_scans")
    }

    @Test func scansTimesPixelsAreRefused() throws {
        var limits = DecodeLimits()
        limits.blockVisits = 100
        let decoder = try PhotoDecoder(limits: limits)
        var pixels = Pixels()
        let progressive = try fixture("progressive.jpg")
        let baseline = try fixture("ycc420.jpg")
        let error = #expect(throws: PhotoError.self) { try decoder.decode(progressive, atLeast: 9, into: &pixels) }
        #expect(error?.code == "too_many_scans")
        try decoder.decode(baseline, atLeast: 9, into: &pixels)
    }

    @Test func theOutputStaysWithinItsLimit() throws {
        var limits = DecodeLimits()
        limits.outputPixels = 1000
        var pixels = Pixels()
        let info = try PhotoDecoder(limits: limits).decode(try fixture("ycc420.jpg"), atLeast: .max, into: &pixels)
        #expect(info.denominator == 2 && pixels.width * pixels.height <= 1000)
    }

    private func decode(_ bytes: [UInt8]) throws -> DecodedInfo {
        var pixels = Pixels()
        return try PhotoDecoder().decode(bytes, atLeast: 960, into: &pixels)
    }

    /// Writes another size into the frame header.
    private func patchSize(_ bytes: inout [UInt8], width: Int, height: Int) {
        guard
            let at = bytes.indices.dropLast().first(where: {
                bytes[$0] == 0xFF && [0xC0, 0xC2].contains(bytes[$0 + 1])
            })
        else { return }
        bytes.replaceSubrange(
            at + 5..<at + 9, with: [UInt8(height >> 8), UInt8(height & 255), UInt8(width >> 8), UInt8(width & 255)])
    }
}
