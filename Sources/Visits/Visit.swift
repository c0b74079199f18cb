import Judging
public import Ledger
public import Records

/// The Visits room's rule: a visit is the photos of one store on one day, judged together. Reports, the service's metrics
/// and (in SQL, held to it by a test) the ledger's view `visits` count by it.
///
/// - A slot seen in any photo of the visit counts as seen: another photo's finding that its ad is missing does not stand.
/// - Several photos measure the same ad: the one with the smallest uncertainty decides whether it hangs off centre
///   (among those not called too uncertain; at equal uncertainty the earlier photo).
/// - Any other violation of any photo stands.
/// - Non-compliant: a violation stands. Compliant: none stands, and at least one photo is compliant by itself.
///   Not assessable: neither. Unread: no photo could be audited.
///
/// It relies on Judging for two things: a compliant photo has no violation, and its offset is not too uncertain.
public struct Visit: Sendable {
    public enum Status: String, Sendable, CaseIterable {
        case compliant
        case nonCompliant = "non_compliant"
        case notAssessable = "not_assessable"
        case unread
    }

    /// What the deciding photo says of the ad that is centred.
    public struct Centre: Sendable {
        public var record: RecordID
        /// Fixture offset, cabinet widths, positive to the right as seen.
        public var offset: Double
        /// Half the 95 % interval, cabinet widths.
        public var uncertainty: Double
        /// It is a violation.
        public var isOff: Bool
    }

    public let store: StoreRow
    public let day: CalendarDay
    /// Photos with a record; the sum of `audited` and `rejected`.
    public private(set) var photos = 0
    public private(set) var audited = 0
    public private(set) var rejected = 0
    /// Seen in some photo.
    public private(set) var slots: SlotSet = []
    /// Called missing in some photo and seen in none.
    public private(set) var missing: SlotSet = []
    public private(set) var centre: Centre?
    /// Codes of the violations that stand, sorted.
    public private(set) var violations: [String] = []
    /// The first photo with a violation that stands, else the first photo.
    public private(set) var witness: RecordID
    public private(set) var status = Status.unread

    /// - Parameters:
    ///   - photos: those of the store and day, in order of capture time.
    ///   - names: gives the slots their bits.
    /// - Returns: nil without a photo.
    public init?(_ photos: [VisitPhoto], store: StoreRow, day: CalendarDay, names: inout SlotNames) {
        guard let first = photos.first else { return nil }
        self.store = store
        self.day = day
        witness = first.record.id
        var anyCompliant = false
        for photo in photos {
            self.photos += 1
            guard photo.record.isAudited else {
                rejected += 1
                continue
            }
            audited += 1
            slots.formUnion(photo.slots)
            if photo.record.verdict == .compliant { anyCompliant = true }
            consider(photo)
        }
        collectViolations(photos, &names)
        if !violations.isEmpty {
            status = .nonCompliant
        } else if anyCompliant {
            status = .compliant
        } else if audited > 0 {
            status = .notAssessable
        }
    }

    private mutating func consider(_ photo: VisitPhoto) {
        guard let offset = photo.record.offset, let uncertainty = photo.record.uncertainty,
            !photo.findings.contains(where: { $0.code == .tooUncertain })
        else { return }
        if let centre, centre.uncertainty <= uncertainty { return }
        let isOff = photo.findings.contains { $0.isOffCentre && $0.stored.isViolation }
        centre = Centre(record: photo.record.id, offset: offset, uncertainty: uncertainty, isOff: isOff)
    }

    private mutating func collectViolations(_ photos: [VisitPhoto], _ names: inout SlotNames) {
        var standing: Set<String> = []
        for photo in photos {
            for finding in photo.findings {
                var stands = true
                if let name = finding.code?.absentSlot {
                    let slot = names.set(name)
                    stands = slots.isDisjoint(with: slot)
                    if stands { missing.formUnion(slot) }
                } else if finding.isOffCentre, let centre {
                    stands = centre.record == photo.record.id
                }
                guard stands, finding.stored.isViolation else { continue }
                if standing.isEmpty { witness = photo.record.id }
                standing.insert(finding.stored.code)
            }
        }
        violations = standing.sorted()
    }
}

extension VisitFinding {
    fileprivate var isOffCentre: Bool {
        if case .offCentre = code { true } else { false }
    }
}
