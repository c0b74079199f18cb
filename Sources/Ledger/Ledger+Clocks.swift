import Records

/// By how much a device's clock is off on a day, by the GPS times of its photos.
///
/// One photo proves nothing: a fix may be hours old. Where at least five photos of the device and day state a GPS time and
/// four fifths of them differ from the clock by the same amount, to two minutes, the clock is off by that amount; it is noted
/// in the device's records of that day, and their times are judged by the corrected clock.
extension Ledger {
    private static let leastPhotos = 5
    private static let steadySeconds = 120.0
    /// Smaller differences change no day, and every clock has some.
    private static let leastSeconds = 120.0
    private static let day: Int64 = 86_400_000

    /// Seconds by which the device of a record was ahead on its day (negative: behind), to the minute; nil where it was
    /// right, or nobody knows. The day is that of the clock itself, UTC.
    func clockError(of row: Int64) throws(LedgerError) -> Double? {
        let own = try database.first(
            "SELECT device, taken_ms FROM trace WHERE record_id = ?1 AND device IS NOT NULL", [.integer(row)]
        ) { (device: $0.text(0) ?? "", taken: $0.int(1)) }
        guard let own else { return nil }
        let (from, to) = Ledger.span(own.taken)
        let errors = try database.all(
            """
            SELECT t.taken_ms - t.gps_ms FROM trace t JOIN record r ON r.id = t.record_id
             WHERE t.device = ?1 AND t.taken_ms >= ?2 AND t.taken_ms < ?3 AND t.gps_ms IS NOT NULL AND r.current = 1
               AND r.left_ms IS NULL AND r.store IS NOT NULL ORDER BY 1
            """, [.text(own.device), .integer(from), .integer(to)]
        ) { Double($0.int(0)) / 1000 }
        guard errors.count >= Ledger.leastPhotos else { return nil }
        let median = errors[errors.count / 2]
        let steady = errors.count { abs($0 - median) <= Ledger.steadySeconds }
        guard steady * 5 >= errors.count * 4, abs(median) >= Ledger.leastSeconds else { return nil }
        return (median / 60).rounded() * 60
    }

    /// The records of the same device and day that say something else than what is known of the clock now.
    func clockNeighbours(of row: Int64) throws(LedgerError) -> [Int64] {
        let own = try database.first(
            "SELECT device, taken_ms FROM trace WHERE record_id = ?1 AND device IS NOT NULL", [.integer(row)]
        ) { (device: $0.text(0) ?? "", taken: $0.int(1)) }
        guard let own else { return [] }
        let (from, to) = Ledger.span(own.taken)
        return try database.all(
            """
            SELECT t.record_id FROM trace t JOIN record r ON r.id = t.record_id
              JOIN record_json j ON j.record_id = r.id
             WHERE t.device = ?1 AND t.taken_ms >= ?2 AND t.taken_ms < ?3 AND r.current = 1 AND r.bundle_id IS NULL
               AND r.left_ms IS NULL AND r.store IS NOT NULL
               AND json_extract(j.json, '$.device.clock') IS NOT ?4
            """,
            [.text(own.device), .integer(from), .integer(to), LedgerValue(try clockError(of: row))]
        ) { $0.int(0) }
    }

    private static func span(_ taken: Int64) -> (Int64, Int64) {
        let number = taken >= 0 ? taken / day : (taken - day + 1) / day
        return (number * day, (number + 1) * day)
    }
}
