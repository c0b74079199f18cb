public import Photo
import Records

/// Turns a catalogue's folder into one file.
public enum CatalogueCompiler {
    /// What was done with an artwork.
    public enum Step: Hashable, Sendable {
        /// Its bytes and the describer are those of the catalogue before: what was made of it is kept.
        case kept(id: String)
        case described(id: String)
    }

    /// Compiles a folder. The same folder gives the same catalogue, whatever was compiled before.
    ///
    /// - Parameters:
    ///   - previous: an older catalogue; of artworks whose bytes are unchanged it gives what it has.
    ///   - describer: name and version of what `describe` does; features of another one are built again.
    ///   - finder: finds the places of the texts that the table names; nil: none is looked for.
    ///   - describe: the features of an upright artwork, its longer side at most `ArtworkPicture.longSide` pixels.
    /// - Throws: `CatalogueError` where the tables have errors or an artwork cannot be read; what `describe` throws.
    public static func compile(
        _ folder: CatalogueFolder, previous: CompiledCatalogue? = nil, describer: String,
        finder: PrintedLineFinder? = nil, progress: (Step) -> Void = { _ in },
        describe: (Pixels) throws -> ArtworkFeatures
    ) throws -> CompiledCatalogue {
        try refuseFaulty(folder)
        let creatives = folder.creatives.sorted { isBefore($0.id, $1.id) }
        guard creatives.count <= CatalogueFormat.creatives else {
            throw CatalogueError(
                .faulty,
                "has \(creatives.count) artworks, more than \(CatalogueFormat.creatives); keep one catalogue per region",
                path: folder.path)
        }
        let memory = CompilerMemory(previous, describer: describer)
        let (encoder, decoder) = (try JPEGEncoder(), try PhotoDecoder())
        var entries: [CompiledCatalogue.Entry] = []
        var looks: [TwinSearch.Look] = []
        for creative in creatives {
            let entry: CompiledCatalogue.Entry
            let file = try artwork(creative, folder) { (creative) throws(ArtworkError) in try folder.artwork(creative) }
            if let kept = memory.entry(of: creative, file.sha256, finder) {
                entry = kept
                progress(.kept(id: creative.id))
            } else {
                let picture = try artwork(creative, folder) { (_) throws(ArtworkError) in try file.picture() }
                entry = CompiledCatalogue.Entry(
                    creative: creative, artworkSHA256: file.sha256, size: picture.fullSize,
                    features: try describe(picture), thumbnailJPEG: try Thumbnail.jpeg(of: picture, encoder),
                    lines: try creative.texts.isEmpty ? [] : finder?.find(picture, creative.texts) ?? [])
                progress(.described(id: creative.id))
            }
            entries.append(entry)
            looks.append(
                TwinSearch.Look(
                    family: creative.family, size: entry.size, thumbnail: try entry.thumbnail(decoder)))
        }
        let twins = try twins(TwinSearch.pairs(of: looks), entries, folder, memory)
        let programme = folder.programme.sorted(by: ProgrammeLine.isInOrder)
        let draft = CompiledCatalogue(
            entries: entries, twins: twins, programme: programme, describer: describer, reader: finder?.name,
            products: folder.products, sha256: "")
        return try CompiledCatalogue(try draft.encoded())
    }

    private static func refuseFaulty(_ folder: CatalogueFolder) throws(CatalogueError) {
        let errors = folder.faults.filter { $0.severity == .error }
        guard let first = errors.first else { return }
        let more =
            errors.count > 1 ? " (and \(errors.count - 1) more errors; `sightline catalogue check` lists them)" : ""
        throw CatalogueError(.faulty, "\(first)\(more)", path: folder.path)
    }

    /// Names the artwork of an error.
    private static func artwork<Result>(
        _ creative: Creative, _ folder: CatalogueFolder, _ read: (Creative) throws(ArtworkError) -> Result
    ) throws(CatalogueError) -> Result {
        do throws(ArtworkError) { return try read(creative) } catch {
            throw CatalogueError(
                .faulty, "the artwork of \(creative.id): \(error)",
                path: folder.path.appending(PathBytes(creative.file)))
        }
    }

    private static func twins(
        _ pairs: [TwinSearch.Pair], _ entries: [CompiledCatalogue.Entry], _ folder: CatalogueFolder,
        _ memory: CompilerMemory
    ) throws -> [CompiledCatalogue.Twins] {
        var pictures = RecentPictures()
        var twins: [CompiledCatalogue.Twins] = []
        for pair in pairs {
            let (first, second) = (entries[pair.first], entries[pair.second])
            var regions: [Box]
            if pair.differsEverywhere {
                regions = [Box(0, 0, 1, 1)]
            } else if let kept = memory.regions(first, second) {
                regions = kept
            } else {
                let (one, other) = try (
                    pictures.of(first.creative, first.artworkSHA256, folder),
                    pictures.of(second.creative, second.artworkSHA256, folder)
                )
                regions = ArtworkDifference.regions(one, other).map(UnitScale.kept)
            }
            twins.append(.init(first: pair.first, second: pair.second, regions: regions))
        }
        return twins
    }
}
