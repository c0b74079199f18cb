import Records

/// A visit: the photos of one store on one day, judged together.
///
/// - A slot seen in any photo of the visit counts as seen: another photo's `missing_<slot>` does not stand.
/// - Several photos measure the same ad: the one with the smallest uncertainty decides whether it hangs off centre
///   (among those not called too uncertain; at equal uncertainty the earlier photo).
/// - Any other violation of any photo stands.
/// - Non-compliant: a violation stands. Compliant: none stands, and at least one photo is compliant by itself.
///   Not assessable: neither. Unread: no photo could be audited.
struct Visit {
    enum Status: String {
        case compliant
        case nonCompliant = "non_compliant"
        case notAssessable = "not_assessable"
        case unread
    }

    struct Centre {
        var record: Int
        var offset: Double
        var uncertainty: Double
        /// The violation's limit where the ad hangs off centre.
        var isOff: Bool
    }

    var store: Int
    var day: ReportDay
    var photos = 0
    var audited = 0
    var rejected = 0
    var slots: UInt64 = 0
    /// Called missing in some photo and seen in none.
    var missing: UInt64 = 0
    private(set) var centre: Centre?
    /// Codes of the violations that stand, sorted.
    var violations: [String] = []
    /// The first photo with a violation that stands, else the first photo.
    var witness = 0
    var status = Status.unread

    init(_ rows: [PhotoRow], store: Int, day: ReportDay, names: inout SlotNames) {
        self.store = store
        self.day = day
        var anyCompliant = false
        for row in rows {
            photos += 1
            guard row.isAudited else {
                rejected += 1
                continue
            }
            audited += 1
            slots |= row.slots
            if row.verdict == .compliant { anyCompliant = true }
            consider(row)
        }
        var standing: Set<String> = []
        witness = rows.first?.id ?? 0
        for row in rows {
            for finding in row.findings {
                if let slot = finding.missingSlot {
                    let bit = names.bit(slot)
                    if slots & bit == 0 { missing |= bit }
                }
                guard finding.severity == Severity.violation.rawValue, stands(finding, of: row, &names) else {
                    continue
                }
                if standing.isEmpty { witness = row.id }
                standing.insert(finding.code)
            }
        }
        violations = standing.sorted()
        if !violations.isEmpty {
            status = .nonCompliant
        } else if anyCompliant {
            status = .compliant
        } else if audited > 0 {
            status = .notAssessable
        }
    }

    private mutating func consider(_ row: PhotoRow) {
        guard let offset = row.offset, let uncertainty = row.uncertainty,
            !row.findings.contains(where: { $0.code == "centering_too_uncertain" })
        else { return }
        if let centre, centre.uncertainty <= uncertainty { return }
        let isOff = row.findings.contains { $0.isOffCentre && $0.severity == Severity.violation.rawValue }
        centre = Centre(record: row.id, offset: offset, uncertainty: uncertainty, isOff: isOff)
    }

    private func stands(_ finding: PhotoRow.Finding, of row: PhotoRow, _ names: inout SlotNames) -> Bool {
        if let slot = finding.missingSlot { return slots & names.bit(slot) == 0 }
        if finding.isOffCentre, let centre { return centre.record == row.id }
        return true
    }
}

extension PhotoRow.Finding {
    var missingSlot: String? { code.hasPrefix("missing_") ? String(code.dropFirst(8)) : nil }
    var isOffCentre: Bool { code.hasSuffix("_off_centre") }
    /// The slot that the code is about.
    var slot: String? { FindingWords.slot(of: code) }
}

/// What a finding's code is made of.
enum FindingWords {
    static let suffixes = ["_off_centre", "_tilted", "_cut_off"]
    static let prefixes = ["missing_", "no_", "unclear_"]

    static func slot(of code: String) -> String? {
        if let suffix = suffixes.first(where: { code.hasSuffix($0) }) { return String(code.dropLast(suffix.count)) }
        if let prefix = prefixes.first(where: { code.hasPrefix($0) }) { return String(code.dropFirst(prefix.count)) }
        return nil
    }
}
