import Foundation
import Ledger
import Records
import Visits

/// What the ledger, the outbox and the reports' folder say, read now and then.
struct LedgerFigures: Sendable {
    var photos: [String: Int] = [:]
    var outbox = ServiceStatus.OutboxStatus()
    var deliveries = ServiceStatus.DeliveryStatus()
    var strayDrops: [ServiceStatus.StrayDrop] = []
    /// `yyyy-mm`, the photos of its visits by store, and its visits by status.
    var month: String?
    var monthly: [String: Int] = [:]
    var visits: [String: Int] = [:]

    /// Counts the visits of a day's month.
    /// - Parameter zone: the branch's.
    mutating func readMonth(of day: CalendarDay, zone: TimeZone, _ ledger: Ledger) throws(LedgerError) {
        let tally = try VisitTally(
            ledger, from: day.firstOfMonth, to: day.firstOfMonth(after: 1) - 1, zone: zone)
        month = day.month
        monthly = [:]
        for store in try ledger.stores() {
            if let photos = tally.photos[store.row] { monthly[store.storeID] = photos }
        }
        visits = Dictionary(uniqueKeysWithValues: tally.visits.map { ($0.key.rawValue, $0.value) })
    }

    /// Takes over the month's figures of an earlier reading.
    mutating func keepMonth(of earlier: LedgerFigures) {
        (month, monthly, visits) = (earlier.month, earlier.monthly, earlier.visits)
    }
}
