import Foundation
import SystemCalls
import Testing
import WorkStealing

@testable import HTTP

/// Real sockets on this machine's loopback.
@Suite struct ServerTests {
    /// A machine with all tests under way at once takes its time.
    private static let patient = {
        var limits = HTTPServer.Limits()
        (limits.head, limits.body, limits.answer, limits.idle) = (300, 300, 300, 300)
        return limits
    }()

    private func withServer(
        _ limits: HTTPServer.Limits = Self.patient,
        handler: @escaping HTTPServer.Handler = { request, _ in
            HTTPResponse(200, body: Array("\(request.method.rawValue) \(request.path) \(request.body.count)".utf8))
        }, _ body: @escaping @Sendable (UInt16) throws -> Void
    ) async throws {
        let socket = try ListeningSocket(loopback: 0)
        let server = try HTTPServer(on: socket, hosts: ["here"], limits: limits, handler: handler)
        let port = try #require(server.port)
        // Callers wait for bytes: not on the threads that the answers are made on.
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            Thread {
                done.resume(with: Result { try body(port) })
                server.stop()
            }.start()
        }
    }

    @Test func requestsOfOneConnectionAreAnsweredInOrder() async throws {
        try await withServer { port in
            let client = try #require(RawClient(port: port))
            client.send(
                "GET /a HTTP/1.1\r\nHost: here\r\n\r\nPOST /b HTTP/1.1\r\nHost: HERE\r\nContent-Length: 3\r\n\r\nabc")
            client.send("HEAD /c HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
            let answers = client.read()
            #expect(answers.components(separatedBy: "HTTP/1.1 200 OK").count == 4)
            let a = try #require(answers.range(of: "GET /a 0"))
            let b = try #require(answers.range(of: "POST /b 3"))
            #expect(a.lowerBound < b.lowerBound)
            #expect(
                answers.hasSuffix("\r\n\r\n") && answers.contains("Content-Length: 9") && !answers.contains("HEAD /c"))
            for header in ["Cache-Control: no-store", "X-Content-Type-Options: nosniff", "X-Frame-Options: DENY"] {
                #expect(answers.components(separatedBy: header).count == 4)
            }
        }
    }

    @Test func anotherHostIsNotServed() async throws {
        try await withServer { port in
            for host in ["evil.example", "here:80", "here.", "127.0.0.1"] {
                let client = try #require(RawClient(port: port))
                client.send("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n")
                #expect(client.read().hasPrefix("HTTP/1.1 421 "))
            }
        }
    }

    @Test func aRequestThatIsRefusedEndsTheConnectionAndNothingBehindItIsServed() async throws {
        let served = Locked(0)
        try await withServer(handler: { _, _ in
            served.withLock { $0 += 1 }
            return .plain(200)
        }) { port in
            let client = try #require(RawClient(port: port))
            client.send(
                "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: here\r\n\r\n"
            )
            let answer = client.read()
            #expect(answer.hasPrefix("HTTP/1.1 400 ") && answer.components(separatedBy: "HTTP/1.1").count == 2)
        }
        #expect(served.withLock { $0 } == 0)
    }

    @Test func whoIsTooSlowIsSentAwayAndWhoIsSilentIsDropped() async throws {
        var limits = HTTPServer.Limits()
        (limits.head, limits.body, limits.idle) = (1, 1, 1)
        try await withServer(limits) { port in
            let head = try #require(RawClient(port: port))
            head.send("GET / HTTP/1.1\r\nHost: he")
            let body = try #require(RawClient(port: port))
            body.send("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n\r\nabc")
            let silent = try #require(RawClient(port: port))
            #expect(head.read().hasPrefix("HTTP/1.1 408 "))
            #expect(body.read().hasPrefix("HTTP/1.1 408 "))
            #expect(silent.read().isEmpty)
        }
    }

    @Test func aBigAnswerArrivesWholeWhileOthersAreServed() async throws {
        let big = [UInt8](repeating: 0x61, count: 8 << 20)
        try await withServer(handler: { request, _ in HTTPResponse(200, body: request.path == "/big" ? big : [0x62]) })
        {
            port in
            let slow = try #require(RawClient(port: port))
            slow.send("GET /big HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
            let quick = try #require(RawClient(port: port))
            quick.send("GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
            #expect(quick.read().hasSuffix("b"))
            #expect(slow.read().utf8.count > 8 << 20)
        }
    }

    @Test func twoThousandSlowCallersCostTheOthersNothing() async throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = min(limit.rlim_max, 8192)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        guard limit.rlim_cur >= 4500 else {
            return withKnownIssue("too few open files are allowed here") { Issue.record("") }
        }
        try await withServer { port in
            var slow: [RawClient] = []
            for index in 0..<2000 {
                let client = try #require(RawClient(port: port))
                if index % 2 == 0 { client.send("GET / HTTP/1.1\r\nHo") }
                slow.append(client)
            }
            let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
            for _ in 0..<50 {
                let client = try #require(RawClient(port: port))
                client.send("GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
                #expect(client.read().hasPrefix("HTTP/1.1 200 "))
            }
            // Nobody has a thread of their own.
            #expect(threads < 1000)
            #expect(slow.count == 2000)
        }
    }

    @Test func moreCallersThanAllowedPushOutTheOnesThatWaitLongest() async throws {
        var limits = Self.patient
        limits.connections = 20
        try await withServer(limits) { port in
            let held = try (0..<40).map { _ in try #require(RawClient(port: port)) }
            let last = try #require(RawClient(port: port))
            last.send("GET / HTTP/1.1\r\nHost: here\r\n\r\n")
            #expect(last.read(until: "GET / 0").contains("200 OK"))
            #expect(held[0].read().isEmpty)
        }
    }
}
