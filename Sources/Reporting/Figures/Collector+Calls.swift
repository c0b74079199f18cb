import Judging
import Ledger
import Visits

extension Collector {
    /// The cards of the stores to call first; pictures inside the page as far as it has room for them.
    mutating func finishCalls() throws {
        var room = request.embedsPictures ? CallCard.embeddedBytes : .max
        for store in report.toCall.prefix(CallCard.limit) {
            guard let visit = report.stores[store]?.latest else { continue }
            let jpeg = try jpeg(of: visit)
            let hasRoom = jpeg.count <= room
            if hasRoom { room -= jpeg.count }
            let place = try ledger.place(of: visit.proof)
            report.cards.append(
                CallCard(
                    store: store, visit: visit, place: place,
                    picture: jpeg.isEmpty ? .none : hasRoom ? .shown(jpeg) : .leftOut))
        }
        let shown = report.cards.count { $0.jpeg != nil }
        let leftOut = report.cards.count { if case .leftOut = $0.picture { true } else { false } }
        report.summary.pictures = .init(embedded: request.embedsPictures, shown: shown, leftOut: leftOut)
    }

    /// What proves that a visit is wrong: where nothing but creatives is, the board beside the artwork that should hang there.
    private func jpeg(of visit: Visit) throws -> [UInt8] {
        let slots = visit.violations.map { FindingCode(code: $0)?.slotOfCreative }
        if !slots.isEmpty, slots.allSatisfy({ $0 != nil }) {
            let pair = try ledger.evidence(for: visit.proof).first { $0.board(.artwork) != nil }
            if let pair, pair.jpeg.starts(with: [0xFF, 0xD8, 0xFF]) { return pair.jpeg }
        }
        return try jpeg(of: visit.proof)
    }

    /// The JPEG of the record that shows the counter; empty where it has none, or one that is not a JPEG.
    func jpeg(of record: RecordID) throws -> [UInt8] {
        let jpeg = try ledger.evidence(for: record).first(where: \.isOfCounter)?.jpeg ?? []
        return jpeg.starts(with: [0xFF, 0xD8, 0xFF]) ? jpeg : []
    }
}
