import Foundation
import Records
import TestSupport
import Testing

@testable import Photo

@Suite(.enabled(if: hasTool("python3"))) struct PNGDecoderTests {
    private func made(_ folder: URL, _ arguments: [String] = []) throws -> [URL] {
        let script = Fixtures.root.appending(path: "Tests/PhotoTests/make_png.py").path
        #expect(try runTool("python3", [script, folder.path] + arguments).status == 0)
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "png" }.sorted { $0.path < $1.path }
    }

    /// Every colour type and depth, interlaced or not, transparent or not, against the samples that the files were made from.
    @Test func everyKindOfPNGGivesTheSamplesItWasMadeFrom() throws {
        try Fixtures.withTemporaryFolder { folder in
            let files = try made(folder)
            #expect(files.count == 52)
            for file in files {
                let picture = try PNGDecoder.decode(try bytes(of: file))
                let expected = try readPPM(try bytes(of: file.deletingPathExtension().appendingPathExtension("ppm")))
                #expect(picture.width == expected.width && picture.height == expected.height)
                #expect(same(picture.bytes, expected.bytes), "\(file.lastPathComponent)")
            }
        }
    }

    @Test(.enabled(if: Fixtures.shared != nil && hasTool("pngtopnm"))) func theArtworksAreWhatNetpbmReads() throws {
        let folder = try #require(Fixtures.shared).appending(path: "artworks")
        for name in ["nordik-top-1", "orbit-v-1", "kingsway-cdu-1"] {
            let file = folder.appending(path: "\(name).png")
            let expected = try readPPM([UInt8](try runTool("pngtopnm", [file.path]).output))
            let picture = try PNGDecoder.decode(try bytes(of: file))
            #expect(picture.width == expected.width && same(picture.bytes, expected.bytes), "\(name)")
        }
    }

    @Test func aFileThatIsCutShortGivesAnErrorWhereverItIsCut() throws {
        try Fixtures.withTemporaryFolder { folder in
            for file in try made(folder).filter({ $0.path.contains("kind6-depth8") || $0.path.contains("kind3-depth2") }
            ) {
                let whole = try bytes(of: file)
                for count in whole.indices {
                    #expect(throws: PNGError.self, "\(file.lastPathComponent) at \(count)") {
                        _ = try PNGDecoder.decode(Array(whole[..<count]))
                    }
                }
            }
        }
    }

    @Test func aChangedByteGivesAnErrorOrTheSamePicture() throws {
        try Fixtures.withTemporaryFolder { folder in
            let file = try #require(try made(folder).first { $0.path.hasSuffix("kind2-depth8.png") })
            let whole = try bytes(of: file)
            let picture = try PNGDecoder.decode(whole)
            for index in whole.indices {
                var changed = whole
                changed[index] ^= 0x20
                // Checksums cover everything but the length of a chunk that is passed over.
                if let other = try? PNGDecoder.decode(changed) { #expect(other == picture, "byte \(index)") }
            }
        }
    }

    @Test func filesThatAskForMoreThanTheyHoldAreRefused() throws {
        try Fixtures.withTemporaryFolder { folder in
            for file in try made(folder, ["bombs"]) {
                let bomb = try bytes(of: file)
                let name = file.deletingPathExtension().lastPathComponent
                switch name {
                case "text": #expect(try PNGDecoder.decode(bomb).bytes == [0, 0, 0])
                case "wide":
                    #expect(
                        throws: PNGError.tooManyPixels(width: 60000, height: 60000, limit: PNGDecoder.pixelLimit)
                    ) { _ = try PNGDecoder.decode(bomb) }
                default: #expect(throws: PNGError.self, "\(name)") { _ = try PNGDecoder.decode(bomb) }
                }
            }
        }
    }

    @Test func whatIsNoPNGIsAnErrorOfOneLine() {
        for bytes in [[], [0x89], Array("\u{89}PNG\r\n\u{1A}\n".utf8), [UInt8](repeating: 0, count: 100)] {
            #expect(throws: PNGError.self) { _ = try PNGDecoder.decode(bytes) }
        }
    }
}
