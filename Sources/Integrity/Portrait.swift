import Ledger
import Records

/// A photo with every hash by which another one may find it.
struct Portrait {
    /// A hash of a view of the photo in one orientation.
    struct Proposal {
        var view: QueryView
        var turn: Turn
        var hash: HashBits
    }

    let photo: KinPhoto
    let hash: HashBits
    /// The whole photo in eight orientations, and each other view in four.
    let proposals: [Proposal]
    /// The same as queries of four hashes each; the first two are the whole photo's.
    let queries: [FingerprintIndex.Query]

    /// nil where the hash is none.
    /// - Parameter reach: how many of the newest photos are held against the other views.
    init?(_ photo: KinPhoto, reach: Int = .max) {
        guard let hash = HashBits(bytes: photo.pdq) else { return nil }
        let luma = photo.likeness.luma
        var spectra = ViewSpectra(of: luma)
        let spectrum = spectra.spectrum(of: .whole)
        // The hash in the record was made of finer values than the picture holds.
        var proposals = Turn.all.map { turn in
            Proposal(
                view: .whole, turn: turn,
                hash: turn == .none ? hash : HashBits(spectrum: turn.applied(toSpectrum: spectrum)))
        }
        for view in QueryViews.extended(of: luma) {
            let spectrum = spectra.spectrum(of: view)
            let hash = HashBits(spectrum: spectrum)
            // The few bits by which a mirrored view's own hash differs matter less than where the view was cut.
            proposals += Turn.all.prefix(4).map { Proposal(view: view, turn: $0, hash: hash.turnedOver($0)) }
        }
        self.photo = photo
        self.hash = hash
        self.proposals = proposals
        queries = stride(from: 0, to: proposals.count, by: 4).map { start in
            FingerprintIndex.Query(
                hashes: proposals[start..<start + 4].map(\.hash), reach: start < 8 ? nil : reach)
        }
    }

    /// What lays the photo over another one by their hashes alone: the nearest of its hashes to that one's.
    func nearest(to other: Portrait) -> (distance: Int, proposal: Proposal)? {
        proposals.map { (distance: $0.hash.distance(to: other.hash), proposal: $0) }.min { $0.distance < $1.distance }
    }
}
