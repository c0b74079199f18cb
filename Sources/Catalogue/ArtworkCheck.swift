import Foundation
import Photo
import Records

/// What is wrong with the artworks of a folder, each by itself and among each other.
///
/// An artwork's aspect fits a slot when it is within a factor of 1.5 of the median of the artworks that name the slot, three or
/// more of them; with fewer, the slot has no usual aspect and everything fits. The 16 programme ads of `top_ad` drawn for this
/// project have 3.2 to 4.4 : 1.
struct ArtworkCheck {
    static let aspectFactor = 1.5
    static let leastForAspect = 3

    private struct Seen {
        let creative: Creative
        let line: Int
        let sha256: String
        let size: Size
        let look: TwinSearch.Look

        var aspect: Double { Double(size.width) / Double(size.height) }
    }

    private let folder: CatalogueFolder
    private var seen: [Seen] = []
    private var faults: [CatalogueFault] = []
    private var pictures = RecentPictures()

    init(_ folder: CatalogueFolder) { self.folder = folder }

    /// Opens an artwork.
    mutating func read(_ creative: Creative, line: Int) {
        do throws(ArtworkError) {
            let file = try folder.artwork(creative)
            let picture = try file.picture()
            guard picture.width > 0, picture.height > 0 else { throw .unreadable("has no pixels") }
            let texture = ArtworkTexture(picture)
            if texture.isLittle {
                report(
                    line, .littleTexture,
                    "\(shown(creative.file)) has little that can be recognised (\(texture.corners) of "
                        + "\(ArtworkTexture.least) cells with corners); a board that shows it may stay unrecognised")
            }
            if let borders = BlankBorders(picture) {
                report(
                    line, .blankBorder,
                    "\(shown(creative.file)) has a blank border (\(borders)); cut the file to what hangs in the store")
            }
            var small = Pixels()
            picture.resize(longSide: ArtworkPicture.thumbnailSide, into: &small)
            seen.append(
                Seen(
                    creative: creative, line: line, sha256: file.sha256, size: picture.fullSize,
                    look: .init(family: creative.family, size: picture.fullSize, thumbnail: GreyPicture(small))))
        } catch {
            report(
                line, error == .missing ? .missingFile : .unreadableFile, "artwork \(shown(creative.file)): \(error)")
        }
    }

    /// What only all of them tell, too.
    mutating func finished() -> [CatalogueFault] {
        reportAspects()
        reportTwins()
        return faults
    }

    private mutating func report(_ line: Int, _ code: CatalogueFault.Code, _ message: String) {
        faults.append(CatalogueFault(CreativesTable.name, line, code, message))
    }

    private mutating func reportAspects() {
        var usual: [String: Double] = [:]
        for slot in Set(seen.flatMap(\.creative.slots)) {
            let aspects = seen.filter { $0.creative.slots.contains(slot) }.map(\.aspect).sorted()
            if aspects.count >= ArtworkCheck.leastForAspect { usual[slot] = aspects[aspects.count / 2] }
        }
        func fits(_ aspect: Double, _ slot: String) -> Bool {
            guard let other = usual[slot] else { return true }
            return max(aspect / other, other / aspect) <= ArtworkCheck.aspectFactor
        }
        for artwork in seen where !artwork.creative.slots.contains(where: { fits(artwork.aspect, $0) }) {
            let named = artwork.creative.slots.map { "\($0) \(ratio(usual[$0] ?? 1))" }.joined(separator: ", ")
            let better = usual.keys.filter { fits(artwork.aspect, $0) }.sorted()
            report(
                artwork.line, .aspectFitsNoSlot,
                "\(shown(artwork.creative.file)) is \(artwork.size.width) × \(artwork.size.height) "
                    + "(\(ratio(artwork.aspect))), unlike the artworks of its slots in the median (\(named)); "
                    + (better.isEmpty
                        ? "correct the slots or the file" : "it would fit \(better.joined(separator: ", "))"))
        }
    }

    private mutating func reportTwins() {
        for pair in TwinSearch.pairs(of: seen.map(\.look)) {
            let (a, b) = (seen[pair.first], seen[pair.second])
            let names = "\(shown(a.creative.id)) and \(shown(b.creative.id)) (line \(a.line))"
            if pair.differsEverywhere {
                report(
                    b.line, .nearTwins,
                    "\(names) are of one family and of different shapes (\(ratio(a.aspect)), \(ratio(b.aspect)))")
                continue
            }
            guard let one = try? pictures.of(a.creative, a.sha256, folder),
                let other = try? pictures.of(b.creative, b.sha256, folder)
            else {
                report(
                    b.line, .unreadableFile, "artwork \(shown(b.creative.file)) changed while it was read; check again")
                continue
            }
            let regions = ArtworkDifference.regions(one, other)
            guard let largest = regions.first else {
                report(
                    b.line, .samePicture,
                    "\(names) show the same picture; boards cannot be distinguished: leave one of them out")
                continue
            }
            report(
                b.line, .nearTwins,
                "\(names) differ in \(regions.count) \(regions.count == 1 ? "place" : "places"), "
                    + "\(percent(coveredShare(regions))) of the picture; most at \(percent(largest.centre.x)) from "
                    + "the left, \(percent(largest.centre.y)) from the top")
        }
    }
}

/// The share of the picture that boxes cover together, overlaps once, to one part in 200 × 200.
private func coveredShare(_ boxes: [Box]) -> Double {
    let side = 200
    var count = 0
    for row in 0..<side {
        for column in 0..<side {
            let (x, y) = ((Double(column) + 0.5) / Double(side), (Double(row) + 0.5) / Double(side))
            if boxes.contains(where: { ($0.x0...$0.x1).contains(x) && ($0.y0...$0.y1).contains(y) }) { count += 1 }
        }
    }
    return Double(count) / Double(side * side)
}

private func ratio(_ aspect: Double) -> String { String(format: "%.2f : 1", aspect) }

private func percent(_ share: Double) -> String { String(format: share < 0.01 ? "%.1f %%" : "%.0f %%", share * 100) }
