public import Foundation
public import Records

/// What a labelling tool returned: a correction for each image of a COCO file.
public struct ImportedReviews: Sendable {
    /// One image.
    public struct Photo: Sendable {
        /// As the file names it.
        public var name: String
        /// SHA-256 of the photo's bytes, where the tool kept it.
        public var sha256: String?
        public var size: Size
        public var correction: Correction
    }

    public var photos: [Photo] = []

    /// Reads COCO JSON. A polygon of four points is a panel; where there is none, the box's corners are.
    ///
    /// Tags are read from `tags`, and from flags in `attributes` as CVAT writes them; `creative` likewise.
    /// - Parameter file: name for messages.
    /// - Throws: `truth_unreadable`, `truth_inconsistent`.
    public init(coco data: Data, file: String) throws(TruthError) {
        let set = try TruthSet(coco: data, file: file)
        let extra: ExtraFile
        do {
            extra = try JSONDecoder().decode(ExtraFile.self, from: data)
        } catch {
            throw TruthError(
                code: "truth_unreadable", file: file, message: "has annotations that cannot be read: \(error)")
        }
        let notes = Dictionary(grouping: extra.annotations, by: \.image_id)
        let images = Dictionary(extra.images.map { ($0.id, $0) }) { first, _ in first }
        for photo in set.photos {
            // Both lists are in the file's order.
            let said = notes[photo.id] ?? []
            guard said.count == photo.panels.count else {
                throw TruthError(
                    code: "truth_inconsistent", file: file,
                    message: "image \(photo.file) has annotations that cannot be matched")
            }
            let panels = zip(photo.panels, said).map { panel, note in
                Correction.Panel(
                    slot: panel.label == ReviewedCOCO.board ? nil : panel.label, quad: panel.quad ?? Quad(panel.box),
                    creative: note.creativeSaid, tags: note.tagsSaid(panel.tags))
            }
            photos.append(
                Photo(
                    name: photo.file, sha256: images[photo.id]?.sha256, size: photo.size,
                    correction: Correction(panels: panels, texts: images[photo.id]?.texts)))
        }
    }

    private struct ExtraFile: Decodable {
        struct Image: Decodable {
            var id: Int
            var sha256: String?
            var texts: [ReadText]?
        }

        var images: [Image]
        var annotations: [Note]
    }

    private struct Note: Decodable {
        var image_id: Int
        var creative: String?
        var attributes: Attributes?

        var creativeSaid: String? { creative ?? attributes?.creative.flatMap { $0.isEmpty ? nil : $0 } }

        func tagsSaid(_ list: [String]) -> [Correction.Tag] {
            let flags = attributes
            let on: [Correction.Tag: Bool?] = [
                .occluded: flags?.occluded, .truncated: flags?.truncated, .glare: flags?.glare,
                .damaged: flags?.damaged,
            ]
            // A tool that shows flags changes flags; the list is from before.
            return Correction.Tag.allCases.filter { (on[$0] ?? nil) ?? list.contains($0.rawValue) }
        }
    }

    /// Tools write what they like into attributes: what is not a flag is none.
    private struct Attributes: Decodable {
        var occluded: Bool?
        var truncated: Bool?
        var glare: Bool?
        var damaged: Bool?
        var creative: String?

        enum Key: String, CodingKey { case occluded, truncated, glare, damaged, creative }

        init(from decoder: any Decoder) throws {
            let c = try decoder.container(keyedBy: Key.self)
            occluded = try? c.decode(Bool.self, forKey: .occluded)
            truncated = try? c.decode(Bool.self, forKey: .truncated)
            glare = try? c.decode(Bool.self, forKey: .glare)
            damaged = try? c.decode(Bool.self, forKey: .damaged)
            creative = try? c.decode(String.self, forKey: .creative)
        }
    }
}
