import CExif

/// One EXIF entry as it stands in the file.
struct ExifValue {
    enum Content {
        /// Bytes up to the first NUL, trailing blanks dropped.
        case text([UInt8])
        case integers([Int])
        case rationals([(numerator: Int, denominator: Int)])
        case reals([Double])
        /// A format that no field of ours has.
        case other
    }

    var content: Content

    /// For people, at most 80 characters.
    var raw: String {
        let text =
            switch content {
            case .text(let bytes): "'" + printable(bytes) + "'"
            case .integers(let values): values.prefix(8).map { String($0) }.joined(separator: " ")
            case .rationals(let values):
                values.prefix(8).map { "\($0.numerator)/\($0.denominator)" }.joined(separator: " ")
            case .reals(let values): values.prefix(8).map { String($0) }.joined(separator: " ")
            case .other: "of an unexpected type"
            }
        return String(text.prefix(80))
    }

    private func printable(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.prefix(80).map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }

    /// First number as an integer; nil where there is none or it is not a whole number.
    var integer: Int? {
        switch content {
        case .integers(let values): values.first
        case .rationals(let values):
            values.first.flatMap {
                $0.denominator != 0 && $0.numerator % $0.denominator == 0 ? $0.numerator / $0.denominator : nil
            }
        case .reals(let values): values.first.flatMap { Int(exactly: $0) }
        case .text, .other: nil
        }
    }

    /// All numbers; one that is n/0, infinite or NaN is nil.
    var numbers: [Double?] {
        switch content {
        case .integers(let values): values.map { Double($0) }
        case .rationals(let values):
            values.map { $0.denominator == 0 ? nil : Double($0.numerator) / Double($0.denominator) }
        case .reals(let values): values.map { $0.isFinite ? $0 : nil }
        case .text, .other: []
        }
    }

    var text: [UInt8]? {
        if case .text(let bytes) = content { return bytes }
        return nil
    }
}

/// The entries that libexif finds in an Exif segment, unrepaired: libexif's own repairs are switched off.
struct ExifTree: ~Copyable {
    enum Folder: Int { case main = 0, thumbnail, exif, gps }

    private let data: UnsafeMutablePointer<ExifData>
    private let order: ExifByteOrder

    /// - Parameter segment: APP1's payload, from `Exif\0\0` on.
    init?(segment: UnsafeBufferPointer<UInt8>) {
        guard let base = segment.baseAddress, let data = exif_data_new() else { return nil }
        exif_data_unset_option(data, EXIF_DATA_OPTION_IGNORE_UNKNOWN_TAGS)
        exif_data_unset_option(data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION)
        exif_data_set_option(data, EXIF_DATA_OPTION_DONT_CHANGE_MAKER_NOTE)
        exif_data_load_data(data, base, UInt32(segment.count))
        self.data = data
        order = exif_data_get_byte_order(data)
    }

    deinit { exif_data_unref(data) }

    /// No folder has an entry.
    var isEmpty: Bool {
        let ifd = data.pointee.ifd
        return [ifd.0, ifd.1, ifd.2, ifd.3, ifd.4].allSatisfy { ($0?.pointee.count ?? 0) == 0 }
    }

    /// The entry of a tag in the first of the folders that has it.
    func value(_ tag: UInt32, in folders: Folder...) -> ExifValue? {
        for folder in folders {
            if let entry = entry(tag, folder) { return ExifValue(content: content(entry.pointee)) }
        }
        return nil
    }

    private func entry(_ tag: UInt32, _ folder: Folder) -> UnsafeMutablePointer<ExifEntry>? {
        let ifd = data.pointee.ifd
        let contents =
            switch folder {
            case .main: ifd.0
            case .thumbnail: ifd.1
            case .exif: ifd.2
            case .gps: ifd.3
            }
        return exif_content_get_entry(contents, ExifTag(rawValue: tag))
    }

    private func content(_ entry: ExifEntry) -> ExifValue.Content {
        guard let bytes = entry.data, entry.size > 0 else { return .text([]) }
        let width = Int(exif_format_get_size(entry.format))
        // A value has a handful of numbers; a longer list is some other thing under a known tag.
        let count = width > 0 ? min(Int(entry.components), Int(entry.size) / width, 16) : 0
        let places = (0..<count).map { bytes + $0 * width }
        switch entry.format {
        case EXIF_FORMAT_ASCII, EXIF_FORMAT_UNDEFINED:
            return .text(text(UnsafeBufferPointer(start: bytes, count: Int(entry.size))))
        case EXIF_FORMAT_BYTE: return .integers(places.map { Int($0.pointee) })
        case EXIF_FORMAT_SBYTE: return .integers(places.map { Int(Int8(bitPattern: $0.pointee)) })
        case EXIF_FORMAT_SHORT: return .integers(places.map { Int(exif_get_short($0, order)) })
        case EXIF_FORMAT_SSHORT: return .integers(places.map { Int(exif_get_sshort($0, order)) })
        case EXIF_FORMAT_LONG: return .integers(places.map { Int(exif_get_long($0, order)) })
        case EXIF_FORMAT_SLONG: return .integers(places.map { Int(exif_get_slong($0, order)) })
        case EXIF_FORMAT_RATIONAL:
            return .rationals(
                places.map { place in
                    let r = exif_get_rational(place, order)
                    return (Int(r.numerator), Int(r.denominator))
                })
        case EXIF_FORMAT_SRATIONAL:
            return .rationals(
                places.map { place in
                    let r = exif_get_srational(place, order)
                    return (Int(r.numerator), Int(r.denominator))
                })
        case EXIF_FORMAT_FLOAT:
            return .reals(places.map { Double(Float(bitPattern: exif_get_long($0, order))) })
        case EXIF_FORMAT_DOUBLE:
            return .reals(places.map { Double(bitPattern: wide($0)) })
        default: return .other
        }
    }

    private func wide(_ place: UnsafeMutablePointer<UInt8>) -> UInt64 {
        let first = UInt64(exif_get_long(place, order))
        let second = UInt64(exif_get_long(place + 4, order))
        return order == EXIF_BYTE_ORDER_INTEL ? second << 32 | first : first << 32 | second
    }

    private func text(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var end = bytes.firstIndex(of: 0) ?? bytes.count
        while end > 0, bytes[end - 1] == 0x20 || (9...13).contains(bytes[end - 1]) { end -= 1 }
        return Array(bytes[..<end])
    }
}
