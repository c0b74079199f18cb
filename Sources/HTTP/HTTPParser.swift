/// Reads requests of HTTP/1.1 (RFC 9112) from bytes as they come, and refuses whatever two programs could read in two ways.
///
/// Lines end with CR LF and nothing else; a bare LF or CR, a folded line, a blank before the colon, a header that comes
/// twice, any transfer coding, and a `Content-Length` that is not plain digits are refused, where RFC 9112 lets a server
/// be lenient. The same bytes give the same requests however they are cut into pieces. After a fault, nothing more is
/// read.
public struct HTTPParser: Sendable {
    /// The most that a request may take.
    public struct Limits: Hashable, Sendable {
        /// Bytes of the request line and the headers.
        public var head = 16 << 10
        public var headers = 48
        /// Bytes of the request line's target.
        public var target = 1024
        public var body = 256 << 10

        public init() {}
    }

    private let limits: Limits
    private var buffer: [UInt8] = []
    /// No head ends before this place.
    private var searched = 0
    private var pending: (request: HTTPRequest, length: Int)?

    public init(limits: Limits = Limits()) { self.limits = limits }

    /// Bytes that wait for more.
    public var heldBytes: Int { buffer.count }
    /// Between requests: nothing of a next one has come.
    public var isIdle: Bool { buffer.isEmpty && pending == nil }
    /// A head was read, its body is not all there.
    public var awaitsBody: Bool { pending != nil }

    /// Takes what came.
    public mutating func feed(_ bytes: [UInt8]) { buffer += bytes }

    /// The next whole request; nil until more has come.
    public mutating func next() throws(HTTPFault) -> HTTPRequest? {
        if pending == nil {
            guard let end = try headEnd() else { return nil }
            pending = try HTTPHead(buffer[..<end], limits).request(limits)
            buffer.removeFirst(end + 4)
            searched = 0
        }
        guard case (var request, let length)? = pending, buffer.count >= length else { return nil }
        request.body = Array(buffer[..<length])
        buffer.removeFirst(length)
        pending = nil
        return request
    }

    /// Where the empty line begins that ends the head; checks each byte once, whatever the pieces.
    private mutating func headEnd() throws(HTTPFault) -> Int? {
        var at = searched
        while at < buffer.count {
            let byte = buffer[at]
            if at >= limits.head { throw .headTooLarge }
            switch byte {
            case 0x0D:
                guard at + 1 < buffer.count else {
                    searched = at
                    return nil
                }
                guard buffer[at + 1] == 0x0A else { throw .malformed }
                if at >= 2, buffer[at - 1] == 0x0A { return at - 2 }
                // An empty line before a request is not a request.
                if at == 0 { throw .malformed }
                at += 2
                continue
            case 0x09, 0x20...0x7E: break
            // A bare LF, NUL and other controls, and what is not ASCII.
            default: throw .malformed
            }
            at += 1
        }
        searched = at
        return nil
    }
}
