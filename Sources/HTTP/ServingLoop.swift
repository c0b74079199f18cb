import SystemCalls

/// The serving thread's own: all connections, none of which another thread sees.
struct ServingLoop: ~Copyable {
    struct Parts: Sendable {
        var hosts: Set<String>
        var limits: HTTPServer.Limits
        var handler: HTTPServer.Handler
    }

    private let server: HTTPServer
    private var listener: ListeningSocket?
    private let parts: Parts
    private var connections: [UInt64: HTTPConnection] = [:]
    private var nextKey: UInt64 = 1
    private var inProgress = 0
    private var nextSweep = 0.0
    private var isListening = true

    init(_ server: HTTPServer, _ listener: consuming ListeningSocket, _ parts: Parts) {
        self.server = server
        self.listener = consume listener
        self.parts = parts
    }

    consuming func run() {
        var stopsAt: Double?
        while true {
            let events = (try? server.poller.wait(milliseconds: 1000)) ?? []
            let now = Monotonic.now
            for event in events {
                if event.key == 0 { accept(now) } else { serve(event, now) }
            }
            let mail = server.mail.withLock { mail in
                let taken = mail
                mail.answers = []
                return taken
            }
            for (key, response) in mail.answers { answer(key, response, now) }
            if now >= nextSweep { sweep(now) }
            guard mail.isStopping else { continue }
            listener = nil
            let deadline = stopsAt ?? now + 5
            stopsAt = deadline
            connections = connections.filter { $0.value.isBusy }
            if connections.isEmpty || now > deadline { return }
        }
    }

    private mutating func accept(_ now: Double) {
        // Some at a time, so that a crowd of callers does not keep those waiting who are served.
        for _ in 0..<64 {
            let caller: ConnectedSocket?
            do throws(SystemError) {
                switch listener {
                case .some(let listener): caller = try listener.accept()
                case .none: caller = nil
                }
            } catch {
                // No descriptors left: whoever waits longest makes room, and the next round takes the caller.
                dropOldest()
                return
            }
            guard let caller else { return }
            if connections.count >= parts.limits.connections { dropOldest() }
            let key = nextKey
            nextKey += 1
            let descriptor = caller.descriptor
            let connection = HTTPConnection(consume caller, key: key, parts.limits, now)
            guard (try? server.poller.add(descriptor, key: key, .reading)) != nil else { continue }
            connections[key] = connection
        }
    }

    private mutating func serve(_ event: Poller.Event, _ now: Double) {
        guard let connection = connections[event.key] else { return }
        if event.isBroken { return drop(event.key) }
        if event.isWritable { connection.send(now) }
        if event.isReadable { connection.receive(now) }
        proceed(connection, now)
    }

    /// Takes a whole request to the handler, or refuses; brings the poller's interest up to date.
    private mutating func proceed(_ connection: HTTPConnection, _ now: Double) {
        if !connection.isBusy, !connection.isBroken {
            do throws(HTTPFault) {
                if let request = try connection.nextRequest(now) { dispatch(request, connection, now) }
            } catch {
                refuse(connection, error.rawValue, now)
            }
        }
        settle(connection)
    }

    private mutating func dispatch(_ request: HTTPRequest, _ connection: HTTPConnection, _ now: Double) {
        guard parts.hosts.contains((request.headers["host"] ?? "").lowercased()) else {
            return refuse(connection, 421, now)
        }
        guard inProgress < parts.limits.inProgress else {
            return refuse(connection, HTTPFault.overloaded.rawValue, now)
        }
        inProgress += 1
        connection.begin(request)
        let (server, handler, key, peer) = (server, parts.handler, connection.key, connection.peer)
        Task.detached(executorPreference: server.executor) { server.post(await handler(request, peer), to: key) }
    }

    private mutating func answer(_ key: UInt64, _ response: HTTPResponse, _ now: Double) {
        inProgress -= 1
        guard let connection = connections[key] else { return }
        connection.answer(response, now)
        // The next request may have come already.
        proceed(connection, now)
    }

    private func refuse(_ connection: HTTPConnection, _ status: Int, _ now: Double) {
        var response = HTTPResponse.plain(status)
        response.closes = true
        connection.refuse(response, now)
    }

    private mutating func settle(_ connection: HTTPConnection) {
        if connection.isBroken { return drop(connection.key) }
        let interest = connection.interest
        guard interest != connection.interestSet else { return }
        if (try? server.poller.change(connection.descriptor, key: connection.key, interest)) == nil {
            drop(connection.key)
        } else {
            connection.interestSet = interest
        }
    }

    private mutating func drop(_ key: UInt64) { connections[key] = nil }

    /// The caller without a whole request that is quiet for longest.
    private mutating func dropOldest() {
        if let oldest = connections.values.filter({ !$0.isBusy }).min(by: { $0.since < $1.since }) { drop(oldest.key) }
    }

    /// Once a second: who is too slow goes, and who holds too much.
    private mutating func sweep(_ now: Double) {
        nextSweep = now + 1
        var held = 0
        for connection in Array(connections.values) {
            held += connection.heldBytes
            switch connection.lateness(now) {
            case .none: break
            case .gone: drop(connection.key)
            case .refused:
                refuse(connection, HTTPFault.timeout.rawValue, now)
                settle(connection)
            }
        }
        guard held > parts.limits.heldBytes else { return }
        for connection in connections.values.sorted(by: { $0.heldBytes > $1.heldBytes }) where !connection.isBusy {
            if held <= parts.limits.heldBytes { return }
            held -= connection.heldBytes
            drop(connection.key)
        }
    }
}
