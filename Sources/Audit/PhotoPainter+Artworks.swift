import Artwork
import Judging
import Photo
import Records

extension PhotoPainter {
    /// The boards about whose creative the policy says something, each with the artwork that should hang there: the
    /// programme's, else the only current one, else that which hangs there hidden, turned or in glare.
    func pairs(_ pixels: Pixels, of record: Record) throws(PhotoError) -> [(board: Int, pair: ArtworkPair)] {
        guard let index = settings.artworks else { return [] }
        let terms = CreativeTerms(
            index.catalogue, store: record.photo.storeID, day: record.photo.date.flatMap { CalendarDay($0) })
        let slots = Set(record.findings.compactMap { FindingCode(code: $0.code)?.slotOfCreative })
        var pairs: [(board: Int, pair: ArtworkPair)] = []
        for slot in slots.sorted() {
            let here = record.boards.indices.filter { record.boards[$0].slot == slot }
            let known = here.filter { record.boards[$0].creative?.family != nil }
            let best = (known.isEmpty ? here : known).max {
                record.boards[$0].confidence < record.boards[$1].confidence
            }
            guard let best else { continue }
            let board = record.boards[best]
            let own = board.creative?.family == nil ? nil : board.creative?.id ?? board.creative?.ranked.first?.id
            guard let wanted = terms.wanted(in: slot) ?? own,
                let pair = try ArtworkPair(wanted, board, in: pixels, index)
            else { continue }
            pairs.append((best, pair))
        }
        return pairs
    }

    /// Each pair as a picture of its own.
    func evidence(_ pairs: [(board: Int, pair: ArtworkPair)]) throws(PhotoError) -> [Evidence] {
        var evidence: [Evidence] = []
        for (board, pair) in pairs {
            let jpeg = try encoder.encode(pair.drawn, maxBytes: settings.evidenceLimit, quality: 75)
            evidence.append(Evidence(.artwork, board: board, jpeg: jpeg.bytes))
        }
        return evidence
    }
}

extension Pixels {
    /// Puts pictures below, from left to right as far as they fit, the next row below those; their ground is black.
    mutating func append(_ pictures: [Pixels]) {
        guard !pictures.isEmpty, width > 0 else { return }
        let gap = 8
        var places: [(picture: Pixels, x: Int, y: Int)] = []
        var (x, y, tallest) = (gap, height + gap, 0)
        for picture in pictures where picture.width + 2 * gap <= width {
            if x + picture.width + gap > width { (x, y, tallest) = (gap, y + tallest + gap, 0) }
            places.append((picture, x, y))
            x += picture.width + gap
            tallest = max(tallest, picture.height)
        }
        guard !places.isEmpty else { return }
        let bottom = y + tallest + gap
        var rgb = bytes
        rgb.append(contentsOf: repeatElement(0, count: (bottom - height) * width * 3))
        for place in places {
            for row in 0..<place.picture.height {
                let from = row * place.picture.width * 3
                let to = ((place.y + row) * width + place.x) * 3
                rgb.replaceSubrange(
                    to..<to + place.picture.width * 3, with: place.picture.bytes[from..<from + place.picture.width * 3])
            }
        }
        self = Pixels(width: width, height: bottom, rgb: rgb)
    }
}
