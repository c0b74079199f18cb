import Catalogue
import Foundation
import Photo
import Records

/// What a catalogue has, as tables and as JSON.
struct CatalogueListing {
    private let source: CatalogueSource

    init(_ source: CatalogueSource) { self.source = source }

    private var creatives: [Creative] {
        switch source {
        case .folder(let folder): folder.creatives
        case .compiled(let catalogue): catalogue.entries.map(\.creative)
        }
    }

    private var programme: [ProgrammeLine] {
        switch source {
        case .folder(let folder): folder.programme
        case .compiled(let catalogue): catalogue.programme
        }
    }

    func printAll(json: Bool) throws {
        if json {
            for creative in creatives { try Output().json(CreativeLine(creative)) }
            return
        }
        let rows = creatives.map { creative in
            [creative.id, creative.slots.joined(separator: " "), creative.family ?? "", creative.days, creative.file]
        }
        for line in TextTable([["id", "slots", "family", "days", "file"]] + rows).lines { try Output().line(line) }
        try Output().line("\(creatives.count) creatives, \(programme.count) lines of the programme")
        if case .compiled(let catalogue) = source {
            try Output().line("SHA-256 \(catalogue.sha256), features by \(catalogue.describer)")
        }
    }

    func print(_ id: String, json: Bool) throws {
        guard let creative = creatives.first(where: { $0.id == id }) else {
            throw UsageError(
                "the catalogue has no creative \(id)\(Arguments.suggestion(for: id, among: creatives.map(\.id)))")
        }
        let details = try CreativeDetails(creative, in: source, programme)
        if json { return try Output().json(details) }
        for line in details.lines { try Output().line(line) }
    }
}

extension Creative {
    /// `2026-03-01 – 2026-05-31`, or nothing.
    var days: String {
        guard validFrom != nil || validTo != nil else { return "" }
        return "\(validFrom?.description ?? "…") – \(validTo?.description ?? "…")"
    }
}

/// A creative as a line of JSON.
struct CreativeLine: Encodable {
    var id: String
    var file: String
    var slots: [String]
    var family: String?
    var validFrom: String?
    var validTo: String?
    var texts: [String: String]

    enum CodingKeys: String, CodingKey {
        case id, file, slots, family, texts
        case validFrom = "valid_from"
        case validTo = "valid_to"
    }

    init(_ creative: Creative) {
        id = creative.id
        file = creative.file
        slots = creative.slots
        family = creative.family
        validFrom = creative.validFrom?.description
        validTo = creative.validTo?.description
        texts = creative.texts
    }
}

/// All that a catalogue has of one creative.
private struct CreativeDetails: Encodable {
    struct Twin: Encodable {
        var id: String
        /// x0, y0, x1, y1; 0…1 of the artwork.
        var regions: [[Double]]
    }

    var creative: CreativeLine
    var width: Int
    var height: Int
    var sha256: String
    var stores: Int
    var points: Int?
    var twins: [Twin]?

    init(_ creative: Creative, in source: CatalogueSource, _ programme: [ProgrammeLine]) throws {
        self.creative = CreativeLine(creative)
        stores = Set(programme.filter { $0.creative == creative.id }.map(\.storeID)).count
        switch source {
        case .folder(let folder):
            let file = try folder.artwork(creative)
            let size = try file.picture().fullSize
            (width, height, sha256) = (size.width, size.height, file.sha256)
        case .compiled(let catalogue):
            let place = catalogue.place(of: creative.id) ?? 0
            let entry = catalogue.entries[place]
            (width, height, sha256) = (entry.size.width, entry.size.height, entry.artworkSHA256)
            points = entry.features.points.count
            twins = catalogue.twins(of: place).map { pair in
                Twin(
                    id: catalogue.entries[pair.first == place ? pair.second : pair.first].creative.id,
                    regions: pair.regions.map { [$0.x0, $0.y0, $0.x1, $0.y1].map { ($0 * 10_000).rounded() / 10_000 } })
            }
        }
    }

    var lines: [String] {
        var rows = [
            ["id", creative.id], ["artwork", "\(creative.file), \(width) × \(height) pixels"], ["SHA-256", sha256],
            ["slots", creative.slots.joined(separator: " ")], ["family", creative.family ?? "none"],
            ["valid from", creative.validFrom ?? "the beginning"], ["valid to", creative.validTo ?? "further notice"],
            ["stores", "\(stores)"],
        ]
        rows += creative.texts.sorted { $0.key < $1.key }.map { ["text \($0.key)", $0.value] }
        if let points { rows.append(["points", "\(points)"]) }
        let width = rows.map { TextTable.width($0[0]) }.max() ?? 0
        var lines = rows.map { $0[0] + String(repeating: " ", count: width + 2 - TextTable.width($0[0])) + $0[1] }
        for twin in twins ?? [] {
            let places = twin.regions.map { region in
                region.map { String(format: "%.0f", $0 * 100) }.joined(separator: ",")
            }
            lines.append(
                "near-twin \(twin.id): "
                    + (places.isEmpty
                        ? "shows the same" : "differs at \(places.joined(separator: "  ")) (% of the artwork)"))
        }
        return lines
    }
}
