import Foundation
import Records
import SystemCalls

/// One process of 2 lanes against two processes of 1 lane side by side, on the same photos.
struct LanesBenchmark {
    private let rounds = 5
    private let count = 300

    func run() throws {
        guard let set = try PhotoSet.all().last else { return }
        try withScratch { folder in
            for (index, photo) in set.copies(count).enumerated() {
                let store = folder.appending(path: "\(index % 2 == 0 ? "a" : "b")/S\(index % 12)/2026-11-01")
                try FileManager.default.createDirectory(at: store, withIntermediateDirectories: true)
                try Data(photo).write(to: store.appending(path: "\(index).jpg"))
            }
            var together: [Double] = []
            var apart: [Double] = []
            for round in 0..<rounds {
                together.append(
                    try seconds { try scan(folder, ["a", "b"], jobs: 2, ledger: "t\(round)").waitUntilExit() })
                apart.append(
                    try seconds {
                        let one = try scan(folder, ["a"], jobs: 1, ledger: "a\(round)")
                        let two = try scan(folder, ["b"], jobs: 1, ledger: "b\(round)")
                        one.waitUntilExit()
                        two.waitUntilExit()
                    })
            }
            let ratios = zip(apart, together).map { $0 / $1 }
            print(
                String(
                    format: "%d photos: 2 lanes %.2f s, 2 processes of 1 lane %.2f s; rate of 2 lanes %.3f of theirs",
                    count, median(together), median(apart), median(ratios)))
        }
    }

    private func scan(_ folder: URL, _ drops: [String], jobs: Int, ledger: String) throws -> Process {
        try start(
            sightline,
            ["scan", "--quiet", "--no-bundle", "--jobs", "\(jobs)", "--ledger", folder.path + "/\(ledger).sqlite"]
                + drops.map { folder.path + "/" + $0 })
    }
}

/// A second scan of known files against `find`, both walking the same tree.
struct KnownBenchmark {
    private let rounds = 7
    private let count = 100_000

    func run() throws {
        try withScratch { folder in
            let drop = folder.appending(path: "drop")
            try makeTree(drop, count) { Data("no JPEG, number \($0)".utf8) }
            let scan = ["scan", drop.path, "--quiet", "--no-bundle", "--ledger", folder.path + "/ledger.sqlite"]
            let first = try SightlineBench.run(sightline, scan)
            let find = ["-c", "find '\(drop.path)' -type f -printf '%s %T@ %i %p\\n' > /dev/null"]
            var scans: [Double] = []
            var finds: [Double] = []
            for _ in 0..<rounds {
                finds.append(try SightlineBench.run("/bin/sh", find).seconds)
                scans.append(try SightlineBench.run(sightline, scan).seconds)
            }
            let ratio = median(zip(scans, finds).map { $0 / $1 })
            print(
                String(
                    format: "%d files: first scan %.1f s; second scan %.3f s, find %.3f s, ratio %.2f", count,
                    first.seconds, median(scans), median(finds), ratio))
        }
    }
}

/// Peak memory does not depend on how many photos there are.
///
/// The photos are small and the network is the tests' tiny one (`Tests/DetectionTests/Fixtures/model`), so that
/// 100,000 of them take minutes; every other part is the product's own.
struct MemoryBenchmark {
    func run() throws {
        let model = FileManager.default.currentDirectoryPath + "/Tests/DetectionTests/Fixtures/model"
        let photo = try Data(contentsOf: URL(filePath: "Tests/PhotoTests/Fixtures/ycc420.jpg"))
        var peaks: [Double] = []
        for count in [1_000, 100_000] {
            try withScratch { folder in
                let drop = folder.appending(path: "drop")
                try makeTree(drop, count) { photo + Data("copy \($0)".utf8) }
                let result = try SightlineBench.run(
                    sightline,
                    [
                        "scan", drop.path, "--quiet", "--model", model, "--ledger", folder.path + "/ledger.sqlite",
                        "--out", folder.path + "/outbox",
                    ])
                peaks.append(result.peakMebibytes)
                print(
                    String(
                        format: "%d photos: %.1f s, peak %.0f MiB, exit %d", count, result.seconds,
                        result.peakMebibytes, result.status))
            }
        }
        print(String(format: "ratio %.3f", peaks[1] / peaks[0]))
    }
}

/// `count` files in store folders of about 33.
private func makeTree(_ root: URL, _ count: Int, _ content: (Int) -> Data) throws {
    for index in 0..<count {
        let folder = root.appending(path: "S\(index / 33)/2026-11-01")
        if index % 33 == 0 { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
        let file = try OpenFile(PathBytes(folder.path + "/\(index % 33).jpg"), .create(mode: 0o644))
        try file.write(content(index))
    }
}
