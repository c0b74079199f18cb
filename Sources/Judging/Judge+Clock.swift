import Records

extension Judge {
    /// Judges a record's times anew, by the clock as the ledger corrected it. What was found already keeps severity and limit,
    /// since the policy that the record names gave them.
    func judgeClock(_ record: inout Record) {
        guard record.device != nil else { return }
        let codes = [FindingCode.captureTimeConflict, .captureBackdated, .captureInFuture].map(\.code)
        let former = record.findings.filter { codes.contains($0.code) }
        let exif = record.exif.correcting(clock: record.device?.clock)
        let conflict = FindingCode.captureTimeConflict(exif, visit: record.photo.date)
        var wanted = (conflict.map { [$0] } ?? []) + clockDoubts(of: record)
        for index in wanted.indices {
            guard let known = former.first(where: { $0.code == wanted[index].code }) else { continue }
            wanted[index].severity = known.severity
        }
        guard wanted != former else { return }
        record.findings.removeAll { codes.contains($0.code) }
        record.findings.insert(contentsOf: wanted, at: 0)
        if record.verdict == .compliant, wanted.contains(where: { $0.severity == .violation }) {
            record.verdict = .nonCompliant
        }
    }
}
