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

    /// Asks for a reload and waits for what becomes of it; a configuration that is refused gives exit code 2.
    ///
    /// Where nobody serves the socket that the configuration names, since the new one names another or none, and the
    /// process is known, the configuration is checked here and the process told by a signal.
    fileprivate func reload() throws -> ExitCode {
        do {
            return try ask(.reload)
        } catch let refusal as ServiceClient.Refusal {
            switch refusal.kind {
            case .refused:
                printError("\(refusal)")
                return .usage
            case .notServed:
                guard let process = try number("--pid", in: 2...Int(Int32.max)) else { throw refusal }
                return try reload(process: Int32(process))
            case .noAnswer: throw refusal
            }
        } catch let error as UsageError {
            guard try number("--pid", in: 2...Int(Int32.max)) != nil else { throw error }
            throw UsageError("the new configuration is refused, the old one stays: \(error)")
        }
    }

    private func reload(process: Int32) throws -> ExitCode {
        do {
            let warnings = try configuration().checkWhatItNames()
            warnings.forEach { printError($0) }
        } catch {
            throw UsageError("the new configuration is refused, the old one stays: \(error)")
        }
        guard kill(process, SIGHUP) == 0 else {
            printError("process \(process) takes no signal: \(String(cString: strerror(errno)))")
            return .failed
        }
        printError(
            "the configuration is sound; process \(process) was told to read it, and its log says when it is in force")
        return .done
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
    static let reload = Command(
        name: "reload", summary: "Makes the running service read its configuration again", operands: "",
        discussion: """
            Waits until the new configuration is in force. One that cannot be used, or names a model, policy or store \
            registry that cannot, is refused with the reason and exit code 2, and the old one stays in force.
            """,
        options: [
            .configuration, .socket,
            Option(
                "--pid", "N",
                "the service's process, told by a signal where its socket is not served, after the configuration was checked here"
            ), Option("--json", "print the service's status as one line of JSON"),
        ],
        examples: ["sightline reload", "sightline reload --config /etc/sightline/sightline.json5"],
        run: { try $0.reload() })
}
