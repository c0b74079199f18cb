import Foundation
public import Records
import SystemCalls
public import Tables

/// The stores of a branch, read from `stores.csv`.
///
/// A table with a header line that names the columns in any order: `store_id` (required), `name`, `region`, `lat`, `lon`;
/// other columns are left alone. UTF-8 with or without a byte order mark, or CP949; between the fields `,`, `;` or a tab,
/// as the header or a first line `sep=;` has it. A faulty line is reported with its number and does not stop the others.
/// A table without stores is not a registry: an export that went wrong must not unregister every store.
public struct StoreRegistry: Sendable {
    /// By identifier in composed form (NFC), as `Place.store` has it.
    public let stores: [String: Store]
    /// What was wrong, line by line.
    public let faults: [RegistryFault]
    public let encoding: TextEncoding

    /// No stores.
    public static let empty = StoreRegistry(stores: [:], faults: [], encoding: .utf8)

    private init(stores: [String: Store], faults: [RegistryFault], encoding: TextEncoding) {
        self.stores = stores
        self.faults = faults
        self.encoding = encoding
    }

    /// The first faults and how many more, for people.
    public var faultLines: [String] {
        let shown = 5
        let more = faults.count > shown ? ["\(faults.count - shown) more faults"] : []
        return faults.prefix(shown).map(\.description) + more
    }

    /// The store of this identifier.
    public subscript(id: String) -> Store? { stores[id] }

    /// Reads a file of at most 64 MiB.
    public init(contentsOf path: PathBytes) throws(RegistryError) {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try FileSystem.read(path)
        } catch {
            throw RegistryError(.unreadable, error.description, path: path)
        }
        do throws(RegistryError) {
            try self.init(csv: bytes)
        } catch {
            throw RegistryError(error.code, error.message, path: path)
        }
    }

    /// Reads a table.
    public init(csv bytes: [UInt8]) throws(RegistryError) {
        let text: TableText
        do throws(TableError) { text = try TableText(bytes) } catch {
            throw RegistryError(.badEncoding, error.message)
        }
        let dialect = CSVDialect(of: text.utf8) { RegistryColumns.indexOfID(in: $0) != nil }
        var rows = CSVRows(text.utf8, dialect: dialect)
        guard let header = rows.next() else { throw RegistryError(.noHeader, "is empty") }
        let columns = try RegistryColumns(header)
        var reader = RegistryReader(columns: columns, hasDecimalComma: dialect.separator != UInt8(ascii: ","))
        for row in rows { reader.read(row) }
        guard !reader.stores.isEmpty else {
            throw RegistryError(
                .noStores,
                "names its columns and no store; the export was probably cut short: write it again"
                    + (reader.faults.first.map { " (\($0))" } ?? ""))
        }
        self.init(stores: reader.stores, faults: reader.faults, encoding: text.encoding)
    }

    /// The registry with the identifiers that the folders have, where it lacks only their leading zeros (123 for 00123),
    /// as a table has them that was saved in Excel. What was changed is reported as a fault of its own.
    ///
    /// - Parameters:
    ///   - known: identifiers of folders, of stores that photos came from and of those that were registered before.
    ///   - inUse: stores that photos came from, whose identifiers stay as they are; asked for only where it matters.
    public func withZeros<Failure: Error>(
        of known: some Sequence<String>, inUse: () throws(Failure) -> Set<String>
    ) throws(Failure) -> StoreRegistry {
        var longer: [Substring: Set<String>] = [:]
        for id in known where stores[id] == nil {
            if let digits = StoreName.withoutZeros(id), digits.count < id.count {
                longer[digits, default: []].insert(id)
            }
        }
        let matches = stores.keys.sorted().compactMap { id -> (id: String, whole: String)? in
            guard let whole = longer[Substring(id)], whole.count == 1 else { return nil }
            return whole.first.map { (id, $0) }
        }
        guard !matches.isEmpty else { return self }
        let inUse = try inUse()
        var adapted = stores
        var example: (id: String, whole: String)?
        var count = 0
        for match in matches where !inUse.contains(match.id) {
            adapted[match.whole] = adapted.removeValue(forKey: match.id)
            adapted[match.whole]?.id = match.whole
            example = example ?? match
            count += 1
        }
        guard let example else { return self }
        let fault = RegistryFault(
            line: nil, code: .strippedZeros,
            message:
                "\(count) identifiers lack the leading zeros of the folders (\(example.id) for \(example.whole)) and are read "
                + "as the folders'; Excel strips them: format the column as text before you enter or paste it")
        return StoreRegistry(stores: adapted, faults: faults + [fault], encoding: encoding)
    }
}
