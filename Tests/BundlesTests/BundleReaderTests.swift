import Bundles
import Foundation
import Records
import TestSupport
import Testing

private let hasTar = ["tar", "zstd", "sha256sum"].allSatisfy { (try? runTool($0, ["--version"]).status) == 0 }

@Suite struct BundleReaderTests {
    @Test(.enabled(if: hasTar))
    func tarAndZstdAndSha256sumReadWhatIsSealed() throws {
        try Fixtures.withTemporaryFolder { folder in
            let items = Samples.items(25, evidenceBytes: 3_000)
            let sealed = try Samples.seal(items, in: folder)
            let path = folder.appending(path: sealed.name.text).path
            #expect(try runTool("zstd", ["-tq", path]).status == 0)
            #expect(try runTool("env", ["-C", folder.path, "sha256sum", "-c", sealed.name.checksumText]).status == 0)

            let listing = try runTool("tar", ["--zstd", "-tf", path])
            #expect(listing.status == 0)
            let manifest = try BundleReader(PathBytes(path)).list()
            #expect(
                String(decoding: listing.output, as: UTF8.self).split(separator: "\n").map(String.init)
                    == ["manifest.json"] + manifest.entries.map(\.path))
            let detail = String(
                decoding: try runTool("tar", ["--zstd", "--utc", "--numeric-owner", "-tvf", path]).output, as: UTF8.self
            )
            for line in detail.split(separator: "\n") {
                #expect(line.hasPrefix("-rw-r--r-- 0/0 ") && line.contains(" 1970-01-01 00:00 "))
            }

            let (theirs, ours) = (folder.appending(path: "theirs"), folder.appending(path: "ours"))
            try FileManager.default.createDirectory(at: theirs, withIntermediateDirectories: true)
            #expect(try runTool("tar", ["--zstd", "-xf", path, "-C", theirs.path]).status == 0)
            _ = try BundleReader(PathBytes(path)).extract(to: ours.pathBytes)
            #expect(try runTool("diff", ["-r", theirs.path, ours.path]).status == 0)

            let lines = try Data(contentsOf: ours.appending(path: "records.ndjson"))
            #expect(lines == Data(items.flatMap { $0.record.line + [UInt8(ascii: "\n")] }))
            for (record, evidence) in items {
                for file in evidence {
                    let place = ours.appending(path: "evidence/\(record.photoName)/\(file.name)")
                    #expect(try Data(contentsOf: place) == Data(file.jpeg))
                }
            }
        }
    }

    @Test func extractingOverwritesNothing() throws {
        try Fixtures.withTemporaryFolder { folder in
            let sealed = try Samples.seal(Samples.items(3), in: folder)
            let reader = BundleReader(sealed.name.path(in: folder.pathBytes))
            let target = folder.appending(path: "a/b/c")
            _ = try reader.extract(to: target.pathBytes)
            #expect(bundleError { _ = try reader.extract(to: target.pathBytes) }?.code == .alreadyExists)

            let link = folder.appending(path: "link")
            let empty = folder.appending(path: "empty")
            try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: empty)
            #expect(bundleError { _ = try reader.extract(to: link.pathBytes) }?.code == .inputOutput)
            #expect(try empty.names() == [])
            _ = try reader.extract(to: empty.pathBytes)
            #expect(try empty.names() == ["evidence", "manifest.json", "records.ndjson"])
        }
    }

    @Test func theChecksumFileMustBeThereAndRight() throws {
        try Fixtures.withTemporaryFolder { folder in
            let sealed = try Samples.seal(Samples.items(3), in: folder)
            let reader = BundleReader(sealed.name.path(in: folder.pathBytes))
            let checksum = folder.appending(path: sealed.name.checksumText)
            let right = "\(sealed.sha256)  \(sealed.name.text)\n"
            #expect(try String(contentsOf: checksum, encoding: .utf8) == right)
            let wrong: [(String, BundleError.Code)] = [
                ("", .checksumMalformed), (String(right.dropLast()), .checksumMalformed),
                (right + right, .checksumMalformed), (right.uppercased(), .checksumMalformed),
                ("\(sealed.sha256)  other.tar.zst\n", .checksumMalformed),
                (String(repeating: " ", count: 100_000), .checksumMalformed),
                (String(repeating: "0", count: 64) + right.dropFirst(64), .checksumMismatch),
            ]
            for (text, code) in wrong {
                try text.write(to: checksum, atomically: false, encoding: .utf8)
                #expect(bundleError { _ = try reader.verify() }?.code == code)
                #expect(bundleError { _ = try reader.verify(requireChecksum: false) }?.code == code)
            }
            try FileManager.default.removeItem(at: checksum)
            #expect(bundleError { _ = try reader.verify() }?.code == .checksumMissing)
            #expect(try reader.verify(requireChecksum: false).sha256 == sealed.sha256)
        }
    }

    @Test func whatIsNoFileIsRefused() throws {
        try Fixtures.withTemporaryFolder { folder in
            #expect(bundleError { _ = try BundleReader(folder.pathBytes).verify() }?.code == .notABundle)
            let missing = folder.appending(path: "none.tar.zst").pathBytes
            #expect(bundleError { _ = try BundleReader(missing).list() }?.code == .inputOutput)
            #expect(bundleError { _ = try BundleReader(PathBytes("/dev/zero")).list() }?.code == .notABundle)
        }
    }
}
