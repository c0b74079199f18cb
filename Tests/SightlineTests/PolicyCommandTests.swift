import Foundation
import TestSupport
import Testing

/// What a policy's, a word's or a ledger's misspelling does: exit code 2 and a word about it, never a quiet run.
@Suite struct PolicyCommandTests {
    private func policy(_ folder: URL, _ slots: String) throws -> String {
        let file = folder.appending(path: "p-\(UUID().uuidString).json5")
        try Data("{name: 'p', version: '1',\n slots: \(slots)}".utf8).write(to: file)
        return file.path
    }

    @Test(arguments: ["scan", "inspect", "reassess", "doctor"])
    func aMistypedSlotIsRefusedEverywhere(command: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try makeDrop(drop, stores: 1, photos: 1)
            let file = try policy(folder, "{topad: {}}")
            let operand =
                command == "inspect" ? [drop.path + "/S0/2026-11-01/0.jpg"] : command == "reassess" ? [] : [drop.path]
            let run = try sightline([command, "--policy", file] + operand, home: folder)
            #expect(run.status == (command == "doctor" ? 1 : 2))
            let said = run.errors + run.output
            #expect(
                said.contains("line 2, column 10: slots.topad: is not a slot of the model; did you mean top_ad?"),
                "\(said)")
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/sightline/ledger.sqlite"))
        }
    }

    @Test func aStricterLimitMakesNothingMoreCompliantAndTheDryRunSaysSo() throws {
        try Fixtures.withTemporaryFolder { folder in
            let ledger = folder.appending(path: "l.sqlite").path
            let samples = Fixtures.root.appending(path: "Samples/photos/S05000").path
            let scan = try sightline(
                ["scan", samples, "--ledger", ledger, "--no-bundle", "--model", shippedModel, "--jobs", "1"],
                home: folder)
            #expect(scan.status == 0, "\(scan.errors)")
            func verdicts() throws -> String {
                let sql = "SELECT path, verdict FROM photos ORDER BY 1"
                return String(decoding: try runTool("sqlite3", ["-readonly", ledger, sql]).output, as: UTF8.self)
            }
            let before = try verdicts()
            let arguments = ["reassess", "--ledger", ledger, "--model", shippedModel, "--policy"]
            let strict = try policy(folder, "{top_ad: {centre_limit: 0}}")
            let dry = try sightline(arguments + [strict, "--dry-run"], home: folder)
            #expect(dry.status == 0, "\(dry.errors)")
            #expect(
                dry.output.contains("slots.top_ad.centre_limit") && !dry.output.contains("required"), "\(dry.output)")
            #expect(dry.output.contains("compliant → non_compliant"), "\(dry.output)")
            #expect(try verdicts() == before)
            let real = try sightline(arguments + [strict, "--json"], home: folder)
            #expect(real.status == 0, "\(real.errors)")
            let json = try #require(try JSONSerialization.jsonObject(with: Data(real.output.utf8)) as? [String: Any])
            #expect(json["dry_run"] as? Bool == false && (json["new_verdicts"] as? Int ?? 0) > 0)
            #expect(try verdicts() != before)
        }
    }

    /// Records whose verdict stays and that change all the same: it is said in what.
    @Test func reassessSaysInWhatRecordsChangeThatKeepTheirVerdict() throws {
        try Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try makeDrop(drop, stores: 1, photos: 2)
            let ledger = folder.appending(path: "l.sqlite").path
            let scan = try sightline(["scan", drop.path, "--ledger", ledger, "--no-bundle"], home: folder)
            #expect(scan.status == 0, "\(scan.errors)")
            let renamed = try policy(folder, "{}")
            let run = try sightline(
                ["reassess", "--ledger", ledger, "--policy", renamed, "--dry-run"], home: folder)
            #expect(run.output.contains("has the values of the standard policy"), "\(run.output) \(run.errors)")
            #expect(run.output.contains("2 records judged by p/"), "\(run.output)")
            #expect(run.output.contains(": 0 would get another verdict"), "\(run.output)")
            #expect(
                run.output.contains(
                    "2 records would keep the verdict and change: 2 in nothing but the policy's name"), "\(run.output)")
        }
    }

    @Test(arguments: [[], ["--dry-run"]]) func reassessMakesNoLedger(flags: [String]) throws {
        try Fixtures.withTemporaryFolder { folder in
            let nope = folder.appending(path: "nope").path
            let run = try sightline(["reassess", "--ledger", nope] + flags, home: folder)
            #expect(run.status == 2)
            #expect(run.errors.contains("there is no ledger at \(nope)"), "\(run.errors)")
            #expect(!FileManager.default.fileExists(atPath: nope))
        }
    }

    @Test(arguments: [
        ("bogus_code", "no record can hold bogus_code"), ("non_complaint", "did you mean non_compliant?"),
        ("top_ad_of_centre", "did you mean top_ad_off_centre?"), ("missing_topad", "did you mean missing_top_ad?"),
        ("pending", "no record can hold pending"), ("cdu_horizontal_off_centre", "no record can hold"),
        ("", "no record"),
    ]) func aWordThatWouldNeverFireIsRefused(word: String, says: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            try makeDrop(folder.appending(path: "drop"), stores: 1, photos: 1)
            let run = try sightline(["scan", "--fail-on", word, folder.path + "/drop"], home: folder)
            #expect(run.status == 2)
            #expect(run.errors.contains(says), "\(run.errors)")
        }
    }

    @Test func aWordThatARecordHoldsFires() throws {
        try Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try makeDrop(drop, stores: 2, photos: 1)
            try Data("no picture".utf8).write(to: drop.appending(path: "S0/2026-11-01/x.jpg"))
            // The same photo in two stores, which only the ledger knows.
            try FileManager.default.copyItem(
                at: drop.appending(path: "S0/2026-11-01/0.jpg"), to: drop.appending(path: "S1/2026-11-01/same.jpg"))
            for word in ["rejected", "unsupported_format", "same_photo_other_store"] {
                let ledger = folder.appending(path: "\(word).sqlite").path
                let run = try sightline(
                    ["scan", drop.path, "--ledger", ledger, "--no-bundle", "--fail-on", word], home: folder)
                #expect(run.status == 4, "\(word): \(run.errors)")
            }
            let ledger = folder.appending(path: "none.sqlite").path
            let run = try sightline(
                ["scan", drop.path, "--ledger", ledger, "--no-bundle", "--fail-on", "no_pixels"], home: folder)
            #expect(run.status == 0, "\(run.errors)")
        }
    }

    @Test func aModelWhoseLabelIsSpelledOtherwiseIsRefusedByScanAndDoctor() throws {
        try Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try makeDrop(drop, stores: 1, photos: 1)
            let model = folder.appending(path: "model")
            try FileManager.default.copyItem(at: URL(filePath: tinyModel), to: model)
            let card = model.appending(path: "card.json")
            let text = try String(contentsOf: card, encoding: .utf8).replacing("\"top_ad\"", with: "\"Top_Ad\"")
            try Data(text.utf8).write(to: card)
            let scan = try sightline(["scan", drop.path, "--model", model.path], home: folder)
            #expect(scan.status == 2)
            #expect(scan.errors.contains("slots.top_ad: the model calls it Top_Ad"), "\(scan.errors)")
            let doctor = try sightline(["doctor", drop.path, "--model", model.path], home: folder)
            #expect(doctor.status == 1)
            #expect(
                doctor.output.contains("policy: policy and model") && doctor.output.contains("Top_Ad"),
                "\(doctor.output)")
        }
    }
}
