/// A place where bytes from outside come in. Whatever they are, the program must go on, and what it says of them must keep
/// the door's property; `Tests/fuzz` searches for bytes that break it, `FuzzTests` keeps the ones that once did.
public enum Door: String, CaseIterable, Sendable {
    case jpeg, exif, tar, layout, csv, json5, png, catalogue, creatives, http

    /// Gives the bytes to the door.
    /// - Throws: `BrokenProperty` where what came out is not what the door promises.
    public func open(with bytes: [UInt8]) throws(BrokenProperty) {
        switch self {
        case .jpeg: try openJPEG(bytes)
        case .exif: try openExif(bytes)
        case .tar: try openTar(bytes)
        case .layout: try openLayout(bytes)
        case .csv: try openCSV(bytes)
        case .json5: try openJSON5(bytes)
        case .png: try openPNG(bytes)
        case .catalogue: try openCatalogue(bytes)
        case .creatives: try openCreatives(bytes)
        case .http: try openHTTP(bytes)
        }
    }
}

/// What a door promises and did not keep.
public struct BrokenProperty: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String
}

func require(_ holds: Bool, _ promise: @autoclosure () -> String) throws(BrokenProperty) {
    guard holds else { throw BrokenProperty(description: promise()) }
}
