public import Catalogue
import Inference
import Records

/// A compiled catalogue made ready for matching; one for all lanes.
public final class ArtworkIndex: Sendable {
    public let catalogue: CompiledCatalogue
    let model: FeatureModel
    private let families: [String: [Int]]
    private let regions: [Pair: [Box]]
    private let twins: [Int: [Int]]
    /// Sizes at which artworks of the catalogue are seen.
    let sizes: Set<Size>
    /// The mean of all cells of all artworks: what every print has tells none apart.
    private let mean: [Float]
    /// Each artwork's cells less the mean, each of unit length.
    private let wholes: [Float]

    private struct Pair: Hashable {
        let first: Int
        let second: Int

        init(_ a: Int, _ b: Int) { (first, second) = (min(a, b), max(a, b)) }
    }

    /// - Throws: `CatalogueError` for a catalogue whose features another network made.
    public init(_ catalogue: CompiledCatalogue, _ model: FeatureModel) throws(CatalogueError) {
        guard catalogue.describer == model.title else {
            throw CatalogueError(
                .otherDescriber,
                "was compiled for the network \(catalogue.describer), and this program has \(model.title): compile it again with "
                    + "sightline catalogue build")
        }
        self.catalogue = catalogue
        self.model = model
        families = Dictionary(grouping: catalogue.entries.indices) { catalogue.entries[$0].family }
        regions = Dictionary(catalogue.twins.map { (Pair($0.first, $0.second), $0.regions) }) { first, _ in first }
        var twins: [Int: [Int]] = [:]
        for pair in catalogue.twins {
            twins[pair.first, default: []].append(pair.second)
            twins[pair.second, default: []].append(pair.first)
        }
        self.twins = twins
        sizes = Set(catalogue.entries.map { Size(width: $0.features.width, height: $0.features.height) })
        let dimensions = model.card.dimensions
        let values = catalogue.entries.map { WholeFeatures.unpacked($0.features.global) }
        var mean = [Float](repeating: 0, count: dimensions)
        var count: Float = 0
        for cells in values {
            for start in stride(from: 0, to: cells.count - dimensions + 1, by: dimensions) {
                for index in 0..<dimensions { mean[index] += cells[start + index] }
                count += 1
            }
        }
        self.mean = mean.map { $0 / max(1, count) }
        let length = WholeFeatures.cells * WholeFeatures.cells * dimensions
        var wholes: [Float] = []
        wholes.reserveCapacity(values.count * length)
        for cells in values {
            wholes += ArtworkIndex.centred(cells.count == length ? cells : [], self.mean, length)
        }
        self.wholes = wholes
    }

    /// Each cell less the mean, of unit length; zeros for no cells.
    private static func centred(_ cells: [Float], _ mean: [Float], _ length: Int) -> [Float] {
        guard !cells.isEmpty, !mean.isEmpty else { return [Float](repeating: 0, count: length) }
        var out = cells
        for start in stride(from: 0, to: cells.count - mean.count + 1, by: mean.count) {
            var sum: Float = 0
            for index in 0..<mean.count {
                out[start + index] -= mean[index]
                sum += out[start + index] * out[start + index]
            }
            let scale = 1 / max(sum.squareRoot(), 1e-6)
            for index in 0..<mean.count { out[start + index] *= scale }
        }
        return out
    }

    /// The artworks that look most like a picture as a whole, most alike first.
    func shortlist(_ whole: [Float], most: Int) -> [Int] {
        let length = catalogue.entries.isEmpty ? 0 : wholes.count / catalogue.entries.count
        guard length > 0 else { return [] }
        let query = ArtworkIndex.centred(whole.count == length ? whole : [], mean, length)
        let alike = catalogue.entries.indices.map { dotProduct(query, wholes, at: $0 * length) }
        let ranked = catalogue.entries.indices.sorted { alike[$0] == alike[$1] ? $0 < $1 : alike[$0] > alike[$1] }
        return Array(ranked.prefix(most))
    }

    /// What an artwork may be taken for, itself among them: its family and its twins, in the catalogue's order.
    func siblings(of place: Int) -> [Int] {
        Set((families[catalogue.entries[place].family] ?? []) + (twins[place] ?? []) + [place]).sorted()
    }

    /// Where two artworks differ, 0…1 of their width and height; the whole where that is not known.
    func regions(_ a: Int, _ b: Int) -> [Box] { regions[Pair(a, b)] ?? [Box(0, 0, 1, 1)] }

    /// Whether two artworks have sides of one ratio, so that one lies over the other.
    func haveOneShape(_ a: Int, _ b: Int) -> Bool {
        let ratios = [a, b].map { place in
            let size = catalogue.entries[place].size
            return Double(size.width) / Double(max(1, size.height))
        }
        return max(ratios[0] / ratios[1], ratios[1] / ratios[0]) < 1.03
    }
}

extension CompiledCatalogue.Entry {
    /// What its siblings share; its own id where it has none.
    var family: String { creative.family ?? creative.id }
}
