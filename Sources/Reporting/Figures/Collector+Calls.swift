import Ledger

extension Collector {
    /// The cards of the stores to call first, pictures as far as the page has room for them.
    mutating func finishCalls() throws {
        var bytes = 0
        for store in report.toCall.prefix(CallCard.limit) {
            guard let visit = report.stores[store]?.latest else { continue }
            var jpeg = try picture(of: visit.proof)
            if bytes + jpeg.count > CallCard.pictureBytes { jpeg = [] }
            bytes += jpeg.count
            let place = try ledger.place(of: visit.proof)
            report.cards.append(CallCard(store: store, visit: visit, place: place, jpeg: jpeg))
        }
    }

    /// A JPEG of the record; empty where it has none, or one that is not a JPEG.
    private func picture(of record: RecordID) throws -> [UInt8] {
        let jpeg = try ledger.evidence(for: record).first?.jpeg ?? []
        return jpeg.starts(with: [0xFF, 0xD8, 0xFF]) ? jpeg : []
    }
}
