public import Foundation
import Records

extension TruthSet {
    /// Reads COCO JSON (images, annotations, categories).
    ///
    /// Plain COCO is enough; where they are there, `quality`, `distractors`, `empty_fixtures`, `cabinet_quad` and
    /// `top_offset_frac` of images and `quad`, `difficult`, `tags` of annotations are used too. A `segmentation` of one
    /// polygon with four points replaces a missing `quad`.
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
