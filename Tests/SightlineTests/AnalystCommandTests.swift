import Foundation
import Ledger
import Records
import TestSupport
import Testing

/// What an analyst does with results.
@Suite struct AnalystCommandTests {
    private static let samples = Fixtures.root.appending(path: "Samples/photos")

    /// A folder with a scan of two sample stores by the shipped model.
    private func withScan(_ body: (URL, _ ledger: String) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try FileManager.default.createDirectory(at: drop, withIntermediateDirectories: true)
            for store in try FileManager.default.contentsOfDirectory(atPath: Self.samples.path).sorted().prefix(2) {
                try FileManager.default.copyItem(
                    at: Self.samples.appending(path: store), to: drop.appending(path: store))
            }
            let ledger = folder.appending(path: "l.sqlite").path
            let scan = try sightline(
                ["scan", drop.path, "--ledger", ledger, "--out", folder.path + "/out", "--model", shippedModel],
                home: folder)
            #expect(scan.status == 0, "\(scan.errors)")
            try body(folder, ledger)
        }
    }

    @Test func aRecordNamesItsEvidenceAndAClosedPipeEndsQuietly() throws {
        try withScan { folder, ledger in
            let export = try sightline(["export", "--ndjson", "-", "--ledger", ledger], home: folder)
            let records = try export.output.split(separator: "\n").map {
                try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            }
            let named = Set(records.compactMap { $0["evidence"] as? String })
            let listing = try runTool("sh", ["-c", "tar --zstd -tf \(folder.path)/out/*.tar.zst"])
            let files = String(decoding: listing.output, as: UTF8.self).split(separator: "\n")
            let folders = Set(
                files.filter { $0.hasPrefix("evidence/") }.map {
                    $0.split(separator: "/").prefix(2).joined(separator: "/")
                })
            #expect(!named.isEmpty && named == folders)

            for words in ["export --ndjson -", "export --coco -"] {
                let command =
                    "'\(program.path)' \(words) --ledger '\(ledger)' 2>'\(folder.path)/err' | head -c 10 >/dev/null; echo ${PIPESTATUS[0]}"
                // Many times what a pipe holds, so that the writer meets the closed end.
                let run = try runTool("bash", ["-c", command])
                #expect(String(decoding: run.output, as: UTF8.self) == "0\n")
                #expect(try String(contentsOfFile: folder.path + "/err", encoding: .utf8) == "")
            }
        }
    }

    @Test(arguments: Ledger.questions) func everyQuestionOfTheDocumentationHasAnAnswer(
        question: (question: String, sql: String)
    ) throws {
        let answer = try runTool("sqlite3", ["-readonly", "-header", try Self.ledger.get(), question.sql])
        #expect(answer.status == 0)
        // Of rows there are those that this ledger has something to say to.
        let isSilent = ["not visited", "500 m", "policy change", "gone from", "What waits", "each creative"].contains {
            question.question.contains($0)
        }
        #expect(isSilent || answer.output.split(separator: 10).count > 1, "\(question.question)")
    }

    /// A ledger with records of the repository's samples, in three stores and two regions.
    private static let ledger = Result {
        let file = Fixtures.root.appending(path: ".build/questions.sqlite").path
        for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file + ending) }
        let folder = URL(filePath: file).deletingLastPathComponent()
        let run = try sightline(
            [
                "scan", Fixtures.root.appending(path: "Samples/photos").path, "--ledger", file, "--no-bundle",
                "--model", shippedModel,
                "--stores", Fixtures.root.appending(path: "Samples/stores.csv").path,
            ], home: folder)
        #expect(run.status == 0, "\(run.errors)")
        return file
    }

    @Test(arguments: ["policy", "ledger", "record"]) func theDocumentationIsWhatTheProgramSays(page: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            let name = page.prefix(1).uppercased() + page.dropFirst() + "Reference.md"
            let file = Fixtures.root.appending(path: "Sources/Sightline/Sightline.docc/\(name)")
            let made = try sightline(["help", "--markdown", page], home: folder)
            #expect(
                try String(contentsOf: file, encoding: .utf8) == made.output,
                "sightline help --markdown \(page) > \(file.path)")
            let manual = try sightline(["help", "--man", page], home: folder)
            #expect(manual.output.hasPrefix(".TH SIGHTLINE\\-\(page.uppercased()) 5"))
            let text = try sightline(["help", page], home: folder)
            #expect(text.status == 0 && text.output.contains("sightline-\(page)(5)"))
        }
    }

    @Test func everyKeyOfARecordIsInTheReference() throws {
        try Fixtures.withTemporaryFolder { folder in
            let photo = Self.samples.appending(path: "S05010/2025-07-31/2.jpg").path
            let run = try sightline(
                ["inspect", photo, "--json"], home: folder, environment: ["SIGHTLINE_MODEL": shippedModel])
            let record = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
            let known = Set(Record.reference.sections.flatMap { $0.entries.map(\.term) })
            // Values of a measured fact are explained once.
            func check(_ value: Any, _ key: String) {
                if known.contains(key),
                    !["photo", "centering", "quality", "versions", "exif", "fingerprint"].contains(key),
                    !(value is [Any])
                {
                    return
                }
                if let object = value as? [String: Any] {
                    for (name, inner) in object { check(inner, key.isEmpty ? name : "\(key).\(name)") }
                } else if let list = value as? [Any], list.first is [String: Any] {
                    for inner in list { check(inner, key + "[]") }
                } else {
                    #expect(known.contains(key), "\(key)")
                }
            }
            check(record, "")
            #expect(record.count > 15)
        }
    }

    @Test func everyCodeIsExplainedInBothLanguages() throws {
        try Fixtures.withTemporaryFolder { folder in
            let environment = ["SIGHTLINE_MODEL": shippedModel]
            let list = try sightline(["explain"], home: folder, environment: environment)
            let codes = list.output.split(separator: "\n").compactMap {
                $0.split(separator: " ").first.map(String.init)
            }
            #expect(codes.contains("top_ad_off_centre") && codes.contains("empty_file") && codes.count > 30)
            let all = try sightline(["explain"] + codes, home: folder, environment: environment)
            #expect(all.status == 0)
            let parts = all.output.components(separatedBy: "\n\n")
            #expect(parts.count == codes.count * 3)
            #expect(
                parts.count { $0.contains("to do: ") } == codes.count
                    && parts.count { $0.contains("할 일: ") } == codes.count)
            let korean = try sightline(
                ["explain", "no_top_ad", "--language", "ko"], home: folder, environment: environment)
            #expect(korean.output.contains("판정 불가") && !korean.output.contains("to do"))
            let loud = try sightline(
                ["explain", "NO_TOP_AD", "--language", "ko"], home: folder, environment: environment)
            #expect(loud.status == 0 && loud.output.hasPrefix("no_top_ad\n"), "\(loud.errors)")
            let slip = try sightline(["explain", "no_topad"], home: folder, environment: environment)
            #expect(slip.status == 2 && slip.errors.contains("did you mean no_top_ad?"), "\(slip.errors)")
        }
    }

    @Test func anOverlayIsWhatItsNameSays() throws {
        try Fixtures.withTemporaryFolder { folder in
            let photo = Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures/ycc420.jpg").path
            for (name, head) in [("o.png", [0x89, 0x50]), ("o.JPG", [0xFF, 0xD8]), ("o.jpeg", [0xFF, 0xD8])]
                as [(String, [UInt8])]
            {
                let file = folder.appending(path: name)
                let run = try sightline(["inspect", photo, "--overlay", file.path], home: folder)
                #expect(run.status == 0, "\(run.errors)")
                #expect(try Data(contentsOf: file).prefix(2) == Data(head))
            }
            let gif = try sightline(["inspect", photo, "--overlay", folder.path + "/o.gif"], home: folder)
            #expect(gif.status == 2 && gif.errors.contains("does not end in .jpg or .png"), "\(gif.errors)")
        }
    }

    @Test func aMessOfFoldersMakesNoStores() throws {
        try Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try makeDrop(drop, stores: 1, photos: 1)
            let picture = try Data(contentsOf: Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures/ycc420.jpg"))
            for (index, path) in ["artworks/a.jpg", "artworks/old/b.jpg", "c.jpg"].enumerated() {
                let file = drop.appending(path: path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try (picture + Data("\(index)".utf8)).write(to: file)
            }
            let ledger = folder.appending(path: "l.sqlite").path
            let scan = try sightline(["scan", drop.path, "--ledger", ledger, "--no-bundle"], home: folder)
            #expect(scan.status == 0 && scan.output.contains("Without a store: 3."), "\(scan.output)")
            func stores(_ ledger: String) throws -> String {
                let rows = try runTool(
                    "sqlite3", ["-readonly", ledger, "SELECT store_id, photos FROM stores ORDER BY 1"])
                return String(decoding: rows.output, as: UTF8.self)
            }
            #expect(try stores(ledger) == "S0|1\n")

            // A registry says which folders are stores; a layout without a date asks for none.
            let table = folder.appending(path: "stores.csv")
            try Data("store_id,name\nartworks,Shop\nS0,Corner\n".utf8).write(to: table)
            let other = folder.appending(path: "m.sqlite").path
            _ = try sightline(
                ["scan", drop.path, "--ledger", other, "--no-bundle", "--stores", table.path], home: folder)
            #expect(try stores(other) == "S0|1\nartworks|2\n")
            let third = folder.appending(path: "n.sqlite").path
            _ = try sightline(
                ["scan", drop.path, "--ledger", third, "--no-bundle", "--layout", "{store}/{file}"], home: folder)
            #expect(try stores(third).contains("artworks|2\n"))
        }
    }
}
