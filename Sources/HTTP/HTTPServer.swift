import Foundation
public import SystemCalls
import WorkStealing

/// The HTTP room: a small server of HTTP/1.1 for people of one branch, behind a proxy or on this machine alone.
///
/// One thread serves all connections and waits for none: a caller that is slow or silent holds a descriptor and a few
/// hundred bytes. Answers are made elsewhere (`Handler`) and return to the thread. Where there are more callers than
/// `Limits.connections`, the one that has waited longest without a whole request goes.
public final class HTTPServer: Sendable {
    /// Makes the answer; called once per request, never twice at once for one connection.
    public typealias Handler = @Sendable (HTTPRequest, HTTPPeer) async -> HTTPResponse

    /// What callers may take.
    public struct Limits: Sendable {
        public var request = HTTPParser.Limits()
        public var connections = 4096
        /// Requests of all connections that are being answered at once; the rest get 503.
        public var inProgress = 256
        /// Bytes of unfinished requests of all connections.
        public var heldBytes = 32 << 20
        /// Seconds from the first byte of a head to its last.
        public var head = 10.0
        /// Seconds for a body.
        public var body = 30.0
        /// Seconds that an answer may take to be fetched.
        public var answer = 60.0
        /// Seconds that a quiet connection is kept.
        public var idle = 75.0

        public init() {}
    }

    /// What other threads leave for the serving one.
    struct Mail: Sendable {
        var answers: [(connection: UInt64, response: HTTPResponse)] = []
        var isStopping = false
    }

    let poller: Poller
    let mail = Locked(Mail())
    let executor = AnswerExecutor()
    private let ended = DispatchGroup()
    /// Where it listens, if that is a TCP socket.
    public let port: UInt16?

    /// Begins to serve.
    /// - Parameters:
    ///   - hosts: what `Host` may say, exactly; whoever says something else gets 421 (DNS rebinding). Lower case.
    public init(
        on socket: consuming ListeningSocket, hosts: Set<String>, limits: Limits = Limits(), handler: @escaping Handler
    ) throws(SystemError) {
        poller = try Poller()
        port = socket.port
        try poller.add(socket.descriptor, key: 0, .reading)
        let loop = ServingLoop.Parts(hosts: hosts, limits: limits, handler: handler)
        let holder = Locked<ListeningSocket?>(consume socket)
        ended.enter()
        let ended = ended
        let thread = Thread { [self] in
            if let socket = holder.withLock({ (held) -> ListeningSocket? in held.take() }) {
                ServingLoop(self, socket, loop).run()
            }
            ended.leave()
        }
        thread.name = "sightline.http"
        thread.start()
    }

    /// Ends: no new callers, answers in progress are sent, then all connections close. Returns when that is done.
    public func stop() {
        mail.withLock { $0.isStopping = true }
        poller.wake()
        ended.wait()
    }

    /// Takes an answer back from whoever made it.
    func post(_ response: HTTPResponse, to connection: UInt64) {
        mail.withLock { $0.answers.append((connection, response)) }
        poller.wake()
    }
}

/// Who calls.
public struct HTTPPeer: Hashable, Sendable {
    /// The user of a caller on a Unix socket, as the kernel says; nil over TCP.
    public var user: UInt32?

    public init(user: UInt32?) { self.user = user }
}

/// Threads of its own for answers: whatever else the program computes, they do not wait for it.
final class AnswerExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "sightline.http.answers", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
