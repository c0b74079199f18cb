import Foundation
import Ledger
import Records
import Reporting

/// What a report costs on a year of records: a month and a day, wall-clock and peak memory of the whole process.
struct ReportBenchmark {
    private let records: Int
    private let rounds = 3

    init(records: Int = 600_000) { self.records = records }

    func run() throws {
        try withScratch { folder in
            let file = folder.path + "/ledger.sqlite"
            let filling = try seconds { try fill(file) }
            print(String(format: "%d records of a year in 5,000 stores made in %.0f s", records, filling))
            for (what, from, to) in [
                ("a month", "2025-11-01", "2025-11-30"), ("a day", "2025-11-18", "2025-11-18"),
                ("a month, one region", "2025-11-01", "2025-11-30"),
            ] {
                var words = ["report", "--ledger", file, "--from", from, "--to", to, "--zone", "Asia/Seoul"]
                words += ["--out", folder.path + "/report", "--target", "95"]
                if what.contains("region") { words += ["--region", "R3"] }
                let runs = try (0..<rounds).map { _ in try SightlineBench.run(sightline, words) }
                guard runs.allSatisfy({ $0.status == 0 }) else { throw CocoaError(.executableNotLoadable) }
                let page = try FileManager.default.attributesOfItem(atPath: folder.path + "/report/report.html")
                let size = (page[.size] as? Int) ?? 0
                let peak = runs.map(\.peakMebibytes).max() ?? 0
                print(
                    String(
                        format: "report of %@: %.2f s (median of %d), peak %.0f MiB, page %.2f MB", what,
                        median(runs.map(\.seconds)), rounds, peak, Double(size) / 1e6))
            }
        }
    }

    /// Spread evenly over 2025, every twelfth with 20 KB of evidence, as if pruned.
    private func fill(_ file: String) throws {
        let ledger = try Ledger(at: PathBytes(file))
        let drop = try ledger.register(drop: "bench", root: PathBytes("/bench"))
        let run = try ledger.beginRun(kind: "bench", owner: "bench", lease: 1e9)
        try ledger.setStores(
            (0..<6_000).map {
                RegisteredStore(
                    storeID: "S\(10_000 + $0)", name: "Store \($0)", region: "R\($0 % 8)", latitude: nil, longitude: nil
                )
            })
        let picture = Evidence(
            name: "top_ad.jpg", jpeg: [0xFF, 0xD8, 0xFF] + (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        for start in stride(from: 0, to: records, by: 1_000) {
            let numbers = start..<min(start + 1_000, records)
            let photos = numbers.map { BenchPhoto($0, of: records) }
            _ = try ledger.claim(drop: drop, photos.map(\.sighting), run: run, now: photos[0].arrived)
            let outcomes = photos.map {
                Outcome(
                    $0.sighting,
                    .recorded($0.record, evidence: $0.number % 12 == 0 || $0.isBad ? [picture] : []))
            }
            _ = try ledger.commit(drop: drop, outcomes, run: run, now: photos[0].arrived)
        }
        try ledger.checkpoint()
    }
}

/// The n-th photo of a year: three photos a visit, 5,000 stores in turn.
private struct BenchPhoto {
    let number: Int
    let sighting: Sighting
    let record: Record
    let arrived: Date
    let isBad: Bool

    init(_ number: Int, of records: Int) {
        self.number = number
        let taken = 1_735_657_200 + Double(number / 3 * 3) / Double(records) * 365 * 86_400
        let day = CalendarDay(number: Int((taken + 9 * 3_600) / 86_400))
        let store = "S\(10_000 + number / 3 * 7 % 5_000)"
        arrived = Date(timeIntervalSince1970: taken + 3_600)
        sighting = Sighting(
            path: PathBytes("\(store)/\(day)/IMG_\(number).jpg"), size: 3_000_000, mtimeNanoseconds: 1, storeID: store,
            date: "\(day)")
        let offset = Double((number / 3 * 37) % 43 - 21) / 100
        isBad = abs(offset) > 0.17
        let isOpen = number % 11 == 5
        var findings = [Finding(code: "missing_cdu_vertical_right", severity: .info, value: 1, limit: 0.95)]
        if isBad {
            findings.append(Finding(code: "top_ad_off_centre", severity: .violation, value: offset, limit: 0.17))
        }
        if isOpen, !isBad { findings.append(Finding(code: "centering_too_uncertain", severity: .warning)) }
        var exif = ExifFacts()
        exif.capturedAt = Sourced(
            CaptureTime(rfc3339: "", epoch: taken, zone: number % 9 == 0 ? .branch : .exif), source: "bench")
        let digits = String(number, radix: 16)
        record = Record(
            photo: PhotoSource(
                drop: "bench", path: sighting.path, storeID: store, region: nil, date: "\(day)",
                sha256: String(repeating: "0", count: 64 - digits.count) + digits, bytes: 3_000_000, width: 3264,
                height: 2448, orientation: 1),
            state: .audited, exif: exif,
            detections: ["top_ad", "cdu_horizontal", "cdu_vertical_left", "cabinet"].map {
                Detection(slot: $0, confidence: 0.9, box: Box(0, 0, 9, 9), quad: nil)
            },
            centering: Centering(photoOffset: 0, fixtureOffset: offset, uncertainty: 0.02, reference: .cabinet),
            findings: findings, verdict: isBad ? .nonCompliant : isOpen ? .notAssessable : .compliant,
            versions: Versions(
                program: "0.1.0", model: "m", modelSHA256: String(repeating: "a", count: 64), precision: "f32",
                policy: "p"))
    }
}
