import Catalogue
import Foundation
import Photo
import Records
import SceneSupport
import Testing

@testable import Judging

/// What the policy makes of texts that were read.
@Suite struct TextJudgementTests {
    private let catalogue: CompiledCatalogue

    /// The places of lines do not matter here: every text is said to stand in the same one.
    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sightline-test-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(try JPEGEncoder().encode(Pixels(width: 320, height: 80, filledWith: .blue), quality: 90)).write(
            to: folder.appending(path: "a.jpg"))
        try Data("id,file,slots,text_price,text_period\na,a.jpg,top_ad,\"4,500원\",2026.03.01 ~ 05.31\n".utf8).write(
            to: folder.appending(path: "creatives.csv"))
        try Data("code,name,price\n8801234567893,CAMEL BLUE,4500\n8801234567909,CAMEL ORIGINAL,\n".utf8).write(
            to: folder.appending(path: "products.csv"))
        let finder = PrintedLineFinder(name: "same place") { _, texts in
            texts.keys.sorted().map {
                PrintedLine(name: $0, quad: Quad(Box(0, 0, 1, 1)), price: $0 == "price" ? "4500" : nil)
            }
        }
        catalogue = try CatalogueCompiler.compile(
            try CatalogueFolder(contentsOf: PathBytes(folder.path)), describer: "none", finder: finder,
            describe: { _ in try ArtworkFeatures(width: 8, height: 8, points: [], dimensions: 1, descriptors: []) })
    }

    private func judged(
        _ texts: [ReadText], known: Bool = true, policy: Policy = .standard, former: [Finding] = [],
        hasCatalogue: Bool = true
    ) -> Record {
        let scene = SyntheticScene()
        var record = JudgeTests().record(scene)
        let creative =
            known
            ? RecognisedCreative(id: "a", family: "a", score: 0.9, ranked: [])
            : RecognisedCreative(id: nil, family: nil, score: 0, ranked: [])
        record.boards = [
            Board(box: scene.topAd.box, quad: scene.topAd.quad, confidence: 0.9, slot: Slot.topAd, creative: creative)
        ]
        record.texts = texts
        record.findings = former
        Judge(policy: policy, catalogue: hasCatalogue ? catalogue : nil).judge(&record)
        return record
    }

    private func text(_ field: String?, _ text: String, _ confidence: Double = 0.99, board: Int? = 0) -> ReadText {
        ReadText(board: board, field: field, text: text, confidence: confidence)
    }

    private func found(_ record: Record) -> [Finding] {
        record.findings.filter { ["price_differs", "text_differs", "code_unknown"].contains($0.code) }
    }

    @Test func anotherPriceOnAKnownBoardIsFoundWithBothValues() throws {
        let record = judged([text("text_price", "4,700원"), text("price", "4700")])
        let finding = try #require(found(record).first)
        #expect(finding.code == "price_differs" && finding.severity == .warning)
        #expect(finding.value == 4700 && finding.limit == 4500)
        #expect(finding.read == "4700" && finding.expected == "4500")
        #expect(found(record).count == 1 && record.verdict == .compliant)
    }

    @Test func theSamePriceAnUnsureOneAndOneThatWasNotReadAreNotFindings() {
        #expect(found(judged([text("text_price", "4,500원"), text("price", "4500")])).isEmpty)
        #expect(found(judged([text("text_price", "4,700", 0.9), text("price", "4700", 0.9)])).isEmpty)
        #expect(found(judged([text("text_price", "4,7", 0.99)])).isEmpty)
        #expect(found(judged([])).isEmpty)
    }

    @Test func anotherPeriodIsFoundAndHalfOfTheSameOneIsNot() throws {
        let other = found(judged([text("text_period", "2026.06.01-08.31")]))
        let finding = try #require(other.first)
        #expect(other.count == 1 && finding.code == "text_differs")
        #expect(finding.read == "2026.06.01-08.31" && finding.expected == "2026.03.01 ~ 05.31" && finding.value == nil)
        #expect(found(judged([text("text_period", "2026.03.01")])).isEmpty)
        #expect(found(judged([text("text_period", "2O26.03.01~05.3I")])).isEmpty, "signs that are taken for each other")
    }

    @Test(arguments: [nil, 0])
    func aTagsPriceIsHeldAgainstItsProduct(board: Int?) throws {
        let tag = [
            text(nil, "CAMEL BLUE", board: board), text("price", "4700", board: board),
            text("price", "10", board: board), text("product", "8801234567893", 0.9, board: board),
        ]
        let finding = try #require(found(judged(tag, known: false)).first)
        #expect(finding.code == "price_differs" && finding.read == "4700" && finding.expected == "4500")
        var right = tag
        right[1].text = "4500"
        #expect(found(judged(right, known: false)).isEmpty)
        var priceless = tag
        priceless[3].text = "8801234567909"
        #expect(found(judged(priceless, known: false)).isEmpty)
    }

    @Test func aCodeOfNoProductIsFound() throws {
        let finding = try #require(found(judged([text("code", "8809999999990")], known: false)).first)
        #expect(finding.code == "code_unknown" && finding.read == "8809999999990" && finding.expected == nil)
        let known = [text("code", "8801234567893"), text("product", "8801234567893")]
        #expect(found(judged(known, known: false)).isEmpty)
        #expect(found(judged([text("code", "8809999999990", 0.5)], known: false)).isEmpty)
    }

    @Test func aPolicyMayMakeItAViolationAndWithoutACatalogueTheWordStays() throws {
        var strict = Policy.standard
        strict.texts.priceDiffers = .violation
        let texts = [text("text_price", "4,700원"), text("price", "4700")]
        let first = judged(texts, policy: strict)
        #expect(first.verdict == .nonCompliant)
        let kept = judged(texts, former: first.findings, hasCatalogue: false)
        #expect(found(kept).map(\.severity) == [.warning] && found(kept).first?.read == "4700")
        #expect(kept.verdict == .compliant)
    }

    @Test func patternsAndWeightsAreReadAndABadPatternIsNamed() throws {
        let policy = try Policy(
            json5: Data(
                "{name: \"p\", version: \"1\", texts: {sure: 0.9, codes: [\"X\\\\d+\"], price_differs: \"info\"}}".utf8),
            origin: "p")
        #expect(policy.texts.sure == 0.9 && policy.texts.codes == [#"X\d+"#] && policy.texts.priceDiffers == .info)
        #expect(policy.texts.periods == Policy.TextRules.periods)
        let error = #expect(throws: PolicyError.self) {
            try Policy(json5: Data("{name: \"p\", version: \"1\", texts: {periods: [\"(\"]}}".utf8), origin: "p")
        }
        #expect("\(try #require(error))".contains("periods"))
    }
}
