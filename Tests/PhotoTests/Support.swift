import Foundation
import Photo
import Records
import TestSupport
import Testing

/// A picture from `Fixtures/`, see `make.sh` there.
func fixture(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures/\(name)")))
}

let jpegFixtures = [
    "ycc444", "ycc422", "ycc420", "ycc440", "ycc411", "ycc311", "grey", "rgb", "restart", "progressive", "arithmetic",
    "arithmetic_progressive", "separate_scans", "cmyk", "ycck",
]

func bytes(of url: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: url)) }

func files(in folder: String) throws -> [URL] {
    let place = try #require(Fixtures.shared).appending(path: folder)
    return try FileManager.default.contentsOfDirectory(at: place, includingPropertiesForKeys: nil)
        .sorted { $0.path < $1.path }
}

/// A binary PPM, as djpeg writes it.
func readPPM(_ data: [UInt8]) throws -> Pixels {
    var fields: [Int] = []
    var at = 2
    while fields.count < 3 {
        let digits = data[at...].drop { !(0x30...0x39).contains($0) }.prefix { (0x30...0x39).contains($0) }
        fields.append(try #require(Int(String(decoding: digits, as: UTF8.self))))
        at = digits.endIndex
    }
    return Pixels(width: fields[0], height: fields[1], rgb: Array(data[(at + 1)...]))
}

/// A smooth scene with edges, the same every time.
func scene(width: Int, height: Int) -> Pixels {
    var picture = Pixels(width: width, height: height)
    for y in 0..<height {
        for x in 0..<width {
            picture[x, y] = Colour(
                UInt8(x * 255 / max(1, width - 1)), UInt8(y * 255 / max(1, height - 1)),
                UInt8((x / 16 + y / 16) % 2 * 90 + 60))
        }
    }
    let part = Box(Double(width) * 0.2, Double(height) * 0.3, Double(width) * 0.5, Double(height) * 0.6)
    picture.fill(part, colour: .orange)
    return picture
}

/// Mean over every seventh byte: enough to tell pictures apart, and not slow in a debug build.
func meanDifference(_ a: Pixels, _ b: Pixels) -> Double {
    guard a.bytes.count == b.bytes.count, !a.bytes.isEmpty else { return .infinity }
    var sum = 0
    var count = 0
    for index in stride(from: 0, to: a.bytes.count, by: 7) {
        sum += abs(Int(a.bytes[index]) - Int(b.bytes[index]))
        count += 1
    }
    return Double(sum) / Double(count)
}

/// `==` without a loop of its own in a debug build.
func same(_ a: [UInt8], _ b: [UInt8]) -> Bool { Data(a) == Data(b) }

/// Builds Exif segments entry by entry, so that tests can write what no camera would.
struct ExifBuilder {
    enum Value {
        case text(String)
        case short(Int)
        case long(Int)
        case rationals([(Int, Int)])
        case bytes([UInt8])
    }

    var main: [(Int, Value)] = []
    var exif: [(Int, Value)] = []
    var gps: [(Int, Value)] = []

    /// An APP1 segment with its marker, big endian.
    var segment: [UInt8] {
        var folders = main
        let exifAt = 8 + size(main, extra: (exif.isEmpty ? 0 : 1) + (gps.isEmpty ? 0 : 1))
        if !exif.isEmpty { folders.append((0x8769, .long(exifAt))) }
        if !gps.isEmpty { folders.append((0x8825, .long(exifAt + (exif.isEmpty ? 0 : size(exif, extra: 0))))) }
        var tiff: [UInt8] = [0x4D, 0x4D, 0, 0x2A, 0, 0, 0, 8]
        for entries in [folders, exif, gps] where !entries.isEmpty { tiff += folder(entries, at: tiff.count) }
        let payload: [UInt8] = Array("Exif\0\0".utf8) + tiff
        return [0xFF, 0xE1] + number(payload.count + 2, 2) + payload
    }

    private func encoded(_ value: Value) -> (type: Int, count: Int, data: [UInt8]) {
        switch value {
        case .text(let text): (2, text.utf8.count + 1, Array(text.utf8) + [0])
        case .short(let n): (3, 1, number(n, 2))
        case .long(let n): (4, 1, number(n, 4))
        case .rationals(let list): (5, list.count, list.flatMap { number($0.0, 4) + number($0.1, 4) })
        case .bytes(let list): (1, list.count, list)
        }
    }

    private func size(_ entries: [(Int, Value)], extra: Int) -> Int {
        entries.reduce(6 + 12 * (entries.count + extra)) { sum, entry in
            let count = encoded(entry.1).data.count
            return sum + (count > 4 ? count + count % 2 : 0)
        }
    }

    private func folder(_ entries: [(Int, Value)], at start: Int) -> [UInt8] {
        var head = number(entries.count, 2)
        var tail: [UInt8] = []
        let tailAt = start + 6 + 12 * entries.count
        for (tag, value) in entries.sorted(by: { $0.0 < $1.0 }) {
            let (type, count, data) = encoded(value)
            head += number(tag, 2) + number(type, 2) + number(count, 4)
            if data.count <= 4 {
                head += data + Array(repeating: 0, count: 4 - data.count)
            } else {
                head += number(tailAt + tail.count, 4)
                tail += data + Array(repeating: 0, count: data.count % 2)
            }
        }
        return head + [0, 0, 0, 0] + tail
    }

    private func number(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}

/// A JPEG with segments put behind its start of image.
func jpeg(_ picture: [UInt8], with segments: [UInt8]) -> [UInt8] { Array(picture[..<2] + segments + picture[2...]) }

func jpeg(_ picture: [UInt8], orientation: Int) -> [UInt8] {
    jpeg(picture, with: ExifBuilder(main: [(0x0112, .short(orientation))]).segment)
}
