import Foundation
import Geometry
import Inference
public import Photo
public import Records

/// Says which of the company's artworks hangs on a board. One lane's; not for two threads at once.
///
/// The board is seen from the front; of all artworks those that look alike as a whole are chosen, of those the ones whose
/// points agree on a place; the place is refined on pixels, and siblings are distinguished where they differ.
public final class BoardMatcher {
    /// Points that must agree for an artwork to be recognised. No board of `fieldset/other` (even stores) that shows none of
    /// 320 artworks had more than 12.
    public static let least = 15
    /// Share that is seen of a board before which nothing stands.
    private static let whole = 0.8
    /// Points from which no other look at the board is taken.
    private static let plenty = 25

    private let session: FeatureSession
    private let index: ArtworkIndex
    private var artworks: RecentArtworks

    public init(_ index: ArtworkIndex, _ session: FeatureSession) {
        self.index = index
        self.session = session
        artworks = RecentArtworks(index)
    }

    /// One way in which the board was looked at, and an artwork that fits.
    private struct Fit {
        let place: Int
        let registration: Registration
        let panel: PanelFeatures
    }

    /// - Parameter quad: the board's corners TL TR BR BL as the detector has them, pixels of `pixels`.
    /// - Throws: `inference_failed`; `PhotoError` for a catalogue whose thumbnails cannot be decoded.
    public func match(_ quad: Quad, in pixels: Pixels) throws -> BoardMatch {
        var fits: [Int: Fit] = [:]
        var alike: [Int] = []
        for way in ways(quad) {
            let most = fits.values.map(\.registration.inliers).max() ?? 0
            if most >= (way.isLast ? BoardMatcher.least : BoardMatcher.plenty) { break }
            guard let panel = try session.features(of: way.quad, in: pixels, turn: way.turn, size: way.size) else {
                continue
            }
            let likely = likely(panel.features)
            if alike.isEmpty { alike = likely }
            for place in likely.prefix(5) {
                guard let found = Registration(panel.features, artworks.features(of: place)) else { continue }
                if found.inliers > fits[place]?.registration.inliers ?? 0 {
                    fits[place] = Fit(place: place, registration: found, panel: panel)
                }
                if found.inliers >= BoardMatcher.plenty { break }
            }
        }
        let ranked = fits.values.sorted {
            ($0.registration.inliers, $1.place) > ($1.registration.inliers, $0.place)
        }
        guard let best = ranked.first, best.registration.inliers >= BoardMatcher.least else {
            return BoardMatch(print: nil, ranked: candidates([:], ranked, alike))
        }
        return try recognised(best, ranked, alike, pixels)
    }

    /// Artworks by how many of their best points have a like in the panel, of those that look alike as a whole.
    private func likely(_ features: Features) -> [Int] {
        let shortlist = index.shortlist(features.whole, most: 40)
        let votes = shortlist.map { features.matches(artworks.features(of: $0), least: 0.75, most: 40).count }
        return shortlist.indices.sorted { votes[$0] == votes[$1] ? $0 < $1 : votes[$0] > votes[$1] }.map {
            shortlist[$0]
        }
    }

    private func recognised(
        _ fit: Fit, _ ranked: [Fit], _ alike: [Int], _ pixels: Pixels
    ) throws -> BoardMatch {
        guard let back = fit.registration.map.inverse else { return BoardMatch(print: nil, ranked: []) }
        let artwork = try artworks.picture(of: fit.place)
        let size = fit.registration.reference
        let toFeatures = Homography.scaling(
            Double(size.width) / Double(artwork.width), Double(size.height) / Double(artwork.height))
        let map = PhotometricRefinement.refined(
            toFeatures.then(back).then(fit.panel.map), artwork: artwork.green, in: pixels)
        let siblings = index.siblings(of: fit.place).filter { index.haveOneShape($0, fit.place) }
        let unlike = siblings.flatMap { $0 == fit.place ? [] : index.regions($0, fit.place) }
        let outline = Quad(Box(0, 0, Double(artwork.width), Double(artwork.height)))
        let corners = outline.map { map.image(of: $0) }
        guard let view = BoardView(pixels, map: map, artwork: artwork, unlike: unlike) else {
            let print = BoardMatch.Print(
                place: fit.place, margin: siblings.count == 1 ? 1 : 0, isDecided: siblings.count == 1,
                turn: fit.panel.turn, quad: corners, state: nil)
            return BoardMatch(print: print, ranked: candidates([fit.place: 1], ranked, alike))
        }
        let choice = try Choice(siblings, from: fit.place) { [self] in try margin($0, $1, view) }
        let state = PrintState(view, try artworks.picture(of: choice.place))
        let print = BoardMatch.Print(
            place: choice.place, margin: choice.margin,
            isDecided: choice.isClear(isWhole: state.visible >= BoardMatcher.whole), turn: fit.panel.turn,
            quad: corners,
            state: state)
        let family = Likeness.probability(Double(fit.registration.inliers))
        return BoardMatch(print: print, ranked: candidates(choice.shares(of: family), ranked, alike))
    }

    private func margin(_ a: Int, _ b: Int, _ view: BoardView) throws -> SiblingMargin {
        SiblingComparison.margin(
            view, first: try artworks.picture(of: a), second: try artworks.picture(of: b), parts: index.regions(a, b))
    }

    /// Five: the recognised family by its shares, then what agrees in points, then what looks alike.
    private func candidates(_ family: [Int: Double], _ ranked: [Fit], _ alike: [Int]) -> [BoardMatch.Candidate] {
        var out = family.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }.map {
            BoardMatch.Candidate(place: $0.key, score: $0.value)
        }
        let rest = 1 - out.reduce(0) { $0 + $1.score }
        for fit in ranked where family[fit.place] == nil {
            let score = Likeness.probability(Double(fit.registration.inliers))
            out.append(.init(place: fit.place, score: min(score, max(0, rest))))
        }
        for place in alike where !out.contains(where: { $0.place == place }) {
            out.append(.init(place: place, score: 0))
        }
        return Array(out.prefix(5))
    }
}

extension BoardMatcher {
    /// A way of looking at a board.
    private struct Way {
        let quad: Quad
        let turn: Turn
        let size: Size
        /// Taken only where nothing was recognised so far.
        var isLast = false
    }

    /// Ways in which a board is looked at until an artwork fits: a board seen from the side is narrower than its print; a
    /// print made for another slot fills a part of its board; a print may hang turned.
    private func ways(_ quad: Quad) -> [Way] {
        let sizes = session.model.card.sizes
        func aspect(_ turn: Turn) -> Double {
            let seen = turn.corners(of: quad)
            return seen.meanWidth / max(seen.meanHeight, 1e-9)
        }
        let upright = FeatureCard.byAspect(sizes, aspect(.upright))
        var ways = upright.prefix(2).map { Way(quad: quad, turn: .upright, size: $0) }
        for size in upright.dropFirst(2) where index.sizes.contains(size) {
            let part = quad.middle(aspect: Double(size.width) / Double(size.height), of: aspect(.upright))
            ways.append(Way(quad: part, turn: .upright, size: size, isLast: true))
        }
        for turn in [Turn.upsideDown, .right, .left] {
            guard let size = FeatureCard.nearest(sizes, to: aspect(turn)), index.sizes.contains(size) else { continue }
            ways.append(Way(quad: quad, turn: turn, size: size, isLast: true))
        }
        return ways
    }
}

extension Quad {
    /// The largest part about the middle that has an aspect, where the whole has another; as seen from the front.
    func middle(aspect: Double, of whole: Double) -> Quad {
        guard aspect > 0, whole > 0, let map = Homography(from: Box(0, 0, 1, 1), to: self) else { return self }
        let (across, down) = (min(1, aspect / whole), min(1, whole / aspect))
        let part = Box((1 - across) / 2, (1 - down) / 2, (1 + across) / 2, (1 + down) / 2)
        return Quad(part).map { map.image(of: $0) }
    }
}
