import Judging
import Ledger
import Records
import Visits

/// What the latest visit of a store left open and another photo would answer.
struct Retake: Sendable {
    var day: CalendarDay
    /// Codes of findings, or why files were rejected, as the photos have them, each once.
    var codes: [String] = []
    /// No file of the visit is a photo: the codes are those of rejected files.
    var isUnread = false
    /// The first photo that says so.
    var drop: DropID?
    var path: PathBytes?

    /// - Returns: nil where the visit answers everything.
    init?(_ visit: Visit, _ photos: [VisitPhoto], _ names: inout SlotNames) {
        day = visit.day
        switch visit.status {
        case .unread:
            isUnread = true
            for photo in photos { note(photo.record.detail?.reasonCode ?? "unreadable", photo) }
            return
        case .notAssessable, .compliant, .nonCompliant: break
        }
        let isOpen = visit.status == .notAssessable
        let audited = photos.filter(\.record.isAudited)
        for photo in audited {
            for finding in photo.findings {
                guard let code = finding.code, Retake.helps(code) else { continue }
                if let slot = code.slot {
                    // A weight that the policy does not give it is no reason to travel, unless the visit has no answer.
                    guard isOpen || finding.stored.severity != Severity.info.rawValue,
                        !Retake.isAnswered(slot, audited, &names)
                    else { continue }
                    note(finding.stored.code, photo)
                } else if isOpen {
                    note(finding.stored.code, photo)
                }
            }
        }
        guard isOpen || !codes.isEmpty else { return nil }
        if path == nil, let first = photos.first { note(nil, first) }
    }

    private mutating func note(_ code: String?, _ photo: VisitPhoto) {
        if path == nil, let detail = photo.record.detail { (drop, path) = (detail.drop, detail.path) }
        if let code, !codes.contains(code) { codes.append(code) }
    }

    /// Some photo shows the slot and leaves nothing of it open.
    private static func isAnswered(_ slot: String, _ photos: [VisitPhoto], _ names: inout SlotNames) -> Bool {
        let set = names.set(slot)
        return photos.contains { photo in
            !photo.slots.isDisjoint(with: set)
                && !photo.findings.contains { $0.code.map { $0.slot == slot && helps($0) } ?? false }
        }
    }

    private static func helps(_ code: FindingCode) -> Bool {
        RetakeWords.sentence(code, CodeWords(language: .english)) != nil
    }

    /// What to do, one sentence after the other.
    func advice(_ words: CodeWords) -> String {
        var sentences: [String] = []
        for code in codes {
            let sentence =
                isUnread
                ? RetakeWords.sentence(reason: code, words)
                : FindingCode(code: code).flatMap { RetakeWords.sentence($0, words) }
            if let sentence, !sentences.contains(sentence) { sentences.append(sentence) }
        }
        return sentences.isEmpty ? RetakeWords.general(words) : sentences.joined(separator: " ")
    }
}

extension Collector {
    /// A later visit replaces what an earlier one left open.
    mutating func noteRetake(_ visit: Visit, _ rows: [VisitPhoto]) {
        var names = reader.slots
        report.retakes[visit.store] = Retake(visit, rows.filter { $0.record.store == visit.store }, &names)
    }
}
