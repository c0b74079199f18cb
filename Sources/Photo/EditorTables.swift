import Records

/// Quantisation tables that an editor writes and no camera does.
///
/// Editors have tables of their own for each step of their quality scale, and those stay when all metadata is taken out.
/// Listed are only such as were seen: the tables of Adobe Photoshop 7.0 to CC 2014 at eight steps of its scale, from files
/// that name the program or hold its quality setting (image resource 0x0406). Of the 1,529 real JPEG files at hand, 32 have
/// these tables, each of them with Adobe's APP14 segment, and no file straight from a camera. Tables of GIMP, ImageMagick, ACDSee and
/// paint.net are the standard's (ITU-T T.81, annex K), scaled as libjpeg does, which phones use too: they prove nothing.
public enum EditorTables {
    private static let known: Set<UInt64> = [
        0x88D0_0980_AA37_9242, 0x4FDA_ED2D_3512_7B42, 0x4391_8A53_08B0_1A1F, 0x40E3_9F98_5630_EE37,
        0xF5FB_F30B_568A_478A, 0x6932_5592_8392_0936, 0x71A7_18AE_314D_88A4, 0x77F5_D567_1FAF_9868,
        0x0C6C_9481_1C96_EE01, 0x446B_3C22_CABE_803D, 0x4604_8999_B321_14F4, 0x1C3B_AFD2_7901_B691,
        0x6AD1_08B7_AC9F_E5EF,
    ]

    /// Whether a JPEG file has them.
    public static func areIn(_ jpeg: [UInt8]) -> Bool { fingerprint(jpeg).map { known.contains($0) } ?? false }

    /// FNV-1a of all quantisation tables before the image data, by number, in the file's zigzag order; nil where there is none.
    static func fingerprint(_ jpeg: [UInt8]) -> UInt64? {
        var tables: [UInt8: ArraySlice<UInt8>] = [:]
        var at = 2
        while at + 4 <= jpeg.count, jpeg[at] == 0xFF {
            let marker = jpeg[at + 1]
            if marker == 0xFF {
                at += 1
                continue
            }
            // Start of scan, end of image, and markers without a length.
            if marker == 0xDA || (0xD0...0xD9).contains(marker) || marker == 0x01 { break }
            let length = Int(jpeg[at + 2]) << 8 | Int(jpeg[at + 3])
            let end = at + 2 + length
            guard length >= 2, end <= jpeg.count else { break }
            if marker == 0xDB { read(jpeg[(at + 4)..<end], into: &tables) }
            at = end
        }
        return tables.isEmpty ? nil : FNV1a.hash64(tables.sorted { $0.key < $1.key }.flatMap(\.value))
    }

    private static func read(_ segment: ArraySlice<UInt8>, into tables: inout [UInt8: ArraySlice<UInt8>]) {
        var rest = segment
        while let head = rest.first {
            let size = 64 * (head >> 4 == 0 ? 1 : 2)
            guard rest.count > size else { return }
            tables[head & 15] = rest.dropFirst().prefix(size)
            rest = rest.dropFirst(1 + size)
        }
    }
}
