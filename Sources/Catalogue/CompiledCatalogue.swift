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
        /// The artwork in grey as a JPEG, its longer side at most `ArtworkPicture.thumbnailSide` pixels.
        public let thumbnailJPEG: [UInt8]
    }

    /// Two creatives that are easily taken for each other, and where they differ.
    public struct Twins: Hashable, Sendable {
        /// Indices into `entries`; `first` is the smaller.
        public let first: Int
        public let second: Int
        /// Where the artworks differ, the part with the most differing area first; 0…1 of the artwork's width and height. Empty
        /// where they show the same.
        public let regions: [Box]
    }

    /// In the order of their ids' bytes.
    public let entries: [Entry]
    /// In the order of `first`, then `second`.
    public let twins: [Twins]
    /// In the order of store, slot and first day.
    public let programme: [ProgrammeLine]
    /// Name and version of what made the features.
    public let describer: String
}

/// The sizes at which artworks are worked on.
public enum ArtworkPicture {
    /// Longer side, in pixels, of the picture that features are made from; a smaller artwork stays as it is.
    public static let longSide = 2048
    /// Longer side of the thumbnail in the compiled file.
    public static let thumbnailSide = 256
}
