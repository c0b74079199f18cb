/// Request line and headers, taken apart; its bytes are tabs, blanks, visible ASCII and CR LF by now.
struct HTTPHead {
    private let line: [ArraySlice<UInt8>]
    private var headers: [String: String] = [:]

    init(_ bytes: ArraySlice<UInt8>, _ limits: HTTPParser.Limits) throws(HTTPFault) {
        // CR is followed by LF everywhere, so that LF alone ends a line.
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map {
            $0.last == 0x0D ? $0.dropLast() : $0
        }
        guard let first = lines.first else { throw .malformed }
        line = first.split(separator: 0x20, omittingEmptySubsequences: false)
        guard line.count == 3, !first.contains(0x09) else { throw .malformed }
        guard lines.count - 1 <= limits.headers else { throw .headTooLarge }
        for field in lines.dropFirst() { try add(field) }
    }

    private mutating func add(_ field: ArraySlice<UInt8>) throws(HTTPFault) {
        // A line that begins with a blank would go on with the one before it.
        guard let colon = field.firstIndex(of: UInt8(ascii: ":")), colon > field.startIndex,
            field[..<colon].allSatisfy(isTokenByte)
        else { throw .malformed }
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        var value = field[(colon + 1)...].drop(while: isBlank)
        while let last = value.last, isBlank(last) { value = value.dropLast() }
        let name = String(decoding: field[..<colon], as: UTF8.self).lowercased()
        // None that means something here may come twice; of the rest, which of two counts would be a guess.
        guard headers.updateValue(String(decoding: value, as: UTF8.self), forKey: name) == nil else { throw .malformed }
    }

    /// The request without its body, and the body's length.
    func request(_ limits: HTTPParser.Limits) throws(HTTPFault) -> (HTTPRequest, Int) {
        guard line[2].elementsEqual("HTTP/1.1".utf8) else {
            throw line[2].starts(with: "HTTP/".utf8) ? .versionNotSupported : .malformed
        }
        guard !line[0].isEmpty, line[0].allSatisfy(isTokenByte) else { throw .malformed }
        guard let method = HTTPRequest.Method(rawValue: String(decoding: line[0], as: UTF8.self)) else {
            throw .methodNotAllowed
        }
        guard line[1].count <= limits.target else { throw .targetTooLong }
        guard let host = headers["host"], !host.isEmpty else { throw .malformed }
        let (path, query) = try target(line[1])
        let length = try bodyLength(method, limits)
        let connection = (headers["connection"] ?? "").lowercased()
        let closes = connection.split(separator: ",").contains { $0.trimmed == "close" }
        return (HTTPRequest(method: method, path: path, query: query, headers: headers, closes: closes), length)
    }

    private func bodyLength(_ method: HTTPRequest.Method, _ limits: HTTPParser.Limits) throws(HTTPFault) -> Int {
        if headers["transfer-encoding"] != nil {
            throw headers["content-length"] == nil ? .notImplemented : .malformed
        }
        if headers["expect"] != nil { throw .expectationFailed }
        guard let text = headers["content-length"] else {
            if method == .post { throw .lengthRequired }
            return 0
        }
        guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let length = Int(text)
        else { throw .malformed }
        guard method == .post || length == 0 else { throw .malformed }
        guard length <= limits.body else { throw .bodyTooLarge }
        return length
    }

    private func target(_ bytes: ArraySlice<UInt8>) throws(HTTPFault) -> (String, [String: String]) {
        let halves = bytes.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0].isEmpty else { throw .malformed }
        for (index, part) in parts.enumerated().dropFirst() {
            // Only the root ends with a slash.
            guard !part.isEmpty || (index == 1 && parts.count == 2), part.allSatisfy(isPlainByte),
                !part.elementsEqual(".".utf8), !part.elementsEqual("..".utf8)
            else { throw .malformed }
        }
        var query: [String: String] = [:]
        let pairs =
            halves.count == 2 ? halves[1].split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false) : []
        for pair in pairs {
            let sides = pair.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false)
            guard sides.count == 2, !sides[0].isEmpty, pair.allSatisfy({ isPlainByte($0) || $0 == UInt8(ascii: "=") }),
                query.updateValue(
                    String(decoding: sides[1], as: UTF8.self), forKey: String(decoding: sides[0], as: UTF8.self))
                    == nil
            else { throw .malformed }
        }
        return (String(decoding: halves[0], as: UTF8.self), query)
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = self.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}

/// Letters, digits and `-_.`: what a path or a query of ours is made of; none needs `%`.
private func isPlainByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
    default: false
    }
}

/// `tchar` of RFC 9110.
private func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
