import Catalogue
import Drops
import Foundation
import HTTP
public import Ledger
import People
import Records
public import SystemCalls

/// The Review room: people look at photos, correct what the machine got wrong, and the ledger keeps what they say.
///
/// A small server and one page. It opens drops for reading only and the ledger for corrections only; the page asks nobody
/// else for anything. See `ReviewRoutes` for who may do what, `ReviewQueue` for which photo comes next.
public final class ReviewServer: Sendable {
    private let desk: ReviewDesk
    private let server: HTTPServer
    private let enrolment: Task<Void, Never>
    /// Where a person at this machine finds it; nil behind a proxy.
    public let address: String?

    /// Opens the ledger and begins to serve.
    /// - Parameters:
    ///   - socket: one that a service manager handed over; nil opens the one that `request.door` names.
    ///   - options: of the ledger; they judge by the policy that `request.judge` has.
    ///   - log: takes what an administrator should know.
    public init(
        _ request: ReviewRequest, options: sending Ledger.Options, socket: consuming ListeningSocket?,
        log: @escaping @Sendable (String) -> Void
    ) async throws {
        let page = try ReviewPage().response
        // Faces are hidden before anybody sees a picture: without the network, nothing is served.
        let people = try FaceModel()
        let desk = try ReviewDesk(request, options: options)
        try await desk.start()
        let listening = try ReviewServer.listen(consume socket, request.door)
        let names = ReviewServer.names(request.door, port: listening.port)
        let routes = ReviewRoutes(
            desk: desk, pictures: try Pictures(people: people), shelf: PhotoShelf(try await desk.drops()), page: page,
            origins: names.origins, proxy: request.door.proxy, slots: request.slots, catalogue: request.catalogue,
            isSecure: request.door.proxy != nil)
        address = names.address
        server = try HTTPServer(on: listening, hosts: names.hosts) { await routes.answer($0, $1) }
        self.desk = desk
        enrolment = Task.detached {
            while !Task.isCancelled {
                do {
                    while try await desk.enrol(), !Task.isCancelled {}
                } catch {
                    log("new photos cannot be taken into the queue; tried again in a minute: \(error)")
                }
                try? await Task.sleep(for: .seconds(60))
            }
        }
    }

    /// A link for a person, to be used once.
    /// - Parameter length: seconds that it holds.
    public func invite(_ reviewer: Reviewer, length: Double) async throws -> String {
        try await desk.invite(reviewer, length: length)
    }

    /// Ends: answers in progress are sent, the run is ended.
    public func stop() async {
        enrolment.cancel()
        server.stop()
        await desk.end()
    }

    private static func listen(
        _ socket: consuming ListeningSocket?, _ door: ReviewRequest.Door
    ) throws(SystemError) -> ListeningSocket {
        if let socket { return socket }
        guard case .alone(let port) = door else { throw SystemError(.socket, code: ENOTSOCK, path: nil) }
        return try ListeningSocket(loopback: port)
    }

    private static func names(
        _ door: ReviewRequest.Door, port: UInt16?
    ) -> (hosts: Set<String>, origins: Set<String>, address: String?) {
        switch door {
        case .alone:
            let host = "127.0.0.1:\(port ?? 0)"
            return ([host], ["http://\(host)"], "http://\(host)/")
        case .behindProxy(let proxy):
            let hosts = proxy.hosts.map { $0.lowercased() }
            return (Set(hosts), Set(hosts.map { "https://\($0)" }), nil)
        }
    }
}

extension ReviewRequest.Door {
    fileprivate var proxy: ReviewRequest.Proxy? {
        if case .behindProxy(let proxy) = self { proxy } else { nil }
    }
}

extension ReviewDesk {
    /// The drops whose photos may be shown.
    func drops() throws -> [Drop] { try ledger.drops().map { Drop(name: $0.name, root: $0.root) } }
}
