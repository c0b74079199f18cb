import Artwork
import Catalogue
import Foundation
import Photo
import Records
import SystemCalls
import Text

/// Opens the network that makes the features of artworks. In f32: the same features on every machine.
let shippedDescriber: CatalogueBuilding.Describer = { _ in
    try FeatureModel(folder: try FeatureLocation.find(), precision: .f32).describer()
}

/// Opens the networks that find texts on artworks; in f32, as the describer.
let shippedLineFinder: CatalogueBuilding.LineFinder = { _ in try TextModel(precision: .f32).lineFinder() }

/// One `catalogue build` from its command line to the compiled file.
struct CatalogueBuilding {
    /// Makes the describer by the command line; called once the folder has been found good.
    typealias Describer = @Sendable (Arguments) throws -> ArtworkDescriber

    /// Makes the finder of texts; called where the folder names texts.
    typealias LineFinder = @Sendable (Arguments) throws -> PrintedLineFinder

    private let arguments: Arguments
    private let folder: PathBytes
    private let target: PathBytes
    private let describer: Describer
    private let finder: LineFinder

    init(
        _ arguments: Arguments, describer: @escaping Describer, finder: @escaping LineFinder = shippedLineFinder
    ) throws {
        guard arguments.operands.count == 1 else { throw UsageError("name the catalogue's folder") }
        self.arguments = arguments
        self.describer = describer
        self.finder = finder
        folder = arguments.operands[0]
        target = try arguments.path("--out") ?? Self.beside(folder)
    }

    func run() throws -> ExitCode {
        let contents = try CatalogueFolder(contentsOf: folder)
        let faults = CatalogueCheck(slots: try arguments.card().slots).tableFaults(of: contents)
        for fault in faults.prefix(Self.shown) { printError("\(fault.severity.rawValue): \(folder.escaped)/\(fault)") }
        if faults.count > Self.shown {
            printError("\(faults.count - Self.shown) more; `sightline catalogue check` lists them")
        }
        guard !faults.contains(where: { $0.severity == .error }) else { return .usage }
        let network = try describer(arguments)
        var (kept, described) = (0, 0)
        let catalogue = try CatalogueCompiler.compile(
            contents, previous: previous(), describer: network.name,
            finder: contents.creatives.contains { !$0.texts.isEmpty } ? try finder(arguments) : nil,
            progress: { step in
                switch step {
                case .kept: kept += 1
                case .described: described += 1
                }
            }, describe: network.describe)
        try catalogue.write(to: target)
        let summary = BuildSummary(
            file: target, sha256: catalogue.sha256, describer: catalogue.describer, creatives: catalogue.entries.count,
            described: described, kept: kept, nearTwins: catalogue.twins.count,
            programmeLines: catalogue.programme.count, products: catalogue.products.count,
            texts: catalogue.entries.reduce(0) { $0 + $1.creative.texts.count },
            textsFound: catalogue.entries.reduce(0) { $0 + $1.lines.count },
            bytes: try FileSystem.status(target).size)
        try summary.print(json: arguments.has("--json"))
        return .done
    }

    private static let shown = 20

    /// An older file, unless it cannot be read: then all is rebuilt.
    private func previous() throws -> CompiledCatalogue? {
        if let named = arguments.path("--previous") { return try CompiledCatalogue(contentsOf: named) }
        guard FileSystem.exists(target) else { return nil }
        do throws(CatalogueError) { return try CompiledCatalogue(contentsOf: target) } catch {
            // A slip of the finger must not replace a photo.
            guard error.code != .notCompiled else { throw error }
            printError("\(error); everything is rebuilt")
            return nil
        }
    }

    private static func beside(_ folder: PathBytes) throws -> PathBytes {
        let whole = try FileSystem.realPath(folder)
        return PathBytes(whole.bytes + Array(".catalogue".utf8))
    }
}

/// What a build made.
private struct BuildSummary: Encodable {
    var file: PathBytes
    var sha256: String
    var describer: String
    var creatives: Int
    var described: Int
    var kept: Int
    var nearTwins: Int
    var programmeLines: Int
    var products: Int
    /// Printed texts that the table names, and those that were found on their artworks.
    var texts: Int
    var textsFound: Int
    var bytes: Int

    enum CodingKeys: String, CodingKey {
        case file, sha256, describer, creatives, described, kept, products, texts, bytes
        case textsFound = "texts_found"
        case nearTwins = "near_twins"
        case programmeLines = "programme_lines"
    }

    func print(json: Bool) throws {
        if json { return try Output().json(self) }
        try Output().line(
            "\(file.escaped): \(creatives) creatives (\(described) described, \(kept) kept), \(nearTwins) pairs of near-twins, "
                + "\(programmeLines) lines of the programme, \(products) products, \(bytes) bytes")
        if texts > 0 { try Output().line("\(textsFound) of \(texts) printed texts found on the artworks") }
        try Output().line("SHA-256 \(sha256), features by \(describer)")
    }
}
