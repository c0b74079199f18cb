import Ledger
import Records

/// Whether two photos are one and the same picture, whatever was done to it since.
///
/// A hash only proposes. What proves it is one similarity of the whole frame (shift, scale, mirroring, quarter turn) under
/// which the detail of the overlap agrees, block by block, without what boards cover. Inlier counts of local features do
/// not serve: stores share packs and fixtures.
enum Confirmation {
    /// Share of the blocks that must agree. Chosen on the train set and on real photos: copies have 0.71 and more, photos of one
    /// counter on different days at most 0.48, two photos of one flat print 0.62 (Tests/IntegrityTests/edits.py).
    static let leastShare = 0.65
    /// Blocks that must agree: fewer are a patch of wall.
    static let leastBlocks = 8

    /// How much of the overlap agrees, 0…1; nil where the two are not the same picture, or too little is seen of them to
    /// tell. The same for both orders.
    static func alike(_ one: Portrait, _ other: Portrait) -> Double? {
        let isInOrder = one.photo.content.lexicographicallyPrecedes(other.photo.content)
        let (a, b) = isInOrder ? (one, other) : (other, one)
        guard let forward = a.nearest(to: b), let backward = b.nearest(to: a) else { return nil }
        let agreement =
            forward.distance <= backward.distance
            ? agreement(of: a, on: b, by: forward.proposal) : agreement(of: b, on: a, by: backward.proposal)
        guard let agreement, agreement.agreeing >= leastBlocks, agreement.share >= leastShare else { return nil }
        return agreement.share
    }

    /// Whether a picture has detail enough to be told from others: as much as a copy must agree in.
    static func isTelling(_ photo: KinPhoto) -> Bool {
        let picture = Picture(photo.likeness, size: photo.size)
        let (whole, size) = (QueryView.whole.frame, picture.size)
        let itself = Agreement(
            fixed: picture, moving: picture, map: Similarity(laying: whole, of: size, on: whole, of: size))
        return itself.agreeing >= leastBlocks && itself.share >= leastShare
    }

    /// How well `query` lies on `other` where the view proposed is the whole of the other one.
    static func agreement(of query: Portrait, on other: Portrait, by proposal: Portrait.Proposal) -> Agreement? {
        let (asked, whole) = (picture(query), picture(other))
        let frame = proposal.view.frame
        // The coarser of the two stays as it is: detail can be taken away, not added.
        let (fixed, moving, start): (Picture, Picture, Similarity)
        if frame.area >= 1 {
            (fixed, moving) = (whole, asked.turned(proposal.turn))
            start = Similarity(
                laying: proposal.turn.applied(to: frame), of: moving.size, on: QueryView.whole.frame, of: fixed.size)
        } else {
            (fixed, moving) = (asked, whole.turned(proposal.turn.inverse))
            start = Similarity(laying: QueryView.whole.frame, of: moving.size, on: frame, of: fixed.size)
        }
        // Copies that were not moved, which are most, need no search.
        let still = Agreement(fixed: fixed, moving: moving, map: start)
        if still.agreeing >= leastBlocks, still.share >= 0.95 { return still }
        guard let map = Alignment(fixed: fixed, moving: moving).best(near: start) else { return nil }
        return Agreement(fixed: fixed, moving: moving, map: map)
    }

    private static func picture(_ portrait: Portrait) -> Picture {
        Picture(portrait.photo.likeness, size: portrait.photo.size)
    }
}
