import Foundation
import Testing

@testable import Service

/// What `sightline status` prints.
@Suite struct StatusLineTests {
    private func lines(resting: String = "{}", stages: String = "{}") throws -> [String] {
        let text = """
            {"version": "1", "started": "2026-11-18T00:00:00Z", "process": 7, "resting": \(resting), "photos": {}, "in_hand": 0,
             "committed": 0, "drops": [], "outbox": {"bundles": 0, "bytes": 0, "age": 0, "unbundled": 0},
             "stages": \(stages), "queues": {}, "problems": 0, "model": "m"}
            """
        return try ServiceStatus(json: Data(text.utf8)).lines
    }

    @Test func everyStageIsShownAndTheExaminersAmongThem() throws {
        let stages = """
            {"read": {"seconds": 0.4, "times": 4}, "decode": {"seconds": 2, "times": 4}, "boards": {"seconds": 1, "times": 4},
             "quality": {"seconds": 0.2, "times": 4}, "look": {"seconds": 9, "times": 1},
             "commit": {"seconds": 0.8, "times": 1}}
            """
        let line = try #require(try lines(stages: stages).first { $0.hasPrefix("stages") })
        #expect(
            line == "stages  read 100.0, hash 0.0, exif 0.0, decode 500.0, boards 250.0, quality 50.0, judge 0.0, "
                + "evidence 0.0, commit 200.0 ms per photo")
    }

    @Test(arguments: [
        ("{}", "running"), ("{\"paused\": \"\"}", "paused: by sightline pause"),
        ("{\"work_hours\": \"\"}", "paused: outside work_hours"),
        ("{\"ledger\": \"the disk is full\"}", "paused: ledger cannot be written (the disk is full)"),
    ])
    func aPauseNamesItsReason(_ resting: String, _ words: String) throws {
        #expect(try lines(resting: resting).first == "sightline 1, process 7, \(words)")
    }
}
