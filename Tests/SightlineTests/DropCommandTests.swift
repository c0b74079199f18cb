import Detection
import Foundation
import Inference
import Records
import TestSupport
import Testing

@testable import Ledger

/// Which folders are which drop, and photos taken back, as the command line has them.
@Suite(.enabled(if: (try? Runtime.load()) != nil, "the detector runtime is missing: run Systemd/openvino-runtime"))
struct DropCommandTests {
    private func rows(_ home: URL, _ sql: String) throws -> [String] {
        let ledger = try Ledger(at: PathBytes(home.path + "/sightline/ledger.sqlite"), options: .readOnly)
        var rows: [String] = []
        try ledger.query(sql) { row in
            rows.append((0..<row.count).map { row.text($0) ?? "-" }.joined(separator: "|"))
        }
        return rows
    }

    private func photos(_ home: URL, in folder: String, mark: String) throws {
        let picture = try Data(contentsOf: Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures/ycc420.jpg"))
        let visit = home.appending(path: "\(folder)/S1/2026-11-01")
        try FileManager.default.createDirectory(at: visit, withIntermediateDirectories: true)
        for number in 0..<2 {
            try (picture + Data("\(mark) \(number)".utf8)).write(to: visit.appending(path: "\(number).jpg"))
        }
    }

    @Test func foldersOfOneNameAreToldApartTogetherAndOneAfterTheOther() throws {
        try Fixtures.withTemporaryFolder { home in
            try photos(home, in: "seoul/photos", mark: "seoul")
            try photos(home, in: "busan/photos", mark: "busan")
            let seoul = home.path + "/seoul/photos"
            let busan = home.path + "/busan/photos"
            for folder in [seoul, busan, seoul, busan] {
                let result = try sightline(["scan", folder, "--quiet", "--no-bundle"], home: home)
                #expect(result.status == 0, "\(result.errors)")
            }
            let expected = [
                "busan/photos|S1/2026-11-01/0.jpg", "busan/photos|S1/2026-11-01/1.jpg", "photos|S1/2026-11-01/0.jpg",
                "photos|S1/2026-11-01/1.jpg",
            ]
            let sql = "SELECT \"drop\", path FROM photos ORDER BY 1, 2"
            #expect(try rows(home, sql) == expected)
            #expect(try rows(home, "SELECT count(*) FROM gone") == ["0"])
            let other = home.appending(path: "other")
            try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
            try sightline(["scan", seoul, busan, "--quiet", "--no-bundle"], home: other)
            #expect(
                try rows(other, "SELECT DISTINCT \"drop\" FROM photos ORDER BY 1") == ["busan/photos", "seoul/photos"])
        }
    }

    @Test func aFolderInAnotherIsRefusedWithBothNamed() throws {
        try Fixtures.withTemporaryFolder { home in
            try photos(home, in: "all/seoul", mark: "x")
            let outer = home.path + "/all"
            let inner = home.path + "/all/seoul"
            for words in [[outer, inner], [inner, outer], [inner, inner]] {
                let refused = try sightline(["scan"] + words, home: home)
                #expect(refused.status == 2)
                #expect(words.allSatisfy { refused.errors.contains($0) }, "\(refused.errors)")
            }
            #expect(try sightline(["scan", inner, "--quiet"], home: home).status == 0)
            let later = try sightline(["scan", outer, "--quiet"], home: home)
            #expect(later.status == 2)
            #expect(later.errors.contains(outer) && later.errors.contains(inner), "\(later.errors)")
        }
    }

    @Test func anIdentifierKnowsAFolderThatIsMountedElsewhereAndNoCopyOfIt() throws {
        try Fixtures.withTemporaryFolder { home in
            try photos(home, in: "a/photos", mark: "x")
            let here = home.appending(path: "a/photos")
            try Data("disk 7\n".utf8).write(to: here.appending(path: ".sightline-drop"))
            try sightline(["scan", here.path, "--quiet", "--no-bundle"], home: home)
            let there = home.appending(path: "b")
            _ = try runTool("cp", ["-a", here.path, there.path])
            let copy = try sightline(["scan", there.path], home: home)
            #expect(copy.status == 2 && copy.errors.contains("disk 7"), "\(copy.errors)")
            try FileManager.default.removeItem(at: here)
            let moved = try sightline(["scan", there.path, "--quiet", "--json", "--no-bundle"], home: home)
            #expect(moved.status == 0, "\(moved.errors)")
            #expect(moved.lastLine.contains("\"known\":2"), "\(moved.lastLine)")
            #expect(try rows(home, "SELECT count(*) FROM paths") == ["2"])
        }
    }

    @Test func aPhotoIsWithdrawnByItsPathHereOrInItsDrop() throws {
        try Fixtures.withTemporaryFolder { home in
            try photos(home, in: "drop", mark: "x")
            let drop = home.path + "/drop"
            try sightline(["scan", drop, "--quiet", "--no-bundle"], home: home)
            let photo = drop + "/S1/2026-11-01/0.jpg"
            #expect(try sightline(["withdraw", photo], home: home).status == 2)
            #expect(try sightline(["withdraw", photo + "x", "--why", "x"], home: home).status == 2)
            try FileManager.default.removeItem(atPath: photo)
            let done = try sightline(["withdraw", photo, "--why", "the shop next door"], home: home)
            #expect(done.status == 0 && done.output.contains("the shop next door"), "\(done.errors)")
            #expect(
                try rows(home, "SELECT path, withdrawn_why, counts FROM gone") == [
                    "S1/2026-11-01/0.jpg|the shop next door|0"
                ])
            let ndjson = try sightline(["export", "--ndjson", "-"], home: home)
            #expect(ndjson.output.split(separator: "\n").count == 1)
            let undone = try sightline(["withdraw", "S1/2026-11-01/0.jpg", "--undo"], home: home)
            #expect(undone.status == 0, "\(undone.errors)")
            #expect(try rows(home, "SELECT count(*) FROM photos WHERE counts = 1") == ["2"])
            #expect(try sightline(["withdraw", "S1/2026-11-01/0.jpg", "--undo"], home: home).status == 2)
        }
    }
}
