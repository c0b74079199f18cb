import Foundation
import Records
import TestSupport
import Testing

@testable import Catalogue

@Suite struct TableTests {
    private func creatives(_ text: String) throws -> CreativesTable { try CreativesTable(csv: Array(text.utf8)) }

    private func codes(_ faults: [CatalogueFault]) -> [String] { faults.map { "\($0.line ?? 0) \($0.code.rawValue)" } }

    @Test func aPlainTable() throws {
        let table = try creatives(
            "id,file,slots,family,valid_from,valid_to,text_brand,text_price\n"
                + "n-1,n 1.png,top_ad,n,2026-03-01,2026-05-31,NORDIK,\"4,500원\"\nn-2,sub/n2.jpg,a|b b,,,,,\n")
        #expect(table.faults.isEmpty)
        #expect(
            table.creatives == [
                Creative(
                    id: "n-1", file: "n 1.png", slots: ["top_ad"], family: "n", validFrom: CalendarDay("2026-03-01"),
                    validTo: CalendarDay("2026-05-31"), texts: ["brand": "NORDIK", "price": "4,500원"]),
                Creative(id: "n-2", file: "sub/n2.jpg", slots: ["a", "b"]),
            ])
        #expect(table.lines == [2, 3])
        #expect(table.creatives[0].isValid(on: try #require(CalendarDay("2026-05-31"))))
        #expect(!table.creatives[0].isValid(on: try #require(CalendarDay("2026-06-01"))))
    }

    @Test(arguments: [
        "id;file;slots\nn;n.png;top_ad\n", "sep=;\r\nID;File;Slot\r\nn;n.png;top_ad\r\n",
        "slots\tid\tfile\ntop_ad\tn\tn.png",
        "\u{FEFF}id,file,slots,note\n=\"n\",n.png, top_ad ,x\n",
    ]) func aTableAsExcelWritesItIsRead(text: String) throws {
        let table = try creatives(text)
        #expect(table.faults.isEmpty)
        #expect(table.creatives == [Creative(id: "n", file: "n.png", slots: ["top_ad"])])
    }

    @Test(.enabled(if: hasTool("iconv"))) func aTableInCP949ReadsAsTheSameInUTF8() throws {
        let text = "id,file,slots,text_head\nn,북쪽.png,top_ad,뷁똠 차가움\n"
        let (status, bytes) = try runTool("iconv", ["-f", "UTF-8", "-t", "CP949"], input: Data(text.utf8))
        #expect(status == 0)
        #expect(try CreativesTable(csv: Array(bytes)).creatives == creatives(text).creatives)
    }

    @Test func faultsNameTheirLinesAndStopNothing() throws {
        let table = try creatives(
            """
            id,file,slots,valid_from,valid_to
            a,a.png,top_ad,2026-02-30,
            b,b.png,top_ad,2026-03-01,2026-02-01
            a,again.png,top_ad,,
            ,c.png,top_ad,,
            d,,top_ad,,
            e,e.png,,,
            f,../f.png,top_ad,,
            g,/g.png,top_ad,,
            h,h.png,top_ad,,,4,500원
            i,i.png,"top_ad,,
            j,j.png,top_ad,,

            """)
        #expect(
            codes(table.faults) == [
                "10 extra_fields", "11 stray_quote", "2 bad_date", "3 valid_to_before_valid_from", "4 repeated_id",
                "5 missing_value", "6 missing_value",
                "7 missing_value", "8 bad_value", "9 bad_value",
            ])
        #expect(table.creatives.map(\.id) == ["a", "b", "h", "i", "j"])
        #expect(table.faults.allSatisfy { !$0.message.contains("\n") })
    }

    @Test func aTableWithoutItsColumnsOrLinesSaysSo() throws {
        #expect(codes(try creatives("").faults) == ["1 missing_column"])
        #expect(codes(try creatives("name,picture\na,b\n").faults) == ["1 missing_column"])
        #expect(codes(try creatives("id,file,slots\n").faults) == ["0 no_creatives"])
        #expect(codes(try creatives("id,file,slots,ID\na,b,c,d\n").faults) == ["1 repeated_column"])
        #expect(try creatives("id,file,picture\n").faults[0].message.contains("it lacks slots and has \"id\""))
    }

    @Test func bytesThatAreNoTextAreRefused() {
        #expect(throws: (any Error).self) { _ = try CreativesTable(csv: [0xFF, 0xFE, 0x41, 0]) }
        #expect(throws: (any Error).self) { _ = try CreativesTable(csv: [0xEF, 0xBB, 0xBF, 0x81]) }
    }

    @Test func theProgrammeKnowsTheCreatives() throws {
        let text = """
            store_id,slot,creative,valid_from,valid_to
            S1,top_ad,nordik-1,2026-03-01,2026-03-31
            ="007",top_ad,nordik-2,,
            S3,top_ad,nordic-1,,
            S4,,nordik-1,,
            S5,top_ad,nordik-1,soon,
            """
        let table = try ProgrammeTable(csv: Array(text.utf8), creatives: ["nordik-1", "nordik-2"])
        #expect(codes(table.faults) == ["4 unknown_creative", "5 missing_value", "6 bad_date"])
        #expect(table.faults[0].message.contains("did you mean nordik-1?"))
        #expect(table.programme.map(\.storeID) == ["S1", "007", "S5"])
        #expect(table.lines == [2, 3, 6])
    }

    @Test(.enabled(if: Fixtures.shared != nil)) func theFieldSetsTablesHaveNoFault() throws {
        let shared = try #require(Fixtures.shared)
        for (artworks, set) in [("artworks", "train"), ("artworks-other", "other")] {
            let folder = try CatalogueFolder(contentsOf: PathBytes(shared.appending(path: artworks).path))
            #expect(folder.faults.isEmpty && folder.creatives.count >= 20)
            let programme = try Data(contentsOf: shared.appending(path: "fieldset/\(set)/programme.csv"))
            let table = try ProgrammeTable(csv: Array(programme), creatives: folder.creatives.map(\.id))
            #expect(table.faults.isEmpty && table.programme.count > 50)
        }
    }
}
