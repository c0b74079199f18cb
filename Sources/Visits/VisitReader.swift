public import Foundation
import Judging
public import Ledger
public import Records

/// Reads a ledger's visits day by day, each day over one stretch of an index: memory is bounded by a day, whatever the
/// period.
public struct VisitReader {
    private let ledger: Ledger
    /// The branch's zone, which cuts the days.
    public let zone: TimeZone
    /// The slots met so far.
    public private(set) var slots = SlotNames()
    private var codes: [String: FindingCode?] = [:]

    public init(_ ledger: Ledger, zone: TimeZone) {
        self.ledger = ledger
        self.zone = zone
    }

    /// The day's photos that count, in order of capture time.
    /// - Parameter detailed: with all findings, slots and details; else only what tells the visits' statuses.
    public mutating func photos(_ day: CalendarDay, detailed: Bool) throws(LedgerError) -> [VisitPhoto] {
        let days = DaySpan(day, in: zone)
        var photos = try ledger.photos(on: days, detailed: detailed).map { VisitPhoto($0) }
        let isAllCompliant = photos.allSatisfy { !$0.record.isAudited || $0.record.verdict == .compliant }
        guard detailed || !isAllCompliant else { return photos }
        var places: [RecordID: Int] = [:]
        for (place, photo) in photos.enumerated() { places[photo.record.id] = place }
        var needsSlots = detailed
        var codes = codes
        try ledger.findings(on: days, ofCompliant: detailed) { record, stored in
            guard let place = places[record] else { return }
            let code: FindingCode?
            if let known = codes[stored.code] {
                code = known
            } else {
                code = FindingCode(code: stored.code)
                codes[stored.code] = .some(code)
            }
            if code?.absentSlot != nil, stored.isViolation { needsSlots = true }
            photos[place].findings.append(VisitFinding(stored, code: code))
        }
        self.codes = codes
        guard needsSlots else { return photos }
        var names = slots
        try ledger.slotsSeen(on: days) { record, slot in
            if let place = places[record] { photos[place].slots.formUnion(names.set(slot)) }
        }
        slots = names
        return photos
    }

    /// The visits that a day's photos make, by the store's row; a photo of no store belongs to none.
    public mutating func visits(_ photos: [VisitPhoto], _ day: CalendarDay) -> [Visit] {
        var groups: [StoreRow: [VisitPhoto]] = [:]
        for photo in photos {
            if let store = photo.record.store { groups[store, default: []].append(photo) }
        }
        return groups.keys.sorted().compactMap { store in
            groups[store].flatMap { Visit($0, store: store, day: day, names: &slots) }
        }
    }
}
