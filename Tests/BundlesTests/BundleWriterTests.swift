import Bundles
import Digest
import Foundation
import Records
import SystemCalls
import TestSupport
import Testing

@Suite struct BundleWriterTests {
    @Test func theSameRecordsGiveTheSameBytes() throws {
        try Fixtures.withTemporaryFolder { folder in
            let (a, b) = (folder.appending(path: "a"), folder.appending(path: "b"))
            for place in [a, b] {
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            }
            let first = try Samples.seal(Samples.items(40), in: a)
            Thread.sleep(forTimeInterval: 1.1)
            let second = try Samples.seal(
                Samples.items(40), in: b, as: BundleName(branch: "other", epoch: 99, sequence: 1))
            #expect(first.sha256 == second.sha256)
            let bytes = try Data(contentsOf: a.appending(path: first.name.text))
            #expect(try bytes == Data(contentsOf: b.appending(path: second.name.text)))
        }
    }

    @Test func aSealedBundleAndItsChecksumAreAllThatIsLeft() throws {
        try Fixtures.withTemporaryFolder { folder in
            let sealed = try Samples.seal(Samples.items(20), in: folder)
            #expect(try folder.names() == [sealed.name.text, sealed.name.checksumText])
            #expect(sealed.records == 20)
            #expect(sealed.counts == ["audited": 18, "rejected": 2])
            let bytes = try Data(contentsOf: folder.appending(path: sealed.name.text))
            #expect(bytes.count == sealed.bytes)
            #expect(SHA256Digest.hex(of: bytes) == sealed.sha256)
            let verified = try BundleReader(sealed.name.path(in: folder.pathBytes)).verify()
            #expect(verified.sha256 == sealed.sha256)
            #expect(verified.manifest.entries.count == sealed.evidence + 1)
        }
    }

    @Test func theManifestIsCanonicalJSONAndHoldsNoClockAndNoName() throws {
        try Fixtures.withTemporaryFolder { folder in
            var writer = try BundleWriter(in: folder.pathBytes, branch: "서울/3")
            for model in ["b", "a", "b"] {
                let path = PathBytes("S1/2025-08-13/\(writer.recordCount).jpg")
                let record = try BundleRecord(Samples.record(path: path, model: model))
                try writer.add(
                    record, evidence: [Evidence(name: "z.jpg", jpeg: [1]), Evidence(name: "a.jpg", jpeg: [])])
            }
            let sealed = try writer.seal(as: Samples.name)
            let reader = BundleReader(sealed.name.path(in: folder.pathBytes))
            let out = folder.appending(path: "out")
            let manifest = try reader.extract(to: out.pathBytes).manifest
            let bytes = try Data(contentsOf: out.appending(path: "manifest.json"))
            #expect(try CanonicalJSON.encode(manifest) == bytes)
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!text.contains("seoul-3") && !text.contains("2025"))
            #expect(manifest.branch == "서울/3")
            #expect(manifest.schema == "sightline.bundle/1")
            #expect(manifest.versions.map(\.model) == ["a", "b"])
            let files = manifest.entries.prefix(3).map { $0.path.split(separator: "/").last }
            #expect(files == ["records.ndjson", "a.jpg", "z.jpg"])
        }
    }

    @Test func recordsOutOfOrderAreRefused() throws {
        try Fixtures.withTemporaryFolder { folder in
            let paths: [(String, PathBytes)] = [
                ("a", PathBytes("x")), ("a", PathBytes([0xE1, 0x84, 0x80])), ("a", PathBytes([0xEA, 0xB0, 0x80])),
                ("a", PathBytes([0xFF])), ("b", PathBytes("a")),
            ]
            let records = try paths.map { try BundleRecord(Samples.record(drop: $0.0, path: $0.1)) }
            for i in records.indices {
                for j in records.indices {
                    var writer = try BundleWriter(in: folder.pathBytes, branch: "b")
                    try writer.add(records[i])
                    let failure = bundleError { try writer.add(records[j]) }
                    #expect(failure?.code == (i < j ? nil : .recordOutOfOrder))
                }
            }
        }
    }

    @Test func aPhotoRewrittenWithinABundleKeepsBothRecords() throws {
        try Fixtures.withTemporaryFolder { folder in
            let path = PathBytes("S1/2025-08-13/1.jpg")
            let hashes = [Samples.fakeHash("one"), Samples.fakeHash("two")].sorted()
            let items = try hashes.map { hash in
                (try BundleRecord(Samples.record(path: path, sha256: hash)), [Evidence(name: "e.jpg", jpeg: [1, 2])])
            }
            let sealed = try Samples.seal(items, in: folder)
            #expect(try BundleReader(sealed.name.path(in: folder.pathBytes)).verify().manifest.records == 2)
        }
    }

    @Test func theSameBytesInTwoStoresGetTwoEvidenceFolders() {
        let hash = Samples.fakeHash("same")
        let names = [("a", "x"), ("a", "y"), ("ax", ""), ("", "ax")].map {
            Evidence.photoName(sha256: hash, drop: $0.0, path: PathBytes($0.1))
        }
        #expect(Set(names).count == 4)
        #expect(names.allSatisfy { $0.hasPrefix(hash.prefix(16) + "-") && $0.utf8.count == 33 })
    }

    @Test func evidenceWithAnUnfitNameIsRefused() throws {
        try Fixtures.withTemporaryFolder { folder in
            let record = try BundleRecord(Samples.record(path: PathBytes("x")))
            let bad = [
                ["a.png"], [".jpg"], ["../a.jpg"], ["a/b.jpg"], ["-a.jpg"], [".a.jpg"], ["한.jpg"], ["a b.jpg"],
                [String(repeating: "a", count: 57) + ".jpg"], ["a.jpg", "a.jpg"],
            ]
            for names in bad {
                var writer = try BundleWriter(in: folder.pathBytes, branch: "b")
                let failure = bundleError {
                    try writer.add(record, evidence: names.map { Evidence(name: $0, jpeg: [1]) })
                }
                #expect(failure?.code == .entryUnsafeName, "\(names)")
            }
        }
    }

    @Test func linesThatAreNoRecordsAreRefused() {
        for line in ["", "{}", "[]", "{\"photo\":{}}", "not json", "{\n}"] {
            #expect(bundleError { _ = try BundleRecord(line: Array(line.utf8)) }?.code == .recordMalformed)
        }
    }

    @Test func anEmptyBundleAndATakenNameAreRefused() throws {
        try Fixtures.withTemporaryFolder { folder in
            let failure = bundleError { try Samples.seal([], in: folder) }
            #expect(failure?.code == .nothingToSeal)

            let first = try Samples.seal(Samples.items(3), in: folder)
            #expect(bundleError { try Samples.seal(Samples.items(4), in: folder) }?.code == .alreadyExists)
            #expect(try BundleReader(first.name.path(in: folder.pathBytes)).verify().sha256 == first.sha256)

            var writer = try BundleWriter(in: folder.pathBytes, branch: "b")
            try writer.add(try BundleRecord(Samples.record(path: PathBytes("new"))))
            let second = try writer.seal(as: Samples.name, replacing: true)
            #expect(try BundleReader(first.name.path(in: folder.pathBytes)).verify().sha256 == second.sha256)
        }
    }

    @Test func aFullBundleSaysSoBeforeItsLimitsAreBroken() throws {
        try Fixtures.withTemporaryFolder { folder in
            var limits = BundleLimits()
            limits.entries = 5
            var writer = try BundleWriter(in: folder.pathBytes, branch: "b", limits: limits)
            let failure = bundleError {
                for item in Samples.items(40) { try writer.add(item.record, evidence: item.evidence) }
            }
            #expect(failure?.code == .overLimit)
            #expect(writer.evidenceCount < 5)
        }
    }
}
