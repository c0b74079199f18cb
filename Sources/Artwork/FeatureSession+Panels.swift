public import Geometry
public import Inference
public import Photo
public import Records

/// A panel seen from the front, with its features.
public struct PanelFeatures: Sendable {
    public let features: Features
    /// From the feature picture to the pixels that it was cut from.
    public let map: Homography
    public let turn: Turn
}

extension FeatureSession {
    /// The features of a panel as seen from the front.
    /// - Parameters:
    ///   - quad: the panel's corners TL TR BR BL, pixels of `pixels`.
    ///   - size: one of the card's; nil: the one nearest to the quad's own aspect.
    /// - Returns: nil for what is not a panel.
    /// - Throws: `inference_failed`.
    public func features(
        of quad: Quad, in pixels: Pixels, turn: Turn = .upright, size: Size? = nil, most: Int = Features.most
    ) throws(InferenceError) -> PanelFeatures? {
        let seen = turn.corners(of: quad)
        guard seen.corners.allSatisfy({ $0.x.isFinite && $0.y.isFinite }), seen.isStrictlyConvex, abs(seen.area) > 16
        else { return nil }
        let aspect = seen.meanWidth / max(seen.meanHeight, 1e-9)
        guard let size = size ?? FeatureCard.nearest(model.card.sizes, to: aspect) else { return nil }
        let frame = Box(0, 0, Double(size.width), Double(size.height))
        guard let map = Homography(from: frame, to: seen), let picture = pixels.warped(by: map, size: size) else {
            return nil
        }
        return PanelFeatures(features: try describe(picture, most: most), map: map, turn: turn)
    }

    /// The features of an artwork, as those of a board that shows it.
    public func features(ofArtwork picture: Pixels, turn: Turn = .upright) throws(InferenceError) -> PanelFeatures? {
        try features(of: picture.outline, in: picture, turn: turn)
    }

    /// The features of a whole picture, at the sizes for whole pictures.
    public func features(ofPicture picture: Pixels, turn: Turn = .upright) throws(InferenceError) -> PanelFeatures? {
        let seen = turn.corners(of: picture.outline)
        let size = FeatureCard.nearest(model.card.pictures, to: seen.meanWidth / max(seen.meanHeight, 1e-9))
        return try features(of: picture.outline, in: picture, turn: turn, size: size, most: 500)
    }
}

extension Pixels {
    fileprivate var outline: Quad { Quad(Box(0, 0, Double(width), Double(height))) }
}
