import Foundation
import Photo
import Records

/// Photos to measure with.
struct PhotoSet {
    var name: String
    var photos: [[UInt8]]

    /// The real camera files beside the checkout, where they are, and the samples enlarged to 8 megapixels.
    static func all() throws -> [PhotoSet] {
        let here = URL(filePath: FileManager.default.currentDirectoryPath)
        var sets: [PhotoSet] = []
        let real = here.deletingLastPathComponent().appending(path: "shared/data/real/photos")
        let cameras = jpegs(under: real)
        if !cameras.isEmpty {
            sets.append(PhotoSet(name: "real camera files", photos: try cameras.map { try bytes($0) }))
        }
        let samples = jpegs(under: here.appending(path: "Samples/photos")).prefix(8)
        sets.append(PhotoSet(name: "samples enlarged to 8 MP (rendered)", photos: try samples.map { try enlarged($0) }))
        return sets
    }

    /// `count` photos whose bytes all differ: each copy carries its number after the end of the image.
    func copies(_ count: Int) -> [[UInt8]] {
        (0..<count).map { photos[$0 % photos.count] + Array("copy \($0)".utf8) }
    }

    private static func jpegs(under folder: URL) -> [URL] {
        let names = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (names?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension.lowercased() == "jpg" }
            .sorted { $0.path < $1.path }
    }

    private static func bytes(_ file: URL) throws -> [UInt8] { Array(try Data(contentsOf: file)) }

    /// Bilinear to 3,264 pixels on the long side, quality 92: about what an 8-megapixel phone stores.
    private static func enlarged(_ file: URL) throws -> [UInt8] {
        var small = Pixels()
        try PhotoDecoder().decode(try bytes(file), atLeast: 10_000, into: &small)
        let factor = 3264.0 / Double(max(small.width, small.height))
        let width = Int((Double(small.width) * factor).rounded())
        let height = Int((Double(small.height) * factor).rounded())
        var rgb = [UInt8](repeating: 0, count: width * height * 3)
        for y in 0..<height {
            let v = max(0, min(Double(small.height) - 1.001, (Double(y) + 0.5) / factor - 0.5))
            for x in 0..<width {
                let u = max(0, min(Double(small.width) - 1.001, (Double(x) + 0.5) / factor - 0.5))
                let at = (Int(v) * small.width + Int(u)) * 3
                let (a, b) = (u - u.rounded(.down), v - v.rounded(.down))
                for channel in 0..<3 {
                    let top = mix(small.bytes[at + channel], small.bytes[at + 3 + channel], a)
                    let below = at + small.width * 3 + channel
                    let bottom = mix(small.bytes[below], small.bytes[below + 3], a)
                    rgb[(y * width + x) * 3 + channel] = UInt8(top + (bottom - top) * b)
                }
            }
        }
        return try JPEGEncoder().encode(Pixels(width: width, height: height, rgb: rgb), quality: 92)
    }

    private static func mix(_ a: UInt8, _ b: UInt8, _ t: Double) -> Double { Double(a) + (Double(b) - Double(a)) * t }
}
