import SystemCalls

/// One caller, seen by the serving thread alone.
final class HTTPConnection {
    enum Lateness { case none, refused, gone }

    let key: UInt64
    let peer: HTTPPeer
    /// When it last began to wait for what it waits for.
    private(set) var since: Double
    var interestSet: Poller.Interest = .reading
    private(set) var isBroken = false

    private let socket: ConnectedSocket
    private let limits: HTTPServer.Limits
    private var parser: HTTPParser
    private var request: HTTPRequest?
    private var output: ArraySlice<UInt8> = []
    private var closesAfterOutput = false
    private var hasEnded = false
    private var phase = Phase.idle

    private enum Phase { case idle, head, body, making, sending }

    init(_ socket: consuming ConnectedSocket, key: UInt64, _ limits: HTTPServer.Limits, _ now: Double) {
        peer = HTTPPeer(user: socket.peerUser)
        self.socket = socket
        self.key = key
        self.limits = limits
        parser = HTTPParser(limits: limits.request)
        since = now
    }

    var descriptor: Int32 { socket.descriptor }
    var heldBytes: Int { parser.heldBytes }
    /// An answer is being made or sent.
    var isBusy: Bool { phase == .making || phase == .sending }

    /// Nothing is read while an answer is made: a caller who sends on waits in the kernel.
    var interest: Poller.Interest {
        switch phase {
        case .making: []
        case .sending: .writing
        default: .reading
        }
    }

    func receive(_ now: Double) {
        guard !isBusy else { return }
        do throws(SystemError) {
            // One piece a round, so that one who sends fast does not keep others waiting.
            switch try socket.read(upTo: 16 << 10) {
            case .bytes(let bytes): parser.feed(bytes)
            case .nothing: break
            case .end:
                hasEnded = true
                isBroken = parser.isIdle
            }
        } catch {
            isBroken = true
        }
    }

    /// The next whole request; ends the connection where no more can come.
    func nextRequest(_ now: Double) throws(HTTPFault) -> HTTPRequest? {
        if let request = try parser.next() { return request }
        if hasEnded { isBroken = true }
        let next: Phase = parser.isIdle ? .idle : parser.awaitsBody ? .body : .head
        if next != phase {
            phase = next
            since = now
        }
        return nil
    }

    func begin(_ request: HTTPRequest) {
        self.request = request
        phase = .making
    }

    func answer(_ response: HTTPResponse, _ now: Double) {
        var response = response
        response.closes = response.closes || request?.closes == true || hasEnded
        write(response, withBody: request?.method != .head, now)
        request = nil
    }

    /// Answers what was never a request; what else came is not read.
    func refuse(_ response: HTTPResponse, _ now: Double) {
        parser = HTTPParser(limits: limits.request)
        write(response, withBody: true, now)
    }

    private func write(_ response: HTTPResponse, withBody: Bool, _ now: Double) {
        output = response.encoded(withBody: withBody)[...]
        closesAfterOutput = response.closes
        phase = .sending
        since = now
        send(now)
    }

    func send(_ now: Double) {
        guard phase == .sending else { return }
        do throws(SystemError) {
            while !output.isEmpty {
                let count = try socket.write(output.prefix(256 << 10))
                if count == 0 { return }
                output = output.dropFirst(count)
            }
        } catch {
            isBroken = true
            return
        }
        output = []
        phase = .idle
        since = now
        if closesAfterOutput { isBroken = true }
    }

    func lateness(_ now: Double) -> Lateness {
        let waited = now - since
        switch phase {
        case .making: return .none
        case .idle: return waited > limits.idle ? .gone : .none
        case .head: return waited > limits.head ? .refused : .none
        case .body: return waited > limits.body ? .refused : .none
        case .sending: return waited > limits.answer ? .gone : .none
        }
    }
}
