import Digest
import Foundation
public import Records
import SystemCalls

/// The compiled file, all numbers little-endian:
///
/// ```
/// "SLCATALG", version (u32), bytes of the index (u32), index (canonical JSON)
/// for each creative: features, thumbnail (JPEG)
/// twins, programme
/// SHA-256 of everything before it (32 bytes)
/// ```
///
/// The version also counts for the rules that thumbnails, twins and regions are made by: what an older program made is not
/// kept by a newer one.
enum CatalogueFormat {
    static let magic = Array("SLCATALG".utf8)
    static let version: UInt32 = 1
    static let hashBytes = 32
    /// Most creatives; an index into them takes two bytes of a line of the programme.
    static let creatives = 16_384
}

extension CompiledCatalogue {
    /// The file's bytes; equal catalogues give equal bytes.
    public func encoded() throws(CatalogueError) -> [UInt8] {
        let features = entries.map { ArtworkFeatures.encoded($0.features) }
        let (twins, programme) = (encodedTwins(), encodedProgramme())
        let index = CatalogueIndex(
            schema: CatalogueIndex.schema, describer: describer,
            creatives: zip(entries, features).map { .init($0, features: $1.count) }, twins: twins.count,
            programme: programme.count, reader: reader,
            products: products.isEmpty ? nil : products.map { .init(code: $0.code, name: $0.name, price: $0.price) })
        guard let json = try? CanonicalJSON.encode(index), let length = UInt32(exactly: json.count) else {
            throw CatalogueError(.badFeatures, "cannot be written: its index is not JSON")
        }
        var out = ByteWriter()
        out.raw(CatalogueFormat.magic)
        out.fixed(CatalogueFormat.version)
        out.fixed(length)
        out.raw(json)
        for (entry, features) in zip(entries, features) {
            out.raw(features)
            out.raw(entry.thumbnailJPEG)
        }
        out.raw(twins)
        out.raw(programme)
        let hasher = SHA256Hasher()
        hasher.update(out.bytes)
        out.raw(hasher.finalize())
        return out.bytes
    }

    /// Writes the compiled file: whole or not at all, over an older one.
    public func write(to path: PathBytes) throws(CatalogueError) {
        let bytes = try encoded()
        do throws(SystemError) {
            try AtomicFile.write(bytes, to: path)
        } catch {
            throw CatalogueError(.unreadable, "cannot be written: \(error)", path: path)
        }
    }

    private func encodedTwins() -> [UInt8] {
        var out = ByteWriter()
        out.number(twins.count)
        for pair in twins {
            out.number(pair.first)
            out.number(pair.second)
            out.number(pair.regions.count)
            for region in pair.regions {
                for edge in [region.x0, region.y0, region.x1, region.y1] { out.fixed(UnitScale.encoded(edge)) }
            }
        }
        return out.bytes
    }
}

/// Numbers 0…1 in 16 bits.
enum UnitScale {
    static func encoded(_ value: Double) -> UInt16 { UInt16(clamped: (value * 65535).rounded()) }
    static func decoded(_ value: UInt16) -> Double { Double(value) / 65535 }
    /// What a value is once it has been written and read.
    static func kept(_ box: Box) -> Box {
        func kept(_ value: Double) -> Double { decoded(encoded(value)) }
        return Box(kept(box.x0), kept(box.y0), kept(box.x1), kept(box.y1))
    }
}

extension ArtworkFeatures {
    static func encoded(_ features: ArtworkFeatures) -> [UInt8] {
        var out = ByteWriter()
        out.number(features.width)
        out.number(features.height)
        out.number(features.points.count)
        out.number(features.dimensions)
        out.number(features.global.count)
        for point in features.points {
            out.fixed(point.x)
            out.fixed(point.y)
        }
        out.raw(features.descriptors.map { UInt8(bitPattern: $0) })
        out.raw(features.global.map { UInt8(bitPattern: $0) })
        return out.bytes
    }

    init(reading bytes: ArraySlice<UInt8>) throws(CatalogueError) {
        var reader = ByteReader(bytes)
        let width = try reader.number(upTo: FeatureLimits.side.upperBound)
        let height = try reader.number(upTo: FeatureLimits.side.upperBound)
        let count = try reader.number(upTo: FeatureLimits.points)
        let dimensions = try reader.number(upTo: FeatureLimits.dimensions.upperBound)
        let whole = try reader.number(upTo: FeatureLimits.global)
        // The counts' limits keep their products small; the bytes must be there before room is made for them.
        guard reader.count == count * 4 + count * dimensions + whole else {
            throw damage("has features of another length")
        }
        var points: [Keypoint] = []
        points.reserveCapacity(count)
        for _ in 0..<count {
            points.append(Keypoint(x: try reader.fixed(UInt16.self), y: try reader.fixed(UInt16.self)))
        }
        let descriptors = try reader.raw(count * dimensions).map { Int8(bitPattern: $0) }
        let global = try reader.raw(whole).map { Int8(bitPattern: $0) }
        try self.init(
            width: width, height: height, points: points, dimensions: dimensions, descriptors: descriptors,
            global: global)
    }
}
