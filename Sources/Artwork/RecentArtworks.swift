import Catalogue
import Photo

/// A lane's artworks as they were last needed: unpacking one takes a hundred times as long as using it.
struct RecentArtworks {
    private static let mostFeatures = 512
    private static let mostPictures = 48

    private let index: ArtworkIndex
    private var features: [Int: Features] = [:]
    private var pictures: [Int: ColourPlanes] = [:]

    init(_ index: ArtworkIndex) { self.index = index }

    mutating func features(of place: Int) -> Features {
        if let known = features[place] { return known }
        if features.count >= RecentArtworks.mostFeatures { features.removeAll(keepingCapacity: true) }
        let unpacked = Features(index.catalogue.entries[place].features)
        features[place] = unpacked
        return unpacked
    }

    /// The artwork at the size of its thumbnail.
    /// - Throws: `PhotoError` for a thumbnail that cannot be decoded.
    mutating func picture(of place: Int) throws(PhotoError) -> ColourPlanes {
        if let known = pictures[place] { return known }
        if pictures.count >= RecentArtworks.mostPictures { pictures.removeAll(keepingCapacity: true) }
        let pixels = try Pixels(
            upright: index.catalogue.entries[place].thumbnailJPEG, longSide: ArtworkPicture.thumbnailSide)
        let planes = ColourPlanes(pixels)
        pictures[place] = planes
        return planes
    }
}
