import Digest
public import Records

/// The names that entries of a bundle can have; there are no others, so that no name can lead out of a folder.
enum EntryName: Hashable {
    /// `manifest.json`
    case manifest
    /// `records.ndjson`
    case records
    /// `evidence/<photo>/<name>.jpg`
    case evidence(photo: String, file: String)

    static let longestFile = 60

    /// Reads a name, strictly.
    init?(_ text: String) {
        switch text {
        case "manifest.json": self = .manifest
        case "records.ndjson": self = .records
        default:
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0] == "evidence", EntryName.isPhoto(String(parts[1])),
                EntryName.isFile(String(parts[2]))
            else { return nil }
            self = .evidence(photo: String(parts[1]), file: String(parts[2]))
        }
    }

    var text: String {
        switch self {
        case .manifest: "manifest.json"
        case .records: "records.ndjson"
        case .evidence(let photo, let file): "evidence/\(photo)/\(file)"
        }
    }

    /// `<16 hex>-<16 hex>`, as `Evidence.photoName` makes it.
    static func isPhoto(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == 33 && bytes[16] == UInt8(ascii: "-")
            && bytes.enumerated().allSatisfy { $0.offset == 16 || isLowerHex($0.element) }
    }

    /// `<name>.jpg` of portable characters, not hidden, not read as an option.
    static func isFile(_ text: String) -> Bool {
        (5...longestFile).contains(text.utf8.count) && text.hasSuffix(".jpg") && BundleName.sanitise(text) == text
    }
}

extension Evidence {
    /// The folder of a record's evidence in its bundle: `evidence/`, `photoName`.
    public static func folder(sha256: String, drop: String, path: PathBytes) -> String {
        "evidence/" + photoName(sha256: sha256, drop: drop, path: path)
    }

    /// The name of a record's evidence: 16 digits of the photo's SHA-256, `-`, 16 digits of the SHA-256 of drop and
    /// path.
    ///
    /// The second part keeps records apart that share their bytes (`same_photo_other_store`). It is 64 bits wide and
    /// not 32: ten thousand stores that deliver one and the same picture would collide in 32 bits once in a hundred
    /// bundles.
    public static func photoName(sha256: String, drop: String, path: PathBytes) -> String {
        let place = SHA256Digest.hex(of: Array(drop.utf8) + [0] + path.bytes)
        return "\(sha256.prefix(16))-\(place.prefix(16))"
    }
}

func isLowerHex(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
}

/// 64 lower-case hex digits.
func isSHA256(_ text: String) -> Bool { text.utf8.count == 64 && text.utf8.allSatisfy(isLowerHex) }
