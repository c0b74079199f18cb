import Foundation
import Ledger
import Records
import TestSupport
import Testing

/// Pictures of a report as the service makes, shares and delivers it.
@Suite struct ReportPictureTests {
    /// A store whose ad hangs off centre, with a picture that proves it.
    private func fill(_ file: String) throws {
        let ledger = try Ledger(at: PathBytes(file))
        let drop = try ledger.register(drop: "d", root: PathBytes("/mnt/d"))
        let run = try ledger.beginRun(kind: "test", owner: "test", lease: 1e9)
        let seen = Sighting(
            path: PathBytes("S1/2026-11-18/1.jpg"), size: 9, mtimeNanoseconds: 1, storeID: "S1", date: "2026-11-18")
        var record = Record(
            photo: PhotoSource(
                drop: "d", path: seen.path, storeID: "S1", region: nil, date: seen.date,
                sha256: String(repeating: "a", count: 64), bytes: 9, width: 40, height: 30, orientation: 1),
            state: .audited, reason: nil, verdict: .nonCompliant,
            versions: Versions(
                program: "0", model: "m", modelSHA256: String(repeating: "b", count: 64), precision: "f32", policy: "p")
        )
        record.centering = Centering(photoOffset: 0.2, fixtureOffset: 0.3, uncertainty: 0.01, reference: .cabinet)
        record.findings = [Finding(code: "top_ad_off_centre", severity: .violation, value: 0.3, limit: 0.1)]
        _ = try ledger.claim(drop: drop, [seen], run: run, now: Date())
        let picture = Evidence(name: "top_ad.jpg", jpeg: [0xFF, 0xD8, 0xFF, 0xD9])
        _ = try ledger.commit(
            drop: drop, [Outcome(seen, .recorded(record, evidence: [picture]))], run: run, now: Date())
        try ledger.checkpoint()
    }

    @Test func theGroupMayReadThemAndTheyAreDeliveredWithThePage() throws {
        try Fixtures.withTemporaryFolder { folder in
            try FileManager.default.createDirectory(
                at: folder.appending(path: "share"), withIntermediateDirectories: true)
            try fill(folder.path + "/ledger.sqlite")
            let group = String(decoding: try runTool("id", ["-gn"]).output, as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let deliverer = Fixtures.root.appending(path: "Systemd/deliverers/folder").path
            func report(_ key: String, _ words: [String] = []) throws -> [String] {
                let file = folder.appending(path: "sightline.json5")
                let text = """
                    {branch: 'west', zone: 'Asia/Seoul', ledger: '\(folder.path)/ledger.sqlite', drops: [{path: '/mnt/d'}],
                     report: {folder: '\(folder.path)/reports', group: '\(group)', \(key)
                              deliver: {command: ['\(deliverer)', '\(folder.path)/share']}}}
                    """
                try Data(text.utf8).write(to: file)
                let made = try sightline(
                    ["report", "--config", file.path, "--from", "2026-11-01", "--to", "2026-11-30"] + words,
                    home: folder)
                #expect(made.status == 0, "\(made.errors)")
                let sent = try sightline(["deliver", "--config", file.path, "--all"], home: folder)
                #expect(sent.status == 0, "\(sent.errors)")
                return try FileManager.default.subpathsOfDirectory(atPath: folder.path + "/share").sorted()
            }
            func mode(_ name: String) throws -> Int? {
                try FileManager.default.attributesOfItem(atPath: folder.path + "/reports/" + name)[.posixPermissions]
                    as? Int
            }
            let period = "2026-11-01_2026-11-30"
            let copied = try report("")
            let picture = try #require(copied.first { $0.hasPrefix("\(period)/pictures/evidence-") })
            #expect(try mode(period) == 0o750 && mode("\(period)/pictures") == 0o750 && mode(picture) == 0o640)
            #expect(!copied.contains { $0.hasSuffix("delivery.json") })
            // The same period again, its pictures inside the page: none is left beside it, there and in the share.
            let later = Date(timeIntervalSinceNow: 5).formatted(.iso8601)
            let embedded = try report("embed: true,", ["--created", later])
            #expect(embedded.contains("\(period)/report.html") && !embedded.contains { $0.contains("pictures") })
            let page = try String(contentsOfFile: folder.path + "/share/\(period)/report.html", encoding: .utf8)
            #expect(page.contains("src=\"data:image/jpeg;base64,/9j/2Q==\""))
        }
    }
}
