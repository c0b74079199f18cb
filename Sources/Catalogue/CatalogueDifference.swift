import Records

/// A catalogue as two of them are compared: a folder or a compiled file.
public struct CatalogueContents: Hashable, Sendable {
    public let creatives: [Creative]
    /// Lower-case hex SHA-256 of each artwork's file, by the creative's id; none for a file that cannot be read.
    public let artworks: [String: String]
    public let programme: [ProgrammeLine]

    public init(_ catalogue: CompiledCatalogue) {
        creatives = catalogue.entries.map(\.creative)
        artworks = Dictionary(catalogue.entries.map { ($0.creative.id, $0.artworkSHA256) }) { first, _ in first }
        programme = catalogue.programme
    }

    /// Reads the artworks' files for their hashes.
    public init(_ folder: CatalogueFolder) {
        creatives = folder.creatives
        var artworks: [String: String] = [:]
        for creative in creatives { artworks[creative.id] = (try? folder.artwork(creative))?.sha256 }
        self.artworks = artworks
        programme = folder.programme
    }
}

/// What a newer catalogue has otherwise.
public struct CatalogueDifference: Hashable, Sendable {
    /// A creative that both have, and what of it is other.
    public struct Change: Hashable, Sendable {
        /// What of a creative can change.
        public enum Part: String, Hashable, Sendable, CaseIterable {
            case artwork, file, slots, family
            case validFrom = "valid_from"
            case validTo = "valid_to"
            case texts
        }

        public let id: String
        public let parts: [Part]
    }

    /// Ids, in the order of their bytes; so are all lists.
    public let added: [String]
    public let removed: [String]
    public let changed: [Change]
    /// Lines that only the newer programme has.
    public let programmeAdded: [ProgrammeLine]
    /// Lines that only the older one has.
    public let programmeRemoved: [ProgrammeLine]

    public var isEmpty: Bool {
        added.isEmpty && removed.isEmpty && changed.isEmpty && programmeAdded.isEmpty && programmeRemoved.isEmpty
    }

    public init(from old: CatalogueContents, to new: CatalogueContents) {
        let before = Dictionary(old.creatives.map { ($0.id, $0) }) { first, _ in first }
        let after = Dictionary(new.creatives.map { ($0.id, $0) }) { first, _ in first }
        added = after.keys.filter { before[$0] == nil }.sorted(by: isBefore)
        removed = before.keys.filter { after[$0] == nil }.sorted(by: isBefore)
        changed = after.keys.sorted(by: isBefore).compactMap { id in
            guard let was = before[id], let now = after[id] else { return nil }
            let isOther: [Change.Part: Bool] = [
                .artwork: old.artworks[id] != new.artworks[id], .file: was.file != now.file,
                .slots: was.slots != now.slots,
                .family: was.family != now.family, .validFrom: was.validFrom != now.validFrom,
                .validTo: was.validTo != now.validTo, .texts: was.texts != now.texts,
            ]
            let parts = Change.Part.allCases.filter { isOther[$0] == true }
            return parts.isEmpty ? nil : Change(id: id, parts: parts)
        }
        let (lines, others) = (Set(old.programme), Set(new.programme))
        programmeAdded = others.subtracting(lines).sorted(by: ProgrammeLine.isInOrder)
        programmeRemoved = lines.subtracting(others).sorted(by: ProgrammeLine.isInOrder)
    }
}
