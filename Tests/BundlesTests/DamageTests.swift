import Foundation
import Records
import SystemCalls
import TestSupport
import Testing

@testable import Bundles

/// Slow forms of tests run where this is set.
private let isSlow = ProcessInfo.processInfo.environment["SIGHTLINE_SLOW"] != nil

/// Damaged bundles: whatever happens to the bytes, reading ends with an error.
@Suite struct DamageTests {
    /// A small bundle in memory with the SHA-256 of its file.
    private func small(_ count: Int = 3) throws -> (bytes: [UInt8], sha256: String) {
        try Fixtures.withTemporaryFolder { folder in
            let sealed = try Samples.seal(Samples.items(count, evidenceBytes: 60), in: folder)
            return (Array(try Data(contentsOf: folder.appending(path: sealed.name.text))), sealed.sha256)
        }
    }

    /// Collects content, so that "accepted" can be told from "accepted with other content".
    private struct Collector: EntrySink {
        var content: [UInt8] = []
        mutating func begin(_ name: EntryName) { content += Array(name.text.utf8) }
        mutating func write(_ bytes: ArraySlice<UInt8>) { content += bytes }
        mutating func end() {}
    }

    private func read(_ bytes: [UInt8]) throws(BundleError) -> (content: [UInt8], sha256: String) {
        var walk = try BundleWalk(.memory(bytes), fileBytes: bytes.count, limits: BundleLimits())
        var sink = Collector()
        let sha256 = try walk.run(into: &sink)
        return (sink.content, sha256)
    }

    /// Every byte of a bundle's file: verify, with the checksum file as sealed, must object.
    @Test func everyFlippedByteOfTheFileIsDetected() throws {
        try Fixtures.withTemporaryFolder { folder in
            let sealed = try Samples.seal(Samples.items(3, evidenceBytes: 60), in: folder)
            let path = folder.appending(path: sealed.name.text)
            let reader = BundleReader(path.pathBytes)
            let whole = try Data(contentsOf: path)
            let file = try FileHandle(forUpdating: path)
            defer { try? file.close() }
            var undetected: [Int] = []
            for offset in whole.indices {
                // In place: truncating and writing anew makes some file systems wait for the disk each time.
                try file.write(whole[offset] ^ UInt8(1 << (offset % 8)), at: offset)
                if bundleError({ _ = try reader.verify() }) == nil { undetected.append(offset) }
                try file.write(whole[offset], at: offset)
            }
            #expect(undetected == [])
            #expect(try reader.verify().sha256 == sealed.sha256)
        }
    }

    /// Without a checksum file: every flip is an error, or changes nothing that anybody reads. (Every bit where
    /// SIGHTLINE_SLOW is set, else one bit a byte.)
    @Test func noFlippedBitEverChangesContentUnseen() throws {
        let (whole, sha256) = try small()
        let content = try read(whole).content
        var harmless = 0
        for offset in whole.indices {
            for bit in 0..<8 where isSlow || bit == offset * 5 % 8 {
                var bytes = whole
                bytes[offset] ^= UInt8(1 << bit)
                guard let found = try? read(bytes) else { continue }
                #expect(found.content == content && found.sha256 != sha256, "offset \(offset) bit \(bit)")
                harmless += 1
            }
        }
        // Bits that zstd reads past; the file's hash knows them.
        #expect(harmless * 100 < whole.count * (isSlow ? 8 : 1))
    }

    @Test func everyTruncationIsDetected() throws {
        let (whole, _) = try small()
        for count in whole.indices {
            let error = bundleError { _ = try read(Array(whole[..<count])) }
            #expect(error?.code == (count < 7 ? .notABundle : .damagedStream), "at \(count)")
        }
    }

    @Test func randomDamageNeitherCrashesNorLoopsNorPasses() throws {
        let (whole, sha256) = try small(12)
        let content = try read(whole).content
        var generator = Seeded(11)
        for round in 0..<(isSlow ? 20_000 : 1_500) {
            var bytes = whole
            for _ in 0...Int.random(in: 0...3, using: &generator) {
                let at = Int.random(in: 0..<bytes.count, using: &generator)
                let length = Int.random(in: 1...min(64, bytes.count - at), using: &generator)
                switch Int.random(in: 0..<6, using: &generator) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.removeSubrange(at..<at + length)
                case 2: bytes.insert(contentsOf: bytes[at..<at + length], at: at)
                case 3: bytes.replaceSubrange(at..<at + length, with: repeatElement(0, count: length))
                case 4: bytes.swapAt(at, Int.random(in: 0..<bytes.count, using: &generator))
                default: bytes.removeLast(length)
                }
                if bytes.isEmpty { bytes = [0] }
            }
            if bytes == whole { continue }
            guard let found = try? read(bytes) else { continue }
            #expect(found.content == content && found.sha256 != sha256, "round \(round)")
        }
    }

    /// Damage behind the compression, where zstd's own checksum cannot help: the tar is changed, then packed again.
    @Test func damageInsideTheArchiveIsAlwaysDetectedAndNamesAnEntry() throws {
        let (whole, _) = try small(6)
        let tar = try unpacked(whole)
        let manifest = try BundleWalk(.memory(whole), fileBytes: whole.count, limits: BundleLimits()).manifest
        let names = Set(manifest.entries.map(\.path) + ["manifest.json"])
        let afterManifest = TarFormat.blocks(
            tar.count - TarFormat.end.count - manifest.entries.reduce(0) { $0 + TarFormat.blocks($1.size) } - 512)
        var generator = Seeded(23)
        for round in 0..<(isSlow ? 20_000 : 600) {
            // The manifest is what everything is held against; a change in it shows only in the file's hash.
            let at = Int.random(in: afterManifest..<tar.count, using: &generator)
            var bytes = tar
            bytes[at] ^= UInt8.random(in: 1...255, using: &generator)
            let error = bundleError { _ = try read(try packed(bytes)) }
            #expect(error != nil, "round \(round), offset \(at)")
            if let entry = error?.entry, at < tar.count - TarFormat.end.count, error?.code == .entryHashMismatch {
                #expect(names.contains(entry))
            }
        }
    }

    @Test func theEntryThatIsWrongIsTheOneThatIsNamed() throws {
        let (whole, _) = try small(6)
        let tar = try unpacked(whole)
        let manifest = try BundleWalk(.memory(whole), fileBytes: whole.count, limits: BundleLimits()).manifest
        var at = tar.count - TarFormat.end.count
        for entry in manifest.entries.reversed() {
            at -= TarFormat.blocks(entry.size)
            var bytes = tar
            bytes[at + TarFormat.block + entry.size / 2] ^= 1
            // Everything after the wrong entry is wrong, too; the first is named.
            for later in stride(from: at + TarFormat.blocks(entry.size), to: bytes.count, by: 512) {
                bytes[later] ^= 0x55
            }
            let error = bundleError { _ = try read(try packed(bytes)) }
            #expect(error?.code == .entryHashMismatch)
            #expect(error?.entry == entry.path)
        }
    }

    private func unpacked(_ bytes: [UInt8]) throws(BundleError) -> [UInt8] {
        var stream = try InflatedStream(.memory(bytes))
        return try stream.take(stream.contentSize)
    }

    private func packed(_ content: [UInt8]) throws(BundleError) -> [UInt8] {
        var bytes: [UInt8] = []
        var compressor = try ZstdCompressor(size: content.count)
        try compressor.write(content) { bytes += $0 }
        try compressor.finish { bytes += $0 }
        return bytes
    }
}

extension FileHandle {
    fileprivate func write(_ byte: UInt8, at offset: Int) throws {
        try seek(toOffset: UInt64(offset))
        try write(contentsOf: [byte])
    }
}
