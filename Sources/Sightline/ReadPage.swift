import Foundation
import Geometry
import Photo
import Records
import Text

/// What a photo says, for people and for machines.
struct ReadPage: Encodable {
    struct Line: Encodable {
        var text: String
        var confidence: Double
        /// Corners, the first at the beginning of the text; pixels of the upright photo.
        var quad: Quad
    }

    struct Field: Encodable {
        var field: TextField.Kind
        var text: String
        var confidence: Double
        var quad: Quad
    }

    struct Candidate: Encodable {
        var code: String
        var name: String?
        var price: String?
        var read: String
        var likeness: Double
    }

    let photo: String
    /// Degrees clockwise by which the text hangs turned.
    let turn: Int
    let texts: [Line]
    let fields: [Field]
    /// With a table of products: nearest first.
    let candidates: [Candidate]?
    /// The code of the one that it is; nil where that cannot be told.
    let product: String?

    init(_ photo: PathBytes, _ reading: Reading, _ lookUp: ProductLookUp?) {
        let found = TextFields().find(in: reading.lines)
        let looked = lookUp?.find(fields: found, lines: reading.lines)
        func plain(_ quad: Quad) -> Quad {
            quad.map { Point(rounded($0.x, decimals: 1), rounded($0.y, decimals: 1)) }
        }
        self.photo = photo.escaped
        turn = reading.turn * 90
        texts = reading.lines.map {
            Line(text: $0.text, confidence: rounded($0.confidence, decimals: 3), quad: plain($0.quad))
        }
        fields = found.map {
            Field(
                field: $0.kind, text: $0.value, confidence: rounded($0.confidence, decimals: 3), quad: plain($0.quad))
        }
        candidates = looked?.candidates.map {
            Candidate(
                code: $0.product.code, name: $0.product.name, price: $0.product.price, read: $0.read,
                likeness: rounded($0.likeness, decimals: 3))
        }
        product = looked?.product?.code
    }

    /// For people.
    var lines: [String] {
        var lines = ["\(photo):" + (turn == 0 ? "" : " turned by \(turn)°")]
        if texts.isEmpty { return lines + ["  nothing that can be read"] }
        func percent(_ share: Double) -> String { "\(Int(clamped: (share * 100).rounded())) %" }
        lines +=
            TextTable(
                texts.map { line in
                    let corner = line.quad.topLeft
                    return [
                        "  " + line.text, percent(line.confidence), String(format: "at %.0f,%.0f", corner.x, corner.y),
                    ]
                }
            ).lines
        if !fields.isEmpty {
            lines += ["Fields"]
            lines += TextTable(fields.map { ["  \($0.field.rawValue)", $0.text, percent($0.confidence)] }).lines
        }
        guard let candidates else { return lines }
        lines += ["Products"]
        let rows = candidates.map { one in
            [
                (one.code == product ? "* " : "  ") + one.code, one.name ?? "", one.price ?? "", percent(one.likeness),
                "read as \(one.read)",
            ]
        }
        return lines + (rows.isEmpty ? ["  none is alike"] : TextTable(rows).lines)
    }
}

extension Reading {
    /// The picture with each line's outline, its beginning marked.
    func drawn(on pixels: Pixels) -> Pixels {
        var picture = pixels
        let width = max(1.5, Double(max(pixels.width, pixels.height)) / 800)
        for line in lines {
            picture.outline(line.quad, width: width, colour: .cyan)
            picture.line(from: line.quad.topLeft, to: line.quad.bottomLeft, width: width * 2, colour: .magenta)
            picture.text(
                "\(line.text) \(Int(clamped: (line.confidence * 100).rounded()))", at: line.quad.topLeft,
                anchor: .bottomLeft, scale: max(1, width))
        }
        return picture
    }
}
