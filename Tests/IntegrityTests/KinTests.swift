import Foundation
import Judging
import Ledger
import Records
import TestSupport
import Testing

@testable import Integrity

/// What the ledger makes of photos of the same picture, with a real ledger and the real comparison.
@Suite struct KinTests {
    let scene = Scene(1)
    /// Cut on all sides, as the copies of the field sets are.
    let cut = Box(0.03, 0.02, 0.97, 0.95)

    func original(_ path: String = "S1/2025-03-01/1.jpg") -> Handed {
        Handed(path: path, luma: scene.picture(), content: 1)
    }

    func copy(_ path: String = "S2/2025-04-01/1.jpg", content: Int = 2) -> Handed {
        Handed(path: path, luma: scene.picture(cut), size: Size(width: 700, height: 520), content: content)
    }

    @Test func aCopyIsRelatedInBothRecordsWhicheverCameFirst() throws {
        let expected = [
            "S1/2025-03-01/1.jpg": ["same_photo_other_store S2/2025-04-01/1.jpg", "same_photo_other_store"],
            "S2/2025-04-01/1.jpg": ["same_photo_other_store S1/2025-03-01/1.jpg", "same_photo_other_store"],
        ]
        let others = (10..<30).map {
            Handed(path: "S\($0)/2025-03-02/1.jpg", luma: Scene(UInt64($0)).picture(), content: $0)
        }
        var texts: Set<[String]> = []
        for order in [[original(), copy()] + others, others + [copy()] + [original()]] {
            for batch in [1, order.count] {
                try withBranchFile { file in
                    let branch = try Branch(file)
                    for start in stride(from: 0, to: order.count, by: batch) {
                        try branch.commit(Array(order[start..<min(order.count, start + batch)]))
                    }
                    let found = try branch.relations().filter { !$0.value.isEmpty }
                    #expect(found == expected)
                    let kept = try #require(try branch.record("S1/2025-03-01/1.jpg")?.relations.first)
                    #expect(kept.original == Relation.Origin(photo: .this, reasons: [.larger]))
                    let other = try #require(try branch.record("S2/2025-04-01/1.jpg")?.relations.first)
                    #expect(other.original == Relation.Origin(photo: .other, reasons: [.larger]))
                    #expect(other.value == kept.value)
                    #expect(kept.value > 0.65)
                    var lines: [String] = []
                    let cursor = try branch.ledger.records()
                    while let stored = try cursor.next() { lines.append(String(decoding: stored.json, as: UTF8.self)) }
                    texts.insert(lines)
                    #expect(try branch.ledger.integrityProblems() == [])
                }
            }
        }
        #expect(texts.count == 1, "the same photos give the same records in any order")
    }

    @Test func storesAndDaysSayWhatTheSamePictureMeans() throws {
        try withBranchFile { file in
            let branch = try Branch(file)
            try branch.commit([original()])
            try branch.commit([copy("S1/2025-03-01/2.jpg", content: 2), copy("S1/2025-05-01/1.jpg", content: 3)])
            let burst = try #require(try branch.record("S1/2025-03-01/2.jpg"))
            #expect(
                burst.relations.map(\.kind) == [.nearDuplicateSameVisit, .samePhotoSameStore])
            let again = try #require(try branch.record("S1/2025-05-01/1.jpg"))
            #expect(again.relations.map(\.kind) == [.samePhotoSameStore, .samePhotoSameStore])
            #expect(
                again.findings == [Finding(code: "same_photo_same_store", severity: .warning, value: 1, limit: nil)])
        }
    }

    @Test func anotherVisitToTheSameCounterIsNoResubmission() throws {
        try withBranchFile { file in
            let branch = try Branch(file)
            try branch.commit([original()])
            for day in 2...9 {
                let later = Handed(
                    path: "S1/2025-03-0\(day)/1.jpg", luma: scene.onAnotherDay(UInt64(day)).picture(), content: day)
                try branch.commit([later])
            }
            #expect(try branch.relations().values.allSatisfy(\.isEmpty))
        }
    }

    @Test(arguments: Turn.all)
    func aTurnedOrMirroredCopyIsFound(turn: Turn) throws {
        try withBranchFile { file in
            let branch = try Branch(file)
            try branch.commit([original()])
            let turned = Handed(
                path: "S2/2025-04-01/1.jpg", luma: turn.applied(to: scene.picture(cut), side: 64),
                size: turn.applied(to: Size(width: 700, height: 520)), content: 2)
            try branch.commit([turned])
            #expect(try branch.record("S2/2025-04-01/1.jpg")?.relations.map(\.kind) == [.samePhotoOtherStore])
        }
    }

    @Test func aPartOfAPhotoAndAFramedPhotoAreFoundInBothOrders() throws {
        let part = Handed(
            path: "S2/2025-04-01/1.jpg", luma: scene.picture(Box(0.12, 0.02, 0.96, 0.86)),
            size: Size(width: 640, height: 480), content: 2)
        let whole = scene.picture(Box(-0.15, -0.15, 1.15, 1.15))
        var framed = whole
        for at in framed.indices where !(8...55).contains(at / 64) || !(8...55).contains(at % 64) { framed[at] = 250 }
        let border = Handed(path: "S3/2025-04-01/1.jpg", luma: framed, content: 3)
        for order in [[original(), part, border], [part, border, original()]] {
            try withBranchFile { file in
                let branch = try Branch(file)
                for photo in order { try branch.commit([photo]) }
                let found = try branch.record("S1/2025-03-01/1.jpg")?.relations.map(\.photo.storeID)
                #expect(found?.contains("S2") == true)
            }
        }
    }

    @Test func aWithdrawnCopyAccusesNobody() throws {
        try withBranchFile { file in
            let branch = try Branch(file)
            try branch.commit([original(), copy()])
            try branch.ledger.withdraw(
                drop: branch.drop, path: PathBytes("S2/2025-04-01/1.jpg"), why: "sent by mistake", now: Branch.noon)
            #expect(try branch.record("S1/2025-03-01/1.jpg")?.relations == [])
            #expect(try branch.record("S1/2025-03-01/1.jpg")?.findings == [])
            try branch.ledger.endWithdrawal(
                drop: branch.drop, path: PathBytes("S2/2025-04-01/1.jpg"), now: Branch.noon)
            #expect(try branch.record("S1/2025-03-01/1.jpg")?.relations.count == 1)
        }
    }

    @Test func otherBytesAtThePathEndTheRelation() throws {
        try withBranchFile { file in
            let branch = try Branch(file)
            try branch.commit([original(), copy()])
            var other = copy()
            (other.luma, other.content) = (Scene(77).picture(), 7)
            try branch.commit([other])
            #expect(try branch.relations().values.allSatisfy(\.isEmpty))
            #expect(try branch.ledger.integrityProblems() == [])
        }
    }

    @Test func aRecordInABundleStaysAsItWasPublished() throws {
        try withBranchFile { file in
            let branch = try Branch(file)
            try branch.commit([original()])
            _ = try branch.ledger.stageBundle(
                branch: "b", maxRecords: 10, maxBytes: .max, stores: nil, now: Branch.noon
            ) {
                "b-\($0).tar.zst"
            }
            try branch.commit([copy()])
            #expect(try branch.record("S1/2025-03-01/1.jpg")?.relations == [])
            #expect(try branch.record("S2/2025-04-01/1.jpg")?.relations.count == 1)
        }
    }

    @Test func aRecordOfBeforeGetsItsPictureWhenItIsAuditedAgain() throws {
        try withBranchFile { file in
            var blind = Ledger.Options.judging(by: .standard)
            blind.kinship = nil
            let before = try Branch(file, options: blind)
            try before.commit([original()])
            let branch = try Branch(file)
            try branch.commit([copy()])
            #expect(try branch.relations().values.allSatisfy(\.isEmpty))
            try branch.commit([original()])
            #expect(try branch.record("S1/2025-03-01/1.jpg")?.relations.count == 1)
            #expect(try branch.record("S2/2025-04-01/1.jpg")?.relations.count == 1)
        }
    }

    @Test func anotherPolicyKeepsTheRelationOfAPublishedRecord() throws {
        try withBranchFile { file in
            let branch = try Branch(file)
            try branch.commit([original(), copy()])
            _ = try branch.ledger.stageBundle(branch: "b", maxRecords: 10, now: Branch.noon) { "b-\($0).tar.zst" }
            var policy = Policy.standard
            policy.relations.samePhotoOtherStore = .violation
            let judge = Judge(policy: policy)
            _ = try branch.ledger.reassess(run: branch.run, now: Branch.noon) { record in
                var judged = record
                judge.judge(&judged)
                return judged
            }
            // The records are new ones; what is handed in later finds them.
            try branch.commit([copy("S3/2025-05-01/1.jpg", content: 3)])
            let found = try branch.record("S3/2025-05-01/1.jpg")?.relations.map(\.photo.storeID)
            #expect(found == ["S1", "S2"])
            #expect(try branch.record("S2/2025-04-01/1.jpg")?.relations.count == 2)
            #expect(try branch.ledger.integrityProblems() == [])
        }
    }

    @Test func anotherProcessesPhotosAreSeen() throws {
        try withBranchFile { file in
            let (one, other) = (try Branch(file), try Branch(file))
            try one.commit([Handed(path: "S9/2025-01-01/1.jpg", luma: Scene(9).picture(), content: 9)])
            try other.commit([original()])
            try one.commit([copy()])
            #expect(try other.record("S1/2025-03-01/1.jpg")?.relations.count == 1)
        }
    }

    @Test func aPolicyThatCallsItAViolationSparesTheOriginal() throws {
        var policy = Policy.standard
        policy.relations.samePhotoOtherStore = .violation
        try withBranchFile { file in
            let branch = try Branch(file, policy: policy)
            try branch.commit([copy(), original()])
            #expect(try branch.record("S2/2025-04-01/1.jpg")?.verdict == .nonCompliant)
            #expect(try branch.record("S1/2025-03-01/1.jpg")?.verdict == .compliant)
            #expect(try branch.record("S1/2025-03-01/1.jpg")?.findings.map(\.severity) == [.warning])
        }
    }

    @Test func whatSaysTooLittleIsComparedWithNothing() throws {
        try withBranchFile { file in
            let branch = try Branch(file)
            let wall = [Float](repeating: 90, count: 64 * 64)
            try branch.commit([
                Handed(path: "S1/2025-03-01/1.jpg", luma: wall, content: 1),
                Handed(path: "S2/2025-03-01/1.jpg", luma: wall, content: 2),
                Handed(path: "1.jpg", luma: scene.picture(), content: 3),
                Handed(path: "2.jpg", luma: scene.picture(cut), content: 4),
            ])
            #expect(try branch.relations().values.allSatisfy(\.isEmpty), "plain walls, and photos of no known store")
        }
    }
}
