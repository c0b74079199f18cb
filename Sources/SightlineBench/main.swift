import Foundation

/// `sightline-bench [NAME…]`: measures what the README quotes, side by side with the floor, and prints tables.
let benchmarks: [(name: String, what: String, run: () async throws -> Void)] = [
    (
        "audit", "whole audit against bare decode and bare inference, 1 and 2 lanes",
        { try await AuditBenchmark().run() }
    ),
    ("panel", "the second look at a photo's detections, in parts", { try PanelBenchmark().run() }),
    ("artwork", "boards against a catalogue's artworks, by the truth's corners", { try ArtworkBenchmark().run() }),
    ("text", "prices of photographed tags, hanging in four directions", { try TextBenchmark().run() }),
    ("lanes", "2 lanes against two processes of 1 lane", { try LanesBenchmark().run() }),
    ("known", "a second scan of 100,000 known files against find", { try KnownBenchmark().run() }),
    ("memory", "peak memory of a scan of 100,000 photos against 1,000", { try MemoryBenchmark().run() }),
    (
        "ledger", "commits, known paths and report queries",
        { try LedgerBenchmark(folder: FileManager.default.temporaryDirectory).run() }
    ),
    ("lookup", "photos looked up among 3,000,000 by what they look like", { LookupBenchmark().run() }),
    ("report", "a month's and a day's report of a year's 600,000 records", { try ReportBenchmark().run() }),
]

let wanted = CommandLine.arguments.dropFirst()
let unknown = wanted.filter { name in !benchmarks.contains { $0.name == name } }
guard unknown.isEmpty, !wanted.contains("--help") else {
    print("usage: sightline-bench [NAME…]   (without names: all)")
    for benchmark in benchmarks { print("  \(benchmark.name): \(benchmark.what)") }
    exit(unknown == ["--help"] ? 0 : 2)
}
for benchmark in benchmarks where wanted.isEmpty || wanted.contains(benchmark.name) {
    print("\n== \(benchmark.name): \(benchmark.what)")
    try await benchmark.run()
    // What is printed through a pipe would otherwise wait for the program's end.
    fflush(nil)
}
