public import Catalogue
import Inference
import Photo
import Records

extension Features {
    /// What a compiled catalogue keeps of the best points.
    static let kept = 144

    /// As a catalogue keeps them: places in 1/64 pixel, descriptors in 1/127.
    /// - Throws: `CatalogueError`.
    func packed() throws(CatalogueError) -> ArtworkFeatures {
        let count = min(points.count, Features.kept)
        return try ArtworkFeatures(
            width: size.width, height: size.height,
            points: points.prefix(count).map { point in
                ArtworkFeatures.Keypoint(x: Features.packed(point.x), y: Features.packed(point.y))
            },
            dimensions: max(1, dimensions),
            descriptors: descriptors.prefix(count * dimensions).map { value in
                Int8(clamping: Int((max(-1, min(1, value)) * 127).rounded()))
            }, global: WholeFeatures.packed(whole))
    }

    private static func packed(_ place: Double) -> UInt16 {
        UInt16(clamping: Int((min(max(place, 0), 1023) * 64).rounded()))
    }

    /// As they were kept, of unit length again.
    public init(_ kept: ArtworkFeatures) {
        var values = kept.descriptors.map { Float($0) / 127 }
        for start in stride(from: 0, to: values.count, by: max(1, kept.dimensions)) {
            let range = start..<min(start + kept.dimensions, values.count)
            let length = values[range].reduce(0) { $0 + $1 * $1 }.squareRoot()
            for index in range { values[index] /= max(length, 1e-6) }
        }
        self.init(
            size: Size(width: kept.width, height: kept.height),
            points: kept.points.map { Point(Double($0.x) / 64, Double($0.y) / 64) }, descriptors: values,
            dimensions: kept.dimensions, whole: WholeFeatures.unpacked(kept.global))
    }
}

extension FeatureModel {
    /// Makes the features of a catalogue's artworks.
    public func describer() -> ArtworkDescriber {
        ArtworkDescriber(name: title) { artwork in
            // A session is cheap: its networks come from the last one.
            try (try self.makeSession().features(ofArtwork: artwork)?.features ?? .none).packed()
        }
    }

    /// Name and version of all that decides the features: the network's, and how points are chosen and kept.
    public var title: String { "\(card.name) \(card.version) \(card.sha256.prefix(8)) points/2" }
}
