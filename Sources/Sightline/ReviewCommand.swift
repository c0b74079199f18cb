import Audit
import Foundation
import Judging
import Ledger
import Records
import Review
import Settings
import SystemCalls

extension Command {
    static let review = Command(
        name: "review", summary: "Opens the page where people correct what the machine got wrong", operands: "",
        discussion: """
            Serves one page on this machine's loopback and opens it in the browser. The link holds a token that works once, \
            for ten minutes; it stands in a file that only this account can read, never on a command line. What reviewers \
            say is appended to the ledger, judged by the policy, and survives `scan --again` and a new model. Photos are only read.

            With --socket it takes the socket that systemd hands over (sightline-review.socket) and serves reviewers of a \
            branch behind a proxy that speaks TLS; `review.hosts` of the configuration names what browsers may call it.
            """,
        options: [
            Option("--ledger", "FILE", "the ledger (default: ~/.local/state/sightline/ledger.sqlite)"),
            Option("--config", "FILE", "take ledger, policy and catalogue from the service's configuration"),
            .policy, Option("--catalogue", "FILE", "the compiled catalogue whose creatives may be chosen"),
            Option("--port", "N", "the port on 127.0.0.1 (default: any free one)"),
            Option("--socket", "serve on the socket that systemd hands over"),
            Option("--no-browser", "print the link instead of opening it"),
        ],
        examples: ["sightline review", "sightline review --ledger seoul.sqlite --port 8400 --no-browser"],
        run: { arguments in
            let serving = try ReviewServing(arguments)
            try await serving.run()
            return .done
        })
}

/// One `review` from its command line to its end.
private struct ReviewServing: Sendable {
    private let request: ReviewRequest
    private let policy: Policy
    private let opensBrowser: Bool
    private let takesSocket: Bool

    init(_ arguments: Arguments) throws {
        guard arguments.operands.isEmpty else { throw UsageError("review takes no operand") }
        let configured = try arguments.path("--config").map { _ in try arguments.configuration() }
        let file = try arguments.reviewLedger(configured)
        do {
            policy = try Policy.load(arguments.path("--policy") ?? configured?.policy, for: nil)
        } catch {
            throw UsageError("\(error)")
        }
        takesSocket = arguments.has("--socket")
        opensBrowser = !arguments.has("--no-browser") && !takesSocket
        let door: ReviewRequest.Door
        if takesSocket {
            guard let configured else { throw UsageError("--socket needs --config") }
            door = .behindProxy(try ReviewServing.proxy(configured.review))
        } else {
            door = .alone(port: UInt16(clamping: try arguments.number("--port", in: 1...65_535) ?? 0))
        }
        let slots = policy.slots.keys.sorted { ($0 != Slot.topAd ? 1 : 0, $0) < ($1 != Slot.topAd ? 1 : 0, $1) }
        let catalogue = try arguments.catalogue(configured: configured?.catalogue)
        request = ReviewRequest(
            ledger: file, door: door, judge: Judge(policy: policy, catalogue: catalogue),
            slots: slots + [Slot.cabinet], catalogue: catalogue)
    }

    private static func proxy(_ settings: Configuration.Reviews) throws(UsageError) -> ReviewRequest.Proxy {
        if settings.hosts.isEmpty {
            throw UsageError("review.hosts of the configuration is empty: name what browsers call it")
        }
        var user: UInt32?
        if let name = settings.proxyUser {
            guard let number = FileSystem.userNumber(name) else {
                throw UsageError("review.proxy_user: there is no user \(name) on this machine")
            }
            user = number
        }
        return ReviewRequest.Proxy(hosts: settings.hosts, user: user, header: settings.userHeader)
    }

    func run() async throws {
        let server = try await ReviewServer(
            request, options: .judging(by: policy, catalogue: request.catalogue), socket: try handedOver(),
            log: { printError($0) })
        let link: LinkFile?
        do {
            link = try await greet(server)
        } catch {
            await server.stop()
            throw error
        }
        // Until a signal comes; a second one ends the process at once.
        try? await Interrupt.cancelling(notice: nil) { try await Task.sleep(for: .seconds(365 * 86_400)) }
        link?.remove()
        await server.stop()
    }

    /// sd_listen_fds(3): one socket, the first behind the standard streams, meant for this process.
    private func handedOver() throws -> ListeningSocket? {
        guard takesSocket else { return nil }
        let environment = ProcessInfo.processInfo.environment
        guard environment["LISTEN_PID"] == "\(getpid())", environment["LISTEN_FDS"] == "1" else {
            throw UsageError("--socket: systemd handed no socket over; start sightline-review.socket")
        }
        return try ListeningSocket(inherited: 3)
    }

    private func greet(_ server: ReviewServer) async throws -> LinkFile? {
        guard let address = server.address else { return nil }
        let name = NSUserName().isEmpty ? "owner" : NSUserName()
        let token = try await server.invite(Reviewer(name: name, role: .administrator), length: 600)
        let file = try LinkFile(address: address, token: token)
        if opensBrowser, file.open() {
            try Output().line("The page is open in the browser; if not, open \(file.path.escaped) there. Ctrl-C ends.")
        } else {
            try Output().line("Open \(file.path.escaped) in a browser on this machine within ten minutes. Ctrl-C ends.")
        }
        return file
    }
}

/// A page of mode 0600 that leads to the server with the token behind `#`, which browsers send to nobody.
private struct LinkFile {
    let path: PathBytes

    init(address: String, token: String) throws {
        let folder = PathBytes(
            ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"] ?? FileManager.default.temporaryDirectory.path)
        path = folder.appending(PathBytes("sightline-review-\(getpid()).html"))
        let html = """
            <!DOCTYPE html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=\(address)#\(token)">
            <a href="\(address)#\(token)">sightline review</a>

            """
        try? FileSystem.remove(path)
        let file = try OpenFile(path, .create(mode: 0o600))
        try file.write(Array(html.utf8))
    }

    func remove() { try? FileSystem.remove(path) }

    /// False where there is no browser to open.
    func open() -> Bool {
        let opener = Process()
        opener.executableURL = URL(filePath: "/usr/bin/xdg-open")
        opener.arguments = [path.text ?? path.escaped]
        opener.standardOutput = FileHandle.nullDevice
        opener.standardError = FileHandle.nullDevice
        return (try? opener.run()) != nil
    }
}

extension Arguments {
    /// The ledger that reviews are of; it must be there.
    func reviewLedger(_ configured: Configuration?) throws -> PathBytes {
        let file = path("--ledger") ?? configured?.ledger ?? Defaults.ledger
        // Opening it for writing would make an empty one.
        guard FileSystem.exists(file) else {
            throw UsageError(
                "there is no ledger at \(file.escaped): name the one that `sightline scan` wrote with --ledger")
        }
        return file
    }
}
