import Foundation
import Records
import TestSupport
import Testing

@testable import Drops
@testable import Stores

@Suite struct StoreRegistryTests {
    static let table = "store_id,name,region,lat,lon\nS1,뷁똠 상회,서울,37.5,127.0\nS2,\"A, \"\"B\"\"\",,,\n"

    @Test func plainTable() throws {
        let registry = try StoreRegistry(csv: Array(Self.table.utf8))
        #expect(registry.faults.isEmpty)
        #expect(registry.encoding == .utf8)
        #expect(registry["S1"] == Store(id: "S1", name: "뷁똠 상회", region: "서울", latitude: 37.5, longitude: 127))
        #expect(registry["S2"] == Store(id: "S2", name: "A, \"B\""))
        #expect(registry["S3"] == nil)
    }

    @Test func aByteOrderMarkAndWindowsLineEndsChangeNothing() throws {
        let marked = "\u{FEFF}" + Self.table.replacing("\n", with: "\r\n")
        #expect(try StoreRegistry(csv: Array(marked.utf8)).stores == StoreRegistry(csv: Array(Self.table.utf8)).stores)
    }

    @Test(.enabled(if: hasTool("iconv"))) func aTableInCP949ReadsAsTheSameInUTF8() throws {
        let (status, bytes) = try runTool("iconv", ["-f", "UTF-8", "-t", "CP949"], input: Data(Self.table.utf8))
        #expect(status == 0)
        let registry = try StoreRegistry(csv: Array(bytes))
        #expect(registry.encoding == .cp949)
        #expect(try registry.stores == StoreRegistry(csv: Array(Self.table.utf8)).stores)
    }

    @Test func columnsMayStandInAnyOrderBesideOthers() throws {
        let registry = try StoreRegistry(csv: Array("Lon, x ,STORE_ID,lat\n1,?,S1,2\n".utf8))
        var store = Store(id: "S1", latitude: 2, longitude: 1)
        store.further = [.init(title: "x", value: "?")]
        #expect(registry["S1"] == store)
    }

    /// The folder's name is tidied; an identifier with a blank inside of what Excel needs around it never met its folder.
    @Test(arguments: ["=\"\" S1\"\"", "=\"\"S1\u{A0}\"\"", "' S1", "'\tS1"])
    func blanksInsideOfExcelsFormsAreNoPartOfAnIdentifier(cell: String) throws {
        let registry = try StoreRegistry(csv: Array("store_id,name\n\"\(cell)\",a\n".utf8))
        #expect(registry["S1"] == Store(id: "S1", name: "a"))
        let blank = try StoreRegistry(csv: Array("store_id,name\n\"=\"\" \"\"\",a\nS2,b\n".utf8))
        #expect(Array(blank.stores.keys) == ["S2"] && blank.faults.map(\.code) == [.missingStoreID])
    }

    @Test func faultsAreToldByLineAndStopNothing() throws {
        let text = """
            store_id,name,lat,lon
            S1,"two
            lines",1,2
            ,nameless,1,2
            S1,again,1,2
            S2,b,91,x

            S3,"q" y,nan,-180
            S4,"open,1,2
            S5,c,1,2
            """
        // Of a quote that is never closed, only its own line is in doubt: S5 is a store.
        let registry = try StoreRegistry(csv: Array(text.utf8))
        #expect(
            registry.faults.map { "\($0.line ?? 0) \($0.code.rawValue)" } == [
                "4 missing_store_id", "5 duplicate_store", "6 bad_latitude", "6 bad_longitude", "8 stray_text",
                "8 bad_latitude", "9 stray_quote",
            ])
        #expect(registry["S1"]?.name == "two\nlines")
        #expect(registry["S2"] == Store(id: "S2", name: "b"))
        #expect(registry["S3"] == Store(id: "S3", name: "q y", longitude: -180))
        #expect(registry["S4"] == Store(id: "S4", name: "open", latitude: 1, longitude: 2))
        #expect(registry["S5"] == Store(id: "S5", name: "c", latitude: 1, longitude: 2))
        #expect(registry.stores.count == 5)
    }

    @Test(
        arguments: [
            ([], "is empty"), (Array("id,name\nS1,a\n".utf8), "has no store_id"),
            (Array("매장코드,매장명\nS1,a\n".utf8), "it has no store_id but \"매장코드\", \"매장명\""),
            (Array("store_id,name\n".utf8), "no store; the export was probably cut short"),
            (Array("store_id,name\r\n\r\n,\r\n".utf8), "no store"), ([0xFF, 0xFE, 0x73, 0], "is UTF-16"),
            ([0xEF, 0xBB, 0xBF, 0x73, 0xFF], "byte order mark"),
            (Array("store_id\nS1\n".utf8) + [0xFF, 0xFF], "line 3 is neither"),
        ] as [([UInt8], String)])
    func aTableThatCannotBeUsedSaysWhy(bytes: [UInt8], why: String) {
        do throws(RegistryError) {
            _ = try StoreRegistry(csv: bytes)
            Issue.record("it was taken")
        } catch {
            #expect(error.description.contains(why), "\(error)")
        }
    }

    @Test func aMissingFileIsToldByItsName() {
        do throws(RegistryError) {
            _ = try StoreRegistry(contentsOf: PathBytes("/nowhere/stores.csv"))
            Issue.record("it was taken")
        } catch {
            #expect(error.code == .unreadable)
            #expect(error.description.contains("/nowhere/stores.csv"))
        }
    }

    @Test func aStoreInDecomposedFormIsFoundByThePathsOwn() throws {
        let registry = try StoreRegistry(csv: Array("store_id\n\u{1100}\u{1161}\n".utf8))
        let place = Layout.standard.place(of: PathBytes("\u{1100}\u{1161}/2025-03-04/a.jpg"))
        #expect(registry[try #require(place.store)] != nil)
        #expect(registry.stores.keys.first.map { Array($0.utf8) } == place.store.map { Array($0.utf8) })
    }

    @Test(.enabled(if: Fixtures.shared != nil)) func theFieldSetsRegistryHasNoFault() throws {
        let shared = try #require(Fixtures.shared)
        let path = PathBytes(shared.appending(path: "fieldset/train/stores.csv").path)
        let registry = try StoreRegistry(contentsOf: path)
        #expect(registry.faults.isEmpty)
        #expect(registry.stores.count == 56)
    }

    @Test(arguments: [
        "store_id;name;lat\nS1;\"A; B\";37,5\n", "store_id\tname\tlat\r\nS1\tA; B\t37.5\r\n",
        "sep=;\r\nstore_id;name;lat\r\nS1;\"A; B\";37.5\r\n", "\"sep=|\"\nstore_id|name|lat\nS1|A; B|37.5",
        "\u{FEFF}\n\n Store ID ,NAME,Lat\n\u{A0}S1\u{200B},A; B,37.5\n", "STORE-ID,name,lat\n=\"S1\",A; B,37.5\n",
        "store_id,name,lat\n'S1,A; B,37.5\n",
    ]) func aTableAsExcelWritesItIsRead(text: String) throws {
        let registry = try StoreRegistry(csv: Array(text.utf8))
        #expect(registry.stores == ["S1": Store(id: "S1", name: "A; B", latitude: 37.5)])
        #expect(registry.faults.isEmpty)
    }

    @Test func linesAreCountedFromTheFilesFirst() throws {
        let registry = try StoreRegistry(csv: Array("sep=;\n\nstore_id;lat\nS1;x\n".utf8))
        #expect(registry.faults.map(\.line) == [4])
    }

    @Test func aStrayQuoteCostsNoOtherStore() throws {
        let closedLater = "store_id,name\nS1,\"shop\nS2,b\nS3,\"c, d\"\nS4,e\n"
        let registry = try StoreRegistry(csv: Array(closedLater.utf8))
        #expect(registry.stores.keys.sorted() == ["S1", "S2", "S3", "S4"])
        #expect(registry["S1"]?.name == "shop" && registry["S3"]?.name == "c, d")
        #expect(registry.faults.map { "\($0.line ?? 0) \($0.code.rawValue)" } == ["2 stray_quote"])
    }

    @Test func zerosThatExcelStrippedAreThoseOfTheFolders() throws {
        let registry = try StoreRegistry(csv: Array("store_id,name\n123,a\n7,b\n500,c\nS1,d\n".utf8))
        let known = ["00123", "007", "0500", "S1", "S2"]
        let fitted = registry.withZeros(of: known) { ["500", "00123"] }
        #expect(fitted.stores.keys.sorted() == ["00123", "007", "500", "S1"])
        #expect(fitted["00123"] == Store(id: "00123", name: "a"))
        #expect(fitted.faults.map(\.code) == [.strippedZeros])
        #expect(
            fitted.faults[0].description.contains("2 identifiers lack the leading zeros of the folders (123 for 00123)")
        )
        // Two folders that it could be: nobody can tell.
        let unclear = registry.withZeros(of: ["00123", "0123"]) { [] }
        #expect(unclear["123"] != nil && unclear.faults.isEmpty)
    }

    @Test func aNumberInExcelsShortFormIsSaid() throws {
        let registry = try StoreRegistry(csv: Array("store_id\n1.00E+05\n1E5\n".utf8))
        #expect(registry.faults.map { "\($0.line ?? 0) \($0.code.rawValue)" } == ["2 mangled_store_id"])
        #expect(registry.stores.count == 2)
    }

    @Test(arguments: ["S2 ", " S2", "S2\u{A0}", "\u{3000}S2", "S2\u{200B}", "S2"])
    func aFolderWithSpacesAtItsEndsIsTheStore(name: String) throws {
        let registry = try StoreRegistry(csv: Array("store_id\nS2\u{A0}\n".utf8))
        let place = Layout.standard.place(of: PathBytes("\(name)/2026-11-20/a.jpg"))
        #expect(place.store == "S2" && place.fits)
        #expect(registry[try #require(place.store)] != nil)
        #expect(Layout.standard.shardKey(folder: PathBytes(name)).key == Array("S2".utf8))
    }

    @Test(.enabled(if: hasTool("iconv"))) func aFolderNamedInCP949IsTheKoreanStore() throws {
        let (status, name) = try runTool("iconv", ["-f", "UTF-8", "-t", "CP949"], input: Data("강남점".utf8))
        #expect(status == 0)
        let path = PathBytes(Array(name) + Array("/2026-11-20/a.jpg".utf8))
        #expect(Layout.standard.place(of: path).store == "강남점")
        // What is neither UTF-8 nor CP949 stays escaped.
        #expect(Layout.standard.place(of: PathBytes([0xFF, 0xFE, 0x2F, 0x61])).store == "\\xff\\xfe")
        #expect(Layout.standard.place(of: PathBytes(" /2026-11-20/a.jpg")).store == " ")
    }
}
