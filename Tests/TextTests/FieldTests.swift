import Records
import Testing

@testable import Text

@Suite struct FieldTests {
    private func line(_ text: String, height: Double = 20, confidence: Double = 1) -> ReadLine {
        ReadLine(text: text, confidence: confidence, quad: Quad(Box(0, 0, 100, height)))
    }

    private func values(_ kind: TextField.Kind, _ lines: ReadLine...) -> [String] {
        TextFields().find(in: lines).filter { $0.kind == kind }.map(\.value)
    }

    @Test(arguments: [
        ("4,500원", ["4500"]), ("¥159", ["159"]), ("￥１，２９８", ["1298"]), ("4.99", ["4.99"]), ("5.814", ["5814"]),
        ("$0.99", ["0.99"]), (".959", ["959"]), ("3 000", ["3"]), ("12,500", ["12500"]), ("099", []), ("500ml", []),
        ("20 mg", []), ("100g", []), ("50%", []), ("CAE-622", []), ("2個", []), ("1,23", ["1.23"]), ("12345678", []),
        ("159-", []), ("99円", ["99"]), ("", []), ("12,3456", []), ("4,500%", ["4500"]), ("4500%", []), ("12.5%", []),
    ])
    func pricesAreReadOffALine(text: String, prices: [String]) {
        #expect(PrintedPrice.find(in: FieldText.plain(text)).map(\.value) == prices)
    }

    @Test func theLargestPriceComesFirst() {
        #expect(values(.price, line("298", height: 12), line("278", height: 40)) == ["278", "298"])
        // A sign of a currency counts as half as large again, not more.
        #expect(values(.price, line("2", height: 20), line("¥159", height: 15)) == ["159", "2"])
        #expect(values(.price, line("278", height: 40), line("¥300", height: 12)) == ["278", "300"])
    }

    @Test func periodsAndCodesAreNoPrices() {
        let lines = [line("2026.3.1 ~ 2026.3.31"), line("8801234567893"), line("AB-1234"), line("4,700")]
        let fields = TextFields().find(in: lines)
        #expect(fields.map(\.value) == ["4700", "2026.3.1 ~ 2026.3.31", "8801234567893", "AB-1234"])
        #expect(fields.map(\.kind) == [.price, .period, .code, .code])
        #expect(values(.period, line("3/1〜3/31")) == ["3/1~3/31"])
        #expect(values(.period, line("3월 1일 ~ 3월 31일")) == ["3월 1일 ~ 3월 31일"])
    }

    @Test func shortEndsOfPeriodsAreRead() {
        #expect(values(.period, line("7122025.4.1-4.30")) == ["2025.4.1-4.30"])
        #expect(values(.period, line("2025.4.1~30")) == ["2025.4.1~30"])
        #expect(values(.period, line("2025.03-05")) == ["2025.03-05"])
        #expect(values(.period, line("2025.03.05")) == ["2025.03.05"])
    }

    @Test func ownPatternsReplaceTheStandardOnes() throws {
        let fields = TextFields(try FieldPatterns(periods: [], codes: ["[0-9]{3}-[0-9]{3}"]))
        #expect(fields.find(in: [line("123-456 9/30")]).filter { $0.kind == .code }.map(\.value) == ["123-456"])
        #expect(throws: FieldPatterns.Fault(pattern: "(")) { try FieldPatterns(periods: ["("], codes: []) }
    }

    @Test func aVeryLongLineEnds() {
        #expect(values(.price, line(String(repeating: "1,", count: 100_000))).isEmpty)
    }
}
