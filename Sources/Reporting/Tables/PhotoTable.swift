import Digest
import Foundation
import Ledger
import Records
import Visits

/// `report.csv`: one row per photo of the period, so that its rows are `accounting.discovered`.
///
/// First the audited and rejected photos in order of capture time, then duplicates, failed and pending paths.
///
/// | column | holds |
/// | --- | --- |
/// | `store_id`, `store_name`, `region` | the registry's words |
/// | `visit_date` | the folder's date, else the day of capture in the branch's zone |
/// | `taken_local` | `yyyy-mm-dd hh:mm:ss` in the branch's zone |
/// | `time_source` | `exif`, `branch` (EXIF without zone), `folder` (only a date), `none` (time of the audit) |
/// | `drop`, `path` | the path in the drop; control characters and bytes that are not UTF-8 as `\xHH` |
/// | `state` | `audited`, `rejected`, `failed`, `duplicate`, `pending` |
/// | `verdict` | `compliant`, `non_compliant`, `not_assessable` |
/// | `photo_offset`, `fixture_offset`, `uncertainty` | shares of the photo's width; of the cabinet's width; half the 95 % interval of the latter |
/// | `reference` | `cabinet`, `cdu_pair`, `panel`, `photo` |
/// | `findings` | codes with their severity, `code:severity`, joined by `;` |
/// | `reason_code`, `reason` | why it was rejected or failed |
/// | `sha256`, `bytes`, `width`, `height` | of the file |
/// | `gone_since` | day on which its file was found to be gone from the drop; the photo counts even so |
struct PhotoTable {
    static let columns = [
        "store_id", "store_name", "region", "visit_date", "taken_local", "time_source", "drop", "path", "state",
        "verdict", "photo_offset", "fixture_offset", "uncertainty", "reference", "findings", "reason_code", "reason",
        "sha256", "bytes", "width", "height", "gone_since",
    ]

    private var clock: LocalClock

    init(zone: TimeZone) { clock = LocalClock(zone: zone) }

    mutating func line(_ photo: VisitPhoto, _ report: ReportFigures) -> String {
        let record = photo.record
        guard let detail = record.detail else { return "" }
        var line = CSVLine()
        let entry = record.store.map { report.book[$0] }
        line.add(entry?.id)
        line.add(entry?.name)
        line.add(entry?.region)
        let taken = clock.text(detail.taken)
        line.add(detail.visitDay ?? String(taken.prefix(10)))
        line.add(taken)
        line.add(detail.timeSource)
        line.add(report.drops[detail.drop]?.name)
        line.add(detail.path.escaped)
        line.add(record.isAudited ? PhotoState.audited.rawValue : PhotoState.rejected.rawValue)
        line.add(record.verdict?.rawValue)
        line.add(detail.photoOffset)
        line.add(record.offset)
        line.add(record.uncertainty)
        line.add(detail.reference)
        line.add(photo.findings.map { "\($0.stored.code):\($0.stored.severity)" }.joined(separator: ";"))
        line.add(detail.reasonCode)
        line.add(detail.reasonMessage)
        line.add(SHA256Digest.hex(detail.sha256))
        line.add(detail.bytes)
        line.add(detail.width)
        line.add(detail.height)
        line.add(detail.gone.map { String(clock.text($0).prefix(10)) })
        return line.line
    }

    func line(_ other: OtherPath, of day: CalendarDay, _ report: ReportFigures) -> String {
        var line = CSVLine()
        let entry = other.store.map { report.book[$0] }
        line.add(entry?.id)
        line.add(entry?.name)
        line.add(entry?.region)
        line.add("\(day)")
        for _ in 0..<2 { line.add(nil as String?) }
        line.add(report.drops[other.drop]?.name)
        line.add(other.path.escaped)
        line.add(other.state.rawValue)
        for _ in 0..<6 { line.add(nil as String?) }
        line.add(other.reason?.code)
        line.add(other.reason?.message)
        for _ in 0..<5 { line.add(nil as String?) }
        return line.line
    }
}

/// Wall-clock times of a zone; asks the zone once a quarter of an hour of data, which no change of offset divides.
struct LocalClock {
    let zone: TimeZone
    private var quarter = Int64.min
    private var offset: Int64 = 0

    init(zone: TimeZone) { self.zone = zone }

    /// `yyyy-mm-dd hh:mm:ss`.
    mutating func text(_ milliseconds: Int64) -> String {
        let seconds = (milliseconds >= 0 ? milliseconds : milliseconds.subtractingClamped(999)) / 1000
        if seconds / 900 != quarter {
            quarter = seconds / 900
            offset = Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
        }
        let local = Int(seconds + offset)
        let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        let second = local - day * 86_400
        return "\(CalendarDay(number: day)) \((second / 3600).padded(2)):\((second / 60 % 60).padded(2)):"
            + (second % 60).padded(2)
    }
}
