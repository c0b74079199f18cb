import Photo
import Records

/// What an older catalogue has of artworks that did not change.
struct CompilerMemory {
    private var entries: [String: CompiledCatalogue.Entry] = [:]
    private var regions: [Pair: [Box]] = [:]
    private var reader: String?

    private struct Pair: Hashable {
        let first, second: String
    }

    /// - Parameter describer: features of another one are not kept.
    init(_ catalogue: CompiledCatalogue?, describer: String) {
        guard let catalogue else { return }
        for pair in catalogue.twins {
            let (first, second) = (catalogue.entries[pair.first], catalogue.entries[pair.second])
            regions[Pair(first: first.artworkSHA256, second: second.artworkSHA256)] = pair.regions
        }
        reader = catalogue.reader
        guard catalogue.describer == describer else { return }
        for entry in catalogue.entries { entries[entry.artworkSHA256] = entry }
    }

    /// What the artwork's bytes gave before; whatever its id, slots and dates were.
    /// - Parameter finder: looks for its texts now. What was found before is kept where that was the same and looked for the
    ///   same texts.
    func entry(
        of creative: Creative, _ sha256: String, _ finder: PrintedLineFinder?
    ) -> CompiledCatalogue.Entry? {
        entries[sha256].flatMap { old in
            guard finder == nil || (reader == finder?.name && old.creative.texts == creative.texts) else { return nil }
            return CompiledCatalogue.Entry(
                creative: creative, artworkSHA256: sha256, size: old.size, features: old.features,
                thumbnailJPEG: old.thumbnailJPEG, lines: finder == nil ? [] : old.lines)
        }
    }

    func regions(_ first: CompiledCatalogue.Entry, _ second: CompiledCatalogue.Entry) -> [Box]? {
        regions[Pair(first: first.artworkSHA256, second: second.artworkSHA256)]
    }
}

/// Artworks as they are compared, the last few of them.
struct RecentPictures {
    static let most = 16
    private var pictures: [(sha256: String, picture: Pixels)] = []

    /// - Parameter sha256: of the artwork as it was read before.
    mutating func of(
        _ creative: Creative, _ sha256: String, _ folder: CatalogueFolder
    ) throws(CatalogueError) -> Pixels {
        if let at = pictures.firstIndex(where: { $0.sha256 == sha256 }) {
            let found = pictures.remove(at: at)
            pictures.append(found)
            return found.picture
        }
        guard let file = try? folder.artwork(creative), file.sha256 == sha256, let picture = try? file.picture() else {
            throw CatalogueError(
                .faulty, "the artwork of \(creative.id) changed while it was read; build again", path: folder.path)
        }
        let small = ArtworkDifference.comparable(picture)
        if pictures.count == RecentPictures.most { pictures.removeFirst() }
        pictures.append((sha256, small))
        return small
    }
}
