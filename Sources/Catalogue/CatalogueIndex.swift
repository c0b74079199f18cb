import Records

/// The compiled file's index, canonical JSON: what is small, and how long the blobs behind it are.
struct CatalogueIndex: Codable {
    static let schema = "sightline.catalogue/1"

    struct Item: Codable {
        var id: String
        var file: String
        var slots: [String]
        var family: String?
        var valid_from: String?
        var valid_to: String?
        var texts: [String: String]
        var sha256: String
        var width: Int
        var height: Int
        /// Bytes of its blobs.
        var features: Int
        var thumbnail: Int
        /// Absent in what older programs wrote, as `reader` and `products`.
        var lines: [PrintedLine]?
    }

    struct Sold: Codable {
        var code: String
        var name: String?
        var price: String?
    }

    var schema: String
    var describer: String
    var creatives: [Item]
    /// Bytes of the blobs behind the creatives'.
    var twins: Int
    var programme: Int
    /// What found the lines.
    var reader: String?
    var products: [Sold]?
}

extension CatalogueIndex.Item {
    init(_ entry: CompiledCatalogue.Entry, features: Int) {
        let creative = entry.creative
        self.init(
            id: creative.id, file: creative.file, slots: creative.slots, family: creative.family,
            valid_from: creative.validFrom?.description, valid_to: creative.validTo?.description, texts: creative.texts,
            sha256: entry.artworkSHA256, width: entry.size.width, height: entry.size.height, features: features,
            thumbnail: entry.thumbnailJPEG.count, lines: entry.lines.isEmpty ? nil : entry.lines)
    }

    func creative() throws(CatalogueError) -> Creative {
        guard CreativesTable.isName(id), CreativesTable.isFileInside(file), !slots.isEmpty,
            slots.allSatisfy(CreativesTable.isName), (1...1_000_000).contains(width), (1...1_000_000).contains(height),
            sha256.utf8.count == 64
        else { throw damage("has a creative that no table could have") }
        return Creative(
            id: id, file: file, slots: slots, family: family, validFrom: try day(valid_from),
            validTo: try day(valid_to),
            texts: texts)
    }

    private func day(_ text: String?) throws(CatalogueError) -> CalendarDay? {
        guard let text else { return nil }
        guard let day = CalendarDay(text) else { throw damage("has a day that is none") }
        return day
    }
}
