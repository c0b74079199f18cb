import Foundation
import Records
import Service

extension Command {
    static let deliver = Command(
        name: "deliver", summary: "Hands reports to the configured command", operands: "",
        discussion: """
            Runs report.deliver.command for each report of the last seven days that was not delivered yet, with the report's \
            folder as its last argument. Exit code 0 means that it arrived; the first line printed is kept as its receipt, \
            in delivery.json of that folder. A failure is tried again later, each time after a longer pause; --wait stays for \
            attempts that are near. Meant for sightline-deliver.service. Examples: /usr/lib/sightline/deliverers/.
            """,
        options: [
            .configuration, Option("--all", "also reports whose pause after a failure is not over"),
            Option("--wait", "SECONDS", "stay while the next attempt is at most this far away (default: 0)"),
        ],
        examples: ["sightline deliver --config /etc/sightline/sightline.json5"],
        run: { arguments in
            let configuration = try arguments.configuration()
            if configuration.report.deliver.command.isEmpty {
                printError("report.deliver.command is empty: reports stay in \(configuration.report.folder.escaped)")
                return .done
            }
            let wait = try arguments.number("--wait", in: 0...86_400).map { Double($0) }
            var attempts = AttemptReport()
            let round = DeliveryRound(configuration)
            var isFirst = true
            repeat {
                try round.run(all: isFirst && arguments.has("--all")) { outcome in
                    attempts.note(
                        outcome.report, "delivered", receipt: outcome.receipt, problem: outcome.problem,
                        next: outcome.nextTry)
                }
                isFirst = false
            } while try await round.waitUntilDue(within: wait)
            return try attempts.finish()
        })
}
