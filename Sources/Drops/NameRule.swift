/// What a name alone says of a file: the cheap test before any stat.
public enum NameRule: Sendable {
    /// Named like a photo, or like a picture of a kind that will be reported as unsupported.
    case candidate
    /// Hidden, or of a transfer still under way: never looked at.
    case temporary
    /// Anything else.
    case other

    /// Judges a file's name; letter case of the ending does not matter.
    public static func of(file name: UnsafeBufferPointer<UInt8>) -> NameRule {
        guard let first = name.first, first != UInt8(ascii: ".") else { return .temporary }
        if isSyncthings(name) { return .temporary }
        guard let ending = ending(of: name) else { return .other }
        if pictureEndings.contains(ending) { return .candidate }
        return temporaryEndings.contains(ending) ? .temporary : .other
    }

    /// Judges a folder's name: true for hidden ones and for those in which file servers and systems keep their own
    /// thumbnails, snapshots and waste.
    public static func isHidden(folder name: UnsafeBufferPointer<UInt8>) -> Bool {
        if name.first == UInt8(ascii: ".") || isSyncthings(name) { return true }
        return serverFolders.contains { $0.count == name.count && $0.elementsEqual(name) }
    }

    /// JPEG first: most names are looked up in one comparison.
    private static let pictureEndings = [
        "jpg", "jpeg", "jpe", "jfif", "heic", "heif", "png", "webp", "gif", "bmp", "tif", "tiff",
    ].map { packed($0.utf8) }

    private static let temporaryEndings = ["part", "tmp", "filepart", "crdownload"].map { packed($0.utf8) }

    private static let serverFolders = [
        "@eaDir", "#recycle", "#snapshot", "@Recycle", "$RECYCLE.BIN", "System Volume Information", "lost+found",
    ].map { Array($0.utf8) }

    private static func isSyncthings(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        name.first == UInt8(ascii: "~") && name.starts(with: "~syncthing~".utf8)
    }

    /// What follows the last dot, if it is short enough to be one of those above.
    private static func ending(of name: UnsafeBufferPointer<UInt8>) -> UInt128? {
        for length in 1...10 where length < name.count {
            if name[name.count - length - 1] == UInt8(ascii: ".") { return packed(name[(name.count - length)...]) }
        }
        return nil
    }

    /// Up to ten bytes in lower case as one number, so that comparing two endings is one instruction.
    private static func packed(_ bytes: some Sequence<UInt8>) -> UInt128 {
        bytes.reduce(0) { word, byte in
            let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            return word << 8 | UInt128(isUpper ? byte | 0x20 : byte)
        }
    }
}
