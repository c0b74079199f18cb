public import Catalogue
public import Examining
import Geometry
import Inference
import Photo
public import Records

/// What stands on boards and tags.
///
/// Wants artwork before it. On a board whose creative is known only the known lines are read, at the places that the catalogue
/// has of them; between siblings, those in which they differ, and what is read there may decide. On any other board, and with
/// `all` in the whole photo, everything is read: lines, fields by the policy's patterns, and the product that is meant.
public final class TextExaminer: Examiner {
    public let identity: ExaminerVersion
    private let scope: TextScope
    private let catalogue: CompiledCatalogue?
    private let lookUp: ProductLookUp?
    private let fields: TextFields
    private let reader: TextReader
    private let closer: CloserView

    /// Lines of a board, or of the rest of a photo, that a record keeps.
    static let most = 20
    /// Confidence below which a line says nothing.
    static let legible = 0.5

    /// - Parameters:
    ///   - catalogue: where known lines stand, and what is sold; nil: every board is read as one that is not known.
    ///   - patterns: how periods and codes are written.
    /// - Throws: `PhotoError` where a decoder cannot be made.
    public init(
        _ model: TextModel, scope: TextScope, catalogue: CompiledCatalogue? = nil, patterns: FieldPatterns = .standard
    ) throws {
        identity = ExaminerVersion(name: "text", version: "1-\(scope.rawValue)")
        self.scope = scope
        self.catalogue = catalogue
        lookUp = catalogue.flatMap { $0.products.isEmpty ? nil : ProductLookUp($0.products) }
        fields = TextFields(patterns)
        reader = model.makeReader()
        closer = try CloserView()
    }

    /// - Throws: `inference_failed`.
    public func examine(_ view: View, _ facts: inout Observation) throws {
        guard scope != .off else { return }
        closer.show(view)
        for index in facts.boards.indices where facts.boards[index].state?.blank ?? 0 < 0.5 {
            let board = facts.boards[index]
            guard let creative = board.creative, creative.family != nil, let catalogue else {
                facts.texts += try everything(on: board, index)
                continue
            }
            let known = KnownLines(board, catalogue)
            if creative.id == nil, let decided = try known.decide(reader, closer) {
                facts.boards[index].creative?.id = decided.id
                facts.boards[index].creative?.decidedBy = decided.difference
                facts.texts += decided.texts(on: index)
            } else if let id = creative.id {
                facts.texts += try known.read(of: id, reader, closer).flatMap { $0.texts(on: index) }
            }
        }
        if scope == .all { facts.texts += try rest(view, facts.boards) }
    }

    private func everything(on board: Board, _ index: Int) throws -> [ReadText] {
        let quad = board.quad ?? Quad(board.box)
        guard closer.isLargeEnough(quad) else { return [] }
        return texts(of: try reader.read(quad, in: closer.pixels).lines, on: index)
    }

    /// What stands on none of the boards.
    private func rest(_ view: View, _ boards: [Board]) throws -> [ReadText] {
        let lines = try reader.read(closer.pixels).lines.filter { line in
            let hull = line.quad.hull
            return !boards.contains { $0.box.intersection(hull).area > hull.area / 2 }
        }
        return texts(of: lines, on: nil)
    }

    /// Lines, fields, and the product that is meant where one is.
    private func texts(of lines: [ReadLine], on board: Int?) -> [ReadText] {
        let lines = Array(lines.filter { $0.confidence >= TextExaminer.legible }.prefix(TextExaminer.most))
        let found = fields.find(in: lines)
        var texts = lines.map { ReadText(board: board, field: nil, text: $0.text, confidence: $0.confidence) }
        texts += found.map {
            ReadText(board: board, field: $0.kind.rawValue, text: $0.value, confidence: $0.confidence)
        }
        if let lookUp {
            let looked = lookUp.find(fields: found, lines: lines)
            if let product = looked.product, let first = looked.candidates.first {
                texts.append(
                    ReadText(board: board, field: "product", text: product.code, confidence: first.likeness))
            }
        }
        return texts
    }
}
