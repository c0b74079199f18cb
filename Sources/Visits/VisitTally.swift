public import Foundation
public import Ledger
public import Records

/// The visits of some days by status, and the photos by store: what the service's metrics show.
public struct VisitTally: Sendable, Equatable {
    /// Visits by status, all four.
    public private(set) var visits = Dictionary(uniqueKeysWithValues: Visit.Status.allCases.map { ($0, 0) })
    /// Photos with a record that counts, by store.
    public private(set) var photos: [StoreRow: Int] = [:]

    public init() {}

    public mutating func add(_ visit: Visit) {
        visits[visit.status, default: 0] += 1
        photos[visit.store, default: 0] += visit.photos
    }

    /// Counts the visits from the first day to the last, day by day.
    /// - Parameter zone: the branch's.
    public init(_ ledger: Ledger, from: CalendarDay, to: CalendarDay, zone: TimeZone) throws(LedgerError) {
        self.init()
        var reader = VisitReader(ledger, zone: zone)
        var day = from
        while day <= to {
            for visit in reader.visits(try reader.photos(day, detailed: false), day) { add(visit) }
            day = day + 1
        }
    }
}
