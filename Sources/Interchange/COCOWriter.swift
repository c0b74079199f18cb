import Foundation
public import Records

/// Records as one COCO file, written in three passes over them so that memory does not grow with their number.
///
/// Images, one annotation per detection (`bbox` its box, `segmentation` its quad as a polygon or else the box), and the
/// slots that were found as categories, by name. `file_name` is the path in the drop, as `PathBytes.escaped` writes it; where
/// the records are of several drops it begins with the drop's name, so that no two are the same. `TruthSet` reads it.
public struct COCOWriter {
    /// Calls its closure with each record, the same ones in the same order every time.
    public typealias Pass = (_ each: (Record) throws -> Void) throws -> Void

    private struct Image: Encodable {
        var id: Int
        var file_name: String
        var drop: String
        var width: Int
        var height: Int
        var store_id: String?
        var date: String?
        var sha256: String
    }

    private struct Annotation: Encodable {
        var id: Int
        var image_id: Int
        var category_id: Int
        var bbox: [Double]
        var area: Double
        var iscrowd = 0
        var segmentation: [[Double]]
        var quad: Quad?
        var score: Double
    }

    private let pass: Pass

    /// - Parameter pass: called three times per `write`.
    public init(_ pass: @escaping Pass) { self.pass = pass }

    /// Writes the file in pieces.
    ///
    /// - Parameter emit: takes the next bytes.
    /// - Throws: what the passes or `emit` throw; `EncodingError` for coordinates that are not finite.
    public func write(_ emit: ([UInt8]) throws -> Void) throws {
        var names: Set<String> = []
        var drops: Set<String> = []
        try forEach { record, _ in
            names.formUnion(record.detections.map(\.slot))
            drops.insert(record.photo.drop)
        }
        let isOneDrop = drops.count < 2
        let categories = COCOParts.categories(names)
        let ids = Dictionary(uniqueKeysWithValues: categories.map { ($0.name, $0.id) })
        try emit(Array("{\"info\":{\"description\":\"sightline results\"},\"categories\":".utf8))
        try emit(Array(CanonicalJSON.encode(categories)))
        try emit(Array(",\"images\":[".utf8))
        try forEach { record, id in
            try emit(separated(id, try CanonicalJSON.encode(image(record, id, isOneDrop: isOneDrop))))
        }
        try emit(Array("],\"annotations\":[".utf8))
        var next = 1
        try forEach { record, id in
            for detection in record.detections {
                let annotation = annotation(detection, image: id, id: next, category: ids[detection.slot] ?? 0)
                try emit(separated(next, try CanonicalJSON.encode(annotation)))
                next += 1
            }
        }
        try emit(Array("]}\n".utf8))
    }

    /// The records with their number from 1.
    private func forEach(_ body: (Record, Int) throws -> Void) throws {
        var id = 1
        try pass { record in
            try body(record, id)
            id += 1
        }
    }

    private func image(_ record: Record, _ id: Int, isOneDrop: Bool) -> Image {
        let photo = record.photo
        return Image(
            id: id, file_name: COCOParts.fileName(of: photo, isOneDrop: isOneDrop), drop: photo.drop,
            width: photo.width, height: photo.height, store_id: photo.storeID, date: photo.date, sha256: photo.sha256)
    }

    private func annotation(_ detection: Detection, image: Int, id: Int, category: Int) -> Annotation {
        Annotation(
            id: id, image_id: image, category_id: category, bbox: COCOParts.box(detection.box),
            area: rounded(detection.box.area, decimals: 1),
            segmentation: COCOParts.polygon(detection.quad ?? Quad(detection.box)), quad: detection.quad,
            score: rounded(detection.confidence, decimals: 4))
    }

    private func separated(_ number: Int, _ json: Data) -> [UInt8] {
        (number == 1 ? [] : [UInt8(ascii: ",")]) + Array(json)
    }
}
