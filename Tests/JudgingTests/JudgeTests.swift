import Records
import SceneSupport
import Testing

@testable import Judging

@Suite struct JudgeTests {
    let elsewhere = Relation(
        .sameFileOtherStore, photo: .init(drop: "d", path: PathBytes("S2/a.jpg"), storeID: "S2", date: nil), value: 2)

    /// A record of a scene, judged by nobody yet.
    func record(_ scene: SyntheticScene = SyntheticScene(), relations: [Relation] = []) -> Record {
        var record = Record(
            photo: PhotoSource(
                drop: "d", path: PathBytes("S1/a.jpg"), storeID: "S1", region: nil, date: nil,
                sha256: String(repeating: "0", count: 64), bytes: 1, width: scene.size.width, height: scene.size.height,
                orientation: 1),
            state: .audited, detections: scene.everything,
            quality: PhotoQuality(brightness: 0.5, sharpness: 500, truncated: false),
            versions: Versions(program: "1", model: "m", modelSHA256: "a", precision: "f32", policy: "none"))
        record.relations = relations
        return record
    }

    func policy(_ severity: Severity) -> Policy {
        var policy = Policy.standard
        policy.relations.samePhotoOtherStore = severity
        return policy
    }

    @Test func aRecordIsJudgedFromItsFactsAndRelationsAndNamesThePolicy() {
        var judged = record(relations: [elsewhere])
        let judge = Judge(policy: .standard)
        judge.judge(&judged)
        #expect(judged.versions.policy == judge.policyName)
        #expect(judged.centering?.fixtureOffset != nil && judged.verdict == .compliant)
        #expect(judged.findings.last == Finding(code: "same_photo_other_store", severity: .warning, value: 2))
        var again = judged
        judge.judge(&again)
        #expect(again == judged)
    }

    @Test func aRejectedRecordHasNothingToJudge() {
        var rejected = record()
        (rejected.state, rejected.detections) = (.rejected, [])
        #expect(Judge(policy: .standard).judge(&rejected) == nil)
        #expect(rejected.verdict == nil && rejected.findings.isEmpty)
    }

    @Test func theSeverityOfARelationIsThePolicys() {
        for severity in Severity.allCases {
            var judged = record(relations: [elsewhere])
            Judge(policy: policy(severity)).judge(&judged)
            #expect(judged.findings.last?.severity == severity)
            #expect(judged.verdict == (severity == .violation ? .nonCompliant : .compliant))
        }
    }

    @Test func aRelationThatEndsTakesItsFindingAndItsVerdictAlong() {
        let judge = Judge(policy: policy(.violation))
        var judged = record(relations: [elsewhere])
        judge.judge(&judged)
        #expect(judged.verdict == .nonCompliant)
        judged.relations = []
        judge.judgeRelations(&judged)
        var alone = record()
        judge.judge(&alone)
        #expect(judged == alone)
    }

    @Test func aPhotoThatCannotBeAssessedStaysSoWhateverItsRelations() {
        let judge = Judge(policy: policy(.violation))
        var judged = record(relations: [elsewhere])
        judged.detections = [SyntheticScene().topAd]
        judge.judge(&judged)
        #expect(judged.verdict == .notAssessable)
        judged.relations = []
        judge.judgeRelations(&judged)
        #expect(judged.verdict == .notAssessable)
    }

    @Test func aFindingThatIsThereKeepsTheSeverityThatItsOwnPolicyGave() {
        var judged = record(relations: [elsewhere])
        Judge(policy: policy(.violation)).judge(&judged)
        judged.relations[0].value = 3
        Judge(policy: policy(.info)).judgeRelations(&judged)
        #expect(judged.findings.last == Finding(code: "same_photo_other_store", severity: .violation, value: 3))
        #expect(judged.verdict == .nonCompliant)
    }

    @Test func aPolicyMayWeighRelations() throws {
        let text = "{name: 'ours', version: '1', relations: {same_photo_other_store: 'violation'}}"
        let read = try Policy(json5: .init(text.utf8), origin: "p.json5")
        #expect(read.relations.samePhotoOtherStore == .violation)
        #expect(read.differences().map(\.key) == ["relations.same_photo_other_store"])
    }
}
