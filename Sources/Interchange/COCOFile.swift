import Records

/// The parts of COCO JSON that count here.
struct COCOFile: Decodable {
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
        var creative: String?

        enum CodingKeys: String, CodingKey {
            case id, quad, difficult, tags, segmentation, creative
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
            creative = (try? c.decodeIfPresent(String.self, forKey: .creative)) ?? nil
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
                difficult: difficult, isCrowd: isCrowd, tags: tags, creative: creative)
        }
    }

    var images: [Image]
    var annotations: [Annotation]
    var categories: [Category]
}
