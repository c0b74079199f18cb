import Foundation
import TestSupport
import Testing

@testable import Service

/// What an administrator sees of the service from outside.
@Suite(.serialized) struct HealthTests {
    @Test func anyoneMayReadTheMetricsUnderTheUnitsMask() async throws {
        try await Daemon.with { daemon in
            try daemon.start(mask: "027")
            let file = daemon.folder.appending(path: "metrics.prom").path
            #expect(await Daemon.wait { FileManager.default.fileExists(atPath: file) }, "\(daemon.log)")
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(mode == 0o644)
            if geteuid() == 0 {
                // A node exporter's account, as which the file is opened.
                try FileManager.default.setAttributes([.posixPermissions: 0o711], ofItemAtPath: daemon.folder.path)
                let read = try runTool("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "cat", file])
                #expect(String(decoding: read.output, as: UTF8.self).contains("sightline_photos{"))
            }
            #expect(daemon.stop() == 0)
            // The ledger stays closed to others.
            let ledger = try FileManager.default.attributesOfItem(atPath: daemon.ledger)[.posixPermissions] as? Int
            #expect((ledger ?? 0) & 0o007 == 0)
        }
    }

    @Test func failingUploadsShowAndAreTriedAgainWhenTheLogSays() async throws {
        try await Daemon.with { daemon in
            let mark = daemon.folder.appending(path: "tried").path
            let script = daemon.folder.appending(path: "up").path
            try Data(
                "#!/bin/sh\necho x >>'\(mark)'\n[ $(wc -l <'\(mark)') -ge 3 ] || { echo link lost; exit 7; }\n".utf8
            )
            .write(to: URL(filePath: script))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
            try daemon.configure(["uploader": "{command: ['\(script)'], first_retry: '2 s', longest_retry: '1 h'}"])
            try Daemon.photo("1").write(to: try daemon.visit().appending(path: "1.jpg"))
            try daemon.start()
            #expect(await Daemon.wait { daemon.count("SELECT count(*) FROM bundle WHERE state = 'sealed'") == 1 })
            let upload = ["upload", "--config", daemon.folder.appending(path: "sightline.json5").path]
            #expect(try runTool(Daemon.program.path, upload).status == 1)
            #expect(
                await Daemon.wait {
                    let outbox = try daemon.ask("status")["outbox"] as? [String: Any]
                    return outbox?["failing"] as? Int == 1 && outbox?["attempts"] as? Int == 1
                        && (outbox?["problem"] as? String)?.contains("link lost") == true && outbox?["next_try"] != nil
                }, "\(daemon.log)")
            let lines = try runTool(Daemon.program.path, ["status", "--socket", daemon.socket])
            let text = String(decoding: lines.output, as: UTF8.self)
            #expect(
                text.contains(
                    "upload  1 bundle not delivered after 1 attempt: \(script) ended with 7: link lost; next"))
            let metrics = daemon.folder.appending(path: "metrics.prom")
            #expect(
                await Daemon.wait {
                    try String(contentsOf: metrics, encoding: .utf8).contains("sightline_outbox_failing_bundles 1\n")
                })
            // Stays for the second attempt and the third, each when it was announced, and ends well.
            let due = daemon.count("SELECT next_try_ms FROM bundle")
            #expect(try runTool(Daemon.program.path, upload + ["--wait", "60"]).status == 0)
            let end = Int(Date().timeIntervalSince1970 * 1000)
            #expect(try String(contentsOfFile: mark, encoding: .utf8) == "x\nx\nx\n")
            // 2 s after the first, 4 s after the second.
            #expect(end - due >= 4_000 && end - due < 60_000)
            #expect(daemon.count("SELECT count(*) FROM bundle WHERE state = 'uploaded'") == 1)
            #expect(daemon.stop() == 0)
        }
    }

    @Test func aReportThatIsNotDeliveredIsInStatusAndMetrics() async throws {
        try await Daemon.with { daemon in
            let reports = daemon.folder.appending(path: "reports")
            let report = reports.appending(path: "2026-11-01_2026-11-20")
            try FileManager.default.createDirectory(at: report, withIntermediateDirectories: true)
            let created = Date().formatted(.iso8601)
            try Data("{\"created\": \"\(created)\"}".utf8).write(to: report.appending(path: "summary.json"))
            try daemon.configure([
                "report": "{folder: '\(reports.path)', deliver: {command: ['/bin/false'], first_retry: '1 h'}}"
            ])
            try daemon.start()
            let configuration = daemon.folder.appending(path: "sightline.json5").path
            #expect(try runTool(Daemon.program.path, ["deliver", "--config", configuration]).status == 1)
            #expect(
                await Daemon.wait {
                    let deliveries = try daemon.ask("status")["deliveries"] as? [String: Any]
                    return deliveries?["failing"] as? Int == 1 && deliveries?["attempts"] as? Int == 1
                        && deliveries?["next_try"] != nil
                }, "\(daemon.log)")
            let lines = try runTool(Daemon.program.path, ["status", "--socket", daemon.socket])
            let text = String(decoding: lines.output, as: UTF8.self)
            #expect(
                text.contains(
                    "deliver 1 report not delivered after 1 attempt, the latest 2026-11-01_2026-11-20: /bin/false"),
                "\(text)")
            let metrics = daemon.folder.appending(path: "metrics.prom")
            #expect(
                await Daemon.wait {
                    let text = try String(contentsOf: metrics, encoding: .utf8)
                    return text.contains("sightline_report_failing_deliveries 1\n")
                        && text.contains("sightline_report_failed_attempts 1\n")
                })
            // Delivered, it is gone from both.
            try daemon.configure([
                "report": "{folder: '\(reports.path)', deliver: {command: ['/bin/true'], first_retry: '1 h'}}"
            ])
            #expect(try runTool(Daemon.program.path, ["deliver", "--config", configuration, "--all"]).status == 0)
            #expect(
                await Daemon.wait {
                    try String(contentsOf: metrics, encoding: .utf8).contains("sightline_report_failing_deliveries 0\n")
                })
            #expect(daemon.stop() == 0)
        }
    }

    @Test func aRenamedDropsWaitingPhotosAreShownWithTheCommandThatEndsIt() async throws {
        try await Daemon.with { daemon in
            let visit = try daemon.visit()
            for number in 1...3 { try Daemon.photo("\(number)").write(to: visit.appending(path: "\(number).jpg")) }
            try daemon.start()
            #expect(await Daemon.wait { daemon.count("SELECT audited FROM accounting WHERE \"drop\" = 'a'") == 3 })
            #expect(daemon.stop() == 0)
            // Seen again and not audited when the drop was renamed: what an interrupted audit leaves.
            _ = try runTool(
                "sqlite3",
                [
                    daemon.ledger,
                    """
                    UPDATE record SET current = 0 WHERE path LIKE '%1.jpg';
                    UPDATE path SET state = 'pending' WHERE name = CAST('1.jpg' AS BLOB);
                    """,
                ])
            try daemon.configure(["drops": "[{name: 'neu', path: '\(daemon.folder.path)/a'}]"])
            try daemon.start()
            #expect(
                await Daemon.wait {
                    let stray = try daemon.ask("status")["drops_not_configured"] as? [[String: Any]]
                    return stray?.first?["name"] as? String == "a" && stray?.first?["pending"] as? Int == 1
                }, "\(daemon.log)")
            let lines = try runTool(Daemon.program.path, ["status", "--socket", daemon.socket])
            #expect(String(decoding: lines.output, as: UTF8.self).contains("To drop them: sightline forget a\n"))
            let configuration = daemon.folder.appending(path: "sightline.json5").path
            let forget = try runTool(Daemon.program.path, ["forget", "a", "--config", configuration])
            #expect(String(decoding: forget.output, as: UTF8.self) == "a: 1 photo forgotten\n")
            #expect(
                try daemon.query("SELECT discovered, audited, pending FROM accounting WHERE \"drop\" = 'a'") == [
                    "2|2|0"
                ])
            #expect(
                await Daemon.wait { (try daemon.ask("status")["drops_not_configured"] as? [Any])?.isEmpty == true })
            #expect(daemon.stop() == 0)
            #expect(try daemon.query("PRAGMA integrity_check") == ["ok"])
        }
    }

    @Test func aBranchInHangulIsToldAtTheStartAndReadableInNames() async throws {
        try await Daemon.with(configured: ["branch": "'부산'"]) { daemon in
            try Daemon.photo("1").write(to: try daemon.visit().appending(path: "1.jpg"))
            try daemon.start()
            #expect(await Daemon.wait { daemon.count("SELECT count(*) FROM bundle WHERE state = 'sealed'") == 1 })
            #expect(daemon.said("its bundles are named busan_") == 1, "\(daemon.log)")
            #expect(try daemon.query("SELECT name FROM bundle")[0].hasPrefix("busan_"))
            #expect(daemon.stop() == 0)
        }
    }
}
