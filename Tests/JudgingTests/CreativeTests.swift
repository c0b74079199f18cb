import Catalogue
import Foundation
import Photo
import Records
import SceneSupport
import Testing

@testable import Judging

/// What the catalogue and the programme say of the creative on a board.
struct CreativeTests {
    let scene = SyntheticScene()
    let good = PhotoQuality(brightness: 0.5, sharpness: 500, truncated: false)
    private let catalogue: CompiledCatalogue

    /// Features do not matter here: every artwork has none.
    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sightline-test-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var table = "id,file,slots,family,valid_from,valid_to\n"
        let rows = [
            "now-1,now-1.jpg,top_ad,now,2026-03-01,2026-05-31", "now-2,now-2.jpg,top_ad,now,2026-03-01,2026-05-31",
            "old,old.jpg,top_ad,now,2025-03-01,2025-05-31", "next,next.jpg,top_ad,,2026-06-01,",
            "small,small.jpg,cdu_horizontal,,,",
        ]
        for (number, row) in rows.enumerated() {
            table += row + "\n"
            var picture = Pixels(width: 320, height: 80, filledWith: Colour(200, 180, 90))
            picture.fill(Box(Double(number * 50), 10, Double(number * 50 + 40), 70), colour: .blue)
            let name = row.split(separator: ",")[1]
            try Data(try JPEGEncoder().encode(picture, quality: 90)).write(to: folder.appending(path: "\(name)"))
        }
        try Data(table.utf8).write(to: folder.appending(path: "creatives.csv"))
        try Data("store_id,slot,creative,valid_from,valid_to\nS1,top_ad,now-1,2026-03-01,2026-05-31\n".utf8)
            .write(to: folder.appending(path: "programme.csv"))
        catalogue = try CatalogueCompiler.compile(
            try CatalogueFolder(contentsOf: PathBytes(folder.path)), describer: "none",
            describe: { _ in try ArtworkFeatures(width: 8, height: 8, points: [], dimensions: 1, descriptors: []) })
    }

    private func judged(
        _ creative: RecognisedCreative?, visible: Double = 1, glare: Double = 0, store: String? = "S1",
        date: String? = "2026-04-02", policy: Policy = .standard, hasCatalogue: Bool = true
    ) -> Assessment {
        let ad = scene.topAd
        let board = Board(
            box: ad.box, quad: ad.quad, confidence: 0.9, slot: Slot.topAd, creative: creative,
            state: BoardState(visible: visible, glare: glare))
        let judge = Judge(policy: policy, catalogue: hasCatalogue ? catalogue : nil)
        return judge.assess(
            detections: scene.everything, candidates: [], boards: [board], size: scene.size, exif: ExifFacts(),
            quality: good, store: store, date: date)
    }

    private func creative(_ id: String?, _ family: String?, turn: Int? = nil, ranked: [(String, Double)] = [])
        -> RecognisedCreative
    {
        RecognisedCreative(
            id: id, family: family, score: 0.9, ranked: ranked.map { .init(id: $0.0, score: $0.1) }, turn: turn)
    }

    private func codes(_ assessment: Assessment) -> [String] {
        assessment.findings.map(\.code).filter { $0.hasPrefix("creative_") }
    }

    @Test func theProgrammesCreativeIsRight() {
        let got = judged(creative("now-1", "now"))
        #expect(codes(got).isEmpty && got.verdict == .compliant)
    }

    @Test(
        arguments: [
            ("small", "creative_wrong_slot_top_ad", nil), ("old", "creative_outdated_top_ad", 306),
            ("next", "creative_not_yet_valid_top_ad", 60), ("now-2", "creative_not_programmed_top_ad", nil),
        ] as [(String, String, Double?)])
    func oneQuestionIsAnsweredTheGravestFirst(id: String, code: String, value: Double?) throws {
        let got = judged(creative(id, id))
        #expect(codes(got) == [code])
        let finding = try #require(got.findings.first { $0.code == code })
        #expect(finding.value == value)
        let isViolation = code != "creative_not_yet_valid_top_ad"
        #expect((finding.severity == .violation) == isViolation)
        #expect(got.verdict == (isViolation ? .nonCompliant : .compliant))
        #expect(FindingCode(code: code)?.code == code)
    }

    @Test func withoutADayNoDateIsJudgedAndTheOnlyLineOfTheProgrammeHolds() {
        #expect(codes(judged(creative("old", "now"), date: nil)) == ["creative_not_programmed_top_ad"])
        #expect(codes(judged(creative("now-1", "now"), date: nil)).isEmpty)
        #expect(codes(judged(creative("now-2", "now"), store: nil)).isEmpty)
        #expect(codes(judged(creative("now-2", "now"), store: "S9")).isEmpty)
    }

    @Test func siblingsThatCannotBeToldApartAccuseNobodyUnlessAllAreWrong() throws {
        let open = judged(creative(nil, "now", ranked: [("now-2", 0.5), ("now-1", 0.4), ("old", 0.001)]))
        #expect(codes(open) == ["creative_undecided_top_ad"] && open.verdict == .compliant)
        #expect(try #require(open.findings.first { $0.code == "creative_undecided_top_ad" }).value == 0.5)
        // Neither is the one that should hang there.
        let wrong = judged(creative(nil, "now", ranked: [("old", 0.5), ("old", 0.4)]))
        #expect(codes(wrong) == ["creative_outdated_top_ad"])
    }

    @Test func anUnrecognisedBoardHasNoCreativeToJudge() {
        #expect(codes(judged(creative(nil, nil, ranked: [("now-1", 0.1)]))).isEmpty)
        #expect(codes(judged(nil)).isEmpty)
    }

    @Test func howItHangsIsJudgedBesides() {
        let turned = judged(creative("now-1", "now", turn: 180), visible: 0.4, glare: 0.5)
        #expect(
            codes(turned) == ["creative_turned_top_ad", "creative_occluded_top_ad", "creative_glare_top_ad"])
        var policy = Policy.standard
        policy.creatives.visibleMinimum = nil
        policy.creatives.glareLimit = nil
        policy.creatives.turned = .info
        let mild = judged(creative("now-1", "now", turn: 180), visible: 0.4, glare: 0.5, policy: policy)
        #expect(codes(mild) == ["creative_turned_top_ad"] && mild.verdict == .compliant)
    }

    @Test func withoutACatalogueNothingIsSaidOfCreatives() {
        #expect(codes(judged(creative("old", "now"), hasCatalogue: false)).isEmpty)
    }

    /// `reassess` by a new policy alone, or a commit of a program that was given no catalogue.
    @Test func whatACatalogueSaidStaysWhereNoneCanBeAskedAgain() throws {
        var record = Record(
            photo: PhotoSource(
                drop: "d", path: PathBytes("S1/2026-04-02/1.jpg"), storeID: "S1", region: nil, date: "2026-04-02",
                sha256: String(repeating: "0", count: 64), bytes: 1, width: scene.size.width,
                height: scene.size.height, orientation: 1),
            state: .audited, exif: ExifFacts(), detections: scene.everything, quality: good,
            versions: Versions(program: "1", model: "m 1", modelSHA256: "", precision: "f32", policy: ""))
        record.versions.catalogue = "another"
        record.boards = [
            Board(
                box: scene.topAd.box, quad: scene.topAd.quad, confidence: 0.9, slot: Slot.topAd,
                creative: creative("old", "now"))
        ]
        Judge(policy: .standard, catalogue: catalogue).judge(&record)
        let said = try #require(record.findings.first { $0.code == "creative_outdated_top_ad" })
        #expect(record.verdict == .nonCompliant && record.versions.catalogue == catalogue.sha256)
        Judge(policy: .standard).judge(&record)
        #expect(record.findings.contains(said) && record.verdict == .nonCompliant)
        var mild = Policy.standard
        mild.creatives.outdated = .info
        Judge(policy: mild).judge(&record)
        let weighed = try #require(record.findings.first { $0.code == said.code })
        #expect(weighed.severity == .info && weighed.value == said.value && record.verdict == .compliant)
        // The ad was exchanged: what was said of the old one is gone.
        record.boards[0].creative = creative("now-1", "now")
        Judge(policy: mild, catalogue: catalogue).judge(&record)
        #expect(!record.findings.contains { $0.code == said.code })
    }

    @Test func thePolicysWordsAreReadAndWritten() throws {
        let text = """
            { name: "x", version: "1", creatives: { outdated: "info", visible_minimum: null, glare_limit: 0.5 } }
            """
        let policy = try Policy(json5: Data(text.utf8), origin: "x")
        #expect(policy.creatives.outdated == .info && policy.creatives.visibleMinimum == nil)
        #expect(policy.creatives.glareLimit == 0.5 && policy.creatives.wrongSlot == .violation)
        let again = try Policy(json5: Data(try CanonicalJSON.encode(policy)), origin: "again")
        #expect(again == policy)
    }
}
