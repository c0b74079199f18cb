import Judging
import Ledger
import Records

/// Photos that the page lists one by one, up to a limit; the counts are of all.
struct PhotoLists {
    struct Item {
        var store: Int?
        var day: ReportDay
        var drop: Int
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
    /// Codes that say why a photo answers nothing, or what spoilt it.
    static func explains(_ code: String) -> Bool {
        code.hasPrefix("no_") || code.hasPrefix("unclear_") || code.hasPrefix("centering_") || code.hasPrefix("photo_")
    }

    mutating func note(_ row: PhotoRow, _ day: ReportDay) {
        guard let detail = row.detail else { return }
        versionRows.insert(detail.version)
        noteTime(row, detail, day)
        if detail.gone != nil { summary.gone.photos += 1 }
        if row.store == nil { summary.photos.withoutStore += 1 }
        for finding in row.findings {
            counts.findings[finding.code, default: .init(code: finding.code)].photos += 1
            if finding.isOffCentre, let limit = finding.limit { limits[limit, default: 0] += 1 }
            if finding.code == FindingCode.samePhotoOtherStore.code { sameContents.insert(detail.sha256) }
        }
        guard row.isAudited else {
            summary.photos.rejected += 1
            let code = detail.reasonCode ?? "unknown"
            counts.rejected[code, default: 0] += 1
            add(item(row, detail, day, [code]), to: \.rejected)
            return
        }
        summary.photos.audited += 1
        switch row.verdict {
        case .compliant: summary.photos.compliant += 1
        case .nonCompliant: summary.photos.nonCompliant += 1
        case .notAssessable, nil:
            summary.photos.notAssessable += 1
            let codes = row.findings.map(\.code).filter { Self.explains($0) }
            for code in Set(codes) { counts.notAssessable[code, default: 0] += 1 }
            add(item(row, detail, day, codes), to: \.notAssessable)
        }
    }

    private mutating func noteTime(_ row: PhotoRow, _ detail: PhotoRow.Detail, _ day: ReportDay) {
        switch detail.timeSource {
        case "exif": summary.times.exif += 1
        case "branch": summary.times.branch += 1
        case "folder": summary.times.folder += 1
        default: summary.times.none += 1
        }
        let isStated = detail.timeSource == "exif" || detail.timeSource == "branch"
        guard isStated, detail.visitDay != nil, ReportDay(instant(Int(detail.taken)), in: request.zone) != day else {
            return
        }
        summary.times.conflicting += 1
        if row.findings.contains(where: { $0.code == "capture_time_conflict" }) {
            var clock = LocalClock(zone: request.zone)
            add(item(row, detail, day, [clock.text(detail.taken)]), to: \.conflicting)
        }
    }

    private func item(
        _ row: PhotoRow, _ detail: PhotoRow.Detail, _ day: ReportDay, _ codes: [String]
    ) -> PhotoLists.Item {
        PhotoLists.Item(store: row.store, day: day, drop: detail.drop, path: detail.path, codes: codes)
    }

    mutating func add(_ item: PhotoLists.Item, to list: WritableKeyPath<PhotoLists, [PhotoLists.Item]>) {
        if lists[keyPath: list].count < Self.listedPhotos { lists[keyPath: list].append(item) }
    }

    /// A path that has no record of its own in the period: duplicate, failed or pending.
    struct OtherPath {
        var state: PhotoState
        var drop: Int
        var path: PathBytes
        var store: Int?
        /// Folder's date, else the day of capture or of first sight.
        var day: ReportDay
        var reason: Reason?
    }

    /// Calls `body` for duplicates, failed and pending paths of the period, in order of state, drop and path.
    ///
    /// A duplicate belongs to the day of the visit of the photo that it repeats; a failed or pending path to its folder's
    /// date, or where it has none to the day it was first seen. Paths that are gone are left out.
    func otherPaths(_ body: (OtherPath) throws -> Void) throws {
        try ledger.query(DayReader.duplicates, reader.bounds(period.from, period.to)) { row in
            guard let path = other(.duplicate, row, day: visitDay(row, 4, taken: 5), drop: row.integer(6)) else {
                return
            }
            try body(path)
        }
        for state in [PhotoState.failed, .pending] {
            try ledger.query(Self.openPaths(state)) { row in
                let seen = ReportDay(instant(row.integer(5)), in: request.zone)
                let day = row.text(4).flatMap { ReportDay($0) } ?? seen
                guard period.contains(day), var path = other(state, row, day: day, drop: row.integer(0)) else { return }
                if state == .failed { path.reason = Reason(code: row.text(6) ?? "", message: row.text(7) ?? "") }
                try body(path)
            }
        }
    }

    /// The day of a record's visit, from its columns.
    func visitDay(_ row: borrowing LedgerRow, _ date: Int, taken: Int) -> ReportDay {
        row.text(date).flatMap { ReportDay($0) } ?? ReportDay(instant(row.integer(taken)), in: request.zone)
    }

    static func openPaths(_ state: PhotoState) -> String {
        """
        SELECT f.drop_id, f.path, p.name, p.store, p.date, p.first_seen_ms, p.reason_code, p.reason_message
          FROM path p INDEXED BY path_\(state.rawValue) JOIN folder f ON f.id = p.folder_id
         WHERE p.state = '\(state.rawValue)' AND p.gone_ms IS NULL ORDER BY f.drop_id, f.path, p.name
        """
    }

    private func other(
        _ state: PhotoState, _ row: borrowing LedgerRow, day: ReportDay, drop: Int?
    ) -> OtherPath? {
        let store = row.integer(3)
        guard book.includes(store) else { return nil }
        let folder = row.blob(1)
        let name = row.blob(2)
        return OtherPath(
            state: state, drop: drop ?? 0, path: PathBytes(folder.isEmpty ? name : folder + [0x2F] + name),
            store: store, day: day)
    }

    mutating func note(_ other: OtherPath) {
        switch other.state {
        case .duplicate: summary.accounting.duplicate += 1
        case .pending: summary.accounting.pending += 1
        default:
            summary.accounting.failed += 1
            let code = other.reason?.code ?? "unknown"
            counts.failed[code, default: 0] += 1
            add(
                .init(store: other.store, day: other.day, drop: other.drop, path: other.path, codes: [code]),
                to: \.failed)
        }
    }
}
