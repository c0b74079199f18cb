import Foundation
import Records
import TestSupport
import Testing

@testable import Drops

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
        #expect(registry["S1"] == Store(id: "S1", latitude: 2, longitude: 1))
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
        let registry = try StoreRegistry(csv: Array(text.utf8))
        #expect(
            registry.faults.map { "\($0.line) \($0.code.rawValue)" } == [
                "4 missing_store_id", "5 duplicate_store", "6 bad_latitude", "6 bad_longitude", "8 stray_text",
                "8 bad_latitude", "9 unclosed_quote",
            ])
        #expect(registry["S1"]?.name == "two\nlines")
        #expect(registry["S2"] == Store(id: "S2", name: "b"))
        #expect(registry["S3"] == Store(id: "S3", name: "q y", longitude: -180))
        #expect(registry.stores.count == 3)
    }

    @Test(
        arguments: [
            ([], "is empty"), (Array("id,name\nS1,a\n".utf8), "has no store_id"),
            ([0xFF, 0xFE, 0x73, 0], "is UTF-16"), ([0xEF, 0xBB, 0xBF, 0x73, 0xFF], "byte order mark"),
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

    @Test(.enabled(if: hasTool("python3"))) func rowsAreThoseThatPythonReads() throws {
        var random = Seeded(11)
        let pieces = ["a", "b c", ",", "\"", "\"\"", "\n", "\r\n", "역", ""]
        var text = ""
        for _ in 0..<400 {
            let fields = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                let field = (0..<Int.random(in: 0...4, using: &random)).compactMap { _ in
                    pieces.randomElement(using: &random)
                }.joined()
                let needsQuotes = field.contains { "\",\r\n".contains($0) || $0 == "\r\n" }
                return needsQuotes || Bool.random(using: &random)
                    ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
            }
            text += fields.joined(separator: ",") + (Bool.random(using: &random) ? "\n" : "\r\n")
        }
        let program = """
            import csv, io, json, sys
            text = sys.stdin.buffer.read().decode()
            print(json.dumps([row or [''] for row in csv.reader(io.StringIO(text, newline=''))]))
            """
        let (status, output) = try runTool("python3", ["-c", program], input: Data(text.utf8))
        #expect(status == 0)
        let expected = try JSONDecoder().decode([[String]].self, from: output)
        let rows = CSVRows(Array(text.utf8)).map(\.fields)
        #expect(rows.count == expected.count)
        for (row, python) in zip(rows, expected) {
            #expect(row.map { Array($0.utf8) } == python.map { Array($0.utf8) })
        }
    }

    @Test(.enabled(if: Fixtures.shared != nil)) func theFieldSetsRegistryHasNoFault() throws {
        let shared = try #require(Fixtures.shared)
        let path = PathBytes(shared.appending(path: "fieldset/train/stores.csv").path)
        let registry = try StoreRegistry(contentsOf: path)
        #expect(registry.faults.isEmpty)
        #expect(registry.stores.count == 56)
    }
}
