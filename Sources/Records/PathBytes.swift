/// A path or name as the bytes the kernel gave: never compared as text, so NFC and NFD Hangul stay two names
/// and invalid UTF-8 survives.
public struct PathBytes: Hashable, Sendable, Comparable {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }
    public init(_ text: String) { self.bytes = Array(text.utf8) }

    /// Byte order, the order of bundles and listings.
    public static func < (a: PathBytes, b: PathBytes) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }

    /// The path as text when it is valid UTF-8.
    public var text: String? { String(validating: bytes, as: UTF8.self) }

    /// Safe to print on one line: control characters and bytes that are not UTF-8 appear as `\xHH`, a backslash as `\\`.
    /// `init(escaped:)` reads it back.
    public var escaped: String {
        var out = ""
        out.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let first = rest.first {
            let length = utf8Length(rest)
            if length == 0 || first < 0x20 || first == 0x7F || isC1Control(rest) {
                out += "\\x" + hex(first)
                rest = rest.dropFirst()
            } else if first == UInt8(ascii: "\\") {
                out += "\\\\"
                rest = rest.dropFirst()
            } else {
                out += String(decoding: rest.prefix(length), as: UTF8.self)
                rest = rest.dropFirst(length)
            }
        }
        return out
    }

    /// Reads back what `escaped` wrote.
    public init(escaped text: String) {
        var out: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let kind = rest.first else {
                out.append(byte)
                continue
            }
            if kind == UInt8(ascii: "x"), rest.count >= 3,
                let value = UInt8(String(decoding: rest.dropFirst().prefix(2), as: UTF8.self), radix: 16)
            {
                out.append(value)
                rest = rest.dropFirst(3)
            } else {
                out.append(kind)
                rest = rest.dropFirst()
            }
        }
        self.init(out)
    }

    /// The last component, without a trailing slash.
    public var lastComponent: PathBytes {
        let trimmed = bytes.last == UInt8(ascii: "/") ? bytes.dropLast() : bytes[...]
        let start = trimmed.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? trimmed.startIndex
        return PathBytes(Array(trimmed[start...]))
    }

    /// A relative path in two parts at its last slash: its folder, empty where it has none, and its name there.
    public var folderAndName: (folder: PathBytes, name: PathBytes) {
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return (PathBytes([]), self) }
        return (PathBytes(Array(bytes[..<slash])), PathBytes(Array(bytes[(slash + 1)...])))
    }

    /// The folder of a path relative to a drop; empty for the drop itself.
    public var folder: PathBytes {
        folderAndName.folder
    }

    /// What follows `folder` and a slash; nil where this path does not lie in it. By bytes: both must be canonical.
    public func relative(to folder: PathBytes) -> PathBytes? {
        let slash = UInt8(ascii: "/")
        let whole = folder.bytes.last == slash ? folder.bytes : folder.bytes + [slash]
        guard bytes.count > whole.count, bytes.starts(with: whole) else { return nil }
        return PathBytes(Array(bytes[whole.count...]))
    }

    /// This path, a slash, and `name`; just `name` when this is empty.
    public func appending(_ name: PathBytes) -> PathBytes {
        if bytes.isEmpty { return name }
        let separator: [UInt8] = bytes.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]
        return PathBytes(bytes + separator + name.bytes)
    }
}

/// Length of the well-formed UTF-8 scalar at the start, 0 where there is none (Unicode 15, table 3-7).
private func utf8Length(_ bytes: ArraySlice<UInt8>) -> Int {
    guard let first = bytes.first else { return 0 }
    let length =
        switch first {
        case 0x00...0x7F: 1
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 0
        }
    guard length > 0, bytes.count >= length else { return 0 }
    return String(validating: bytes.prefix(length), as: UTF8.self) == nil ? 0 : length
}

/// U+0080…U+009F can steer a terminal.
private func isC1Control(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.first == 0xC2 && (bytes.dropFirst().first.map { $0 < 0xA0 } ?? false)
}

private func hex(_ byte: UInt8) -> String {
    let digits = Array("0123456789abcdef")
    return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
}

extension PathBytes: Codable {
    /// Written as the escaped text.
    public func encode(to encoder: any Encoder) throws {
        var c = encoder.singleValueContainer()
        try c.encode(escaped)
    }

    public init(from decoder: any Decoder) throws {
        self.init(escaped: try decoder.singleValueContainer().decode(String.self))
    }
}
