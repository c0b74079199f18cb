import Audit
import Capture
import Foundation
import Judging
import Ledger
import Photo
import Records
import TestSupport

@testable import Integrity

/// A made-up counter: rectangles of many brightnesses, of which any window can be photographed.
struct Scene {
    private var rectangles: [(box: Box, value: Float)] = []

    init(_ seed: UInt64, rectangles count: Int = 260) {
        var random = Seeded(seed)
        for place in 0..<count {
            let (x, y) = (Double.random(in: -0.2...1.1, using: &random), Double.random(in: -0.2...1.1, using: &random))
            let size = place < 12 ? 0.5 : 0.12
            rectangles.append(
                (
                    Box(
                        x, y, x + Double.random(in: 0.02...size, using: &random),
                        y + Double.random(in: 0.02...size, using: &random)), Float.random(in: 10...245, using: &random)
                ))
        }
    }

    /// The same counter on another day: some things were moved, and the camera stands elsewhere.
    func onAnotherDay(_ seed: UInt64) -> Scene {
        var random = Seeded(seed)
        var other = self
        for place in rectangles.indices {
            let box = rectangles[place].box
            let isMoved = Int.random(in: 0..<3, using: &random) == 0
            // What stands nearer is displaced more.
            let (dx, dy) = isMoved ? (0.11, 0.07) : (0.004 * Double(place % 12), 0.003 * Double(place % 7))
            other.rectangles[place].box = Box(box.x0 + dx, box.y0 + dy, box.x1 + dx, box.y1 + dy)
        }
        return other
    }

    /// Luma of a window, 64 × 64.
    func picture(_ window: Box = Box(0, 0, 1, 1)) -> [Float] {
        let (side, fine) = (64, 128)
        var values = [Float](repeating: 128, count: fine * fine)
        func places(_ start: Double, _ end: Double, _ from: Double, _ length: Double) -> Range<Int> {
            let first = Int(((start - from) / length * Double(fine)).rounded())
            let last = Int(((end - from) / length * Double(fine)).rounded())
            return min(fine, max(0, first))..<min(fine, max(0, max(first, last)))
        }
        for (box, value) in rectangles {
            for y in places(box.y0, box.y1, window.y0, window.height) {
                for x in places(box.x0, box.x1, window.x0, window.width) { values[y * fine + x] = value }
            }
        }
        return (0..<side * side).map { place in
            let at = place / side * 2 * fine + place % side * 2
            return (values[at] + values[at + 1] + values[at + fine] + values[at + fine + 1]) / 4
        }
    }
}

/// A photo handed in: where, and of what.
struct Handed {
    var path: String
    var luma: [Float]
    var size = Size(width: 800, height: 600)
    var content: Int
    var exif = ExifFacts()

    /// PDQ as it is written in records.
    var pdq: String {
        let spectrum = CosineTransform(samples: 64, frequencies: 16).lowest(of: luma)
        let median = spectrum.sorted()[127]
        let bits = Array(spectrum.map { $0 > median ? 1 : 0 }.reversed())
        return stride(from: 0, to: 256, by: 4).map { at in
            String(bits[at..<at + 4].reduce(0) { $0 * 2 + $1 }, radix: 16)
        }.joined()
    }

    var sighting: Sighting {
        let parts = path.split(separator: "/")
        return Sighting(
            path: PathBytes(path), size: 1000, mtimeNanoseconds: 1, storeID: parts.count > 1 ? String(parts[0]) : nil,
            date: parts.count > 2 ? String(parts[1]) : nil)
    }

    var outcome: Outcome {
        let seen = sighting
        let digits = String(content, radix: 16)
        var record = Record(
            photo: PhotoSource(
                drop: "d", path: PathBytes(path), storeID: seen.storeID, region: nil, date: seen.date,
                sha256: String(repeating: "0", count: 64 - digits.count) + digits, bytes: 1000, width: size.width,
                height: size.height, orientation: 1),
            state: .audited, exif: exif, verdict: .compliant,
            versions: Versions(program: "0.1.0", model: "m", modelSHA256: "ab", precision: "f32", policy: "p"))
        record.fingerprint = Fingerprint(pdq: pdq, quality: 100)
        return Outcome(seen, .recorded(record, evidence: []), likeness: Likeness(luma: luma, boards: []))
    }
}

/// A ledger that compares photos, with one drop and one run.
struct Branch {
    let ledger: Ledger
    let drop: DropID
    let run: RunID
    static let noon = Date(timeIntervalSince1970: 1_755_000_000)

    init(_ file: PathBytes, policy: Policy = .standard, options given: Ledger.Options? = nil) throws {
        var options = given ?? Ledger.Options.judging(by: policy)
        options.identity = LedgerIdentity("0123456789abcdef0123456789abcdef")
        ledger = try Ledger(at: file, options: options)
        drop = try ledger.register(drop: "d", root: PathBytes("/mnt/d"), now: Branch.noon)
        run = try ledger.beginRun(kind: "test", owner: "test", now: Branch.noon, lease: 600)
    }

    func commit(_ photos: [Handed], now: Date = noon) throws {
        _ = try ledger.claim(drop: drop, photos.map(\.sighting), run: run, now: now, mode: .again)
        _ = try ledger.commit(drop: drop, photos.map(\.outcome), run: run, now: now)
    }

    /// By path: kinds and other photos; then finding codes.
    func relations() throws -> [String: [String]] {
        var found: [String: [String]] = [:]
        let cursor = try ledger.records(RecordFilter(.current))
        while let stored = try cursor.next() {
            let record = try stored.record()
            found[record.photo.path.escaped] =
                record.relations.map { "\($0.kind.rawValue) \($0.photo.path.escaped)" } + record.findings.map(\.code)
        }
        return found
    }

    func record(_ path: String) throws -> Record? {
        let cursor = try ledger.records(RecordFilter(.current))
        while let stored = try cursor.next() {
            let record = try stored.record()
            if record.photo.path.escaped == path { return record }
        }
        return nil
    }
}

func withBranchFile<Result>(_ body: (PathBytes) throws -> Result) throws -> Result {
    try Fixtures.withTemporaryFolder { try body(PathBytes($0.appending(path: "ledger.sqlite").path)) }
}
