import Foundation
import Ledger
import Records
import TestSupport
import Testing

@testable import Integrity

/// How long photos are comparable, with a real ledger and the real comparison.
@Suite struct RetentionTests {
    let scene = Scene(1)
    let later = Date(timeIntervalSinceNow: 3_600)

    private func original() -> Handed { Handed(path: "S1/2025-03-01/1.jpg", luma: scene.picture(), content: 1) }
    private func copy(_ store: String, _ content: Int) -> Handed {
        Handed(
            path: "\(store)/2025-04-01/1.jpg", luma: scene.picture(Box(0.03, 0.02, 0.97, 0.95)),
            size: Size(width: 700, height: 520), content: content)
    }

    @Test(arguments: [KeptKind.features, .fingerprints])
    func nothingNewIsRelatedToAPhotoPastItsTime(kind: KeptKind) throws {
        try withBranchFile { file in
            let branch = try Branch(file)
            try branch.commit([original()])
            #expect(try branch.ledger.prune(kind, before: Date(timeIntervalSince1970: 0)) == 0)
            try branch.commit([copy("S2", 2)])
            #expect(try branch.record("S2/2025-04-01/1.jpg")?.relations.map(\.kind) == [.samePhotoOtherStore])
            #expect(try branch.ledger.prune(kind, before: later, limit: 1) == 1)
            #expect(try branch.ledger.prune(kind, before: later) == 1)
            #expect(try branch.ledger.prune(kind, before: later) == 0)
            // The index in memory still proposes both; the ledger no longer has what confirms them.
            try branch.commit([copy("S3", 3)])
            #expect(try branch.record("S3/2025-04-01/1.jpg")?.relations == [])
            // What was found stays in its records.
            #expect(try branch.record("S2/2025-04-01/1.jpg")?.relations.count == 1)
            #expect(try branch.ledger.integrityProblems() == [])
            // And a photo that is handed in after that is comparable again.
            try branch.commit([copy("S4", 4)])
            #expect(try branch.record("S4/2025-04-01/1.jpg")?.relations.map(\.photo.storeID) == ["S3"])
        }
    }
}
