import Judging
import Ledger
import Records

/// Photos to check: which photos of different visits show the same picture.
extension Collector {
    /// A photo of the period that has a relation with weight begins a case.
    mutating func noteRelation(_ finding: StoredFinding, _ record: RecordID) {
        let severity = Severity(rawValue: finding.severity) ?? .warning
        related[record] = max(related[record] ?? .info, severity)
    }

    /// Gathers the cases, the heaviest first. A photo that was moved keeps the finding in a record that was published
    /// before: it is not a case any more.
    mutating func finishChecks() throws {
        var seen: Set<RecordID> = []
        for seed in related.keys.sorted() where !seen.contains(seed) {
            let found = try group(around: seed)
            seen.formUnion(found.keys)
            guard Set(found.values.map { CheckCase.Visit(store: $0.store, day: visitDay($0)) }).count > 1 else {
                continue
            }
            let severity = found.keys.compactMap { related[$0] }.max() ?? .info
            report.checks.append(try check(found, severity))
        }
        report.checks.sort { $0.weighs(moreThan: $1) }
        try addPictures()
        report.summary.photosToCheck = CheckSummary(report)
        travel.listed = try hurried.compactMap { try trip($0) }
        report.summary.photosToCheck.travel = travel
    }

    /// The fastest way of a photo's device from or to another store.
    private func trip(_ id: RecordID) throws -> CheckSummary.Trip? {
        guard let record = try ledger.record(id)?.record(), let device = record.device,
            let fastest = record.relations.filter({ $0.kind == .travelTooFast }).max(by: { $0.value < $1.value })
        else { return nil }
        let (own, other) = (record.photo, fastest.photo)
        return CheckSummary.Trip(
            device: device.id, kilometresPerHour: fastest.value, storeId: own.storeID, date: own.date,
            path: own.path.escaped, otherStoreId: other.storeID, otherDate: other.date, otherPath: other.path.escaped)
    }

    /// The photos that are related to one, directly or through others.
    private func group(around seed: RecordID) throws -> [RecordID: PhotoPlace] {
        guard let place = try ledger.place(of: seed), place.store != nil else { return [:] }
        var found = [seed: place]
        var open = [seed]
        while let next = open.popLast(), let from = found[next] {
            for other in try ledger.related(to: next) where found[other.id] == nil {
                // What a day that is not known would decide is not decided.
                let isKnown = from.store != other.place.store || (from.date != nil && other.place.date != nil)
                guard isKnown, found.count < CheckCase.mostPhotos else { continue }
                found[other.id] = other.place
                open.append(other.id)
            }
        }
        return found
    }

    private func check(_ found: [RecordID: PhotoPlace], _ severity: Severity) throws -> CheckCase {
        var photos: [CheckCase.Photo] = []
        for (id, place) in found {
            guard let record = try ledger.record(id)?.record() else { continue }
            photos.append(
                .init(
                    record: id, place: place, day: visitDay(place), sha256: record.photo.sha256,
                    relations: record.relations))
        }
        let drops = report.drops
        func name(_ drop: DropID) -> String { drops[drop]?.name ?? "" }
        func store(_ photo: CheckCase.Photo) -> String { photo.place.store.map { book[$0].id } ?? "" }
        photos.sort { a, b in
            if a.day != b.day { return a.day < b.day }
            if store(a) != store(b) { return report.byteOrder(store(a), store(b)) }
            if a.place.drop != b.place.drop { return report.byteOrder(name(a.place.drop), name(b.place.drop)) }
            return a.place.path < b.place.path
        }
        return CheckCase(severity: severity, photos: photos, origin: CaseOrigin(of: photos, drops: name))
    }

    /// One picture per visit, the likely original's first; inside the page as far as it has room for them.
    private mutating func addPictures() throws {
        var room = request.embedsPictures ? CheckCase.embeddedBytes : .max
        for index in report.checks.indices.prefix(CheckCase.withPictures) {
            for place in report.checks[index].pictured {
                let jpeg = try jpeg(of: report.checks[index].photos[place].record)
                let hasRoom = jpeg.count <= room
                if hasRoom { room -= jpeg.count }
                report.checks[index].photos[place].picture = jpeg.isEmpty ? .none : hasRoom ? .shown(jpeg) : .leftOut
            }
        }
    }
}

extension CheckCase {
    /// The photos that the page shows: one per visit, the likely original first.
    var pictured: [Int] {
        var seen: Set<Visit> = []
        var order = Array(photos.indices)
        if case .photo(let first, _) = origin { order = [first] + order.filter { $0 != first } }
        return Array(order.filter { seen.insert(photos[$0].visit).inserted }.prefix(CheckCase.pictures))
    }

    /// Photos and their pictures as the page shows them.
    var shownPictures: [[UInt8]] {
        photos.compactMap { if case .shown(let jpeg) = $0.picture { jpeg } else { nil } }
    }
}
