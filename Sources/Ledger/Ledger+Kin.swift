public import Records

/// Photos that show the same picture.
///
/// Each record with a likeness has a `fingerprint`. A new one is held against all others: those committed before the batch
/// through the index in memory, without the write lock; those committed since, and the batch's own, inside the
/// transaction. What the index proposes is compared by `Options.kinship`; a pair that it confirms is a row of `kin` in both
/// directions, and both records get their relations from it, so it does not matter which photo came first.
extension Ledger {
    /// Photos that a batch's photos may be the same as, found before the write lock is taken.
    struct KinProposals {
        /// By SHA-256.
        var numbers: [[UInt8]: [Int64]] = [:]
        /// The greatest number that was looked at.
        var newest: Int64 = 0
    }

    /// The index, brought up to what is committed.
    private func kinIndex(_ kinship: any Kinship) throws(LedgerError) -> any KinIndex {
        let index = kinMemory ?? kinship.makeIndex()
        kinMemory = index
        try database.forEach(
            "SELECT id, pdq FROM fingerprint WHERE id > ?1 ORDER BY id", [.integer(index.newest)]
        ) { (row) throws(LedgerError) in index.add(row.int(0), pdq: row.blob(1)) }
        return index
    }

    /// Looks up a batch's photos. Nothing is read where none of them can be compared.
    func proposeKin(_ outcomes: [Prepared]) throws(LedgerError) -> KinProposals {
        guard let kinship = options.kinship else { return KinProposals() }
        let photos = outcomes.compactMap(\.kin)
        guard !photos.isEmpty else { return KinProposals() }
        let index = try kinIndex(kinship)
        var proposals = KinProposals(newest: index.newest)
        for (photo, numbers) in zip(photos, index.near(photos)) { proposals.numbers[photo.content] = numbers }
        return proposals
    }

    /// Enters what a record's photo looks like and finds its kin; both sides' relations are brought up to date.
    func noteKin(_ record: Int64, _ outcome: Prepared, _ proposals: KinProposals) throws(LedgerError) {
        guard let kinship = options.kinship, let photo = outcome.kin else { return }
        guard try database.integer("SELECT 1 FROM fingerprint WHERE record_id = ?1", [.integer(record)]) == nil else {
            return
        }
        let recent = try database.all(
            "SELECT id, pdq FROM fingerprint WHERE id > ?1 ORDER BY id", [.integer(proposals.newest)]
        ) { (number: $0.int(0), pdq: $0.blob(1)) }
        let near = (proposals.numbers[photo.content] ?? []) + (kinMemory?.near(photo, among: recent) ?? [])
        try database.run(
            """
            INSERT INTO fingerprint (record_id, pdq, made_ms)
              VALUES (?1, ?2, coalesce((SELECT audited_ms FROM record WHERE id = ?1), 0))
            """, [.integer(record), .blob(photo.pdq)])
        let number = database.lastInsertedRow
        try database.run(
            "INSERT INTO likeness (fingerprint_id, picture) VALUES (?1, ?2)",
            [.integer(number), .blob(photo.likeness.bytes)])
        var found = false
        for other in near {
            guard let candidate = try kinPhoto(other), candidate.photo.content != photo.content,
                let alike = kinship.alike(photo, candidate.photo)
            else { continue }
            found = true
            for (a, b) in [(number, other), (other, number)] {
                try database.run(
                    "INSERT OR REPLACE INTO kin (fingerprint_id, other_id, alike) VALUES (?1, ?2, ?3)",
                    [.integer(a), .integer(b), .real(alike)])
            }
        }
        if found { try refreshKin(of: photo.content) }
    }

    /// A current record's photo by the number of its fingerprint.
    private func kinPhoto(_ number: Int64) throws(LedgerError) -> (record: Int64, photo: KinPhoto)? {
        try database.first(
            """
            SELECT r.id, r.sha256, r.width, r.height, f.pdq, l.picture
              FROM fingerprint f JOIN record r ON r.id = f.record_id JOIN likeness l ON l.fingerprint_id = f.id
             WHERE f.id = ?1 AND r.current = 1 AND r.state = 'audited'
            """, [.integer(number)]
        ) { row in
            Likeness(bytes: row.blob(5)).map {
                (
                    record: row.int(0),
                    photo: KinPhoto(
                        content: row.blob(1),
                        size: Size(width: Int(clamping: row.int(2)), height: Int(clamping: row.int(3))),
                        pdq: row.blob(4), likeness: $0)
                )
            }
        } ?? nil
    }

    /// Brings the relations of the records with these bytes and of their kin up to date. A record that is in a bundle was
    /// published and stays as it is.
    func refreshKin(of content: [UInt8]) throws(LedgerError) {
        let rows = try database.all(
            """
            SELECT DISTINCT o.id, o.sha256, o.store, j.json
              FROM record r JOIN fingerprint f ON f.record_id = r.id JOIN kin k ON k.fingerprint_id = f.id
                   JOIN fingerprint g ON g.id IN (f.id, k.other_id) JOIN record o ON o.id = g.record_id
                   JOIN record_json j ON j.record_id = o.id
             WHERE r.sha256 = ?1 AND o.current = 1 AND o.state = 'audited' AND o.bundle_id IS NULL AND o.left_ms IS NULL
            """, [.blob(content)]
        ) { (id: $0.int(0), content: $0.blob(1), store: $0.integer(2), json: $0.blob(3)) }
        for row in rows { try rejudge(row.id, row.json, content: row.content, store: row.store) }
    }

    /// Puts the relations of a stored record as they are now into it, and what they mean.
    func rejudge(_ row: Int64, _ json: [UInt8], content: [UInt8], store: Int64?) throws(LedgerError) {
        var record = try decode(json, row: row)
        let relations = try relations(of: record, row: row, content: content, store: store)
        let clock = record.device == nil ? nil : try clockError(of: row)
        guard record.relations != relations || record.device?.clock != clock else { return }
        record.relations = relations
        record.device?.clock = clock
        options.judge(&record)
        try writeJudgement(record, json: try encode(record, row: row), row: row)
    }

    /// All relations of a stored record.
    func relations(
        of record: Record, row: Int64, content: [UInt8], store: Int64?
    ) throws(LedgerError) -> [Relation] {
        var relations = try database.relations(of: content, store: store)
        let kin = try database.all(
            """
            SELECT o.id, k.alike, j.json FROM fingerprint f JOIN kin k ON k.fingerprint_id = f.id
              JOIN fingerprint g ON g.id = k.other_id JOIN record o ON o.id = g.record_id
              JOIN record_json j ON j.record_id = o.id JOIN drop_root d ON d.id = o.drop_id
             WHERE f.record_id = ?1 AND o.current = 1 AND o.state = 'audited' AND o.left_ms IS NULL
             ORDER BY d.name, o.path LIMIT ?2
            """, [.integer(row), .integer(Ledger.mostKin)]
        ) { (id: $0.int(0), alike: $0.real(1) ?? 0, json: $0.blob(2)) }
        for other in kin {
            guard let relation = relation(record, try decode(other.json, row: other.id), alike: other.alike) else {
                continue
            }
            relations.append(relation)
        }
        return relations + (try traceRelations(of: row))
    }

    /// Relations to photos of the same picture that a record names at most.
    static let mostKin: Int64 = 20

    /// What the same picture in another photo is to a record; nil where one of the two has no store, or a day that is not
    /// known would decide.
    func relation(_ record: Record, _ other: Record, alike: Double) -> Relation? {
        guard let kind = Relation.Kind(record.photo, other.photo) else { return nil }
        let photo = other.photo
        return Relation(
            kind,
            photo: Relation.Photo(drop: photo.drop, path: photo.path, storeID: photo.storeID, date: photo.date),
            value: (alike * 100_000).rounded() / 100_000,
            original: kind == .nearDuplicateSameVisit ? nil : options.kinship?.origin(of: record, against: other))
    }

    /// What a photo that is not in the ledger would be related to, by what is there now.
    ///
    /// - Parameter record: its record; store and day decide what the same picture means, and where it has no store, every
    ///   photo of the same picture counts as another store's.
    /// - Throws: `invalid_value` without `Options.kinship`; whatever SQLite says.
    public func kin(of photo: KinPhoto, record: Record) throws(LedgerError) -> [Relation] {
        guard let kinship = options.kinship else {
            throw LedgerError(
                .invalidValue, "this ledger was opened without means to compare photos", path: file.escaped)
        }
        var found: [Relation] = []
        for number in try kinIndex(kinship).near([photo]).first ?? [] {
            guard let candidate = try kinPhoto(number), candidate.photo.content != photo.content,
                let alike = kinship.alike(photo, candidate.photo), let json = try json(of: candidate.record)
            else { continue }
            let other = try decode(json, row: candidate.record)
            var asked = record
            if asked.photo.storeID == nil { asked.photo.storeID = "" }
            if let relation = relation(asked, other, alike: alike) { found.append(relation) }
        }
        return found.sorted { ($0.photo.drop, $0.photo.path) < ($1.photo.drop, $1.photo.path) }
    }

    /// Photos with the very bytes of one, by drop and path; `most` of them.
    public func photos(withContent sha256: String, most: Int = 20) throws(LedgerError) -> [Relation.Photo] {
        guard let content = bytes(hex: sha256) else { return [] }
        return try database.all(
            """
            SELECT d.name, r.path, s.store_id, r.date FROM record r JOIN drop_root d ON d.id = r.drop_id
              LEFT JOIN store s ON s.id = r.store
             WHERE r.current = 1 AND r.sha256 = ?1 AND r.left_ms IS NULL ORDER BY d.name, r.path LIMIT ?2
            """, [.blob(content), LedgerValue(most)]
        ) {
            Relation.Photo(
                drop: $0.text(0) ?? "", path: PathBytes($0.blob(1)), storeID: $0.text(2), date: $0.text(3))
        }
    }
}

extension Relation.Kind {
    /// What the same picture in two files means by the stores and days they were handed in for.
    init?(_ one: PhotoSource, _ other: PhotoSource) {
        guard let store = one.storeID, let otherStore = other.storeID else { return nil }
        if store != otherStore {
            self = .samePhotoOtherStore
        } else {
            guard let day = one.date, let otherDay = other.date else { return nil }
            self = day == otherDay ? .nearDuplicateSameVisit : .samePhotoSameStore
        }
    }
}
