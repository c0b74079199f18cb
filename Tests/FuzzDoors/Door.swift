import Bundles
import Drops
import Foundation
import Judging
import Photo
import Records
import Stores
import Synchronization

/// One for each place where bytes from outside come in, and what must hold of whatever comes.
///
/// A door is fed by libFuzzer (`Tests/fuzz`) and, with the inputs that were kept, by the ordinary tests.
public enum Door: String, CaseIterable, Sendable {
    case jpeg, exif, tar, layout, csv, json5

    /// Feeds bytes; gives what does not hold, nil where all does. A crash is a fault in itself.
    public func feed(_ bytes: [UInt8]) -> String? {
        switch self {
        case .jpeg: feedJPEG(bytes)
        case .exif: feedExif(bytes)
        case .tar: feedTar(bytes)
        case .layout: feedLayout(bytes)
        case .csv: feedCSV(bytes)
        case .json5: feedJSON5(bytes)
        }
    }
}

/// Places lie in the file, sizes are not negative, and equal bytes give an equal layout.
private func feedJPEG(_ bytes: [UInt8]) -> String? {
    let layout = JPEGLayout(bytes)
    if let end = layout.endOfImage, !(0...bytes.count).contains(end) { return "the image ends at \(end)" }
    if let frame = layout.frame, frame.width < 0 || frame.height < 0 { return "a frame of negative size" }
    return JPEGLayout(bytes) == layout ? nil : "the same bytes have two layouts"
}

/// Numbers are finite and in the range of what they mean.
private func feedExif(_ bytes: [UInt8]) -> String? {
    let facts = readExif(bytes, layout: JPEGLayout(bytes), zone: .gmt)
    if let latitude = facts.latitude?.value, !(-90...90).contains(latitude) { return "latitude \(latitude)" }
    if let longitude = facts.longitude?.value, !(-180...180).contains(longitude) { return "longitude \(longitude)" }
    let numbers = [
        facts.altitude?.value, facts.exposureTime?.value, facts.fNumber?.value, facts.focalLength?.value,
        facts.capturedAt?.value?.epoch,
    ]
    if numbers.contains(where: { $0?.isFinite == false }) { return "a number that is not finite" }
    if let orientation = facts.orientation?.value, !(1...8).contains(orientation) {
        return "orientation \(orientation)"
    }
    return (try? CanonicalJSON.encode(facts)) == nil ? "facts that cannot be written" : nil
}

/// A bundle is whole or an error; what comes out is what its manifest says. The input is the tar; one that begins as a zstd
/// frame is taken as it is.
private func feedTar(_ bytes: [UInt8]) -> String? {
    let file = "/dev/shm/sightline-fuzz-\(getpid()).tar.zst"
    defer { unlink(file) }
    let frame = bytes.starts(with: zstdMagic) ? bytes : storedFrame(bytes)
    guard FileManager.default.createFile(atPath: file, contents: Data(frame)) else { return nil }
    let reader = BundleReader(PathBytes(file))
    let records = Mutex(0)
    guard (try? reader.forEachRecord { _ in records.withLock { $0 += 1 } }) != nil else { return nil }
    guard let manifest = try? reader.list() else { return "records of a bundle that cannot be listed" }
    let (read, stated) = (records.withLock { $0 }, manifest.counts.values.reduce(0, +))
    return stated == read ? nil : "\(read) records, the manifest says \(stated)"
}

private let zstdMagic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

/// A zstd frame that holds bytes as they are (RFC 8878, raw blocks), so that what libFuzzer changes is the tar.
private func storedFrame(_ bytes: [UInt8]) -> [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var frame = zstdMagic + [0xA0] + little(bytes.count, 4)
    var rest = bytes[...]
    repeat {
        let block = rest.prefix(1 << 16)
        rest = rest.dropFirst(block.count)
        frame += little((rest.isEmpty ? 1 : 0) | block.count << 3, 3) + block
    } while !rest.isEmpty
    return frame
}

/// The first line is a pattern, the rest a path: what a pattern takes from a path is part of it.
private func feedLayout(_ bytes: [UInt8]) -> String? {
    let parts = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
    guard let layout = try? Layout(String(decoding: parts[0], as: UTF8.self)) else { return nil }
    let path = PathBytes(parts.count > 1 ? Array(parts[1]) : [])
    let place = layout.place(of: path)
    if let date = place.date, CalendarDay(date) == nil { return "the day \(date)" }
    return layout.place(of: path) == place ? nil : "the same path has two places"
}

/// Every store has an id of its own, and places on earth.
private func feedCSV(_ bytes: [UInt8]) -> String? {
    guard let registry = try? StoreRegistry(csv: bytes) else { return nil }
    for (id, store) in registry.stores {
        if id != store.id || id.isEmpty { return "store \(store.id) under \(id)" }
        if let latitude = store.latitude, !(-90...90).contains(latitude) { return "latitude \(latitude)" }
        if let longitude = store.longitude, !(-180...180).contains(longitude) { return "longitude \(longitude)" }
    }
    return nil
}

/// A policy that is read is read again from its own JSON, to the same policy.
private func feedJSON5(_ bytes: [UInt8]) -> String? {
    guard let policy = try? Policy(json5: Data(bytes), origin: "fuzz") else { return nil }
    guard let written = try? CanonicalJSON.encode(policy) else { return "a policy that cannot be written" }
    return (try? Policy(json5: written, origin: "fuzz")) == policy ? nil : "another policy when it is read back"
}
