import Catalogue
import Records
import Testing

@testable import Text

/// Which of the lines read on an artwork are the texts that the table names.
@Suite struct LineFindingTests {
    private func lines(_ texts: String...) -> [ReadLine] {
        texts.enumerated().map { index, text in
            let top = Double(index * 40)
            return ReadLine(text: text, confidence: 0.9, quad: Quad(Box(100, top, 300, top + 30)))
        }
    }

    private func found(_ texts: [String: String], _ lines: [ReadLine]) -> [PrintedLine] {
        LineFinding.match(texts, with: lines, on: Size(width: 400, height: 200))
    }

    @Test func aPriceIsFoundWhateverTheNetworkMakesOfTheHangul() throws {
        let line = try #require(found(["price": "1갑 5,000원"], lines("HAERANG", "1[5,000円")).first)
        #expect(line.name == "price" && line.price == "5000")
        #expect(line.quad == Quad(Box(0.25, 0.2, 0.75, 0.35)))
    }

    @Test(arguments: ["4,500是", "4,5002", "4,500型", "4,500%", "4,500 型", "4,500원", "1갑 4,500원"])
    func aPriceIsReadWhateverTheNetworkMakesOfWon(read: String) {
        #expect(LineFinding.price(read, for: "4,700원") == "4500")
    }

    @Test(arguments: ["4,500本", "4,50021", "4500型", "4,500型番", "A4,5002", "2025.03.01", "4,5002個", "5002"])
    func aNumberThatMayBeSomethingElseIsNot(read: String) {
        #expect(LineFinding.price(read, for: "4,700원") != "4500")
        #expect(LineFinding.price("4,5002") == nil, "where nothing says that 원 stands there")
    }

    @Test func aPriceOfAnotherDigitIsNotIt() {
        #expect(found(["price": "4,500원"], lines("4,700원")).isEmpty)
        #expect(found(["price": "4,500원"], lines("4,50")).isEmpty)
    }

    @Test func aTextThatTheNetworkCannotReadIsNotLookedFor() {
        #expect(found(["head": "깊은 바다, 더 깊은 향"], lines("AIR", "5")).isEmpty)
        #expect(found(["gen": "3"], lines("3")).isEmpty)
    }

    @Test func eachLineIsOneTextAndTheLikerHasIt() {
        let got = found(["brand": "NORDIK", "second": "NORDIC"], lines("NORDIK", "ICE"))
        #expect(got.map(\.name) == ["brand"])
        let both = found(["brand": "NORDIK", "period": "2025.03.01 ~ 05.31"], lines("2025.03.01-05.31", "N0RDIK"))
        #expect(both.map(\.name) == ["brand", "period"] && both[0].quad.topLeft.y > both[1].quad.topLeft.y)
    }

    @Test func theOrderOfLinesAndTextsDoesNotMatter() {
        let all = lines("NORDIK", "2025.03.01-05.31", "4,500원")
        let texts = ["brand": "NORDIK", "period": "2025.03.01 ~ 05.31", "price": "4,500원"]
        #expect(found(texts, all) == found(texts, all.reversed()) && found(texts, all).count == 3)
    }

    @Test func signsAreComparedAsFarAsTheNetworkReadsThem() {
        #expect(PrintedText.signs("O1-새로 sz") == PrintedText.signs("01 52"))
        #expect(PrintedText.signs("깊은 바다").isEmpty)
        #expect(PrintedText.signs("4,500원") != PrintedText.signs("4,700원"))
    }
}
