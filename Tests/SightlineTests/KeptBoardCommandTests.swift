import Foundation
import Inference
import Ledger
import Records
import TestSupport
import Testing

/// Boards that the first catalogue did not know are named by the next one, when the photos are long gone.
@Suite(.enabled(if: (try? Runtime.load()) != nil, "no OpenVINO runtime: run Systemd/openvino-runtime"))
struct KeptBoardCommandTests {
    private let samples = Fixtures.root.appending(path: "Samples")

    /// The samples' catalogue, whole or with a part of its creatives.
    private func catalogue(_ folder: URL, _ name: String, _ isIn: (String) -> Bool) throws -> String {
        let place = folder.appending(path: name)
        try FileManager.default.copyItem(at: samples.appending(path: "catalogue"), to: place)
        try FileManager.default.removeItem(at: place.appending(path: "programme.csv"))
        let table = place.appending(path: "creatives.csv")
        let lines = try String(contentsOf: table, encoding: .utf8).split(separator: "\n")
        let kept = [lines[0]] + lines.dropFirst().filter { isIn(String($0.prefix { $0 != "," })) }
        try Data((kept.joined(separator: "\n") + "\n").utf8).write(to: table)
        let built = try sightline(["catalogue", "build", place.path, "--model", shippedModel], home: folder)
        #expect(built.status == 0, "\(built.errors)")
        return place.path + ".catalogue"
    }

    private func boards(_ ledger: PathBytes) throws -> [String] {
        var found: [String] = []
        let cursor = try Ledger(at: ledger, options: .readOnly).records()
        while let stored = try cursor.next() {
            let record = try stored.record()
            for board in record.boards {
                if let id = board.creative?.id { found.append("\(record.photo.path.escaped) \(id)") }
            }
        }
        return found.sorted()
    }

    @Test func aNewCatalogueNamesWhatWasKeptWithoutThePhotos() throws {
        try Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "photos")
            let store = drop.appending(path: "S05000")
            try FileManager.default.createDirectory(at: store, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: samples.appending(path: "photos/S05000/2025-11-19"), to: store.appending(path: "2025-11-19"))
            let few = try catalogue(folder, "few") { $0 == "orbit-v-1" }
            let all = try catalogue(folder, "all") { _ in true }
            let ledger = folder.appending(path: "ledger.sqlite")
            let scan = [
                "scan", drop.path, "--model", shippedModel, "--catalogue", few, "--ledger", ledger.path, "--out",
                folder.appending(path: "outbox").path,
            ]
            #expect(try sightline(scan, home: folder).status == 0)
            let before = try boards(PathBytes(ledger.path))
            let direct = folder.appending(path: "direct.sqlite")
            #expect(
                try sightline(
                    [
                        "scan", drop.path, "--model", shippedModel, "--catalogue", all, "--ledger", direct.path,
                        "--out",
                        folder.appending(path: "other").path,
                    ], home: folder
                ).status == 0)
            try FileManager.default.removeItem(at: drop)
            let reassess = ["reassess", "--model", shippedModel, "--catalogue", all, "--ledger", ledger.path, "--json"]
            let dry = try sightline(reassess + ["--dry-run"], home: folder)
            #expect(dry.status == 0 && !dry.output.contains("\"boards_named\":0"), "\(dry.output + dry.errors)")
            #expect(try boards(PathBytes(ledger.path)) == before)
            let run = try sightline(reassess, home: folder)
            #expect(run.status == 0, "\(run.errors)")
            let (after, wanted) = (try boards(PathBytes(ledger.path)), try boards(PathBytes(direct.path)))
            #expect(after.count > before.count && !wanted.isEmpty)
            // What the small pictures name is what the photos name.
            #expect(Set(after).isSubset(of: Set(wanted)), "\(after) of \(wanted)")
            #expect(try Ledger(at: PathBytes(ledger.path), options: .readOnly).creatives().count == 21)
            let again = try sightline(reassess, home: folder)
            #expect(again.output.contains("\"boards_matched\":0"), "\(again.output)")
        }
    }
}
