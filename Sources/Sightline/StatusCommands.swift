import Foundation
import Records
import Service

extension Option {
    fileprivate static let socket = Option(
        "--socket", "FILE", "the service's socket (default: as the configuration says)")
}

extension Arguments {
    /// The socket named by `--socket`, else the configuration's.
    fileprivate func socket() throws -> PathBytes {
        if let socket = path("--socket") { return socket }
        guard let socket = try configuration().socket else {
            throw UsageError("the configuration gives no socket; name it with --socket")
        }
        return socket
    }

    fileprivate func ask(_ order: ServiceOrder) throws -> ExitCode {
        guard let status = try ServiceClient.ask(order, at: try socket()) else {
            printError("the service is starting")
            return .failed
        }
        if has("--json") {
            try Output().line(bytes: Array(try status.json()))
        } else {
            for line in status.lines { try Output().line(line) }
        }
        return .done
    }
}

extension Command {
    private static func order(_ order: ServiceOrder, _ summary: String, _ discussion: String) -> Command {
        Command(
            name: order.rawValue, summary: summary, operands: "", discussion: discussion,
            options: [.configuration, .socket, Option("--json", "print the service's status as one line of JSON")],
            examples: ["sightline \(order.rawValue)", "sightline \(order.rawValue) --json | jq .drops"],
            run: { try $0.ask(order) })
    }

    static let status = order(
        .status, "Says how the running service is",
        "Photos by state, drops that are there or gone and why, the outbox, and what the service rests for.")
    static let pause = order(
        .pause, "Makes the running service rest",
        "Photos in hand are finished; nothing new is begun until `sightline resume`, or until the service is restarted."
    )
    static let resume = order(.resume, "Ends a pause of the running service", "Work goes on at once.")
    static let reload = order(
        .reload, "Makes the running service read its configuration again",
        "A configuration that cannot be used is told in the log, and the old one stays in force.")
}
