import Foundation
import Judging
import Ledger
import Records
import TestSupport

/// A ledger of one month in which visits are of every kind that the rule tells apart: any number of photos, findings of
/// all codes and some that nobody knows, equal uncertainties, photos without a day, without a store, rejected, withdrawn.
///
/// Verdicts follow from the findings as Judging makes them follow: the rule relies on that.
struct RandomMonth {
    static let month = "2026-11"
    static let slots = ["top_ad", "cdu_horizontal", "cdu_vertical_left", "board_7"]

    let file: PathBytes
    let ledger: Ledger
    private let drop: DropID
    private let run: RunID
    private var random: Seeded
    private var content = 0

    init(in folder: URL, seed: UInt64) throws {
        file = PathBytes(folder.appending(path: "ledger.sqlite").path)
        ledger = try Ledger(at: file)
        drop = try ledger.register(drop: "d", root: PathBytes("/d"))
        run = try ledger.beginRun(kind: "test", owner: "test", lease: 1e9)
        random = Seeded(seed)
    }

    mutating func fill(photos: Int = 700) throws {
        for number in 0..<photos {
            let day = "\(Self.month)-\(Int.random(in: 1...30, using: &random).padded(2))"
            let store = number % 41 == 0 ? nil : "S\(Int.random(in: 1...9, using: &random))"
            let date = number % 13 == 0 ? nil : day
            let path = PathBytes("\(store ?? "none")/\(date ?? "undated")/\(number).jpg")
            // Near both ends of the day, so that zones matter where only the audit's time is known.
            let hours = Double([0, 1, 8, 9, 14, 15, 23].randomElement(using: &random) ?? 0)
            let midnight = CalendarDay(day).map { Double($0.number) * 86_400 } ?? 0
            try commit(
                Sighting(path: path, size: 1, mtimeNanoseconds: 1, storeID: store, date: date),
                at: midnight + hours * 3_600)
            if number % 29 == 0 {
                try ledger.withdraw(drop: drop, path: path, why: "test", now: Date(timeIntervalSince1970: midnight))
            }
        }
    }

    private mutating func commit(_ seen: Sighting, at time: Double) throws {
        content += 1
        let digits = String(content, radix: 16)
        let state = Int.random(in: 0..<9, using: &random) == 0 ? PhotoState.rejected : .audited
        var record = Record(
            photo: PhotoSource(
                drop: "d", path: seen.path, storeID: seen.storeID, region: nil, date: seen.date,
                sha256: String(repeating: "0", count: 64 - digits.count) + digits, bytes: 1, width: 4, height: 3,
                orientation: 1),
            state: state, reason: state == .rejected ? Reason(code: "no_pixels", message: "no pixels") : nil,
            versions: Versions(program: "1", model: "m", modelSHA256: "a", precision: "f32", policy: "p"))
        if state == .audited { describe(&record) }
        let now = Date(timeIntervalSince1970: time)
        _ = try ledger.claim(drop: drop, [seen], run: run, now: now)
        _ = try ledger.commit(drop: drop, [Outcome(seen, .recorded(record, evidence: []))], run: run, now: now)
    }

    private mutating func describe(_ record: inout Record) {
        for slot in Self.slots + [Slot.cabinet] where Bool.random(using: &random) {
            record.detections.append(Detection(slot: slot, confidence: 0.9, box: Box(0, 0, 2, 2), quad: nil))
        }
        if Int.random(in: 0..<4, using: &random) > 0 {
            // Few values, so that photos of a visit are often equally certain.
            let offset = Double(Int.random(in: -4...4, using: &random)) / 16
            let uncertainty =
                Int.random(in: 0..<6, using: &random) == 0
                ? nil : Double.random(in: 1...4, using: &random).rounded() / 64
            record.centering = Centering(
                photoOffset: 0, fixtureOffset: offset, uncertainty: uncertainty, reference: .cabinet)
        }
        var codes: [(String, Severity)] = []
        for slot in Self.slots + [Slot.cabinet] {
            for code in [
                FindingCode.missing(slot: slot), .offCentre(slot: slot), .tilted(slot: slot), .unclear(slot: slot),
            ]
            where Int.random(in: 0..<12, using: &random) == 0 {
                let isOpen = if case .unclear = code { true } else { false }
                codes.append((code.code, isOpen ? .warning : Bool.random(using: &random) ? .violation : .info))
            }
        }
        if Int.random(in: 0..<12, using: &random) == 0, let slot = Self.slots.randomElement(using: &random) {
            codes.append((FindingCode.boardBlank(slot: slot).code, .violation))
        }
        let rare = [
            "missing_a_tilted", "board_of_tomorrow", "board_blank_", "board_blank_b_cut_off",
            FindingCode.samePhotoOtherStore.code, "missing_",
        ]
        for code in rare where Int.random(in: 0..<40, using: &random) == 0 { codes.append((code, .violation)) }
        let isUncertain = Int.random(in: 0..<5, using: &random) == 0
        if isUncertain { codes.append((FindingCode.tooUncertain.code, .warning)) }
        record.findings = codes.map { Finding(code: $0.0, severity: $0.1) }
        let isOpen = isUncertain || codes.contains { $0.0.hasPrefix("unclear_") }
        record.verdict = codes.contains { $0.1 == .violation } ? .nonCompliant : isOpen ? .notAssessable : .compliant
    }
}
