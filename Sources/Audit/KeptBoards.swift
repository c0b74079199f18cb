public import Artwork
public import Records

/// Matches the boards that records keep as pictures with a catalogue: what a `reassess` with a new catalogue knows of photos
/// that it does not open. One thread's.
public final class KeptBoards {
    private let matcher: KeptBoardMatcher
    private let catalogue: ArtworkIndex
    private let slots: Set<String>
    /// Boards that were named.
    public private(set) var named = 0
    /// Pictures that were matched.
    public private(set) var matched = 0

    /// - Parameter slots: names of detections that are ads.
    public init(_ catalogue: ArtworkIndex, slots: [String]) {
        self.catalogue = catalogue
        self.slots = Set(slots)
        matcher = KeptBoardMatcher(catalogue)
    }

    /// A record that an older catalogue left questions in; what a reviewer corrected stays as it is.
    public func asks(_ record: Record) -> Bool {
        record.state == .audited && record.review?.answer != .corrected
            && record.versions.catalogue.map { $0 != catalogue.catalogue.sha256 } ?? false
            && record.boards.contains(where: KeptBoard.isOpen)
    }

    /// Names what boards of the record can be named; it has to be judged afterwards.
    /// - Throws: `inference_failed`; `PhotoError` for a picture that cannot be decoded.
    public func name(_ record: inout Record, _ evidence: [Evidence]) throws {
        var ads: [Detection] = []
        let frame = Size(width: record.photo.width, height: record.photo.height)
        for item in evidence {
            guard let index = item.board(.board), record.boards.indices.contains(index),
                KeptBoard.isOpen(record.boards[index])
            else { continue }
            matched += 1
            guard let board = try matcher.named(record.boards[index], jpeg: item.jpeg) else { continue }
            named += 1
            record.boards[index] = board
            if let ad = board.ad(in: frame) { ads.append(ad) }
        }
        guard !ads.isEmpty else { return }
        var candidates = record.candidates ?? []
        RecognisedAds.merge(ads, slots: slots, &record.detections, &candidates)
        record.candidates = record.candidates == nil ? nil : candidates
    }
}
