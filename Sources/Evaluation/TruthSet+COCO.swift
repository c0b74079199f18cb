public import Foundation
import Records

/// Why a truth file cannot be used.
public struct TruthError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `truth_unreadable`, `truth_inconsistent`, `truth_photos_missing`, `truth_labels_unknown`.
    public var code: String
    public var file: String
    /// What is wrong and what to do.
    public var message: String

    public var description: String { "\(file): \(message)" }
}

extension TruthSet {
    /// Reads COCO JSON (images, annotations, categories).
    ///
    /// Plain COCO is enough; where they are there, `quality`, `distractors`, `empty_fixtures`, `cabinet_quad` and
    /// `top_offset_frac` of images and `quad`, `difficult`, `tags` of annotations are used too. A `segmentation` of one
    /// polygon with four points stands in for a missing `quad`.
    ///
    /// - Parameter file: name for messages.
    public init(coco data: Data, file: String) throws(TruthError) {
        let content: COCOFile
        do {
            content = try JSONDecoder().decode(COCOFile.self, from: data)
        } catch {
            throw TruthError(
                code: "truth_unreadable", file: file,
                message: "is not COCO JSON with images, annotations and categories: \(describe(error))")
        }
        self = try TruthSet(content, file: file)
    }

    private init(_ content: COCOFile, file: String) throws(TruthError) {
        func fault(_ message: String) -> TruthError {
            TruthError(code: "truth_inconsistent", file: file, message: message)
        }
        let categories = content.categories.sorted { $0.id < $1.id }
        let names = Dictionary(categories.map { ($0.id, $0.name) }) { first, _ in first }
        guard names.count == categories.count, Set(names.values).count == categories.count else {
            throw fault("has two categories with the same id or name; make them unique")
        }
        var panels: [Int: [TruthPanel]] = [:]
        for annotation in content.annotations {
            guard let label = names[annotation.category] else {
                throw fault("annotation \(annotation.id) has category \(annotation.category), which is not listed")
            }
            guard annotation.box.count == 4, annotation.box.allSatisfy(\.isFinite) else {
                throw fault("annotation \(annotation.id) needs a bbox of four numbers: x, y, width, height")
            }
            panels[annotation.image, default: []].append(annotation.panel(label))
        }
        let images = content.images.sorted { $0.id < $1.id }
        let known = Set(images.map(\.id))
        guard known.count == images.count else { throw fault("has two images with the same id; make them unique") }
        // Two entries of one file would share its panels between them, and each count the other's as false.
        if let twice = Dictionary(grouping: images, by: \.file).filter({ $0.value.count > 1 }).keys.min() {
            throw fault("has two images with the file_name \(twice); make them unique")
        }
        if let stray = panels.keys.filter({ !known.contains($0) }).min() {
            throw fault("has annotations of image \(stray), which is not listed")
        }
        labels = categories.map(\.name)
        photos = images.map { $0.photo(panels[$0.id] ?? []) }
    }
}

private func describe(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    switch error {
    case .keyNotFound(let key, let context):
        return "\((context.codingPath + [key]).map(\.stringValue).joined(separator: ".")) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
        return context.codingPath.map(\.stringValue).joined(separator: ".") + " " + context.debugDescription
    @unknown default:
        return "\(error)"
    }
}

/// The parts of COCO JSON that count here.
private struct COCOFile: Decodable {
    struct Category: Decodable {
        var id: Int
        var name: String
    }

    struct Distractor: Decodable {
        var box: Box
    }

    struct EmptyFixture: Decodable {
        var quad: Quad
    }

    struct Image: Decodable {
        var id: Int
        var file: String
        var width: Int
        var height: Int
        var quality: String?
        var distractors: [Distractor]?
        var emptyFixtures: [EmptyFixture]?
        var cabinet: Quad?
        var topOffset: Double?

        enum CodingKeys: String, CodingKey {
            case id, width, height, quality, distractors
            case file = "file_name"
            case emptyFixtures = "empty_fixtures"
            case cabinet = "cabinet_quad"
            case topOffset = "top_offset_frac"
        }

        func photo(_ panels: [TruthPanel]) -> TruthPhoto {
            TruthPhoto(
                id: id, file: file, size: Size(width: width, height: height), panels: panels, quality: quality ?? "ok",
                distractors: (distractors ?? []).map(\.box), emptyFixtures: (emptyFixtures ?? []).map(\.quad),
                cabinet: cabinet, topOffset: topOffset)
        }
    }

    struct Annotation: Decodable {
        var id: Int
        var image: Int
        var category: Int
        /// x, y, width, height.
        var box: [Double]
        var quad: Quad?
        var difficult: Bool
        var isCrowd: Bool
        var tags: [String]

        enum CodingKeys: String, CodingKey {
            case id, quad, difficult, tags, segmentation
            case image = "image_id"
            case category = "category_id"
            case box = "bbox"
            case isCrowd = "iscrowd"
        }

        init(from decoder: any Decoder) throws {
            let c = try decoder.container(keyedBy: CodingKeys.self)
            id = try c.decode(Int.self, forKey: .id)
            image = try c.decode(Int.self, forKey: .image)
            category = try c.decode(Int.self, forKey: .category)
            box = try c.decode([Double].self, forKey: .box)
            difficult = Self.flag(c, .difficult)
            isCrowd = Self.flag(c, .isCrowd)
            tags = (try? c.decodeIfPresent([String].self, forKey: .tags)) ?? []
            quad = try c.decodeIfPresent(Quad.self, forKey: .quad)
            // A segmentation may also be run lengths, or empty: then there is no quad.
            if quad == nil, let polygons = try? c.decode([[Double]].self, forKey: .segmentation), polygons.count == 1,
                polygons[0].count == 8
            {
                let p = polygons[0]
                quad = Quad(Point(p[0], p[1]), Point(p[2], p[3]), Point(p[4], p[5]), Point(p[6], p[7]))
            }
        }

        /// A flag written as true/false or, as COCO does, 0/1.
        private static func flag(_ c: KeyedDecodingContainer<CodingKeys>, _ key: CodingKeys) -> Bool {
            if let value = try? c.decode(Bool.self, forKey: key) { return value }
            return ((try? c.decode(Int.self, forKey: key)) ?? 0) != 0
        }

        func panel(_ label: String) -> TruthPanel {
            TruthPanel(
                label: label, box: Box(box[0], box[1], box[0] + box[2], box[1] + box[3]), quad: quad,
                difficult: difficult, isCrowd: isCrowd, tags: tags)
        }
    }

    var images: [Image]
    var annotations: [Annotation]
    var categories: [Category]
}
