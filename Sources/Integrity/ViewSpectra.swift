import Capture
import Records

/// The lowest frequencies of many views of one picture.
///
/// Cutting, sampling and the cosine transform are linear and separable: a view's spectrum is the picture between two
/// matrices, one for its span of rows and one for its span of columns. Views share spans, and most spans are the same for
/// every photo.
struct ViewSpectra {
    /// A part of a picture's side, in units of it.
    struct Span: Hashable {
        var start: Double
        var end: Double
    }

    private static let side = Likeness.side
    private static let count = 16
    /// The matrices of the spans that do not depend on the photo.
    private static let standing: [Span: Matrix] = {
        let frames = QueryViews.standing.map(\.frame) + [QueryView.whole.frame]
        let spans = frames.flatMap { [Span(start: $0.x0, end: $0.x1), Span(start: $0.y0, end: $0.y1)] }
        return Dictionary(uniqueKeysWithValues: Set(spans).map { ($0, Matrix(of: $0)) })
    }()

    private let luma: [Float]
    /// By span of rows: its frequencies at every column.
    private var halves: [Span: [Float]] = [:]

    init(of luma: [Float]) { self.luma = luma }

    /// 16 × 16 values, the vertical frequency by row.
    mutating func spectrum(of view: QueryView) -> [Float] {
        ViewSpectra.product(
            half(Span(start: view.frame.y0, end: view.frame.y1)),
            ViewSpectra.cached(Span(start: view.frame.x0, end: view.frame.x1)).columns, width: ViewSpectra.count)
    }

    private mutating func half(_ span: Span) -> [Float] {
        if let known = halves[span] { return known }
        let made = ViewSpectra.product(ViewSpectra.cached(span).rows, luma, width: ViewSpectra.side)
        halves[span] = made
        return made
    }

    /// 16 rows of 64 values times 64 rows of `width`. The innermost loop goes along rows of both, which is what compilers turn
    /// into vector instructions.
    private static func product(_ left: [Float], _ right: [Float], width: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: count * width) { result, filled in
            left.withUnsafeBufferPointer { left in
                right.withUnsafeBufferPointer { right in
                    for place in 0..<count * width { result[place] = 0 }
                    for row in 0..<count {
                        for middle in 0..<side {
                            let weight = left[row &* side &+ middle]
                            let (from, to) = (middle &* width, row &* width)
                            for x in 0..<width { result[to &+ x] += weight * right[from &+ x] }
                        }
                    }
                }
            }
            filled = count * width
        }
    }

    private static func cached(_ span: Span) -> Matrix { standing[span] ?? Matrix(of: span) }
}

/// What each value of a side adds to each frequency of a span of it.
private struct Matrix {
    /// A row per frequency.
    let rows: [Float]
    /// The same, a column per frequency.
    let columns: [Float]

    private static let cosines = CosineTransform(samples: Likeness.side, frequencies: 16)

    init(of span: ViewSpectra.Span) {
        let (side, count) = (Likeness.side, 16)
        var rows = [Float](repeating: 0, count: count * side)
        for (index, sample) in QueryViews.samples(span.start, span.end).enumerated() {
            for row in 0..<count {
                let weight = Matrix.cosines.matrix[row * side + index]
                rows[row * side + sample.place] += weight * (1 - sample.part)
                rows[row * side + sample.next] += weight * sample.part
            }
        }
        self.rows = rows
        columns = (0..<side * count).map { rows[$0 % count * side + $0 / count] }
    }
}
