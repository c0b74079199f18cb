import Foundation
import Judging
import Records
import TestSupport

@testable import Ledger

/// A fixed instant; tests move time by hand.
let noon = Date(timeIntervalSince1970: 1_755_000_000)

/// Runs `body` on the path of a ledger in a fresh folder.
func withLedgerFile<Result>(_ body: (PathBytes) throws -> Result) throws -> Result {
    try Fixtures.withTemporaryFolder { try body(PathBytes($0.appending(path: "ledger.sqlite").path)) }
}

/// 64 hex digits that represent a content.
func sha(_ content: Int) -> String {
    let digits = String(content, radix: 16)
    return String(repeating: "0", count: 64 - digits.count) + digits
}

func sighting(_ path: String, size: Int64 = 1000, mtime: Int64 = 1) -> Sighting {
    let parts = path.split(separator: "/")
    return Sighting(
        path: PathBytes(path), size: size, mtimeNanoseconds: mtime, storeID: parts.count > 1 ? String(parts[0]) : nil,
        date: parts.count > 2 ? String(parts[1]) : nil)
}

func record(
    _ path: String, content: Int, drop: String = "d", state: PhotoState = .audited, verdict: Verdict = .compliant,
    policy: String = "p1", offset: Double = 0.05, findings: [Finding] = []
) -> Record {
    let seen = sighting(path)
    var exif = ExifFacts()
    exif.capturedAt = Sourced(
        CaptureTime(rfc3339: "2025-08-13T14:20:52.25+09:00", epoch: 1_755_062_452.25, zone: .exif),
        source: "DateTimeOriginal")
    let audited = state == .audited
    return Record(
        photo: PhotoSource(
            drop: drop, path: PathBytes(path), storeID: seen.storeID, region: "R", date: seen.date,
            sha256: sha(content), bytes: 1000, width: 4, height: 3, orientation: 1),
        state: state, reason: audited ? nil : Reason(code: "no_pixels", message: "no pixels"), exif: exif,
        detections: audited
            ? [
                Detection(slot: Slot.topAd, confidence: 0.9, box: Box(0, 0, 2, 1), quad: nil),
                Detection(slot: Slot.cabinet, confidence: 0.8, box: Box(0, 1, 4, 3), quad: nil),
                Detection(slot: Slot.topAd, confidence: 0.5, box: Box(1, 0, 2, 1), quad: nil),
            ] : [],
        centering: audited
            ? Centering(photoOffset: 0.1, fixtureOffset: offset, uncertainty: 0.01, reference: .cabinet) : nil,
        findings: findings, verdict: audited ? verdict : nil,
        versions: Versions(program: "0.1.0", model: "m", modelSHA256: "ab", precision: "f32", policy: policy))
}

let jpeg = Evidence(name: "top_ad", jpeg: [0xFF, 0xD8, 0xFF, 0xD9])

func audited(_ path: String, content: Int, size: Int64 = 1000, mtime: Int64 = 1, drop: String = "d") -> Outcome {
    Outcome(
        sighting(path, size: size, mtime: mtime),
        .recorded(record(path, content: content, drop: drop), evidence: [jpeg]))
}

/// A ledger with one drop and one run, for tests that need no more.
struct Bench {
    let ledger: Ledger
    let drop: DropID
    let run: RunID

    init(_ file: PathBytes, options: Ledger.Options = .judging) throws {
        ledger = try Ledger(at: file, options: options)
        drop = try ledger.register(drop: "d", root: PathBytes("/mnt/d"), now: noon)
        run = try ledger.beginRun(kind: "test", owner: "test", now: noon, lease: 600)
    }

    /// Claims and audits paths whose content is given.
    @discardableResult
    func audit(_ photos: [(path: String, content: Int)], mtime: Int64 = 1, now: Date = noon) throws -> [Committed] {
        let seen = photos.map { sighting($0.path, mtime: mtime) }
        let claim = try ledger.claim(drop: drop, seen, run: run, now: now)
        let outcomes = claim.granted.map { audited(photos[$0].path, content: photos[$0].content, mtime: mtime) }
        return try ledger.commit(drop: drop, outcomes, run: run, now: now)
    }

    func states() throws -> [String: String] {
        var states: [String: String] = [:]
        try ledger.query("SELECT path, state FROM paths") { states[$0.text(0) ?? ""] = $0.text(1) }
        return states
    }

    func paths() throws -> [String] {
        let cursor = try ledger.records()
        var paths: [String] = []
        while let stored = try cursor.next() { paths.append(try stored.record().photo.path.escaped) }
        return paths
    }
}

extension Ledger {
    /// Stages with a plain name: branch and number.
    func stage(
        branch: String, maxRecords: Int, maxBytes: Int = .max, storeID: String? = nil, now: Date = noon
    ) throws(LedgerError) -> BundleRow? {
        try stageBundle(
            branch: branch, maxRecords: maxRecords, maxBytes: maxBytes, stores: storeID.map { [$0] }, now: now
        ) {
            "\(branch)-\($0).tar.zst"
        }
    }
}

extension Ledger.Options {
    /// With relations judged as the standard policy says.
    static var judging: Ledger.Options {
        var options = Ledger.Options()
        let judge = Judge(policy: .standard)
        options.judge = { judge.judgeRelations(&$0) }
        return options
    }
}
