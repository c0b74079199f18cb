import Digest
import Foundation
import Photo
import Records
import TestSupport
import Testing

@testable import Catalogue

@Suite struct CompiledFileTests {
    /// A catalogue of `count` creatives with `points` points each and a programme of as many lines.
    static func catalogue(_ count: Int, points: Int = 3, lines: Int = 0) throws -> CompiledCatalogue {
        var random = Seeded(3)
        let jpeg = try Thumbnail.jpeg(of: drawnAd(design: 1), JPEGEncoder())
        let entries = try (0..<count).map { index in
            CompiledCatalogue.Entry(
                creative: Creative(
                    id: "creative-\(String(10_000 + index))", file: "\(index).png", slots: ["top_ad"],
                    family: "f\(index / 3)",
                    validFrom: CalendarDay("2026-01-01"), texts: ["price": "4,\(index)"]),
                artworkSHA256: SHA256Digest.hex(of: [UInt8(truncatingIfNeeded: index)]),
                size: Size(width: 1600, height: 400),
                features: try ArtworkFeatures(
                    width: 448, height: 112,
                    points: (0..<points).map { .init(x: UInt16($0), y: UInt16.random(in: 0...9999, using: &random)) },
                    dimensions: 64, descriptors: (0..<points * 64).map { Int8(truncatingIfNeeded: $0 &* 37 &+ index) }),
                thumbnailJPEG: jpeg)
        }
        let twins = (0..<count / 3).map {
            CompiledCatalogue.Twins(
                first: $0 * 3, second: $0 * 3 + 1, regions: [UnitScale.kept(Box(0.5, 0.25, 0.75, 0.5))])
        }
        let programme = (0..<lines).map {
            ProgrammeLine(
                storeID: "S\(100_000 + $0 / 4)", slot: "slot\($0 % 4)", creative: entries[$0 % count].creative.id,
                validFrom: CalendarDay(number: 20_000 + $0 % 5))
        }
        let draft = CompiledCatalogue(
            entries: entries, twins: twins, programme: programme, describer: "d 1", sha256: "")
        return try CompiledCatalogue(try draft.encoded())
    }

    @Test func whatIsWrittenIsRead() throws {
        try Fixtures.withTemporaryFolder { folder in
            let catalogue = try Self.catalogue(7, lines: 30)
            let file = PathBytes(folder.appending(path: "c.catalogue").path)
            try catalogue.write(to: file)
            let read = try CompiledCatalogue(contentsOf: file)
            #expect(read == catalogue)
            #expect(read.entries.count == 7 && read.twins.count == 2 && read.programme.count == 30)
            let bytes = Array(try Data(contentsOf: folder.appending(path: "c.catalogue")))
            #expect(read.sha256 == SHA256Digest.hex(of: bytes.dropLast(32)))
            #expect(read[read.entries[3].creative.id] == read.entries[3] && read["x"] == nil)
        }
    }

    @Test func everyChangedByteAndEveryCutIsFound() throws {
        let bytes = try Self.catalogue(2).encoded()
        for index in stride(from: 0, to: bytes.count, by: 7) {
            var changed = bytes
            changed[index] ^= 1
            #expect(throws: CatalogueError.self, "byte \(index)") { _ = try CompiledCatalogue(changed) }
            #expect(throws: CatalogueError.self, "cut at \(index)") {
                _ = try CompiledCatalogue(Array(bytes[..<index]))
            }
        }
        #expect(throws: CatalogueError.self) { _ = try CompiledCatalogue(bytes + [0]) }
    }

    @Test func anotherFileAndAnotherVersionAreNamed() throws {
        #expect(try error(Array("id,file,slots\n".utf8)) == .notCompiled)
        var bytes = try Self.catalogue(1).encoded()
        bytes[8] = 2
        #expect(try error(bytes) == .otherVersion)
    }

    private func error(_ bytes: [UInt8]) throws -> CatalogueError.Code? {
        do throws(CatalogueError) { _ = try CompiledCatalogue(bytes) } catch { return error.code }
        return nil
    }

    /// Numbers that a hostile file could have, behind a hash that is right.
    @Test func extremeNumbersInTheIndexAreRefused() throws {
        let bytes = try Self.catalogue(1).encoded()
        let length = bytes[12..<16].reversed().reduce(0) { $0 << 8 | Int($1) }
        let json = try #require(String(validating: bytes[16..<16 + length], as: UTF8.self))
        for key in ["features", "thumbnail", "twins", "programme", "width", "height"] {
            for number in Extremes.json5 + ["-1", "9223372036854775807", "1e18", "null", "[]"] {
                let changed = json.replacing(try Regex("\"\(key)\":[0-9]+"), with: "\"\(key)\":\(number)")
                // An artwork may have that many pixels.
                let isSound =
                    ["width", "height"].contains(key) && Int(number).map { (1...1_000_000).contains($0) } == true
                guard changed != json, !isSound else { continue }
                #expect(throws: CatalogueError.self, "\(key) \(number)") {
                    _ = try CompiledCatalogue(Self.sealed(bytes, index: changed, after: 16 + length))
                }
            }
        }
    }

    /// A file with another index, and the hash that goes with it.
    static func sealed(_ bytes: [UInt8], index: String, after: Int) -> [UInt8] {
        var file = Array(bytes[..<12])
        for shift in [0, 8, 16, 24] { file.append(UInt8(truncatingIfNeeded: index.utf8.count >> shift)) }
        file += Array(index.utf8) + bytes[after...].dropLast(32)
        let hasher = SHA256Hasher()
        hasher.update(file)
        return file + hasher.finalize()
    }

    @Test func blobsWithExtremeCountsAreRefused() throws {
        for blob: [UInt8] in [
            [], [0xFF], [UInt8](repeating: 0xFF, count: 9) + [1], [0, 0, 0, 0, 0], [8, 8, 0xFF, 0x1F, 0xFF, 7, 0],
            [8, 8, 1, 4, 0, 1, 2, 3, 4, 5, 6, 7],
        ] {
            #expect(throws: CatalogueError.self, "\(blob)") { _ = try ArtworkFeatures(reading: blob[...]) }
        }
        #expect(try ArtworkFeatures(reading: [8, 8, 0, 1, 0]).points.isEmpty)
        let entries = try Self.catalogue(2).entries
        for blob: [UInt8] in [[], [200], [0, 0, 1, 1, 1, 65, 1, 0, 0, 0], [1, 1, 65, 0, 200, 0], [0, 0, 0, 0, 9]] {
            #expect(throws: CatalogueError.self, "\(blob)") {
                _ = try CompiledCatalogue.programme(reading: blob[...], entries: entries)
            }
        }
    }

    @Test func featuresWhoseCountsDoNotFitAreRefused() {
        #expect(throws: CatalogueError.self) {
            _ = try ArtworkFeatures(width: 10, height: 10, points: [], dimensions: 64, descriptors: [1])
        }
        #expect(throws: CatalogueError.self) {
            _ = try ArtworkFeatures(width: 2000, height: 10, points: [], dimensions: 64, descriptors: [])
        }
    }

    /// 100 creatives as large as they come must leave room for 2,000 in 32 MB: 160 points of 64 dimensions are what is kept.
    @Test func twoThousandCreativesFit() throws {
        let (hundred, lines) = (
            try Self.catalogue(100, points: 160).encoded().count,
            try Self.catalogue(100, points: 160, lines: 1000).encoded().count
        )
        #expect(hundred * 20 <= 32_000_000, "\(hundred)")
        // 200,000 lines of 50,000 stores take less than 2 MB.
        #expect((lines - hundred) * 200 < 2_000_000, "\(lines - hundred)")
    }
}
