import Geometry
public import Inference
public import Photo
public import Records

/// An artwork that boards are matched with.
public struct ReferenceArtwork: Sendable {
    /// The creative's id.
    public let id: String
    /// What its siblings share; its own id where it has none.
    public let family: String
    /// Upright, in colour.
    public let picture: Pixels
    let features: Features

    /// - Throws: `inference_failed`.
    public init(
        id: String, family: String?, picture: Pixels, _ session: FeatureSession
    ) throws(InferenceError) {
        self.id = id
        self.family = family ?? id
        self.picture = picture
        features = try session.features(ofArtwork: picture)?.features ?? .none
    }
}

/// What hangs on a board.
public struct BoardMatch: Sendable {
    public struct Candidate: Hashable, Sendable {
        /// Of the reference, in the matcher's list.
        public let reference: Int
        /// Points that agree.
        public let points: Int
    }

    /// The family whose artwork hangs there; nil where none of them was recognised.
    public let family: String?
    /// The artwork; nil where none was recognised, or its siblings cannot be told apart.
    public let reference: Int?
    /// How clearly the photo looks like this sibling and like no other, 0…1; 1 where it has none. 0 without a reference.
    public let margin: Double
    /// Most points first.
    public let ranked: [Candidate]
    public let turn: Turn
    /// The print's corners TL TR BR BL, pixels of the photo; nil where nothing was recognised.
    public let quad: Quad?
}

/// Says which of the company's artworks hangs on a board. One lane's; not for two threads at once.
public final class BoardMatcher {
    /// Points that must agree for an artwork to be recognised: unrelated prints agree in fewer.
    public static let least = 15
    /// How clearly one of two siblings must fit better.
    public static let clear = 0.12

    private let session: FeatureSession
    private let references: [ReferenceArtwork]
    /// From one sibling's pixels to another's, where they register.
    private let between: [Pair: Homography]

    private struct Pair: Hashable {
        let from: Int
        let to: Int
    }

    public init(_ references: [ReferenceArtwork], _ session: FeatureSession) {
        self.session = session
        self.references = references
        var between: [Pair: Homography] = [:]
        let families = Dictionary(grouping: references.indices) { references[$0].family }
        for siblings in families.values where siblings.count > 1 {
            for a in siblings {
                for b in siblings where a != b {
                    between[Pair(from: a, to: b)] = BoardMatcher.map(references[a], references[b])
                }
            }
        }
        self.between = between
    }

    /// The creative of a reference.
    public func id(of reference: Int) -> String { references[reference].id }

    private static func map(_ a: ReferenceArtwork, _ b: ReferenceArtwork) -> Homography? {
        guard let found = Registration(a.features, b.features, tolerance: 2) else { return nil }
        return a.toFeatures.then(found.map).then(b.fromFeatures)
    }

    /// One way in which the board was looked at, and an artwork that fits.
    private struct Fit {
        let reference: Int
        let registration: Registration
        let panel: PanelFeatures
    }

    /// - Parameter quad: the board's corners TL TR BR BL as the detector has them, pixels of `pixels`.
    /// - Throws: `inference_failed`.
    public func match(_ quad: Quad, in pixels: Pixels) throws(InferenceError) -> BoardMatch {
        var fits: [Int: Fit] = [:]
        for (turn, size) in ways(quad) {
            guard let panel = try session.features(of: quad, in: pixels, turn: turn, size: size) else { continue }
            for (index, reference) in references.enumerated() {
                guard let found = Registration(panel.features, reference.features) else { continue }
                if found.inliers > fits[index]?.registration.inliers ?? 0 {
                    fits[index] = Fit(reference: index, registration: found, panel: panel)
                }
            }
            if fits.values.contains(where: { $0.registration.inliers >= BoardMatcher.least + 10 }) { break }
        }
        let ranked = fits.values.sorted {
            ($0.registration.inliers, $1.reference) > ($1.registration.inliers, $0.reference)
        }
        return decide(ranked, pixels)
    }

    /// Turns and sizes in which a board is looked at until an artwork fits: a board seen from the side is narrower than its
    /// print, a letterboxed print fills a part of it.
    private func ways(_ quad: Quad) -> [(Turn, Size)] {
        let sizes = session.model.card.sizes
        func order(_ turn: Turn) -> [Size] {
            let seen = turn.corners(of: quad)
            let aspect = seen.meanWidth / max(seen.meanHeight, 1e-9)
            return FeatureCard.byAspect(sizes, aspect)
        }
        let upright = order(.upright).prefix(3).map { (Turn.upright, $0) }
        let others = [Turn.upsideDown, .right, .left].flatMap { turn in order(turn).prefix(1).map { (turn, $0) } }
        return upright + others
    }

    private func decide(_ ranked: [Fit], _ pixels: Pixels) -> BoardMatch {
        let candidates = ranked.prefix(5).map {
            BoardMatch.Candidate(reference: $0.reference, points: $0.registration.inliers)
        }
        guard let best = ranked.first, best.registration.inliers >= BoardMatcher.least else {
            return BoardMatch(
                family: nil, reference: nil, margin: 0, ranked: candidates, turn: .upright, quad: nil)
        }
        let family = references[best.reference].family
        let siblings = references.indices.filter { references[$0].family == family }
        let (chosen, margin) = choose(among: siblings, best, pixels)
        return BoardMatch(
            family: family, reference: margin >= BoardMatcher.clear ? chosen : nil,
            margin: margin >= BoardMatcher.clear ? margin : 0, ranked: candidates, turn: best.panel.turn,
            quad: best.registration.quad.map { best.panel.map.image(of: $0) })
    }

    /// The sibling that fits the photo best where they differ, and how clearly it does.
    private func choose(among siblings: [Int], _ fit: Fit, _ pixels: Pixels) -> (Int, Double) {
        guard siblings.count > 1 else { return (fit.reference, 1) }
        var worst: [Int: Double] = [:]
        for (place, a) in siblings.enumerated() {
            for b in siblings[(place + 1)...] {
                guard let margin = margin(a, b, fit, pixels) else { continue }
                worst[a] = min(worst[a] ?? 1, margin)
                worst[b] = min(worst[b] ?? 1, -margin)
            }
        }
        // One that could be compared with no other is not chosen.
        let best = worst.max { ($0.value, $1.key) < ($1.value, $0.key) }
        return best.map { ($0.key, max(0, $0.value)) } ?? (fit.reference, 0)
    }

    private func margin(_ a: Int, _ b: Int, _ fit: Fit, _ pixels: Pixels) -> Double? {
        guard let one = margin(of: a, against: b, fit, pixels), let other = margin(of: b, against: a, fit, pixels)
        else { return nil }
        return (one - other) / 2
    }

    private func margin(of a: Int, against b: Int, _ fit: Fit, _ pixels: Pixels) -> Double? {
        guard let between = between[Pair(from: a, to: b)], let photo = inPhoto(a, fit) else { return nil }
        return SiblingComparison.margin(
            pixels, first: references[a].picture, firstInPhoto: photo, second: references[b].picture, between: between)
    }

    /// From an artwork's pixels to those of the photo: by its own points, or by its sibling's that fits best.
    private func inPhoto(_ index: Int, _ fit: Fit) -> Homography? {
        if index != fit.reference {
            if let own = Registration(fit.panel.features, references[index].features),
                own.inliers * 2 >= fit.registration.inliers, let back = own.map.inverse
            {
                return references[index].toFeatures.then(back).then(fit.panel.map)
            }
            guard let to = between[Pair(from: index, to: fit.reference)], let best = inPhoto(fit.reference, fit) else {
                return nil
            }
            return to.then(best)
        }
        return fit.registration.map.inverse.map {
            references[index].toFeatures.then($0).then(fit.panel.map)
        }
    }
}

extension ReferenceArtwork {
    /// From the artwork's pixels to those of its feature picture.
    var toFeatures: Homography {
        .scaling(
            Double(features.size.width) / Double(max(1, picture.width)),
            Double(features.size.height) / Double(max(1, picture.height)))
    }

    var fromFeatures: Homography {
        .scaling(
            Double(picture.width) / Double(max(1, features.size.width)),
            Double(picture.height) / Double(max(1, features.size.height)))
    }
}
