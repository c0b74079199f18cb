public import Records

extension Judge {
    /// Judges only the relations of a record, whose other findings stay: what the ledger calls when they change.
    ///
    /// One finding per code, whatever the number of photos. A finding that is there already keeps its severity, since the
    /// policy that the record names gave it. A violation makes a compliant photo non-compliant; a photo that cannot be
    /// assessed stays so. Nobody violates anything by a photo that others took from him: where the photo is known to be the
    /// original in all of its relations, a violation is a warning.
    public func judgeRelations(_ record: inout Record) {
        let codes = FindingCode.ofRelations.map(\.code)
        let former = record.findings.filter { codes.contains($0.code) }
        record.findings.removeAll { codes.contains($0.code) }
        judgeClock(&record)
        let violatesAlone = record.findings.contains { $0.severity == .violation }
        if record.verdict == .nonCompliant, !violatesAlone { record.verdict = .compliant }
        for (code, standard, relations) in weighed(record.relations) {
            var severity = former.first { $0.code == code.code }?.severity ?? standard
            let isOriginal = relations.allSatisfy { $0.original?.photo == .this }
            if isOriginal, severity == .violation { severity = .warning }
            if !isOriginal, severity == .warning, standard == .violation { severity = .violation }
            let limit = code == .travelTooFast ? policy.place.speedLimit : nil
            record.findings.append(code.finding(severity, value: count(code, relations), limit: limit))
            if severity == .violation, record.verdict == .compliant { record.verdict = .nonCompliant }
        }
    }

    /// The relations that weigh something, by finding; a burst is normal.
    private func weighed(
        _ relations: [Relation]
    ) -> [(code: FindingCode, severity: Severity, relations: [Relation])] {
        let elsewhere = relations.filter { [.sameFileOtherStore, .samePhotoOtherStore].contains($0.kind) }
        let travel = relations.filter { relation in
            relation.kind == .travelTooFast && policy.place.speedLimit.map { relation.value > $0 } ?? false
        }
        let positions = relations.filter { $0.kind == .samePositionOtherStore }
        let again = relations.filter { $0.kind == .samePhotoSameStore }
        return [
            (FindingCode.samePhotoOtherStore, policy.relations.samePhotoOtherStore, elsewhere),
            (.samePhotoSameStore, policy.relations.samePhotoSameStore, again),
            (.travelTooFast, policy.place.tooFast, travel),
            (.samePositionOtherStore, policy.place.samePosition, positions),
        ].filter { !$0.2.isEmpty }
    }

    /// Other stores, other days, or the greatest speed.
    private func count(_ code: FindingCode, _ relations: [Relation]) -> Double {
        if code == .travelTooFast || code == .samePositionOtherStore { return relations.map(\.value).max() ?? 0 }
        guard code == .samePhotoOtherStore else { return Double(Set(relations.map(\.photo.date)).count) }
        // The same file's relation names one store and counts them all.
        let file = relations.first { $0.kind == .sameFileOtherStore }
        let others = Set(relations.filter { $0.kind == .samePhotoOtherStore }.map(\.photo.storeID))
        return (file?.value ?? 0) + Double(others.subtracting([file?.photo.storeID]).count)
    }
}
