import Ledger
import Records
import Visits

/// What hangs where.
extension Collector {
    /// Takes a day's photos; of a day before the period they are read again with what they say, where campaigns ask for it.
    mutating func noteArtworks(_ rows: [VisitPhoto], _ day: CalendarDay) throws {
        guard var artworks, day >= artworks.from else { return }
        self.artworks = nil
        defer { self.artworks = artworks }
        defer { artworks.end(day) }
        guard rows.contains(where: { $0.record.isMatched }) else { return }
        let isInside = period.contains(day)
        let days = DaySpan(day, in: request.zone)
        var boards: [RecordID: [StoredBoard]] = [:]
        try ledger.boards(on: days) { record, board in boards[record, default: []].append(board) }
        let full =
            isInside
            ? rows : try reader.photos(day, detailed: true).filter { report.book.includes($0.record.store) }
        var names = reader.slots
        for (store, photos) in Dictionary(grouping: full, by: \.record.store) {
            guard let store else { continue }
            artworks.note(store, day, photos, boards, isInside: isInside) { photo, slot in
                !photo.slots.isDisjoint(with: names.set(slot))
            }
        }
    }

    mutating func finishArtworks() {
        guard let artworks else { return }
        report.artworks = artworks.stores
        report.summary.artworks = artworks.summary(report)
    }
}
