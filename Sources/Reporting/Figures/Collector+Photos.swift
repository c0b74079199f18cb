import Judging
import Ledger
import Records
import Visits

/// Photos that the page lists one by one, up to a limit; the counts are of all.
struct PhotoLists: Sendable {
    struct Item: Sendable {
        var store: StoreRow?
        var day: CalendarDay
        var drop: DropID
        var path: PathBytes
        var codes: [String]
    }

    var notAssessable: [Item] = []
    var rejected: [Item] = []
    var failed: [Item] = []
    /// The camera's clock says another day than the visit's; `codes` holds what it says.
    var conflicting: [Item] = []
}

extension Collector {
    mutating func note(_ photo: VisitPhoto, _ day: CalendarDay) {
        let record = photo.record
        guard let detail = record.detail else { return }
        versionRows.insert(detail.version)
        noteTime(photo, detail, day)
        if detail.gone != nil { report.summary.gone.photos += 1 }
        if record.store == nil { report.summary.photos.withoutStore += 1 }
        for finding in photo.findings { note(finding, record.id, detail) }
        guard record.isAudited else {
            report.summary.photos.rejected += 1
            let code = detail.reasonCode ?? "unknown"
            counts.rejected[code, default: 0] += 1
            add(item(record, detail, day, [code]), to: \.rejected)
            return
        }
        report.summary.photos.audited += 1
        if detail.isTraced { travel.checked += 1 } else { travel.notChecked += 1 }
        switch record.verdict {
        case .compliant: report.summary.photos.compliant += 1
        case .nonCompliant: report.summary.photos.nonCompliant += 1
        case .notAssessable, nil:
            report.summary.photos.notAssessable += 1
            let codes = photo.findings.filter { $0.code?.explains ?? false }.map(\.stored.code)
            for code in Set(codes) { counts.notAssessable[code, default: 0] += 1 }
            add(item(record, detail, day, codes), to: \.notAssessable)
        }
    }

    private mutating func note(_ finding: VisitFinding, _ record: RecordID, _ detail: DayPhoto.Detail) {
        let code = finding.stored.code
        counts.findings[code, default: .init(code: code)].photos += 1
        switch finding.code {
        case .offCentre: if let limit = finding.stored.limit { limits[limit, default: 0] += 1 }
        case .samePhotoOtherStore:
            sameContents.insert(detail.sha256)
            noteRelation(finding.stored, record)
        case .samePhotoSameStore: noteRelation(finding.stored, record)
        case .travelTooFast:
            travel.photos += 1
            if hurried.count < CheckCase.listed { hurried.append(record) }
        default: break
        }
    }

    private mutating func noteTime(_ photo: VisitPhoto, _ detail: DayPhoto.Detail, _ day: CalendarDay) {
        switch detail.timeSource {
        case CaptureTime.Zone.exif.rawValue: report.summary.times.exif += 1
        case CaptureTime.Zone.branch.rawValue: report.summary.times.branch += 1
        case CaptureTime.Zone.folder.rawValue: report.summary.times.folder += 1
        default: report.summary.times.none += 1
        }
        let isStated = [CaptureTime.Zone.exif, .branch].contains { $0.rawValue == detail.timeSource }
        guard isStated, detail.visitDay != nil, CalendarDay(instant(detail.taken), in: request.zone) != day else {
            return
        }
        report.summary.times.conflicting += 1
        if photo.findings.contains(where: { $0.code == .captureTimeConflict }) {
            var clock = LocalClock(zone: request.zone)
            add(item(photo.record, detail, day, [clock.text(detail.taken)]), to: \.conflicting)
        }
    }

    private func item(
        _ record: DayPhoto, _ detail: DayPhoto.Detail, _ day: CalendarDay, _ codes: [String]
    ) -> PhotoLists.Item {
        PhotoLists.Item(store: record.store, day: day, drop: detail.drop, path: detail.path, codes: codes)
    }

    mutating func add(_ item: PhotoLists.Item, to list: WritableKeyPath<PhotoLists, [PhotoLists.Item]>) {
        if report.lists[keyPath: list].count < Self.listedPhotos { report.lists[keyPath: list].append(item) }
    }

    /// The days of the period.
    var days: DaySpan { DaySpan(period.from, to: period.to, in: request.zone) }

    /// Calls `body` for duplicates, failed and pending paths of the period, in order of state, drop and path.
    ///
    /// A duplicate belongs to the day of the visit of the photo that it repeats; a failed or pending path to its folder's
    /// date, or where it has none to the day it was first seen. Paths that are gone are left out.
    func otherPaths(_ body: (OtherPath, CalendarDay) throws -> Void) throws {
        func tell(_ path: OtherPath) throws {
            let day = CalendarDay(ofVisit: path.date, taken: path.time, in: request.zone)
            guard book.includes(path.store), path.state == .duplicate || period.contains(day) else { return }
            try body(path, day)
        }
        try ledger.duplicates(on: days, tell)
        try ledger.failedPaths(tell)
        try ledger.pendingPaths(tell)
    }

    mutating func note(_ other: OtherPath, of day: CalendarDay) {
        switch other.state {
        case .duplicate: report.summary.accounting.duplicate += 1
        case .pending: report.summary.accounting.pending += 1
        default:
            report.summary.accounting.failed += 1
            let code = other.reason?.code ?? "unknown"
            counts.failed[code, default: 0] += 1
            add(
                .init(store: other.store, day: day, drop: other.drop, path: other.path, codes: [code]),
                to: \.failed)
        }
    }
}
