public import Records

/// The maker data (tag MakerNote, CIPA DC-008 4.6.5) that some cameras write into every photo, and many programs drop.
///
/// Listed are only models of which the files at hand show it: of 134 camera files, 29 are of these models, and the four of them
/// without maker data name an editor as their software. Others (phones of most makers, early digital cameras) write it or not by model
/// and program: nothing is said of them.
public enum MakerData {
    /// Whether a JPEG states a model that always writes maker data, and has none.
    ///
    /// A file in which the tag's entry is anywhere counts as having it, however damaged; so does one without an exposure
    /// time: its EXIF is not a camera's, or not whole.
    public static func isMissing(_ jpeg: [UInt8], layout: JPEGLayout, exif: ExifFacts) -> Bool {
        guard exif.exposureTime?.value != nil, alwaysWrites(exif) else { return false }
        return !layout.exif.contains { hasEntry(jpeg[$0]) }
    }

    private static func alwaysWrites(_ exif: ExifFacts) -> Bool {
        guard let make = exif.make?.value?.lowercased(), let model = exif.model?.value else { return false }
        let name = model.lowercased()
        if make.hasPrefix("apple") {
            // Its own camera writes the system's version as software; before version 7 there was no maker data.
            let version = exif.software?.value.flatMap { Int($0.prefix { $0.isNumber }) }
            return name.hasPrefix("iphone") && (version.map { $0 >= 7 } ?? false)
        }
        if make.hasPrefix("canon") {
            return ["canon eos", "canon powershot", "canon digital ixus"].contains { name.hasPrefix($0) }
        }
        if make.hasPrefix("nikon") { return name.hasPrefix("nikon d") || name.hasPrefix("e") }
        if make.hasPrefix("olympus") { return name.hasPrefix("c") || name.hasPrefix("e-") }
        return false
    }

    /// The entry of tag 0x927C, type UNDEFINED, in either order of bytes.
    private static func hasEntry(_ segment: ArraySlice<UInt8>) -> Bool {
        segment.withUnsafeBufferPointer { bytes in
            guard bytes.count >= 4 else { return false }
            for at in 0..<bytes.count - 3 {
                if bytes[at] == 0x7C, bytes[at + 1] == 0x92, bytes[at + 2] == 7, bytes[at + 3] == 0 { return true }
                if bytes[at] == 0x92, bytes[at + 1] == 0x7C, bytes[at + 2] == 0, bytes[at + 3] == 7 { return true }
            }
            return false
        }
    }
}
