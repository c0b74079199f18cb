import Geometry
public import Records

/// A photo that a person has answered: its latest record and what was said of it.
public struct ReviewedPhoto: Sendable {
    public var record: Record
    public var word: ReviewersWord

    public init(record: Record, word: ReviewersWord) {
        self.record = record
        self.word = word
    }
}

/// Finished reviews as one COCO file: what `Sources/Training` learns from, and what labelling tools open.
///
/// With `info`, `licenses`, `images`, `annotations` and `categories`, as COCO's format asks for them (cocodataset.org,
/// "Data format"). A panel is one annotation: `segmentation` is its quad as a polygon of four points from the artwork's top
/// left clockwise, `bbox` its hull in the photo, `quad` the same corners; `tags` are the reviewer's, and stand in `attributes`
/// once more as flags, which is where CVAT looks for them. A board that hangs in no slot's place is of the category
/// `board`. Photos of which a person cannot tell are left out.
public struct ReviewedCOCO {
    /// The category of boards without a slot.
    public static let board = "board"

    private struct Image: Encodable {
        var id: Int
        var license = 1
        var file_name: String
        var drop: String
        var width: Int
        var height: Int
        var store_id: String?
        var date: String?
        var sha256: String
        var reviewed_by: String
        var reviewed_at: String
        var texts: [ReadText]?
    }

    private struct Annotation: Encodable {
        struct Attributes: Encodable {
            var occluded: Bool
            var truncated: Bool
            var glare: Bool
            var damaged: Bool
            var creative: String
        }

        var id: Int
        var image_id: Int
        var category_id: Int
        var bbox: [Double]
        var area: Double
        var iscrowd = 0
        var segmentation: [[Double]]
        var quad: Quad
        var tags: [Correction.Tag]
        var creative: String?
        var attributes: Attributes
    }

    private let photos: [ReviewedPhoto]

    /// - Parameter photos: in the order that they are to have.
    public init(_ photos: [ReviewedPhoto]) { self.photos = photos.filter { !$0.word.correction.cannotTell } }

    /// The file. The same photos and words give the same bytes.
    /// - Throws: `EncodingError` for coordinates that are not finite.
    public func encoded() throws -> [UInt8] {
        let names = Set(photos.flatMap { $0.word.correction.panels.map(\.category) })
        let categories = COCOParts.categories(names, supercategory: "counter")
        let ids = Dictionary(uniqueKeysWithValues: categories.map { ($0.name, $0.id) })
        let isOneDrop = Set(photos.map(\.record.photo.drop)).count < 2
        var annotations: [Annotation] = []
        for (index, photo) in photos.enumerated() {
            for panel in photo.word.correction.panels {
                annotations.append(
                    annotation(
                        panel, photo.record.photo, id: annotations.count + 1, image: index + 1,
                        category: ids[panel.category] ?? 0))
            }
        }
        let file = File(
            licenses: [License()], images: photos.enumerated().map { image($1, $0 + 1, isOneDrop: isOneDrop) },
            annotations: annotations, categories: categories)
        return Array(try CanonicalJSON.encode(file)) + [0x0A]
    }

    private struct File: Encodable {
        var info = Info()
        var licenses: [License]
        var images: [Image]
        var annotations: [Annotation]
        var categories: [COCOParts.Category]
    }

    private struct Info: Encodable {
        var description = "sightline reviews"
        var version = "1"
    }

    private struct License: Encodable {
        var id = 1
        var name = "all rights reserved"
        var url = ""
    }

    private func image(_ photo: ReviewedPhoto, _ id: Int, isOneDrop: Bool) -> Image {
        let source = photo.record.photo
        return Image(
            id: id, file_name: COCOParts.fileName(of: source, isOneDrop: isOneDrop), drop: source.drop,
            width: source.width,
            height: source.height, store_id: source.storeID, date: source.date, sha256: source.sha256,
            reviewed_by: photo.word.by, reviewed_at: photo.word.at, texts: photo.word.correction.texts)
    }

    private func annotation(
        _ panel: Correction.Panel, _ photo: PhotoSource, id: Int, image: Int, category: Int
    ) -> Annotation {
        let box = panel.quad.hull.clamped(to: Size(width: photo.width, height: photo.height))
        let has = { (tag: Correction.Tag) in panel.tags.contains(tag) }
        return Annotation(
            id: id, image_id: image, category_id: category,
            bbox: COCOParts.box(box),
            area: rounded(box.area, decimals: 1),
            segmentation: COCOParts.polygon(panel.quad),
            quad: panel.quad, tags: panel.tags, creative: panel.creative,
            attributes: .init(
                occluded: has(.occluded), truncated: has(.truncated), glare: has(.glare), damaged: has(.damaged),
                creative: panel.creative ?? ""))
    }
}

extension Correction.Panel {
    /// Its COCO category.
    var category: String { slot ?? ReviewedCOCO.board }
}
