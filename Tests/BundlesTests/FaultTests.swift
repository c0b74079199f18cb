import Bundles
import Foundation
import Records
import SystemCalls
import TestSupport
import Testing

/// Faults forced into every system call of sealing and extracting (the seam exists in debug builds only).
#if DEBUG
    @Suite struct FaultTests {
        @Test(arguments: [ENOSPC, EIO])
        func afterAFaultAtAnyCallThereIsAWholeBundleOrNothing(code: Int32) throws {
            var sites = 0
            for nth in 1...1_000 {
                let finished = try Fixtures.withTemporaryFolder { folder in
                    let under = folder.pathBytes
                    FaultSeam.install([.init(call: nil, nth: nth, what: .errno(code))], under: under)
                    let error = bundleError { try Samples.seal(Samples.items(4), in: folder) }
                    let calls = FaultSeam.remove(under: under)
                    #expect(calls.isEmpty)
                    let names = try folder.names()
                    guard let error else {
                        // A fault where nothing depends on the call (is the name free?) may pass unseen.
                        #expect(names == [Samples.name.text, Samples.name.checksumText])
                        _ = try BundleReader(Samples.name.path(in: under)).verify()
                        return nth > 40
                    }
                    #expect(error.code == (code == ENOSPC ? .diskFull : .inputOutput))
                    #expect(names == [], "call \(nth)")
                    sites += 1
                    return false
                }
                if finished { break }
            }
            #expect(sites > 20)
        }

        @Test func theChecksumIsDurableBeforeTheBundleAppears() throws {
            try Fixtures.withTemporaryFolder { folder in
                FaultSeam.install([], under: folder.pathBytes, trace: true)
                try Samples.seal(Samples.items(4), in: folder)
                let trace = FaultSeam.remove(under: folder.pathBytes)
                let steps = trace.filter { [.fsync, .rename].contains($0.call) }.map {
                    "\($0.call) \(text($0.path?.lastComponent, folder))"
                }
                #expect(
                    steps == [
                        "fsync temporary checksum", "rename checksum", "fsync folder", "fsync temporary bundle",
                        "rename bundle", "fsync folder",
                    ])
                let lastWrite = trace.lastIndex { $0.call == .write }
                let firstRename = trace.firstIndex { $0.call == .rename }
                #expect((lastWrite ?? 0) < (firstRename ?? 0))
            }
        }

        private func text(_ name: PathBytes?, _ folder: URL) -> String {
            let text = name?.text ?? ""
            if text == folder.lastPathComponent { return "folder" }
            let kind = text.contains(".sha256") ? "checksum" : "bundle"
            return text.hasPrefix(".") ? "temporary \(kind)" : kind
        }

        @Test func interruptedAndShortCallsChangeNoByte() throws {
            let plain = try Fixtures.withTemporaryFolder { try Samples.seal(Samples.items(9), in: $0).sha256 }
            try Fixtures.withTemporaryFolder { folder in
                FaultSeam.install(
                    [
                        .init(call: .write, nth: 1, what: .short(100), forever: true),
                        .init(call: .pread, nth: 1, what: .short(77), forever: true),
                        .init(call: .open, nth: 2, what: .errno(EINTR)),
                    ], under: folder.pathBytes)
                defer { FaultSeam.remove(under: folder.pathBytes) }
                let sealed = try Samples.seal(Samples.items(9), in: folder)
                #expect(sealed.sha256 == plain)
                let verified = try BundleReader(Samples.name.path(in: folder.pathBytes)).verify()
                #expect(verified.sha256 == plain)
            }
        }

        @Test func anExtractionThatFailsLeavesNothing() throws {
            try Fixtures.withTemporaryFolder { folder in
                try Samples.seal(Samples.items(9), in: folder)
                let reader = BundleReader(Samples.name.path(in: folder.pathBytes))
                let target = folder.appending(path: "out")
                var failures = 0
                for nth in 1...1_000 {
                    FaultSeam.install([.init(call: nil, nth: nth, what: .errno(ENOSPC))], under: target.pathBytes)
                    let error = bundleError { _ = try reader.extract(to: target.pathBytes) }
                    FaultSeam.remove(under: target.pathBytes)
                    guard let error else {
                        // A fault in "is it there?" passes unseen; one after the last call does, too.
                        try FileManager.default.removeItem(at: target)
                        if nth > 60 { break } else { continue }
                    }
                    #expect(error.code == .diskFull)
                    #expect(!FileManager.default.fileExists(atPath: target.path), "call \(nth)")
                    failures += 1
                }
                #expect(failures > 20)
            }
        }

        /// A killed writer's leftovers are what the outbox's repair knows how to deal with.
        @Test func whatAKilledSealLeavesIsRepaired() throws {
            try Fixtures.withTemporaryFolder { folder in
                try Samples.seal(Samples.items(4), in: folder)
                let temporary = folder.appending(path: ".\(Samples.name.text).4242.tmp")
                let bundle = folder.appending(path: Samples.name.text)
                try FileManager.default.moveItem(at: bundle, to: temporary)
                let rows = [OutboxRow(name: Samples.name, state: .staged)]
                let outbox = Outbox(folder.pathBytes)
                for action in try outbox.repairs(rows: rows, owner: Samples.ledger) where try !outbox.perform(action) {
                    #expect(action == .cutAgain(Samples.name, expected: nil))
                    try Samples.seal(Samples.items(4), in: folder)
                }
                #expect(try folder.names() == [Samples.name.text, Samples.name.checksumText])
                _ = try BundleReader(Samples.name.path(in: folder.pathBytes)).verify()
            }
        }
    }
#endif
