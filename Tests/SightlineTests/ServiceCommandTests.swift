import Foundation
import TestSupport
import Testing

/// Commands that read the service's configuration.
@Suite struct ServiceCommandTests {
    private func configure(_ folder: URL, _ keys: [String: String]) throws -> String {
        let file = folder.appending(path: "sightline.json5")
        var all = [
            "branch": "'west'", "zone": "'Asia/Seoul'", "model": "'\(tinyModel)'",
            "ledger": "'\(folder.path)/state/ledger.sqlite'", "outbox": "'\(folder.path)/outbox'",
            "socket": "'\(folder.path)/run/s'", "metrics": "null", "drops": "[{path: '\(folder.path)/drop'}]",
        ]
        all.merge(keys) { $1 }
        try Data(("{" + all.map { "\($0): \($1)" }.joined(separator: ",") + "}").utf8).write(to: file)
        return file.path
    }

    @Test func doctorChecksWhatTheConfigurationNamesAndSaysHowToRepairIt() throws {
        try Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            let configuration = try configure(folder, [:])
            var run = try sightline(["doctor", "--config", configuration], home: folder)
            #expect(run.status == 1)
            #expect(run.output.contains("FAIL  drop drop: stat \(drop.path)"), "\(run.output)")

            try FileManager.default.createDirectory(at: drop, withIntermediateDirectories: true)
            run = try sightline(["doctor", "--config", configuration], home: folder)
            let command = "touch '\(drop.path)/.sightline-drop'"
            #expect(run.output.contains("FAIL  drop drop:") && run.output.contains("run: \(command)"), "\(run.output)")

            // The command that it prints is the one that repairs it.
            #expect(try runTool("sh", ["-c", command]).status == 0)
            run = try sightline(["doctor", "--config", configuration], home: folder)
            #expect(run.output.contains("ok    drop drop:"), "\(run.output)")
            for what in ["ledger", "bundles", "socket", "uploader"] {
                #expect(run.output.contains("  \(what)"), "\(run.output)")
            }

            let broken = try configure(
                folder, ["uploader": "{command: ['/no/such/program']}", "policy": "'/no/policy'"])
            run = try sightline(["doctor", "--config", broken], home: folder)
            #expect(run.status == 1)
            #expect(run.output.contains("FAIL  uploader: /no/such/program"))
            #expect(run.output.contains("FAIL  policy:"))
            #expect(try sightline(["doctor", "--config", "/no/such/file"], home: folder).status == 2)
        }
    }

    @Test func doctorBeforeTheFirstStartKnowsWhatTheUnitMakes() throws {
        try Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try FileManager.default.createDirectory(at: drop, withIntermediateDirectories: true)
            try Data().write(to: drop.appending(path: ".sightline-drop"))
            let name = "sightline-test-\(UUID().uuidString)"
            let units = folder.appending(path: "units")
            try FileManager.default.createDirectory(at: units, withIntermediateDirectories: true)
            try Data("[Service]\nUser=nobody\nRuntimeDirectory=\(name)\nStateDirectory=\(name)\n".utf8)
                .write(to: units.appending(path: "sightline.service"))
            let configuration = try configure(
                folder,
                [
                    "socket": "'/run/\(name)/control.sock'", "metrics": "'/run/\(name)/metrics.prom'",
                    "ledger": "'/var/lib/\(name)/ledger.sqlite'",
                ])
            // As the README's order has it, and without --config, as `status` takes it.
            let environment = ["SYSTEMD_UNIT_PATH": units.path, "SIGHTLINE_CONFIG": configuration]
            for words in [["doctor"], ["doctor", "--config", configuration]] {
                let run = try sightline(words, home: folder, environment: environment)
                #expect(run.status == 0, "\(run.output)")
                for what in ["socket: /run/\(name)", "metrics: /run/\(name)", "ledger's folder: /var/lib/\(name)"] {
                    #expect(run.output.contains("ok    \(what): systemd makes it"), "\(run.output)")
                }
                #expect(run.output.contains("the service runs as nobody: run `runuser -u nobody -- sightline doctor`"))
            }
            // A scan's folders have nothing to do with the service.
            let scan = try sightline(["doctor", drop.path], home: folder, environment: environment)
            #expect(scan.status == 0 && !scan.output.contains(name), "\(scan.output)")
            // Without the unit nobody makes it; advice is for the account that is checked.
            let none = try sightline(
                ["doctor"], home: folder,
                environment: ["SYSTEMD_UNIT_PATH": folder.path, "SIGHTLINE_CONFIG": configuration])
            #expect(!none.output.contains("systemd makes it"), "\(none.output)")
        }
    }

    @Test func theReportTakesLedgerLanguageAndBranchFromTheConfiguration() throws {
        try Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try makeDrop(drop, stores: 1, photos: 1)
            let ledger = folder.appending(path: "state/ledger.sqlite").path
            let scan = try sightline(["scan", drop.path, "--ledger", ledger, "--no-bundle"], home: folder)
            #expect(scan.status == 0, "\(scan.errors)")
            let stores = folder.appending(path: "stores.csv")
            try Data("store_id,name,region,lat,lon\nS0,Corner shop,West,37.5,127\n".utf8).write(to: stores)
            for language in ["ko", "en"] {
                let configuration = try configure(
                    folder, ["language": "'\(language)'", "stores": "'\(stores.path)'"])
                let out = folder.appending(path: "report-\(language)")
                let run = try sightline(
                    [
                        "report", "--config", configuration, "--out", out.path, "--from", "2026-11-01", "--to",
                        "2026-11-30",
                    ],
                    home: folder)
                #expect(run.status == 0, "\(run.errors)")
                let page = try String(contentsOf: out.appending(path: "report.html"), encoding: .utf8)
                #expect(page.contains("lang=\"\(language)\""))
                #expect(page.contains("west") && page.contains("Corner shop"))
            }
            // The unit names no language of its own.
            let unit = try String(
                contentsOf: Fixtures.root.appending(path: "Systemd/sightline-report.service"), encoding: .utf8)
            #expect(unit.contains("report --config ") && !unit.contains("--lang") && !unit.contains("--out"))
        }
    }

    @Test func reportsAreKeptByPeriodReadByTheGroupAndDeliveredWithReceipts() throws {
        try Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try makeDrop(drop, stores: 1, photos: 1)
            let ledger = folder.appending(path: "state/ledger.sqlite").path
            _ = try sightline(["scan", drop.path, "--ledger", ledger, "--no-bundle"], home: folder)
            let share = folder.appending(path: "share")
            let deliverer = Fixtures.root.appending(path: "Systemd/deliverers/folder").path
            let group = String(decoding: try runTool("id", ["-gn"]).output, as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let configuration = try configure(
                folder,
                [
                    "report": """
                    {folder: '\(folder.path)/reports', group: '\(group)', deliver: {
                      command: ['\(deliverer)', '\(share.path)'], first_retry: '1 s', longest_retry: '1 h'}}
                    """
                ])
            let report = ["report", "--config", configuration, "--from", "2026-11-01", "--created"]
            var now = Date(timeIntervalSinceNow: -60)
            for day in ["2026-11-29", "2026-11-30"] {
                let run = try sightline(report + [now.formatted(.iso8601), "--to", day], home: folder)
                #expect(run.status == 0, "\(run.errors)")
                now += 30
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/reports").sorted()
            #expect(names == ["2026-11-01_2026-11-29", "2026-11-01_2026-11-30"])
            let page = folder.appending(path: "reports/2026-11-01_2026-11-30/report.html")
            #expect(try FileManager.default.attributesOfItem(atPath: page.path)[.posixPermissions] as? Int == 0o640)
            // The second knows when the first was made.
            let summary = try String(
                contentsOf: page.deletingLastPathComponent().appending(path: "summary.json"), encoding: .utf8)
            #expect(summary.contains("\"since\""))

            // The share is not there: both fail, and are tried again when it was announced.
            var run = try sightline(["deliver", "--config", configuration], home: folder)
            #expect(run.status == 1 && run.errors.contains("share is not there; next attempt"), "\(run.errors)")
            try FileManager.default.createDirectory(at: share, withIntermediateDirectories: true)
            run = try sightline(["deliver", "--config", configuration, "--wait", "30"], home: folder)
            #expect(
                run.status == 0 && run.output.contains("2026-11-01_2026-11-30: delivered, copied to"), "\(run.errors)")
            for name in names {
                let copy = share.appending(path: "\(name)/report.html").path
                #expect(
                    FileManager.default.contentsEqual(
                        atPath: copy, andPath: folder.path + "/reports/\(name)/report.html"))
                let note = try String(contentsOfFile: folder.path + "/reports/\(name)/delivery.json", encoding: .utf8)
                #expect(note.contains("\"receipt\":\"copied to"))
            }
            // Delivered once.
            #expect(try sightline(["deliver", "--config", configuration, "--all"], home: folder).output == "")
            let none = try configure(folder, ["report": "{folder: '\(folder.path)/r', group: 'no-such-group'}"])
            let refused = try sightline(["report", "--config", none], home: folder)
            #expect(refused.status == 2 && refused.errors.contains("usermod -aG no-such-group"), "\(refused.errors)")
        }
    }

    @Test(arguments: ["status", "deliver", "upload"]) func aMissingConfigurationSaysWhatToDo(command: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            let nowhere = folder.appending(path: "none.json5").path
            let plain = try sightline([command], home: folder, environment: ["SIGHTLINE_CONFIG": nowhere])
            #expect(plain.status == 2 && plain.errors.contains("there is no configuration at \(nowhere)"))
            #expect(plain.errors.contains("/usr/share/doc/sightline/examples/sightline.json5"), "\(plain.errors)")
            let named = try sightline([command, "--config", nowhere], home: folder)
            #expect(named.status == 2 && named.errors.contains("--config: there is no file \(nowhere)"))
        }
    }

    @Test func theMailHoldsThePage() throws {
        try Fixtures.withTemporaryFolder { folder in
            let report = folder.appending(path: "2026-11-01_2026-11-30")
            try FileManager.default.createDirectory(at: report, withIntermediateDirectories: true)
            try Data("<p>쪽</p>".utf8).write(to: report.appending(path: "report.html"))
            let fake = folder.appending(path: "sendmail").path
            try Data("#!/bin/sh\ncat >'\(folder.path)/mail'\n".utf8).write(to: URL(filePath: fake))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: fake)
            let script = Fixtures.root.appending(path: "Systemd/deliverers/sendmail").path
            let sent = try runTool("env", ["SENDMAIL=\(fake)", script, "a@b.example", report.path])
            #expect(sent.status == 0 && String(decoding: sent.output, as: UTF8.self) == "mailed to a@b.example\n")
            let read = try runTool(
                "python3",
                [
                    "-c",
                    "import email,sys;m=email.message_from_file(open(sys.argv[1]));"
                        + "print(m['Subject']);print(m.get_payload()[1].get_payload(decode=True).decode())",
                    folder.path + "/mail",
                ])
            #expect(
                String(decoding: read.output, as: UTF8.self)
                    == "Display compliance report 2026-11-01_2026-11-30\n<p>쪽</p>\n")
            // In Korean where the page is.
            try Data("<!doctype html>\n<html lang=\"ko\">\n<p>쪽</p>".utf8).write(
                to: report.appending(path: "report.html"))
            let korean = try runTool("env", ["SENDMAIL=\(fake)", script, "a@b.example", report.path])
            #expect(korean.status == 0)
            let words = try runTool(
                "python3",
                [
                    "-c",
                    "import email,email.policy,sys;m=email.message_from_binary_file(open(sys.argv[1],'rb'),policy=email.policy.default);"
                        + "print(m['Subject']);print(m.get_payload()[0].get_content().strip())",
                    folder.path + "/mail",
                ])
            #expect(
                String(decoding: words.output, as: UTF8.self)
                    == "진열 준수 보고서 2026-11-01_2026-11-30\n2026-11-01_2026-11-30 진열 준수 보고서를 첨부합니다.\n")
            // A page whose pictures would stay behind is not mailed.
            try FileManager.default.createDirectory(
                at: report.appending(path: "pictures"), withIntermediateDirectories: false)
            let refused = try runTool("env", ["SENDMAIL=\(fake)", script, "a@b.example", report.path])
            #expect(refused.status == 1)
            #expect(String(decoding: refused.output, as: UTF8.self).contains("set report.embed to true"))
        }
    }

    @Test(arguments: ["stores", "policy", "model"]) func checkOpensWhatTheConfigurationNames(key: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            let missing = try configure(folder, [key: "'/no/such/file'"])
            let run = try sightline(["watch", "--check", "--config", missing], home: folder)
            #expect(run.status == 2)
            #expect(run.errors.contains("/no/such/file"), "\(run.errors)")
            #expect(
                try sightline(["watch", "--check", "--config", try configure(folder, [:])], home: folder).status == 0)
        }
    }

    @Test func storesThatLostTheirZerosAreThoseOfTheFolders() throws {
        try Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            let picture = try Data(contentsOf: Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures/ycc420.jpg"))
            for store in ["00123", "00124 "] {
                let visit = drop.appending(path: "\(store)/2026-11-01")
                try FileManager.default.createDirectory(at: visit, withIntermediateDirectories: true)
                try (picture + Data(store.utf8)).write(to: visit.appending(path: "1.jpg"))
            }
            let stores = folder.appending(path: "stores.csv")
            try Data("store_id;name\n123;a\n124;b\n00125;c\n".utf8).write(to: stores)
            let ledger = folder.appending(path: "l.sqlite").path
            let scan = try sightline(
                ["scan", drop.path, "--ledger", ledger, "--no-bundle", "--stores", stores.path], home: folder)
            #expect(scan.status == 0, "\(scan.errors)")
            #expect(scan.errors.contains("2 identifiers lack the leading zeros of the folders (123 for 00123)"))
            let rows = try runTool(
                "sqlite3", ["-readonly", ledger, "SELECT store_id, name, registered, photos FROM stores ORDER BY 1"])
            #expect(String(decoding: rows.output, as: UTF8.self) == "00123|a|1|1\n00124|b|1|1\n00125|c|1|0\n")
            // The report reads the registry by itself.
            let report = try sightline(
                [
                    "report", "--ledger", ledger, "--stores", stores.path, "--from", "2026-11-01", "--to", "2026-11-30",
                    "--out", folder.path + "/r", "--json",
                ], home: folder)
            let json = try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any]
            let counts = try #require(json?["stores"] as? [String: Any])
            #expect(counts["covered"] as? Int == 2 && counts["unregistered"] as? Int == 0, "\(report.output)")
        }
    }

    @Test func whatWaitsOfADropThatIsNotWatchedAnyMoreIsForgotten() throws {
        try Fixtures.withTemporaryFolder { folder in
            let drop = folder.appending(path: "drop")
            try makeDrop(drop, stores: 1, photos: 3)
            let ledger = folder.appending(path: "state/ledger.sqlite").path
            #expect(try sightline(["scan", drop.path, "--ledger", ledger, "--no-bundle"], home: folder).status == 0)
            let configuration = try configure(folder, ["drops": "[{name: 'new', path: '\(drop.path)'}]"])
            let environment = ["SIGHTLINE_CONFIG": configuration]
            let refused = try sightline(["forget", "new"], home: folder, environment: environment)
            #expect(refused.status == 2 && refused.errors.contains("is in the configuration"), "\(refused.errors)")
            let unknown = try sightline(["forget", "x"], home: folder, environment: environment)
            #expect(unknown.status == 2 && unknown.errors.contains("it knows: drop"), "\(unknown.errors)")
            let run = try sightline(["forget", "drop"], home: folder, environment: environment)
            #expect(run.status == 0 && run.output == "drop: 0 photos forgotten\n", "\(run.errors)")
        }
    }

    @Test func anUploadWithoutALedgerMakesNone() throws {
        try Fixtures.withTemporaryFolder { folder in
            let configuration = try configure(folder, ["uploader": "{command: ['/bin/true']}"])
            #expect(try sightline(["upload", "--config", configuration], home: folder).status == 0)
            #expect(try sightline(["bundle", "uploaded", "x", "--config", configuration], home: folder).status != 0)
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/state"))
        }
    }
}
