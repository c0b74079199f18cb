import Catalogue
import Records
import Testing

@testable import Text

@Suite struct LookUpTests {
    private let products = [
        Product(code: "8801234567893", name: "CAMEL BLUE", price: "4500"),
        Product(code: "8801234567909", name: "CAMEL ORIGINAL", price: "4700"),
        Product(code: "8809876543210", name: "BOHEM CIGAR", price: "4500"),
    ]

    private func look(_ texts: String...) -> LookedUp {
        let lines = texts.map { ReadLine(text: $0, confidence: 1, quad: Quad(Box(0, 0, 10, 10))) }
        return ProductLookUp(products).find(fields: TextFields().find(in: lines), lines: lines)
    }

    @Test func confusedSignsAreNearerThanOthers() {
        func distance(_ a: String, _ b: String) -> Double {
            ConfusionDistance.between(ConfusionDistance.signs(a), ConfusionDistance.signs(b))
        }
        #expect(distance("CAMEL", "camel") == 0)
        #expect(distance("B0HEM", "BOHEM") == ConfusionDistance.confused)
        #expect(distance("BXHEM", "BOHEM") == 1)
        #expect(distance("CAMEL-BLUE", "CAMEL BLUE") == ConfusionDistance.minor)
        #expect(distance("", "ABC") == 3 && distance("ABC", "") == 3)
        #expect(distance("KITTEN", "SITTING") == distance("SITTING", "KITTEN"))
    }

    @Test func aCodeOrANameIsSnappedToTheNearest() {
        #expect(look("8801234567893", "4,500").product?.code == "8801234567893")
        #expect(look("B0HEM C1GAR").product?.code == "8809876543210")
        #expect(look("CAMEL 8LUE").product?.name == "CAMEL BLUE")
    }

    @Test func whatIsFarOrUndecidedIsNotChosenButShown() throws {
        let far = look("COFFEE")
        #expect(far.product == nil && far.candidates.count == 3)
        // As near to the one as to the other.
        let between = look("8801234567899")
        #expect(between.candidates.first?.likeness ?? 0 > 0.9)
        #expect(look("CAMEL").product == nil)
        #expect(ProductLookUp([]).find(fields: [], lines: []).candidates.isEmpty)
        #expect(look("4500").candidates.isEmpty)
    }

    @Test func candidatesAreRankedByLikeness() {
        let likeness = look("CAMEL ORIGINA").candidates.map(\.likeness)
        #expect(likeness == likeness.sorted(by: >) && likeness.count == 3)
    }

    @Test func theTableOfProductsIsReadWithItsFaults() throws {
        let csv = "code;name;price\n001;카멜;4,500원\n001;x;1\n;y;2\n002;z;free\n003;;4.50\n"
        let table = try ProductsTable(csv: Array(csv.utf8))
        #expect(table.products.map(\.code) == ["001", "002", "003"])
        #expect(table.products.map(\.price) == ["4500", nil, "4.50"])
        #expect(table.faults.map(\.code) == [.repeatedID, .missingValue, .badValue])
        #expect(try ProductsTable(csv: Array("name\nx\n".utf8)).faults.map(\.code) == [.missingColumn])
    }
}
