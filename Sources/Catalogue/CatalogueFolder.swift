public import Records
import SystemCalls
import Tables

/// The folder in which head office keeps a catalogue: `creatives.csv`, the artworks, and optionally `programme.csv` and
/// `products.csv`.
///
/// Faulty lines are reported with their numbers and do not stop the others; artworks are not opened before they are asked for.
public struct CatalogueFolder: Hashable, Sendable {
    public let path: PathBytes
    public let creativesTable: CreativesTable
    /// Empty where there is no `programme.csv`.
    public let programmeTable: ProgrammeTable
    /// nil where there is no `products.csv`.
    public let productsTable: ProductsTable?

    /// In the table's order.
    public var creatives: [Creative] { creativesTable.creatives }
    /// In the table's order.
    public var programme: [ProgrammeLine] { programmeTable.programme }
    /// In the table's order.
    public var products: [Product] { productsTable?.products ?? [] }
    /// What is wrong with the tables.
    public var faults: [CatalogueFault] {
        creativesTable.faults + programmeTable.faults + (productsTable?.faults ?? [])
    }

    /// Reads the tables, at most 64 MiB each.
    /// - Throws: `CatalogueError` where a table cannot be read at all.
    public init(contentsOf path: PathBytes) throws(CatalogueError) {
        self.path = path
        let creatives = try CatalogueFolder.read(CreativesTable.name, in: path)
        guard let creatives else {
            throw CatalogueError(
                .unreadable, "has no \(CreativesTable.name); name the folder that holds it, with the artworks",
                path: path)
        }
        do throws(TableError) {
            creativesTable = try CreativesTable(csv: creatives)
        } catch {
            throw CatalogueError(.unreadable, error.message, path: path.appending(PathBytes(CreativesTable.name)))
        }
        let products = try CatalogueFolder.read(ProductsTable.name, in: path)
        do throws(TableError) {
            productsTable = try products.map { bytes throws(TableError) in try ProductsTable(csv: bytes) }
        } catch {
            throw CatalogueError(.unreadable, error.message, path: path.appending(PathBytes(ProductsTable.name)))
        }
        let programme = try CatalogueFolder.read(ProgrammeTable.name, in: path)
        do throws(TableError) {
            guard let programme else {
                programmeTable = .empty
                return
            }
            programmeTable = try ProgrammeTable(csv: programme, creatives: creativesTable.creatives.map(\.id))
        } catch {
            throw CatalogueError(.unreadable, error.message, path: path.appending(PathBytes(ProgrammeTable.name)))
        }
    }

    /// Reads an artwork's file.
    public func artwork(_ creative: Creative) throws(ArtworkError) -> ArtworkFile {
        try ArtworkFile(contentsOf: path.appending(PathBytes(creative.file)))
    }

    /// The bytes of a table; nil where it is not there.
    private static func read(_ name: String, in folder: PathBytes) throws(CatalogueError) -> [UInt8]? {
        do throws(SystemError) {
            return try FileSystem.read(folder.appending(PathBytes(name)))
        } catch {
            if error.isMissing { return nil }
            throw CatalogueError(.unreadable, error.description, path: folder)
        }
    }
}
