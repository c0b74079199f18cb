import Records

/// Where a photo was taken against where others were: travel that is too fast, and equal positions in several stores.
///
/// Only the neighbours in time of the same device are compared, so that a photo that arrives late changes few records, and
/// the same photos give the same relations in any order.
extension Ledger {
    /// How far apart in time two photos are compared.
    private static let travelWindow: Int64 = 86_400_000
    /// Metres that two positions may be wrong together, and seconds that two times may be.
    private static let metresAllowed = 1000.0
    private static let secondsAllowed = 60.0
    /// Records of one store in a row, or with equal positions, that are brought up to date at most.
    private static let mostNeighbours: Int64 = 400

    private struct Trace {
        var id: Int64
        var device: String?
        var taken: Int64
        var place: GeoPlace?
        var store: Int64
        var storePlace: GeoPlace?
        var photo: Relation.Photo

        /// Where the photo says that it was taken, else where the registry has its store.
        var position: GeoPlace? { place ?? storePlace }
    }

    /// Enters where and when a record's photo was taken.
    func insertTrace(_ record: Record, row: Int64) throws(LedgerError) {
        guard record.state == .audited else { return }
        let taken = record.exif.capturedAt?.value.flatMap { $0.zone == .folder ? nil : $0.epoch }
        let milliseconds = taken.flatMap { abs($0) < 1e11 ? Int64(($0 * 1000).rounded()) : nil }
        let device = milliseconds == nil ? nil : record.device?.id
        let (latitude, longitude) = (record.exif.latitude?.value, record.exif.longitude?.value)
        let hasPlace = latitude != nil && longitude != nil
        guard device != nil || hasPlace else { return }
        try database.run(
            "INSERT OR REPLACE INTO trace (record_id, device, taken_ms, gps_ms, lat, lon) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            [
                .integer(row), LedgerValue(device), .integer(milliseconds ?? 0),
                LedgerValue(
                    record.exif.gpsEpoch.flatMap { abs($0) < 1e11 ? Int(clamped: ($0 * 1000).rounded()) : nil }),
                LedgerValue(hasPlace ? latitude : nil), LedgerValue(hasPlace ? longitude : nil),
            ])
    }

    /// What a record's trace is to others', now: the photos of the device just before and after it in other stores, where
    /// the way between takes more than `Relation.leastSpeed`; then another store's photo with the very same position.
    func traceRelations(of row: Int64) throws(LedgerError) -> [Relation] {
        guard let trace = try trace(row) else { return [] }
        var seen: Set<Int64> = []
        var relations: [Relation] = []
        for isLater in [false, true] {
            guard let other = try neighbour(of: trace, isLater: isLater), seen.insert(other.id).inserted,
                let speed = speed(trace, other)
            else { continue }
            relations.append(Relation(.travelTooFast, photo: other.photo, value: speed))
        }
        return relations + (try equalPosition(to: trace).map { [$0] } ?? [])
    }

    /// Brings the relations of a record and of those that it may have changed up to date; called after it came or left.
    func refreshTraces(around row: Int64) throws(LedgerError) {
        guard let trace = try trace(row) else { return }
        var ids: Set<Int64> = [row]
        if trace.device != nil {
            for isLater in [false, true] { ids.formUnion(try run(from: trace, isLater: isLater)) }
        }
        ids.formUnion(try equals(to: trace).map(\.id))
        ids.formUnion(try clockNeighbours(of: row))
        for id in ids.sorted() {
            let stored = try database.first(
                """
                SELECT o.sha256, o.store, j.json FROM record o JOIN record_json j ON j.record_id = o.id
                 WHERE o.id = ?1 AND o.current = 1 AND o.state = 'audited' AND o.bundle_id IS NULL AND o.left_ms IS NULL
                """, [.integer(id)]
            ) { (content: $0.blob(0), store: $0.integer(1), json: $0.blob(2)) }
            if let stored { try rejudge(id, stored.json, content: stored.content, store: stored.store) }
        }
    }

    /// The same for the records with these bytes in a store.
    func refreshTraces(ofContent content: [UInt8], store: Int64) throws(LedgerError) {
        let rows = try database.all(
            """
            SELECT r.id FROM record r JOIN trace t ON t.record_id = r.id
             WHERE r.sha256 = ?1 AND r.store = ?2 AND r.current = 1
            """, [.blob(content), .integer(store)]
        ) { $0.int(0) }
        for row in rows { try refreshTraces(around: row) }
    }

    // MARK: - Reading

    private static let columns = """
        SELECT o.id, t.device, t.taken_ms, t.lat, t.lon, o.store, s.lat, s.lon, d.name, o.path, s.store_id, o.date
          FROM trace t JOIN record o ON o.id = t.record_id JOIN drop_root d ON d.id = o.drop_id
               JOIN store s ON s.id = o.store
        """
    private static let counts = "o.current = 1 AND o.state = 'audited' AND o.left_ms IS NULL"
    private static let hasPosition = "(t.lat IS NOT NULL OR (s.lat IS NOT NULL AND s.lon IS NOT NULL))"

    private func traces(_ condition: String, _ values: [LedgerValue]) throws(LedgerError) -> [Trace] {
        try database.all("\(Ledger.columns) WHERE \(condition)", values) { row in
            func place(_ column: Int) -> GeoPlace? {
                guard let latitude = row.real(column), let longitude = row.real(column + 1) else { return nil }
                return GeoPlace(latitude: latitude, longitude: longitude)
            }
            return Trace(
                id: row.int(0), device: row.text(1), taken: row.int(2), place: place(3), store: row.int(5),
                storePlace: place(6),
                photo: Relation.Photo(
                    drop: row.text(8) ?? "", path: PathBytes(row.blob(9)), storeID: row.text(10), date: row.text(11)))
        }
    }

    /// Whether it counts or not: what has left has neighbours, too.
    private func trace(_ row: Int64) throws(LedgerError) -> Trace? {
        try traces("t.record_id = ?1", [.integer(row)]).first
    }

    /// The photo of the same device in another store that is next in time and whose position is known.
    private func neighbour(of trace: Trace, isLater: Bool) throws(LedgerError) -> Trace? {
        guard let device = trace.device, trace.position != nil else { return nil }
        let span =
            isLater
            ? (trace.taken, trace.taken.addingClamped(Ledger.travelWindow))
            : (trace.taken.subtractingClamped(Ledger.travelWindow), trace.taken)
        return try traces(
            """
            t.device = ?1 AND t.taken_ms >= ?2 AND t.taken_ms <= ?3 AND o.store <> ?4 AND \(Ledger.counts)
               AND \(Ledger.hasPosition)
             ORDER BY t.taken_ms \(isLater ? "ASC" : "DESC"), d.name, o.path LIMIT 1
            """, [.text(device), .integer(span.0), .integer(span.1), .integer(trace.store)]
        ).first
    }

    /// Kilometres per hour between two photos, as slow as positions and times allow; nil where that is nothing unusual.
    private func speed(_ one: Trace, _ other: Trace) -> Double? {
        guard let from = one.position, let to = other.position else { return nil }
        let metres = max(0, from.metres(to: to) - Ledger.metresAllowed)
        let milliseconds = Double(max(one.taken, other.taken).subtractingClamped(min(one.taken, other.taken)))
        let speed = (metres / 1000 / ((milliseconds / 1000 + Ledger.secondsAllowed) / 3600)).rounded()
        return speed >= Relation.leastSpeed ? speed : nil
    }

    /// Records whose neighbour a trace is or was: those at the very same time, and the first store before or after.
    private func run(from trace: Trace, isLater: Bool) throws(LedgerError) -> [Int64] {
        guard let device = trace.device else { return [] }
        let end =
            isLater
            ? trace.taken.addingClamped(Ledger.travelWindow) : trace.taken.subtractingClamped(Ledger.travelWindow)
        let near = try traces(
            """
            t.device = ?1 AND t.taken_ms >= ?2 AND t.taken_ms <= ?3 AND \(Ledger.counts) AND \(Ledger.hasPosition)
             ORDER BY t.taken_ms \(isLater ? "ASC" : "DESC"), d.name, o.path LIMIT ?4
            """,
            [
                .text(device), .integer(min(trace.taken, end)), .integer(max(trace.taken, end)),
                .integer(Ledger.mostNeighbours),
            ])
        let same = near.prefix { $0.taken == trace.taken }
        let others = near.dropFirst(same.count)
        // Of the photos in its own store, none looks to it; of those behind the next store, none either.
        let store = others.first { $0.store != trace.store }?.store
        let start = others.firstIndex { $0.store != trace.store } ?? others.endIndex
        return (same + others[start...].prefix { $0.store == store }).map(\.id)
    }

    /// Photos of other stores with the very same position in other files. A position that is given to three decimals of a
    /// degree, about 100 m, or a store that stands within 300 m, explains it.
    private func equals(to trace: Trace) throws(LedgerError) -> [Trace] {
        guard let place = trace.place, !Ledger.isCoarse(place) else { return [] }
        return try traces(
            """
            t.lat = ?1 AND t.lon = ?2 AND o.store <> ?3 AND o.sha256 <> (SELECT sha256 FROM record WHERE id = ?4)
               AND \(Ledger.counts) ORDER BY d.name, o.path LIMIT ?5
            """,
            [
                .real(place.latitude), .real(place.longitude), .integer(trace.store), .integer(trace.id),
                .integer(Ledger.mostNeighbours),
            ]
        ).filter { other in
            guard let one = trace.storePlace, let two = other.storePlace else { return true }
            return one.metres(to: two) > 300
        }
    }

    private func equalPosition(to trace: Trace) throws(LedgerError) -> Relation? {
        let others = try equals(to: trace)
        guard let first = others.first else { return nil }
        return Relation(.samePositionOtherStore, photo: first.photo, value: Double(Set(others.map(\.store)).count))
    }

    private static func isCoarse(_ place: GeoPlace) -> Bool {
        [place.latitude, place.longitude].allSatisfy { abs($0 * 1000 - ($0 * 1000).rounded()) < 1e-6 }
    }
}
