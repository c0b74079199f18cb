public import Photo
public import Records

/// PDQ of a photo, from a picture of it that was decoded at any scale.
///
/// The reference reads every pixel of the full-size photo: luma, two passes of a box filter along rows and columns, 64×64
/// samples of it, the 16×16 lowest frequencies of their cosine transform, each held against the median. Filter and
/// sampling are linear and separable, so they are one matrix per side; here its columns are added up over the pixels of
/// a scaled decode, whose values are such means already. The hash is that of the full-size photo, near enough (see the
/// tests), for a sum of every decoded pixel once.
///
/// Source: Facebook, ThreatExchange, `hashing/hashing.pdf` ("The TMK+PDQF Video-Hashing Algorithm and the PDQ
/// Image-Hashing Algorithm", 2019). The bits are in the reference's order. Own code, since the reference is C++ that
/// wants the full-size picture, which costs more to decode than everything else here.
///
/// One per lane: it keeps its tables from photo to photo.
public final class PerceptualHash {
    private static let samples = 64
    private static let frequencies = 16
    private var tables: [SamplingTable.Key: SamplingTable] = [:]
    private let cosines = CosineTransform(samples: PerceptualHash.samples, frequencies: PerceptualHash.frequencies)

    public init() {}

    /// The fingerprint of an upright picture; nil for one without pixels.
    ///
    /// `quality` is the reference's: how much edge the picture has, 0 (flat, its hash says nothing) to 100.
    public func fingerprint(of pixels: Pixels) -> Fingerprint? {
        picture(of: pixels).map { fingerprint(ofPicture: $0) }
    }

    /// The picture that the hash is made of: luma, 64 rows of 64 values; nil where there are no pixels.
    func picture(of pixels: Pixels) -> [Float]? {
        guard pixels.width > 0, pixels.height > 0, pixels.fullSize.width > 0, pixels.fullSize.height > 0 else {
            return nil
        }
        let rows = table(pixels.fullSize.height, pixels.height, pixels.frame.scaleY, pixels.frame.origin.y)
        let columns = table(pixels.fullSize.width, pixels.width, pixels.frame.scaleX, pixels.frame.origin.x)
        return columns.sample(rows.sampleRows(of: pixels))
    }

    func fingerprint(ofPicture picture: [Float]) -> Fingerprint {
        let spectrum = cosines.lowest(of: picture)
        // The reference's median is the lower one of an even count.
        let median = spectrum.sorted()[spectrum.count / 2 - 1]
        return Fingerprint(
            pdq: hex(spectrum.map { $0 > median }), quality: PerceptualHash.quality(of: picture))
    }

    private func table(_ full: Int, _ count: Int, _ scale: Double, _ origin: Double) -> SamplingTable {
        let key = SamplingTable.Key(full: full, count: count, scale: scale, origin: origin)
        if let known = tables[key] { return known }
        // Photos of a branch have few sizes; one that has many must not fill the memory.
        if tables.count >= 16 { tables = [:] }
        let made = SamplingTable(key, samples: PerceptualHash.samples)
        tables[key] = made
        return made
    }

    /// Sum of the steps between neighbours, in percent of the range, over 90.
    private static func quality(of picture: [Float]) -> Int {
        var sum = 0
        func step(_ a: Float, _ b: Float) -> Int { abs(Int(clamped: (a - b) * 100 / 255)) }
        for y in 0..<samples {
            for x in 0..<samples {
                if y + 1 < samples { sum += step(picture[y * samples + x], picture[(y + 1) * samples + x]) }
                if x + 1 < samples { sum += step(picture[y * samples + x], picture[y * samples + x + 1]) }
            }
        }
        return min(100, sum / 90)
    }

    /// The first frequency is the last bit.
    private func hex(_ bits: [Bool]) -> String {
        let digits = Array("0123456789abcdef")
        let reversed = Array(bits.reversed())
        return String(
            stride(from: 0, to: reversed.count, by: 4).map { at in
                digits[reversed[at..<at + 4].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }]
            })
    }
}
