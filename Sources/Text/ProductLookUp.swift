public import Catalogue

/// What may be meant by a text that was read.
public struct ProductCandidate: Hashable, Sendable {
    public let product: Product
    /// What was read.
    public let read: String
    /// How far that lies from the product's code or name, in characters; see `ConfusionDistance`.
    public let distance: Double
    /// 1 for the same, 0 for nothing in common.
    public let likeness: Double
}

/// Candidates, and which of them it is.
public struct LookedUp: Hashable, Sendable {
    /// Nearest first, at most `ProductLookUp.most`.
    public let candidates: [ProductCandidate]
    /// The first, where it is near and the next one is clearly farther.
    public let product: Product?
}

/// Finds what was read among the products.
public struct ProductLookUp: Sendable {
    /// Candidates that are shown.
    public static let most = 5
    /// Likeness from which the nearest counts.
    static let near = 0.75
    /// Characters by which the next product must be farther.
    static let margin = 0.7

    private let entries: [(product: Product, code: [Character], name: [Character])]

    public init(_ products: [Product]) {
        entries = products.map {
            ($0, ConfusionDistance.signs($0.code), ConfusionDistance.signs($0.name ?? ""))
        }
    }

    /// Looks up the codes that were read, and every line as a name.
    public func find(fields: [TextField], lines: [ReadLine]) -> LookedUp {
        let codes = fields.filter { $0.kind == .code }.map(\.value)
        let names = lines.map(\.text).filter { $0.contains(where: \.isLetter) }
        let texts =
            codes.map { (text: $0, signs: ConfusionDistance.signs($0), isCode: true) }
            + names.map { (text: $0, signs: ConfusionDistance.signs($0), isCode: false) }
        let nearest = entries.compactMap { entry in
            texts.compactMap { text in candidate(entry, text.text, text.signs, text.isCode ? entry.code : entry.name) }
                .max { ProductLookUp.isBefore($1, $0) }
        }
        let ranked = nearest.enumerated().sorted { a, b in
            ProductLookUp.isBefore(a.element, b.element)
                || (!ProductLookUp.isBefore(b.element, a.element) && a.offset < b.offset)
        }.map(\.element)
        let candidates = Array(ranked.prefix(ProductLookUp.most))
        return LookedUp(candidates: candidates, product: ProductLookUp.decided(candidates))
    }

    private static func isBefore(_ a: ProductCandidate, _ b: ProductCandidate) -> Bool { a.likeness > b.likeness }

    private static func decided(_ candidates: [ProductCandidate]) -> Product? {
        guard let first = candidates.first, first.likeness >= near else { return nil }
        guard let second = candidates.dropFirst().first else { return first.product }
        return second.distance - first.distance >= margin || second.likeness < near / 2 ? first.product : nil
    }

    private func candidate(
        _ entry: (product: Product, code: [Character], name: [Character]), _ text: String, _ read: [Character],
        _ printed: [Character]
    ) -> ProductCandidate? {
        let longest = Double(max(read.count, printed.count))
        guard !printed.isEmpty, longest > 0 else { return nil }
        let distance = ConfusionDistance.between(read, printed, limit: longest)
        return ProductCandidate(
            product: entry.product, read: text, distance: distance, likeness: max(0, 1 - distance / longest))
    }
}
