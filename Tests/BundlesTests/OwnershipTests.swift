import Bundles
import Foundation
import Records
import SystemCalls
import TestSupport
import Testing

/// Several ledgers share an outbox, and none touches what is another's.
@Suite struct OwnershipTests {
    static let ours = Samples.ledger
    static let theirs = Samples.identity("0ddba11")

    private func seal(
        _ ledger: LedgerIdentity?, in folder: URL, sequence: Int = 7, count: Int = 3
    ) throws -> SealedBundle {
        var writer = try BundleWriter(in: folder.pathBytes, branch: "seoul-3", ledger: ledger)
        for item in Samples.items(count) { try writer.add(item.record, evidence: item.evidence) }
        return try writer.seal(
            as: BundleName(branch: "seoul-3", ledger: ledger, epoch: 1_755_062_452, sequence: sequence))
    }

    @Test func aBundleNamesItsLedgerInManifestAndName() throws {
        try Fixtures.withTemporaryFolder { folder in
            let sealed = try seal(Self.ours, in: folder)
            #expect(sealed.name.text == "seoul-3-5ea10000-20250813T052052Z-000007.tar.zst")
            #expect(try BundleReader(sealed.name.path(in: folder.pathBytes)).verify().manifest.ledger == Self.ours)
        }
    }

    @Test func twoLedgersNeverGiveTheSameName() throws {
        try Fixtures.withTemporaryFolder { folder in
            let names = try [Self.ours, Self.theirs, nil].map { try seal($0, in: folder).name }
            #expect(Set(names).count == 3 && Set(names.map(\.text)).count == 3)
        }
    }

    @Test func whatIsAnothersIsLeftAloneWhateverItsState() throws {
        try Fixtures.withTemporaryFolder { folder in
            let whole = try seal(Self.theirs, in: folder)
            let damaged = try seal(Self.theirs, in: folder, sequence: 8)
            let unnamed = try seal(nil, in: folder, sequence: 9)
            try Data("broken".utf8).write(to: folder.appending(path: damaged.name.text))
            let stray = BundleName(branch: "seoul-3", ledger: Self.theirs, epoch: 5, sequence: 9)
            for name in [stray.checksumText, ".\(stray.text).77.tmp"] {
                try Data("x".utf8).write(to: folder.appending(path: name))
            }
            let before = try folder.names()
            let outbox = Outbox(folder.pathBytes)
            let actions = try outbox.repairs(rows: [], owner: Self.ours)
            for action in actions { try outbox.perform(action) }
            #expect(try folder.names() == before)
            #expect(
                actions == [
                    .leave(whole.name), .leave(damaged.name),
                    .adopt(unnamed.name, sha256: unnamed.sha256, bytes: unnamed.bytes, isOurs: false),
                ])
        }
    }

    /// An older version let two ledgers seal under one name; the second replaced the first's file.
    @Test func aRowWhoseNameAnotherLedgersBundleTookDoesNotTakeItBack() throws {
        for maker in [Self.theirs, nil] {
            try Fixtures.withTemporaryFolder { folder in
                var writer = try BundleWriter(in: folder.pathBytes, branch: "b", ledger: maker)
                for item in Samples.items(2) { try writer.add(item.record, evidence: item.evidence) }
                let sealed = try writer.seal(as: Samples.name)
                let row = OutboxRow(name: sealed.name, state: .sealed(sha256: Samples.fakeHash("mine"), bytes: 5))
                #expect(
                    try Outbox(folder.pathBytes).repairs(rows: [row], owner: Self.ours) == [.nameTaken(sealed.name)])
            }
        }
    }

    @Test func aTakenNameIsAnErrorBeforeAByteIsWritten() throws {
        try Fixtures.withTemporaryFolder { folder in
            let sealed = try seal(Self.ours, in: folder)
            let outbox = Outbox(folder.pathBytes)
            #expect(bundleError { try outbox.requireFree(sealed.name) }?.code == .alreadyExists)
            try FileManager.default.removeItem(at: folder.appending(path: sealed.name.text))
            #expect(bundleError { try outbox.requireFree(sealed.name) }?.code == .alreadyExists)
            try FileManager.default.removeItem(at: folder.appending(path: sealed.name.checksumText))
            try outbox.requireFree(sealed.name)
        }
    }

    @Test func otherBytesThanWereSealedNeverTakeTheName() throws {
        try Fixtures.withTemporaryFolder { folder in
            let sealed = try seal(Self.ours, in: folder)
            let before = try Data(contentsOf: folder.appending(path: sealed.name.text))
            let failure = bundleError {
                var writer = try BundleWriter(in: folder.pathBytes, branch: "seoul-3", ledger: Self.ours)
                for item in Samples.items(3) { try writer.add(item.record) }
                _ = try writer.seal(as: sealed.name, replacing: true, expecting: sealed.sha256)
            }
            #expect(failure?.code == .notTheSame)
            #expect(try Data(contentsOf: folder.appending(path: sealed.name.text)) == before)
            #expect(try folder.names() == [sealed.name.text, sealed.name.checksumText])
        }
    }

    @Test func deletedEvidenceIsSaidInTheManifest() throws {
        try Fixtures.withTemporaryFolder { folder in
            var writer = try BundleWriter(in: folder.pathBytes, branch: "b", ledger: Self.ours)
            let items = Samples.items(4)
            for (index, item) in items.enumerated() { try writer.add(item.record, isPruned: index % 2 == 1) }
            let sealed = try writer.seal(as: Samples.ownName)
            let out = folder.appending(path: "out")
            let manifest = try BundleReader(sealed.name.path(in: folder.pathBytes)).extract(to: out.pathBytes).manifest
            #expect(manifest.prunedEvidence == [items[1], items[3]].map(\.record.photoName))
            #expect(
                try CanonicalJSON.encode(manifest) == Data(contentsOf: out.appending(path: "manifest.json")))
        }
    }

    @Test func oneProcessAtATimeHasItsTurn() throws {
        try Fixtures.withTemporaryFolder { folder in
            let first = try OutboxTurn(in: folder.pathBytes)
            let isFirstAlone = first.isAlone
            #expect(isFirstAlone)
            var waited = 0
            #expect(throws: BundleError.self) {
                _ = try OutboxTurn(in: folder.pathBytes, patience: 0.1) { waited += 1 }
            }
            #expect(waited > 0)
            _ = consume first
            let isSecondAlone = try OutboxTurn(in: folder.pathBytes, patience: 0).isAlone
            #expect(isSecondAlone)
        }
    }
}
