import Foundation
import Geometry
import Records
import TestSupport

/// One photo of the rendered field sets with everything known of it.
struct TruePhoto: Decodable {
    struct Ad: Decodable {
        var category: String
        var quad: Quad
        var box: Box
        var difficult: Bool
        var tilt: Double
        var tags: [String]
        var inFrame: Double
        enum CodingKeys: String, CodingKey {
            case category, quad, box, difficult, tags
            case tilt = "tilt_deg"
            case inFrame = "in_frame_frac"
        }
    }
    var file: String
    var width: Int
    var height: Int
    var quality: String
    var ads: [Ad]
    var cabinet: Quad
    var offset: Double?
    enum CodingKeys: String, CodingKey {
        case file, width, height, quality, ads
        case cabinet = "cabinet_quad"
        case offset = "top_offset_frac"
    }

    var size: Size { Size(width: width, height: height) }

    /// The truth as a perfect detector would give it.
    var detections: [Detection] {
        let cabinetBox = cabinet.hull.clipped(to: size)
        return ads.filter { !$0.difficult }.map {
            Detection(slot: $0.category, confidence: 1, box: $0.box, quad: $0.quad)
        } + [Detection(slot: Slot.cabinet, confidence: 1, box: cabinetBox, quad: cabinet)]
    }

    /// The true offset where the photo asks for it: a non-difficult top ad in a photo of quality ok.
    var askedOffset: Double? {
        guard quality == "ok", ads.contains(where: { $0.category == Slot.topAd && !$0.difficult }) else { return nil }
        return offset
    }

    static func load(_ set: String) throws -> [TruePhoto] {
        guard let shared = Fixtures.shared else { return [] }
        let text = try String(contentsOf: shared.appending(path: "fieldset/\(set)/truth.jsonl"), encoding: .utf8)
        return try text.split(separator: "\n").map { try JSONDecoder().decode(TruePhoto.self, from: Data($0.utf8)) }
    }
}

extension Seeded {
    /// Standard normal (Box and Muller 1958).
    mutating func normal() -> Double {
        let u = Double.random(in: 1e-12...1, using: &self)
        let v = Double.random(in: 0...1, using: &self)
        return (-2 * log(u)).squareRoot() * cos(2 * Double.pi * v)
    }
}

/// The value below which a share of the list lies, linear between ranks.
func percentile(_ values: [Double], _ share: Double) -> Double {
    let sorted = values.sorted()
    guard let last = sorted.last else { return .nan }
    let rank = share * Double(sorted.count - 1)
    let low = Int(rank)
    guard low + 1 < sorted.count else { return last }
    return sorted[low] + (rank - Double(low)) * (sorted[low + 1] - sorted[low])
}
