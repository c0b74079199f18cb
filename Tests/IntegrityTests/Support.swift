import Capture
import Examining
import Foundation
import Ledger
import Photo
import Records
import TestSupport

@testable import Integrity

/// A photo as the audit sees it, without its detections.
struct Sample {
    var fingerprint: Fingerprint
    var photo: KinPhoto
    var quality: PhotoQuality
    var exif: ExifFacts
}

/// Decodes photos as the audit does, and says what they look like.
final class Sampler {
    private let decoder: PhotoDecoder
    private let fingerprints = FingerprintExaminer()
    private let quality = QualityExaminer()
    private var pixels = Pixels()

    init() throws { decoder = try PhotoDecoder() }

    /// - Parameters:
    ///   - boards: full-size boxes of what hangs in it.
    ///   - orientation: instead of the one that EXIF states.
    func sample(_ file: URL, boards: [Box] = [], orientation: Orientation? = nil) throws -> Sample {
        let jpeg = [UInt8](try Data(contentsOf: file))
        let layout = JPEGLayout(jpeg)
        let exif = readExif(jpeg, layout: layout, zone: .gmt)
        let decoded = try decoder.decode(
            jpeg, layout: layout, orientation: orientation ?? exif.appliedOrientation, atLeast: 512, into: &pixels)
        var facts = Observation()
        facts.detections = boards.map { Detection(slot: Slot.topAd, confidence: 1, box: $0, quad: nil) }
        let view = View(pixels: pixels, decoded: decoded, exif: exif)
        quality.examine(view, &facts)
        fingerprints.examine(view, &facts)
        guard let fingerprint = facts.fingerprint, let likeness = facts.likeness, let quality = facts.quality else {
            throw CocoaError(.fileReadCorruptFile)
        }
        var key = [UInt8](repeating: 0, count: 32)
        for (place, byte) in file.path.utf8.enumerated() { key[place % 32] = key[place % 32] &* 31 &+ byte }
        return Sample(
            fingerprint: fingerprint,
            photo: KinPhoto(content: key, size: decoded.size, pdq: Array(hex: fingerprint.pdq), likeness: likeness),
            quality: quality, exif: exif)
    }
}

extension [UInt8] {
    init(hex: String) {
        let digits = hex.compactMap(\.hexDigitValue)
        self = stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}

/// Any hash.
func randomHash(_ random: inout Seeded) -> HashBits {
    HashBits((random.next(), random.next(), random.next(), random.next()))
}
