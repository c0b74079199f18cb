import Records

/// The one form of tar that bundles have: POSIX ustar, plain files, mode 0644, owner 0, time 0, two zero blocks at the
/// end.
///
/// Why not libarchive: a bundle has one shape only, and every byte of a header follows from name and size. So the
/// reader rebuilds the header it expects and compares all 512 bytes, which refuses links, devices, other dialects,
/// odd numbers and hidden bytes at once; a general parser would have to be talked out of each of them. Names are at
/// most 100 bytes by construction (`EntryName`), so neither the prefix field nor pax headers are ever needed.
enum TarFormat {
    static let block = 512
    /// The two zero blocks after the last entry.
    static let end = [UInt8](repeating: 0, count: 2 * block)

    /// Bytes that fill the last block of a file.
    static func padding(_ size: Int) -> Int { (block - size % block) % block }

    /// Bytes of header, content and padding.
    static func blocks(_ size: Int) -> Int { block + size + padding(size) }

    /// The header of a plain file; the name has at most 100 bytes, the size fits 33 bits.
    static func header(name: String, size: Int) -> [UInt8] {
        precondition(name.utf8.count <= 100 && (0..<(1 << 33)).contains(size), "no such entry in a bundle")
        var header = [UInt8](repeating: 0, count: block)
        put(Array(name.utf8), at: 0, in: &header)
        put(octal(0o644, digits: 7), at: 100, in: &header)
        put(octal(0, digits: 7), at: 108, in: &header)
        put(octal(0, digits: 7), at: 116, in: &header)
        put(octal(size, digits: 11), at: 124, in: &header)
        put(octal(0, digits: 11), at: 136, in: &header)
        header[156] = UInt8(ascii: "0")
        put(Array("ustar\0".utf8) + Array("00".utf8), at: 257, in: &header)
        put(octal(0, digits: 7), at: 329, in: &header)
        put(octal(0, digits: 7), at: 337, in: &header)
        // The checksum counts its own field as blanks; it is six digits, a NUL and a blank.
        let sum = header.reduce(8 * 32) { $0 + Int($1) }
        put(octal(sum, digits: 6) + [0, 32], at: 148, in: &header)
        return header
    }

    /// What a block at a header's place is.
    enum Block: Equatable {
        case file(name: String, size: Int)
        case zero
    }

    /// Reads a block strictly; the error says what a bundle does not have.
    static func read(_ header: [UInt8]) throws(BundleError) -> Block {
        if header.allSatisfy({ $0 == 0 }) { return .zero }
        let raw = Array(header[..<100].prefix { $0 != 0 })
        let shown = PathBytes(raw).text ?? PathBytes(raw).escaped
        if let kind = foreignKind(header[156]) {
            throw BundleError(.entryNotAFile, entry: shown, "\(kind): bundles hold plain files only")
        }
        guard let name = PathBytes(raw).text, EntryName(name) != nil else { throw unsafeName(shown) }
        guard let size = octalValue(header[124..<135]), TarFormat.header(name: name, size: size) == header else {
            throw BundleError(.entryMalformed, entry: name, "its tar header is not one that bundles have")
        }
        return .file(name: name, size: size)
    }

    private static func foreignKind(_ flag: UInt8) -> String? {
        switch flag {
        case UInt8(ascii: "0"): nil
        case UInt8(ascii: "1"): "a hard link"
        case UInt8(ascii: "2"): "a symbolic link"
        case UInt8(ascii: "3"), UInt8(ascii: "4"): "a device"
        case UInt8(ascii: "5"): "a folder"
        case UInt8(ascii: "6"): "a FIFO"
        case UInt8(ascii: "x"), UInt8(ascii: "g"), UInt8(ascii: "L"), UInt8(ascii: "K"): "an extension header"
        default: "an entry of unknown kind"
        }
    }

    private static func put(_ bytes: [UInt8], at offset: Int, in header: inout [UInt8]) {
        header.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }

    private static func octal(_ value: Int, digits: Int) -> [UInt8] {
        let text = Array(String(value, radix: 8).utf8)
        return [UInt8](repeating: UInt8(ascii: "0"), count: digits - text.count) + text
    }

    private static func octalValue(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { return nil }
            value = value << 3 | Int(digit - UInt8(ascii: "0"))
        }
        return value
    }
}
