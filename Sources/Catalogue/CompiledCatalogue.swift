public import Records

/// The company's artworks and programme, ready for matching: read once from the file that `sightline catalogue build` writes.
///
/// Room Catalogue: creatives, campaigns and programme; reads the folder that head office keeps (`CatalogueFolder`), says what
/// is wrong with it (`CatalogueCheck`), and compiles it (`CatalogueCompiler`) to one file that is checked when it is read. It
/// keeps the features of artworks and knows nothing of the network that makes them.
public struct CompiledCatalogue: Hashable, Sendable {
    /// A creative with what was made of its artwork.
    public struct Entry: Hashable, Sendable {
        public let creative: Creative
        /// Lower-case hex SHA-256 of the artwork's file.
        public let artworkSHA256: String
        /// Pixels of the upright artwork as the file has them.
        public let size: Size
        public let features: ArtworkFeatures
        /// The artwork as a JPEG, its longer side at most `ArtworkPicture.thumbnailSide` pixels.
        public let thumbnailJPEG: [UInt8]
        /// Where the texts stand that the table names; those that were not found on the artwork are left out.
        public let lines: [PrintedLine]

        init(
            creative: Creative, artworkSHA256: String, size: Size, features: ArtworkFeatures, thumbnailJPEG: [UInt8],
            lines: [PrintedLine] = []
        ) {
            self.creative = creative
            self.artworkSHA256 = artworkSHA256
            self.size = size
            self.features = features
            self.thumbnailJPEG = thumbnailJPEG
            self.lines = lines
        }
    }

    /// Two creatives that are easily taken for each other, and where they differ.
    public struct Twins: Hashable, Sendable {
        /// Indices into `entries`; `first` is the smaller.
        public let first: Int
        public let second: Int
        /// Where the artworks differ, the part with the most differing pixels first; 0…1 of the artwork's width and height. Empty
        /// where they show the same; the whole where siblings have other ratios of their sides.
        public let regions: [Box]
    }

    /// In the order of their ids' bytes.
    public let entries: [Entry]
    /// In the order of `first`, then `second`.
    public let twins: [Twins]
    /// In the order of store, slot, first day and creative; a store's lines stand together.
    public let programme: [ProgrammeLine]
    /// Name and version of what made the features.
    public let describer: String
    /// Name and version of what found the lines; nil where nothing looked for them.
    public let reader: String?
    /// What shops sell, in the table's order; empty without `products.csv`.
    public let products: [Product]
    /// Lower-case hex: the hash at the end of the compiled file, of everything before it; what records carry.
    public let sha256: String

    private let places: [String: Int]
    private let storeLines: [String: Range<Int>]

    init(
        entries: [Entry], twins: [Twins], programme: [ProgrammeLine], describer: String, reader: String? = nil,
        products: [Product] = [], sha256: String
    ) {
        self.reader = reader
        self.products = products
        self.entries = entries
        self.twins = twins
        self.programme = programme
        self.describer = describer
        self.sha256 = sha256
        places = Dictionary(entries.indices.map { (entries[$0].creative.id, $0) }) { first, _ in first }
        var storeLines: [String: Range<Int>] = [:]
        for index in programme.indices {
            let start = storeLines[programme[index].storeID]?.lowerBound ?? index
            storeLines[programme[index].storeID] = start..<index + 1
        }
        self.storeLines = storeLines
    }

    /// The place of a creative in `entries`.
    public func place(of id: String) -> Int? { places[id] }

    /// The creative of this id.
    public subscript(id: String) -> Entry? { places[id].map { entries[$0] } }

    /// All that the programme has of a store, whenever it holds.
    public func programme(of store: String) -> ArraySlice<ProgrammeLine> { programme[storeLines[store] ?? 0..<0] }

    /// What a store should show in a slot on a day; nil where the programme says nothing.
    public func expected(store: String, slot: String, on day: CalendarDay) -> ProgrammeLine? {
        programme(of: store).first { $0.slot == slot && $0.isValid(on: day) }
    }

    /// The twins of a creative, with its own place first or second.
    public func twins(of place: Int) -> [Twins] { twins.filter { $0.first == place || $0.second == place } }
}

/// The sizes at which artworks are worked on.
public enum ArtworkPicture {
    /// Longer side, in pixels, of the picture that features are made from; a smaller artwork stays as it is.
    public static let longSide = 2048
    /// Longer side of the thumbnail in the compiled file.
    public static let thumbnailSide = 256
}
