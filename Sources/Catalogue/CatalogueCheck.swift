import Photo
import Records

/// Everything that can be said of a catalogue's folder before it is compiled.
public struct CatalogueCheck {
    /// The slots that there are; nil: not known, any name is taken.
    public var slots: [String]?
    /// The stores that there are; nil: not known, any store is taken.
    public var stores: Set<String>?

    public init(slots: [String]? = nil, stores: Set<String>? = nil) {
        self.slots = slots
        self.stores = stores
    }

    /// All faults: of `creatives.csv`, then of `programme.csv`, by line; those of a whole table first.
    /// - Parameter progress: the number of artworks read so far, after each.
    public func faults(of folder: CatalogueFolder, progress: (Int) -> Void = { _ in }) -> [CatalogueFault] {
        let found = tableFaults(of: folder) + artworkFaults(of: folder, progress: progress)
        return found.enumerated().sorted {
            ($0.element.file, $0.element.line ?? 0, $0.offset) < ($1.element.file, $1.element.line ?? 0, $1.offset)
        }.map(\.element)
    }

    /// What the tables alone tell; no artwork is opened.
    public func tableFaults(of folder: CatalogueFolder) -> [CatalogueFault] {
        folder.faults + slotFaults(folder) + ProgrammeCheck(folder, stores: stores).faults
    }

    private func slotFaults(_ folder: CatalogueFolder) -> [CatalogueFault] {
        guard let slots else { return [] }
        func fault(_ file: String, _ line: Int, _ slot: String) -> CatalogueFault? {
            guard !slots.contains(slot) else { return nil }
            let near =
                NearName.of(slot, among: slots).map { "did you mean \($0)" }
                ?? "one of \(slots.joined(separator: ", "))"
            return CatalogueFault(file, line, .unknownSlot, "the model knows no slot \(shown(slot)) (\(near)?)")
        }
        let creatives = zip(folder.creatives, folder.creativesTable.lines).flatMap { creative, line in
            creative.slots.compactMap { fault(CreativesTable.name, line, $0) }
        }
        let programme = zip(folder.programme, folder.programmeTable.lines).compactMap {
            fault(ProgrammeTable.name, $1, $0.slot)
        }
        return creatives + programme
    }

    private func artworkFaults(of folder: CatalogueFolder, progress: (Int) -> Void) -> [CatalogueFault] {
        var check = ArtworkCheck(folder)
        for (index, creative) in folder.creatives.enumerated() {
            check.read(creative, line: folder.creativesTable.lines[index])
            progress(index + 1)
        }
        return check.finished()
    }
}
