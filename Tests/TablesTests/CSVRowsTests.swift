import Foundation
import Tables
import TestSupport
import Testing

@Suite struct CSVRowsTests {
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
}
