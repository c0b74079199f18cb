import Foundation
import Records
import Service
import Settings
import SystemCalls

extension Option {
    static let configuration = Option(
        "--config", "FILE", "the configuration (default: /etc/sightline/sightline.json5)")
}

extension Arguments {
    var configurationFile: PathBytes { path("--config") ?? Defaults.configuration }

    /// The configuration; one that cannot be used ends the command with exit code 2.
    func configuration() throws(UsageError) -> Configuration {
        do throws(ConfigurationError) {
            return try Configuration(contentsOf: configurationFile)
        } catch {
            guard !FileSystem.exists(configurationFile) else { throw UsageError("\(error)") }
            let file = configurationFile.escaped
            throw UsageError(
                path("--config") == nil
                    ? "there is no configuration at \(file): copy the example there "
                        + "(/usr/share/doc/sightline/examples/sightline.json5) and name your folders in it, or give the path of "
                        + "yours with --config"
                    : "--config: there is no file \(file); give the path of the service's configuration")
        }
    }
}

extension Command {
    static let watch = Command(
        name: "watch", summary: "Watches drops and audits what arrives, as a service", operands: "",
        discussion: """
            Looks at the configured drops again and again, audits each photo once it is still and whole, seals bundles, \
            and keeps going: a drop that hangs or is not mounted waits by itself, a full disk makes the service rest \
            until there is space. Meant to be run by systemd (sightline.service), and runs by hand as well.

            SIGTERM ends it after the photos in progress, SIGHUP reads the configuration again and keeps the old one when \
            the new one cannot be used, SIGUSR1 pauses and SIGUSR2 resumes.
            """,
        options: [
            .configuration,
            Option(
                "--check",
                "read the configuration and load the model, policy and stores that it names; say what is wrong, and end"
            ),
        ],
        examples: ["sightline watch --config /etc/sightline/sightline.json5", "sightline watch --check"],
        run: { arguments in
            if arguments.has("--check") {
                let configuration = try arguments.configuration()
                do {
                    try configuration.checkWhatItNames().forEach { printError($0) }
                } catch {
                    throw UsageError("\(arguments.configurationFile.escaped): \(error)")
                }
                let names = configuration.drops.map(\.drop.name).joined(separator: ", ")
                try Output().line("\(arguments.configurationFile.escaped): valid; drops: \(names)")
                return .done
            }
            _ = try arguments.configuration()
            _ = try await WatchDaemon(configuration: arguments.configurationFile).run()
            return .done
        })

    static let upload = Command(
        name: "upload", summary: "Hands sealed bundles to the configured uploader", operands: "",
        discussion: """
            Runs uploader.command for each sealed bundle that is due, with the bundle's path as its last argument. Exit \
            code 0 means that it arrived; the first line printed is kept as its receipt. A failure is tried again later, \
            each time after a longer pause; --wait stays for attempts that are near, so that they are made when they were \
            announced. Meant for sightline-upload.service.
            """,
        options: [
            .configuration, Option("--all", "also bundles whose pause after a failure is not over"),
            Option("--wait", "SECONDS", "stay while the next attempt is at most this far away (default: 0)"),
        ],
        examples: ["sightline upload --config /etc/sightline/sightline.json5"],
        run: { arguments in
            let configuration = try arguments.configuration()
            if configuration.uploader.command.isEmpty {
                printError("uploader.command is empty: bundles stay in \(configuration.outbox.escaped)")
                return .done
            }
            let wait = try arguments.number("--wait", in: 0...86_400).map { Double($0) }
            var attempts = AttemptReport()
            var round = UploadRound(configuration)
            var isFirst = true
            repeat {
                try round.run(all: isFirst && arguments.has("--all")) { outcome in
                    attempts.note(
                        outcome.bundle, "uploaded", receipt: outcome.receipt, problem: outcome.problem,
                        next: outcome.nextTry)
                }
                isFirst = false
                // What an administrator changed meanwhile counts from the next attempt on.
                round = (try? arguments.configuration()).map { UploadRound($0) } ?? round
            } while try await round.waitUntilDue(within: wait)
            return try attempts.finish()
        })

    static let bundleMarkUploaded = Command(
        name: "bundle mark-uploaded", formerName: "bundle uploaded",
        summary: "Notes that a bundle was handed over by other means", operands: "NAME",
        discussion: "The ledger keeps the receipt; the bundle's file is deleted after bundle.keep.",
        options: [.configuration, Option("--receipt", "TEXT", "what the receiver said (default: by hand)")],
        examples: [
            "sightline bundle mark-uploaded seoul-3f9a1c2b-20261121T020000Z-000001.tar.zst --receipt ticket-4711"
        ],
        run: { arguments in
            guard arguments.operands.count == 1 else { throw UsageError("name exactly one bundle") }
            let name = arguments.operands[0].lastComponent.escaped
            try UploadRound(try arguments.configuration()).note(
                bundle: name, receipt: try arguments.text("--receipt") ?? "by hand")
            return .done
        })
}
