import Detection
import Foundation
import Glibc
import Inference
import TestSupport
import Testing

@Suite(.enabled(if: (try? Runtime.load()) != nil, "the detector runtime is missing: run Systemd/openvino-runtime"))
struct ExtremeTimeTests {
    /// 1601 is what SMB makes of a missing time; 2446 is the last year of ext4.
    @Test(arguments: [-11_676_096_000, -11_644_473_600, 9_246_182_400, 15_032_385_535, 1 << 62])
    func aFileOfAnyCenturyStopsNeitherItsDropNorTheNextRun(_ second: Int) throws {
        try Fixtures.withTemporaryFolder { home in
            let drop = home.appending(path: "drop")
            try makeDrop(drop, stores: 3, photos: 1)
            let odd = drop.appending(path: "S1/2026-11-01/0.jpg").path
            let time = timespec(tv_sec: second, tv_nsec: 0)
            _ = utimensat(AT_FDCWD, odd, [time, time], 0)
            for known in [0, 3] {
                let result = try sightline(["scan", drop.path, "--json", "--no-bundle"], home: home)
                #expect(result.status == 0, "\(result.errors)")
                let end = try JSONSerialization.jsonObject(with: Data(result.lastLine.utf8)) as? [String: [String: Any]]
                #expect(end?["end"]?["known"] as? Int == known)
                #expect(end?["end"]?["audited"] as? Int == 3 - known)
            }
            #expect(try sightline(["inspect", odd], home: home).status == 0)
        }
    }

    @Test func whatIsSkippedIsListedByKindInTextAndJSON() throws {
        try Fixtures.withTemporaryFolder { home in
            let drop = home.appending(path: "drop")
            try makeDrop(drop, stores: 1, photos: 1)
            let visit = drop.appending(path: "S0/2026-11-01")
            try Data(String(repeating: "text ", count: 50).utf8).write(to: visit.appending(path: "README"))
            try Data([1]).write(to: visit.appending(path: "a.csv"))
            for _ in 0..<2 {
                let result = try sightline(["scan", drop.path, "--no-bundle"], home: home)
                #expect(result.status == 0)
                #expect(result.output.contains("2 other files (1 csv, 1 text)"), "\(result.output)")
                #expect(result.output.contains("Photos              1\n"), "\(result.output)")
            }
            let result = try sightline(["scan", drop.path, "--json", "--no-bundle"], home: home)
            let end = try JSONSerialization.jsonObject(with: Data(result.lastLine.utf8)) as? [String: [String: Any]]
            let skipped = end?["end"]?["skipped"] as? [String: Any]
            #expect(skipped?["kinds"] as? [String: Int] == ["csv": 1, "text": 1])
            #expect(skipped?["other"] as? Int == 2)
        }
    }
}
