import Catalogue
import Geometry
import Photo
import Records

/// The lines of a board whose creative, or whose family, is known.
struct KnownLines {
    /// A line at a place that the catalogue names.
    struct Found {
        let name: String
        let line: ReadLine
        /// What it says, where it is a price.
        let price: String?

        func texts(on board: Int) -> [ReadText] {
            var texts = [
                ReadText(board: board, field: "text_\(name)", text: line.text, confidence: line.confidence)
            ]
            if let price {
                texts.append(ReadText(board: board, field: "price", text: price, confidence: line.confidence))
            }
            return texts
        }
    }

    /// A sibling that what was read decides for.
    struct Decided {
        let id: String
        let difference: ReadDifference
        let found: Found

        func texts(on board: Int) -> [ReadText] { found.texts(on: board) }
    }

    /// Confidence from which a line may decide.
    static let sure = 0.85
    /// Score from which a sibling may be the one on the board.
    static let possible = 0.02
    /// Pixels of a line's height below which it is not read.
    static let leastHeight = 7.0

    private let creative: RecognisedCreative?
    private let catalogue: CompiledCatalogue
    /// From 0…1 of the artwork to the upright full-size photo.
    private let map: Homography?

    init(_ board: Board, _ catalogue: CompiledCatalogue) {
        creative = board.creative
        self.catalogue = catalogue
        let c = (board.quad ?? Quad(board.box)).corners
        let turn = ((board.creative?.turn ?? 0) / 90 % 4 + 4) % 4
        let print = Quad(c[turn % 4], c[(turn + 1) % 4], c[(turn + 2) % 4], c[(turn + 3) % 4])
        map = Homography(from: Box(0, 0, 1, 1), to: print)
    }

    /// The known lines of a creative that can be read.
    func read(of id: String, _ reader: TextReader, _ closer: CloserView) throws -> [Found] {
        guard let entry = catalogue[id] else { return [] }
        return try entry.lines.compactMap { try read($0, of: entry, reader, closer) }
    }

    private func read(
        _ line: PrintedLine, of entry: CompiledCatalogue.Entry, _ reader: TextReader, _ closer: CloserView
    ) throws -> Found? {
        guard let map else { return nil }
        let quad = line.quad.map { map.image(of: $0) }
        let pixels = closer.pixels
        guard quad.corners.allSatisfy({ $0.x.isFinite && $0.y.isFinite }),
            pixels.frame.pixel(quad).meanHeight >= KnownLines.leastHeight,
            let read = try reader.readLine(quad, in: pixels), !read.text.isEmpty,
            read.confidence >= TextExaminer.legible
        else { return nil }
        return Found(
            name: line.name, line: read,
            price: line.price == nil ? nil : LineFinding.price(read.text, for: entry.creative.texts[line.name]))
    }

    /// Which sibling hangs there, by a line in which the possible ones differ.
    ///
    /// What is read must be, sign by sign, what one of them says there, and what no other one says; a line that the place of one of
    /// them is not known of decides nothing, and two lines that disagree decide nothing.
    func decide(_ reader: TextReader, _ closer: CloserView) throws -> Decided? {
        let ids = (creative?.ranked ?? []).filter { $0.score >= KnownLines.possible }.map(\.id)
        let siblings = ids.compactMap { catalogue[$0] }
        guard siblings.count >= 2, siblings.count == ids.count else { return nil }
        var decided: [Decided] = []
        for name in Set(siblings.flatMap { $0.creative.texts.keys }).sorted() {
            let said = siblings.map { $0.creative.texts[name].map(PrintedText.signs) }
            guard Set(said).count > 1 else { continue }
            let lines = siblings.compactMap { sibling in sibling.lines.first { $0.name == name } }
            guard lines.count == siblings.count else { continue }
            var winners: [(place: Int, found: Found)] = []
            for (place, line) in lines.enumerated() {
                guard let found = try read(line, of: siblings[place], reader, closer),
                    found.line.confidence >= KnownLines.sure
                else {
                    continue
                }
                if agrees(found, siblings[place], line) { winners.append((place, found)) }
            }
            guard let winner = winners.first, winners.count == 1,
                said.filter({ $0 == said[winner.place] }).count == 1
            else { continue }
            let other = siblings.indices.first { $0 != winner.place } ?? 0
            decided.append(
                Decided(
                    id: siblings[winner.place].creative.id,
                    difference: ReadDifference(
                        field: "text_\(name)", read: winner.found.line.text,
                        printed: siblings[winner.place].creative.texts[name] ?? "",
                        sibling: siblings[other].creative.id, siblingPrinted: siblings[other].creative.texts[name] ?? ""
                    ),
                    found: winner.found))
        }
        return Set(decided.map(\.id)).count == 1 ? decided.first : nil
    }

    /// A price is compared as one, all else sign by sign as far as the network reads it.
    private func agrees(_ found: Found, _ sibling: CompiledCatalogue.Entry, _ line: PrintedLine) -> Bool {
        if let price = line.price { return found.price == price }
        let printed = PrintedText.signs(sibling.creative.texts[line.name] ?? "")
        return printed.count >= LineFinding.leastSigns && printed == PrintedText.signs(found.line.text)
    }
}
