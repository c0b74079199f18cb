import Digest
import Foundation
public import Photo
public import Records
import SystemCalls

extension CompiledCatalogue {
    /// The largest compiled file that is read.
    public static let byteLimit = 256 << 20

    /// Reads a compiled file; every byte is checked against the hash at its end before anything is made of it.
    public init(contentsOf path: PathBytes) throws(CatalogueError) {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try FileSystem.read(path, limit: CompiledCatalogue.byteLimit)
        } catch {
            throw CatalogueError(.unreadable, error.description, path: path)
        }
        do throws(CatalogueError) { try self.init(bytes) } catch { throw error.at(path) }
    }

    /// Reads a compiled file's bytes.
    public init(_ bytes: [UInt8]) throws(CatalogueError) {
        let magic = CatalogueFormat.magic
        guard bytes.starts(with: magic) else {
            throw CatalogueError(
                .notCompiled, "is not a compiled catalogue; name what `sightline catalogue build` wrote")
        }
        var reader = ByteReader(bytes.dropFirst(magic.count))
        let version = try reader.fixed(UInt32.self)
        guard version == CatalogueFormat.version else {
            throw CatalogueError(
                .otherVersion,
                "is of version \(version), and this program reads \(CatalogueFormat.version); build it again with "
                    + "`sightline catalogue build`")
        }
        guard reader.count >= CatalogueFormat.hashBytes else { throw damage("ends before its hash") }
        let hasher = SHA256Hasher()
        let content = bytes.dropLast(CatalogueFormat.hashBytes)
        hasher.update(content)
        let hash = hasher.finalize()
        guard bytes.suffix(CatalogueFormat.hashBytes).elementsEqual(hash) else {
            throw damage("is cut short or changed: its bytes do not give the hash at its end")
        }
        try self.init(content: content, sha256: SHA256Digest.hex(hash))
    }

    private init(content: ArraySlice<UInt8>, sha256: String) throws(CatalogueError) {
        var reader = ByteReader(content.dropFirst(CatalogueFormat.magic.count + 4))
        let json = try reader.raw(Int(clamping: try reader.fixed(UInt32.self)))
        guard let index = try? CanonicalJSON.decode(CatalogueIndex.self, from: Data(json)),
            index.schema == CatalogueIndex.schema, index.creatives.count <= CatalogueFormat.creatives
        else { throw damage("has an index that cannot be read") }
        var entries: [Entry] = []
        entries.reserveCapacity(index.creatives.count)
        for item in index.creatives { entries.append(try Entry(item, &reader)) }
        // Two ids can differ in bytes and be one text to Swift.
        guard zip(entries, entries.dropFirst()).allSatisfy({ isBefore($0.creative.id, $1.creative.id) }),
            Set(entries.map(\.creative.id)).count == entries.count
        else {
            throw damage("has creatives out of order")
        }
        let twins = try CompiledCatalogue.twins(reading: try reader.raw(index.twins), count: entries.count)
        let programme = try CompiledCatalogue.programme(reading: try reader.raw(index.programme), entries: entries)
        guard reader.isAtEnd else { throw damage("has bytes behind its end") }
        self.init(
            entries: entries, twins: twins, programme: programme, describer: index.describer, reader: index.reader,
            products: (index.products ?? []).map { Product(code: $0.code, name: $0.name, price: $0.price) },
            sha256: sha256)
    }

    private static func twins(reading bytes: ArraySlice<UInt8>, count: Int) throws(CatalogueError) -> [Twins] {
        var reader = ByteReader(bytes)
        var twins: [Twins] = []
        for _ in 0..<(try reader.number(upTo: reader.count)) {
            let (first, second) = (try reader.place(in: count), try reader.place(in: count))
            guard first < second, twins.last.map({ ($0.first, $0.second) < (first, second) }) ?? true else {
                throw damage("has twins out of order")
            }
            var regions: [Box] = []
            for _ in 0..<(try reader.number(upTo: reader.count)) {
                var edges: [Double] = []
                for _ in 0..<4 { edges.append(UnitScale.decoded(try reader.fixed(UInt16.self))) }
                guard edges[0] <= edges[2], edges[1] <= edges[3] else { throw damage("has a region inside out") }
                regions.append(Box(edges[0], edges[1], edges[2], edges[3]))
            }
            twins.append(Twins(first: first, second: second, regions: regions))
        }
        guard reader.isAtEnd else { throw damage("has twins of another length") }
        return twins
    }
}

extension CompiledCatalogue.Entry {
    fileprivate init(_ item: CatalogueIndex.Item, _ reader: inout ByteReader) throws(CatalogueError) {
        self.init(
            creative: try item.creative(), artworkSHA256: item.sha256,
            size: Size(width: item.width, height: item.height),
            features: try ArtworkFeatures(reading: try reader.raw(item.features)),
            thumbnailJPEG: Array(try reader.raw(item.thumbnail)), lines: item.lines ?? [])
    }

    /// The thumbnail's luma.
    public func thumbnail(_ decoder: PhotoDecoder) throws(PhotoError) -> GreyPicture {
        try Thumbnail.picture(of: thumbnailJPEG, decoder)
    }
}
