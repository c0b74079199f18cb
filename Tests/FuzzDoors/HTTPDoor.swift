import HTTP

/// The bytes as what callers of the review server send: the same requests and the same end however they come in pieces,
/// nothing in a request that could mean two things, and a request written out again is the same request.
func openHTTP(_ bytes: [UInt8]) throws(BrokenProperty) {
    let whole = read([bytes])
    let single = read(bytes.map { [$0] })
    try require(whole == single, "other requests byte by byte: \(whole) and \(single)")
    let third = bytes.count / 3
    let pieces = read([Array(bytes[..<third]), Array(bytes[third..<(2 * third)]), Array(bytes[(2 * third)...])])
    try require(whole == pieces, "other requests in three pieces")
    for request in whole.requests {
        let parts = request.parts
        try require(
            request.path.hasPrefix("/") && !parts.contains("..") && !parts.contains("."), "path \(request.path)")
        try require(request.path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "%") }, "path bytes")
        try require(request.headers["transfer-encoding"] == nil, "a transfer coding went through")
        try require(request.body.count == Int(request.headers["content-length"] ?? "0"), "length and body differ")
        try require(request.headers["host"]?.isEmpty == false, "no host")
        try require(
            request.headers.allSatisfy { !$0.key.contains(" ") && isOneLine($0.value.filter { $0 != "\t" }) }, "header")
        let again = read([written(request)])
        try require(again.fault == nil && again.requests == [request], "written and read again, another request")
    }
}

private struct Answer: Equatable {
    var requests: [HTTPRequest] = []
    var fault: HTTPFault?
}

private func read(_ pieces: [[UInt8]]) -> Answer {
    var answer = Answer()
    var parser = HTTPParser()
    do throws(HTTPFault) {
        for piece in pieces {
            parser.feed(piece)
            while let request = try parser.next() { answer.requests.append(request) }
        }
    } catch {
        answer.fault = error
    }
    return answer
}

private func written(_ request: HTTPRequest) -> [UInt8] {
    let query = request.query.map { "\($0)=\($1)" }.joined(separator: "&")
    var text = "\(request.method.rawValue) \(request.path)\(query.isEmpty ? "" : "?" + query) HTTP/1.1\r\n"
    for (name, value) in request.headers { text += "\(name): \(value)\r\n" }
    return Array((text + "\r\n").utf8) + request.body
}
