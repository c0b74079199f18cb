import TestSupport
import Testing

@testable import HTTP

@Suite struct ParserTests {
    private func read(_ text: String, _ limits: HTTPParser.Limits = HTTPParser.Limits()) throws(HTTPFault)
        -> [HTTPRequest]
    {
        var parser = HTTPParser(limits: limits)
        parser.feed(Array(text.utf8))
        var found: [HTTPRequest] = []
        while let request = try parser.next() { found.append(request) }
        return found
    }

    @Test func aPlainRequestIsReadAndSoIsTheOneBehindIt() throws {
        let text =
            "POST /api/submit?a=1&b= HTTP/1.1\r\nHost: here:80\r\nContent-Length: 4\r\nX-A:  b c \r\n\r\nbodyGET / HTTP/1.1\r\nhost: h\r\n\r\n"
        let found = try read(text)
        #expect(found.count == 2)
        #expect(found[0].path == "/api/submit" && found[0].query == ["a": "1", "b": ""])
        #expect(found[0].headers["x-a"] == "b c" && found[0].body == Array("body".utf8))
        #expect(found[1].method == .get && found[1].path == "/")
    }

    /// What another server between might read differently (request smuggling), and what no browser sends.
    @Test(arguments: [
        ("GET / HTTP/1.1\nHost: a\n\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: b\rc\r\n\r\n", 400),
        ("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.0\r\nHost: a\r\n\r\n", 505),
        ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        ("GET /\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost:\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n folded\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\na", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\na", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\na", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\na", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", 501),
        ("POST / HTTP/1.1\r\nHost: a\r\n\r\n", 411),
        ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n", 413),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n", 417),
        ("PUT / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        ("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        ("GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /a/./b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET //a HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /%2e%2e/a HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /a\\b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /?a=1&a=2 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /?a HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: é\r\n\r\n", 400),
    ])
    func whatMayBeReadInTwoWaysIsRefused(text: String, status: Int) throws {
        let fault = try #require(HTTPFault(rawValue: status))
        #expect(throws: fault) { try read(text) }
        // Byte by byte, too: the fault does not depend on the pieces.
        var parser = HTTPParser()
        #expect(throws: fault) {
            for byte in text.utf8 {
                parser.feed([byte])
                _ = try parser.next()
            }
        }
    }

    @Test func aHeadOfAnySizeIsRefusedBeforeItIsHeld() {
        var parser = HTTPParser()
        parser.feed(Array("GET / HTTP/1.1\r\nHost: a\r\nX: ".utf8))
        #expect(throws: HTTPFault.headTooLarge) {
            for _ in 0..<100 {
                parser.feed([UInt8](repeating: 0x61, count: 1000))
                _ = try parser.next()
            }
        }
        #expect(parser.heldBytes < 20_000)
        let many = (0..<60).map { "X\($0): 1\r\n" }.joined()
        #expect(throws: HTTPFault.headTooLarge) { try read("GET / HTTP/1.1\r\nHost: a\r\n\(many)\r\n") }
        let target = "/" + String(repeating: "a", count: 2000)
        #expect(throws: HTTPFault.targetTooLong) { try read("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n") }
    }

    @Test func piecesOfAnyLengthGiveTheSameRequests() throws {
        let text = Array(
            "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\na\r\n\r\nbGET /c?d=e HTTP/1.1\r\nHost: h\r\n\r\n"
                .utf8)
        var whole = HTTPParser()
        whole.feed(text)
        let wanted = [try whole.next(), try whole.next()]
        var random = Seeded(2)
        for _ in 0..<200 {
            var parser = HTTPParser()
            var found: [HTTPRequest?] = []
            var rest = text[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1...9, using: &random))
                rest = rest.dropFirst(piece.count)
                parser.feed(Array(piece))
                while let request = try parser.next() { found.append(request) }
            }
            #expect(found == wanted && parser.isIdle)
        }
    }

    @Test func aCookieIsReadWholeAndNeverGuessed() {
        func cookie(_ text: String) -> String? {
            HTTPRequest(method: .get, path: "/", headers: ["cookie": text]).cookie("s")
        }
        #expect(cookie("s=abc") == "abc")
        #expect(cookie("a=b; s=abc=d; c") == "abc=d")
        #expect(cookie("xs=abc") == nil)
        #expect(cookie("s=1; s=2") == nil)
        #expect(cookie("") == nil)
    }
}
