import Foundation
import Glibc
import Ledger
import Records

/// What the ledger costs: commits, second looks at known files, and the reading that reports do.
///
/// `folder` must lie on the disk that is to be measured and is left as it was. Wall-clock times of this machine at this
/// moment, medians where there is more than one run.
struct LedgerBenchmark {
    let folder: URL
    private let clock = ContinuousClock()

    init(folder: URL) { self.folder = folder }

    /// Everything, with a ledger of `records` records for the reading part.
    func run(records: Int = 600_000, paths: Int = 1_000_000) throws {
        try commits()
        if paths > 0 { try knownPaths(paths) }
        if records > 0 { try reports(records) }
    }

    private func withLedger(_ body: (Ledger, DropID, RunID) throws -> Void) throws {
        let place = folder.appending(path: "ledger-benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        let ledger = try Ledger(at: PathBytes(place.appending(path: "ledger.sqlite").path))
        let drop = try ledger.register(drop: "bench", root: PathBytes("/bench"))
        let run = try ledger.beginRun(kind: "bench", owner: "bench")
        try body(ledger, drop, run)
    }

    /// Wall-clock and processor time; on a busy machine only the latter tells the cost.
    private struct Cost {
        var wall = 0.0
        var processor = 0.0

        static func += (a: inout Cost, b: Cost) {
            a.wall += b.wall
            a.processor += b.processor
        }
    }

    private func cost(_ body: () throws -> Void) rethrows -> Cost {
        let before = processorMilliseconds()
        let time = try clock.measure(body)
        let wall = Double(time.components.seconds) * 1e3 + Double(time.components.attoseconds) / 1e15
        return Cost(wall: wall, processor: processorMilliseconds() - before)
    }

    /// One line: wall-clock and processor time in milliseconds, each over `divisor`.
    private func say(_ what: String, _ cost: Cost, per divisor: Double = 1, unit: String = "ms") {
        say(what, cost.wall / divisor, unit, String(format: "%10.3f", cost.processor / divisor) + " \(unit) processor")
    }

    private func say(_ what: String, _ value: Double, _ unit: String, _ more: String = "") {
        print(what.padding(toLength: 56, withPad: " ", startingAt: 0), String(format: "%10.3f", value), unit, more)
        fflush(nil)
    }

    private func median(_ costs: [Cost]) -> Cost {
        Cost(
            wall: costs.map(\.wall).sorted()[costs.count / 2],
            processor: costs.map(\.processor).sorted()[costs.count / 2])
    }

    /// Batches of 16 records with 20 KB of evidence each, against the bare fsync of as many bytes.
    private func commits() throws {
        let evidence = Evidence(name: "top_ad", jpeg: (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        try withLedger { ledger, drop, run in
            var claims: [Cost] = []
            var commits: [Cost] = []
            for batch in 0..<125 {
                let numbers = batch * 16..<(batch + 1) * 16
                let seen = numbers.map { sighting($0) }
                claims.append(try cost { _ = try ledger.claim(drop: drop, seen, run: run) })
                let outcomes = numbers.map { Outcome(sighting($0), .recorded(record($0), evidence: [evidence])) }
                commits.append(try cost { _ = try ledger.commit(drop: drop, outcomes, run: run) })
            }
            let json = try (0..<200).map { number in
                let one = record(number)
                return try cost { _ = try CanonicalJSON.encode(one) }
            }
            say("claim of 16 new photos, median", median(claims))
            say("commit of 16 records with 20 KB evidence, median", median(commits))
            say(
                "  95th percentile (a checkpoint falls in)", commits.map(\.wall).sorted()[commits.count * 95 / 100],
                "ms")
            say("  of it JSON of 16 records, median", median(json), per: 1.0 / 16)
            say("  of it writing and syncing 16 × 25 KB, bare, median", try bareSync())
            let all = commits.reduce(into: Cost()) { $0 += $1 }
            say("commit, a record, mean of all", all, per: 2, unit: "µs")
        }
    }

    private func bareSync() throws -> Cost {
        let file = folder.appending(path: "ledger-benchmark-sync")
        defer { try? FileManager.default.removeItem(at: file) }
        _ = FileManager.default.createFile(atPath: file.path, contents: nil)
        let handle = try FileHandle(forWritingTo: file)
        let bytes = Data(repeating: 7, count: 16 * 25_000)
        return try median(
            (0..<60).map { _ in
                try cost {
                    try handle.write(contentsOf: bytes)
                    try handle.synchronize()
                }
            })
    }

    /// Known paths in folders of 33: one look through all of them, folder by folder and by fingerprints.
    private func knownPaths(_ paths: Int) throws {
        try withLedger { ledger, drop, run in
            let entering = try cost {
                for start in stride(from: 0, to: paths, by: 990) {
                    let seen = (start..<min(start + 990, paths)).map { sighting($0) }
                    _ = try ledger.claim(drop: drop, seen, run: run)
                    let results = try ledger.commit(
                        drop: drop, seen.map { Outcome($0, .recorded(rejected($0), evidence: [])) }, run: run)
                    precondition(results.allSatisfy { if case .recorded = $0 { true } else { false } })
                }
            }
            say("\(paths) paths entered, a path", entering, per: Double(paths) / 1000, unit: "µs")
            try ledger.checkpoint()
            var settled = 0
            var byFolder = Cost()
            for start in stride(from: 0, to: paths, by: 33) {
                let files = (start..<min(start + 33, paths)).map { sighting($0) }
                let folder = files[0].path.folderAndName.folder
                let names = files.map(\.path.lastComponent)
                byFolder += try cost {
                    let known = try ledger.known(drop: drop, folder: folder)
                    for (one, name) in zip(files, names)
                    where known.isSettled(name: name, size: one.size, mtimeNanoseconds: one.mtimeNanoseconds) {
                        settled += 1
                    }
                }
            }
            say("\(settled) known paths looked up folder by folder", byFolder)
            let before = residentKiB()
            var known = KnownPaths(expecting: 0)
            let loading = try cost { known = try ledger.knownPaths(drop: drop) }
            say("\(known.count) fingerprints loaded", loading)
            say("  resident memory for them", Double(residentKiB() - before) / 1024, "MiB")
            settled = 0
            var byPrint = Cost()
            for start in stride(from: 0, to: paths, by: 33) {
                let files = (start..<min(start + 33, paths)).map { sighting($0) }
                let folder = files[0].path.folderAndName.folder
                let names = files.map(\.path.lastComponent)
                byPrint += cost {
                    let key = known.key(folder: folder)
                    for (one, name) in zip(files, names)
                    where known.isSettled(
                        in: key, name: name, size: one.size, mtimeNanoseconds: one.mtimeNanoseconds)
                    {
                        settled += 1
                    }
                }
            }
            say("\(settled) known paths looked up by fingerprint", byPrint)
            say("counts of all states", try cost { _ = try ledger.counts() })
        }
    }

    /// A year of records, read as reports do: a month, a day, from a reader of its own.
    private func reports(_ records: Int) throws {
        try withLedger { ledger, drop, run in
            let filling = try cost {
                for start in stride(from: 0, to: records, by: 500) {
                    let numbers = start..<min(start + 500, records)
                    _ = try ledger.claim(drop: drop, numbers.map { sighting($0) }, run: run)
                    _ = try ledger.commit(
                        drop: drop, numbers.map { Outcome(sighting($0), .recorded(record($0), evidence: [])) }, run: run
                    )
                }
            }
            say("\(records) records committed by 500, a record", filling, per: Double(records) / 1000, unit: "µs")
            try ledger.checkpoint()
            let reader = try Ledger(at: ledger.file, options: .readOnly)
            for (what, view, dates) in Self.analystQueries {
                var rows = 0
                let time = try cost { rows = try reader.countRows(of: view, dates: dates) }
                say("\(what) (\(rows) rows)", time)
            }
            var bytes = 0
            let month = try cost {
                var filter = RecordFilter()
                filter.dates = "2025-06-01"..."2025-06-30"
                let cursor = try reader.records(filter)
                while let stored = try cursor.next() { bytes += stored.json.count }
            }
            say("a month's JSON streamed (\(bytes / 1_000_000) MB)", month)
            let staging = try cost {
                _ = try ledger.stageBundle(branch: "bench", maxRecords: 2000) { "bench-\($0)" }
            }
            say("2000 records staged for a bundle", staging)
            say("peak resident memory", Double(peakKiB()) / 1024, "MiB")
        }
    }

    private static let month = "2025-06-01"..."2025-06-30"
    private static let day = "2025-06-11"..."2025-06-11"
    private static let analystQueries: [(String, view: String, dates: ClosedRange<String>?)] = [
        ("a month's photos, all columns", "photos", month), ("a month's findings", "findings", month),
        ("a month's visits", "visits", month), ("a month's photos by visit", "visit_photos", month),
        ("a month's slots by visit", "visit_slots", month), ("a day's photos, all columns", "photos", day),
        ("a day's visits", "visits", day), ("all stores with their year", "stores", nil),
    ]
}

private func processorMilliseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
}

/// 33 photos a visit; a visit of every one of 2,500 stores in 30 days.
private func sighting(_ number: Int) -> Sighting {
    let visit = number / 33
    let day = visit / 50 % 365
    let date = String(format: "2025-%02d-%02d", day / 31 + 1, day % 28 + 1)
    let store = String(format: "S%05d", visit % 30_000)
    return Sighting(
        path: PathBytes("\(store)/\(date)/IMG_20250611_\(100_000 + number).jpg"), size: Int64(3_000_000 + number),
        mtimeNanoseconds: 1_750_000_000_000_000_000 + Int64(number), storeID: store, date: date)
}

private func source(_ seen: Sighting) -> PhotoSource {
    let digits = String(seen.mtimeNanoseconds &* 2_654_435_761 & Int64.max, radix: 16)
    return PhotoSource(
        drop: "bench", path: seen.path, storeID: seen.storeID, region: "R", date: seen.date,
        sha256: digits + String(repeating: "0", count: 64 - digits.count), bytes: Int(seen.size), width: 3264,
        height: 2448, orientation: 6)
}

private let versions = Versions(
    program: "0.1.0", model: "counter-1", modelSHA256: String(repeating: "a", count: 64), precision: "bf16",
    policy: "standard 1")

private func rejected(_ seen: Sighting) -> Record {
    Record(
        photo: source(seen), state: .rejected, reason: Reason(code: "no_pixels", message: "no pixels"),
        versions: versions)
}

/// A record as full as real ones are.
private func record(_ number: Int) -> Record {
    let seen = sighting(number)
    var exif = ExifFacts()
    let day = Double(seen.date.flatMap { try? Date($0 + "T03:00:00Z", strategy: .iso8601) }?.timeIntervalSince1970 ?? 0)
    exif.capturedAt = Sourced(
        CaptureTime(rfc3339: "\(seen.date ?? "")T12:00:00+09:00", epoch: day, zone: .exif),
        source: "DateTimeOriginal+OffsetTimeOriginal")
    exif.latitude = Sourced(37.5, source: "GPSLatitude")
    exif.longitude = Sourced(127.1, source: "GPSLongitude")
    exif.make = Sourced("samsung", source: "Make")
    exif.model = Sourced("SM-G991N", source: "Model")
    exif.orientation = Sourced(6, source: "Orientation")
    exif.exposureTime = Sourced(0.01, source: "ExposureTime")
    exif.iso = Sourced(200, source: "PhotographicSensitivity")
    exif.fNumber = Sourced(1.8, source: "FNumber")
    exif.focalLength = Sourced(5.4, source: "FocalLength")
    exif.pixelWidth = Sourced(3264, source: "PixelXDimension")
    exif.pixelHeight = Sourced(2448, source: "PixelYDimension")
    let slots = [Slot.topAd, Slot.cduHorizontal, Slot.cduVerticalLeft, Slot.cduVerticalRight, Slot.cabinet]
    let detections = slots.enumerated().map { index, slot in
        let box = Box(101.23 + Double(index) * 300, 202.34, 380.45 + Double(index) * 300, 707.56)
        return Detection(slot: slot, confidence: 0.9123 - Double(index) / 100, box: box, quad: Quad(box))
    }
    let offset = Double(number % 41) / 100 - 0.2
    let off = abs(offset) > 0.1
    return Record(
        photo: source(seen), state: .audited, exif: exif, detections: detections,
        centering: Centering(photoOffset: 0.01, fixtureOffset: offset, uncertainty: 0.012, reference: .cabinet),
        findings: [Finding(code: "top_ad_tilted", severity: .info, value: 1.5, limit: 3)]
            + (off ? [Finding(code: "top_ad_off_centre", severity: .violation, value: offset, limit: 0.1)] : []),
        verdict: off ? .nonCompliant : .compliant,
        quality: PhotoQuality(brightness: 0.45, sharpness: 230, truncated: false), versions: versions)
}

private func status(_ key: String) -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix(key + ":") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
}

private func residentKiB() -> Int { status("VmRSS") }
private func peakKiB() -> Int { status("VmHWM") }
