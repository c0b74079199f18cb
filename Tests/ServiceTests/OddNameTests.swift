import Foundation
import Glibc
import TestSupport
import Testing

@testable import Service

private let hasSQLite = (try? runTool("sqlite3", ["--version"]).status) == 0

@Suite(.serialized, .enabled(if: hasSQLite)) struct OddNameTests {
    private let audited = "SELECT count(*) FROM path WHERE state = 'audited'"

    private func skipped(_ daemon: Daemon) throws -> [String: Int] {
        let drops = try daemon.ask("status")["drops"] as? [[String: Any]]
        let counts = drops?.first?["skipped"] as? [String: Any]
        return counts?["kinds"] as? [String: Int] ?? [:]
    }

    @Test func photosWithoutAnEndingAreAuditedAndTheRestIsListedByKindInTheStatus() async throws {
        try await Daemon.with { daemon in
            let visit = try daemon.visit()
            for (index, name) in ["IMG_0001", "b.jpg_large", "c.jpg "].enumerated() {
                try Daemon.photo("\(index)").write(to: visit.appending(path: name))
            }
            let text = Data(String(repeating: "no photo ", count: 40).utf8)
            try text.write(to: visit.appending(path: "README"))
            try text.write(to: visit.appending(path: "list.csv"))
            try daemon.start()
            #expect(await Daemon.wait { daemon.count(audited) == 3 }, "\(daemon.log)")
            #expect(await Daemon.wait { try skipped(daemon) == ["text": 1, "csv": 1] }, "\(daemon.log)")
            #expect(daemon.count("SELECT discovered FROM accounting") == 3)
            let lines = try runTool(Daemon.program.path, ["status", "--socket", daemon.socket])
            #expect(String(decoding: lines.output, as: UTF8.self).contains("2 other files (1 csv, 1 text)"))
            #expect(daemon.stop() == 0)
        }
    }

    /// Polled only, and the folder's time never tells: the file itself is looked at until it has been still for long.
    @Test func aPhotoWithoutAnEndingThatWasNotThereYetWhenItWasLookedAtIsFoundLater() async throws {
        try await Daemon.with { daemon in
            let visit = try daemon.visit()
            let file = visit.appending(path: "IMG_0001")
            let photo = try Daemon.photo("late")
            try Data(count: photo.count).write(to: file)
            let moment = timespec(tv_sec: time(nil) - 3_600, tv_nsec: 0)
            func age() { _ = utimensat(AT_FDCWD, visit.path, [moment, moment], 0) }
            age()
            try daemon.configure(["drops": "[{name: 'a', path: '\(daemon.folder.path)/a', inotify: false}]"])
            try daemon.start()
            #expect(await Daemon.wait { try skipped(daemon) == ["unknown": 1] }, "\(daemon.log)")
            #expect(daemon.count("SELECT discovered FROM accounting") == 0)
            let handle = try FileHandle(forWritingTo: file)
            try handle.write(contentsOf: photo)
            try handle.close()
            age()
            #expect(await Daemon.wait { daemon.count(audited) == 1 }, "\(daemon.log)")
            #expect(await Daemon.wait { try skipped(daemon).isEmpty }, "\(daemon.log)")
            #expect(daemon.stop() == 0)
        }
    }
}
