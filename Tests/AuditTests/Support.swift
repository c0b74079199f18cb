import Audit
import Bundles
import Detection
import Drops
import Foundation
import Inference
import Judging
import Ledger
import Records
import Synchronization
import TestSupport

/// The tests' tiny network: its detections mean nothing, but every part around it is the product's own.
let tinyModel = PathBytes(Fixtures.root.appending(path: "Tests/DetectionTests/Fixtures/model").path)
let samples = Fixtures.root.appending(path: "Samples/photos")

/// The runtime is fetched by `Systemd/openvino-runtime`; tests that need it are skipped, visibly, without it.
let hasRuntime = (try? Runtime.load()) != nil

/// A drop of small JPEGs, every one with other bytes.
func makeDrop(_ root: URL, stores: Int, photos: Int) throws {
    let picture = try Data(contentsOf: Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures/ycc420.jpg"))
    for store in 0..<stores {
        let folder = root.appending(path: "S\(store)/2026-11-0\(store % 9 + 1)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for photo in 0..<photos {
            let tail = Data("store \(store) photo \(photo)".utf8)
            try (picture + tail).write(to: folder.appending(path: "\(photo).jpg"))
        }
    }
}

/// What a scan of a folder leaves.
struct ScanResult {
    var findings: ScanFindings
    var progress: RunProgress.Counts
    var counts: Counts
    /// Canonical JSON of the current records in (drop, path) order.
    var records: [String]
    var bundle: [UInt8]?
}

/// Scans `drop` into the ledger in `folder` with a new engine, as a process of its own would.
@discardableResult
func scan(
    _ drop: URL, into folder: URL, lanes: Int = 2, mode: ClaimMode = .due, shard: Shard = .whole, cut: Bool = false,
    observer: @escaping @Sendable (AuditEngine.Event) -> Void = { _ in }
) async throws -> ScanResult {
    let file = PathBytes(folder.appending(path: "ledger.sqlite").path)
    // Bundles of two ledgers differ in the ledger's identity: here they are to be compared.
    var options = Ledger.Options.judging(by: .standard)
    options.identity = LedgerIdentity(String(repeating: "ab", count: 16))
    let keeper = try LedgerKeeper(at: file, options: options)
    let run = try await keeper.use { (ledger) throws(LedgerError) in
        try ledger.beginRun(kind: "scan", owner: "test")
    }
    let settings = AuditSettings(branch: "test", zone: .gmt, policy: .standard)
    let engine = AuditEngine(
        keeper: keeper, run: run, detector: { try Detector(modelFolder: tinyModel) }, settings: settings,
        limits: .init(lanes: lanes), observer: observer)
    let line = try await engine.open(Drop(name: "drop", root: PathBytes(drop.path)), stores: .empty)
    let findings: ScanFindings
    do {
        findings = try await engine.scan(line, shard: shard, mode: mode)
        try await engine.close()
    } catch {
        try await engine.cancel()
        throw error
    }
    var bundle: [UInt8]?
    if cut {
        let outbox = folder.appending(path: "outbox")
        let cutter = try BundleCutter(ledger: file, outbox: PathBytes(outbox.path), branch: "test")
        let sealed = try await cutter.cut(now: Date(timeIntervalSince1970: 1_800_000_000))
        bundle = try sealed.first.map { Array(try Data(contentsOf: outbox.appending(path: $0.name.text))) }
    }
    return ScanResult(
        findings: findings, progress: engine.progress.counts,
        counts: try await keeper.use { (ledger) throws(LedgerError) in try ledger.counts() },
        records: try await currentRecords(keeper), bundle: bundle)
}

func currentRecords(_ keeper: LedgerKeeper) async throws -> [String] {
    try await keeper.use { (ledger) throws(LedgerError) in
        let cursor = try ledger.records()
        var lines: [String] = []
        while let stored = try cursor.next() { lines.append(String(decoding: stored.json, as: UTF8.self)) }
        return lines
    }
}
