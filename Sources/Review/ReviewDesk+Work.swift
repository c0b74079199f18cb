import Judging
import Ledger
import Records

/// Where a picture's file is.
struct PhotoPlace: Hashable, Sendable {
    var drop: String
    var path: PathBytes
    /// The bytes that are meant; a file that holds others is not shown.
    var sha256: String
    /// Boards whose printed faces are not persons; none where nothing is known of the photo.
    var prints: [Quad] = []
}

extension PhotoPlace {
    /// The photo of a record.
    ///
    /// Printed are the boards with an accepted creative; where nobody looked for creatives, all boards and ads that the model
    /// is sure of. Of a board that a reviewer calls covered, whoever stands before it is a person.
    init(_ record: Record) {
        let photo = record.photo
        let boards = record.boards.filter { !($0.tags ?? []).contains(.occluded) }
        let named = boards.filter { $0.creative?.id != nil }
        let quads: [Quad]
        if !record.boards.contains(where: { $0.creative != nil }) {
            let ads = record.detections.filter { $0.slot != Slot.cabinet && !($0.tags ?? []).contains(.occluded) }
            quads = boards.map { $0.quad ?? Quad($0.box) } + ads.map { $0.quad ?? Quad($0.box) }
        } else {
            quads = named.map { $0.quad ?? Quad($0.box) }
        }
        self.init(drop: photo.drop, path: photo.path, sha256: photo.sha256, prints: quads)
    }
}

extension ReviewDesk {
    /// All that the page shows of a photo.
    func work(_ lease: ReviewLease, _ stored: StoredRecord, of name: String) throws -> ReviewMessages.Work {
        let record = try stored.record()
        let photo = record.photo
        let before = try ledger.correction(of: record)
        var places = [PhotoPlace(record)]
        var others: [ReviewMessages.Work.Other] = []
        for relation in record.relations.prefix(3) {
            guard let sha256 = try ledger.contentHash(of: relation.photo) else { continue }
            others.append(
                .init(
                    kind: relation.kind.rawValue, store: relation.photo.storeID, date: relation.photo.date,
                    index: places.count))
            places.append(PhotoPlace(drop: relation.photo.drop, path: relation.photo.path, sha256: sha256))
        }
        for earlier in try ledger.earlierPhotos(than: record, limit: 4) {
            others.append(
                .init(
                    kind: "earlier", store: photo.storeID, date: earlier.date, verdict: earlier.verdict?.rawValue,
                    index: places.count))
            places.append(PhotoPlace(drop: earlier.drop, path: earlier.path, sha256: earlier.sha256))
        }
        beside[lease.ticket] = places
        let ranked = record.boards
        return ReviewMessages.Work(
            ticket: lease.ticket, width: photo.width, height: photo.height, store: photo.storeID, region: photo.region,
            date: photo.date, why: why(lease, record),
            panels: Judge.panels(of: record).map { panel in
                let board =
                    ranked.first { ($0.quad ?? Quad($0.box)) == panel.quad }
                    ?? ranked.first { $0.slot == panel.slot && panel.slot != nil }
                return .init(
                    slot: panel.slot, quad: panel.quad, creative: panel.creative, tags: panel.tags,
                    ranked: board?.creative?.ranked.map(\.id) ?? [])
            },
            texts: record.texts, judged: ReviewMessages.Judged(record), others: others,
            draft: try ledger.draft(lease.photo, of: name), before: before.map(\.word.by),
            conflict: record.review?.conflict ?? false)
    }

    /// The reasons for which a photo is looked at, as codes that the page has words for.
    private func why(_ lease: ReviewLease, _ record: Record) -> [String] {
        guard lease.chance != nil else { return ["random"] }
        let features = PhotoFeatures(record, policy: request.judge.policy).values
        let strong = zip(PhotoFeatures.names, features).filter { $0.1 >= 0.5 }.map(\.0)
        return strong.isEmpty ? ["sequence"] : strong
    }
}
