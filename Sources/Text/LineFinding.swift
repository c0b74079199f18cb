public import Catalogue
import Geometry
import Photo
import Records

extension TextModel {
    /// Name and version of all that decides where lines are found and how they read.
    public var title: String {
        "\(card.name) \(card.version) \(card.find.sha256.prefix(8)) \(card.read.sha256.prefix(8)) lines/1"
    }

    /// Finds the printed texts of a catalogue's artworks by reading the artworks.
    public func lineFinder() -> PrintedLineFinder {
        PrintedLineFinder(name: title) { artwork, texts in
            let lines = try self.makeReader().read(artwork).lines
            return LineFinding.match(texts, with: lines, on: artwork.fullSize)
        }
    }
}

/// Which of the lines that were read on an artwork are the texts that the table names.
enum LineFinding {
    /// Likeness from which a line is the text.
    static let near = 0.8
    /// Signs that the network can read which a text must have: fewer say too little.
    static let leastSigns = 2

    /// - Parameters:
    ///   - texts: by the rest of their columns' names.
    ///   - size: the artwork's, in the lines' frame.
    /// - Returns: in the order of names; of two texts that want one line, the one that is more alike has it.
    static func match(_ texts: [String: String], with lines: [ReadLine], on size: Size) -> [PrintedLine] {
        var wanted: [(name: String, text: String, line: Int, likeness: Double)] = []
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            for (index, line) in lines.enumerated() {
                let likeness = likeness(text, line.text)
                if likeness >= near { wanted.append((name, text, index, likeness)) }
            }
        }
        var (found, taken): ([PrintedLine], Set<Int>) = ([], [])
        for one in wanted.sorted(by: { ($0.likeness, $1.name, $0.line) > ($1.likeness, $0.name, $1.line) })
        where !taken.contains(one.line) && !found.contains(where: { $0.name == one.name }) {
            taken.insert(one.line)
            let quad = lines[one.line].quad.map { Point($0.x / Double(size.width), $0.y / Double(size.height)) }
            found.append(PrintedLine(name: one.name, quad: quad, price: price(one.text)))
        }
        return found.sorted { $0.name < $1.name }
    }

    /// The price that a text says; nil where it says none, or several.
    /// - Parameter printed: what the catalogue says stands there; nil where `text` is that.
    static func price(_ text: String, for printed: String? = nil) -> String? {
        let found = PrintedPrice.find(in: FieldText.plain(text), beforeWon: printed?.contains("원") ?? false)
        let marked = found.filter(\.isMarked)
        let said = Set((marked.isEmpty ? found : marked).map(\.value))
        return said.count == 1 ? said.first : nil
    }

    /// 1 for the same as far as the network can read it, 0 for nothing in common. Prices must be the same to the last digit.
    static func likeness(_ printed: String, _ read: String) -> Double {
        let (a, b) = (PrintedText.signs(printed), PrintedText.signs(read))
        guard a.count >= leastSigns, !b.isEmpty else { return 0 }
        if let price = price(printed), self.price(read, for: printed) != price { return 0 }
        let longest = Double(max(a.count, b.count))
        return max(0, 1 - ConfusionDistance.between(b, a, limit: longest) / longest)
    }
}
