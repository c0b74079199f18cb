import Foundation
public import Geometry
public import Inference
public import Photo
public import Records

/// How like each other a picture and a reference are, whatever lies between them: distance, turn, perspective, crop, frame.
public struct Likeness: Sendable {
    /// Of the reference, in the list that was given.
    public let index: Int
    /// 0…100. From 50 on, the two show the same print: unrelated pictures agree in fewer than 18 points.
    public let percent: Double
    /// How the picture must be turned to stand like the reference.
    public let turn: Turn
    /// nil where no map takes one to the other.
    public let registration: Registration?
    /// From the reference's feature picture to the picture's pixels; nil without a registration.
    public let map: Homography?
}

/// A picture's features in the four turns, ready to be compared with any number of references.
public struct ComparedPicture: Sendable {
    private let turned: [PanelFeatures]

    /// - Parameter withCreatives: references are features of a catalogue, too, which were taken at a board's sizes.
    /// - Throws: `inference_failed`.
    public init(_ picture: Pixels, _ session: FeatureSession, withCreatives: Bool = false) throws(InferenceError) {
        var turned: [PanelFeatures] = []
        for turn in Turn.allCases {
            if let features = try session.features(ofPicture: picture, turn: turn) { turned.append(features) }
            if withCreatives, let features = try session.features(ofArtwork: picture, turn: turn) {
                turned.append(features)
            }
        }
        self.turned = turned
    }

    /// The likeness of every reference, most alike first; never fewer than there are references.
    public func likenesses(_ references: [Features]) -> [Likeness] {
        references.enumerated().map { likeness(to: $1, index: $0) }.sorted { a, b in
            a.percent == b.percent ? a.index < b.index : a.percent > b.percent
        }
    }

    private func likeness(to reference: Features, index: Int) -> Likeness {
        var best: (panel: PanelFeatures, registration: Registration)?
        var shared = 0
        for panel in turned {
            shared = max(shared, panel.features.matches(reference).count)
            guard let found = Registration(panel.features, reference) else { continue }
            if found.inliers > best?.registration.inliers ?? 0 { best = (panel, found) }
        }
        guard let best else {
            // Nothing agrees on a place: what is left says little, but it still has an order.
            let share = Double(shared) / Double(max(1, reference.points.count))
            return Likeness(index: index, percent: 4 * share, turn: .upright, registration: nil, map: nil)
        }
        let points = Double(best.registration.inliers)
        return Likeness(
            index: index, percent: 100 * Likeness.probability(points), turn: best.panel.turn,
            registration: best.registration, map: best.registration.map.inverse.map { $0.then(best.panel.map) })
    }
}

extension Likeness {
    /// Corners TL TR BR BL of the reference in the picture's pixels; nil without a registration.
    public var quad: Quad? {
        guard let map, let size = registration?.reference else { return nil }
        return Quad(Box(0, 0, Double(size.width), Double(size.height))).map { map.image(of: $0) }
    }

    /// That two pictures of which this many points agree show the same print.
    static func probability(_ inliers: Double) -> Double { 1 / (1 + exp(-(inliers - 18) / 4)) }
}
