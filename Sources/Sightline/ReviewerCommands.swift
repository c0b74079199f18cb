import Foundation
import Ledger
import Records
import Review
import Settings

private let reviewerOptions = [
    Option("--ledger", "FILE", "the ledger (default: ~/.local/state/sightline/ledger.sqlite)"),
    Option("--config", "FILE", "take ledger and host from the service's configuration"),
]

extension Command {
    static let reviewInvite = Command(
        name: "review invite", summary: "Makes a reviewer and a personal link", operands: "NAME",
        discussion: """
            The link works once, for 72 hours; the browser that opened it stays signed in for twelve. Hand it to the person \
            by a way that nobody else reads. A second invitation leaves the first as it is. With a proxy that signs people in \
            (review.user_header), NAME is what the proxy calls them, and the link is not needed.
            """,
        options: reviewerOptions + [Option("--role", "ROLE", "reviewer or administrator (default: reviewer)")],
        examples: ["sightline review invite jiwon --config /etc/sightline/sightline.json5"],
        run: { arguments in
            let (name, file, configured) = try arguments.reviewerAndLedger()
            let asked = try arguments.text("--role") ?? Reviewer.Role.reviewer.rawValue
            guard let role = Reviewer.Role(rawValue: asked) else {
                throw UsageError("--role: \(asked) must be one of reviewer, administrator")
            }
            let ledger = try Ledger(at: file)
            let token = try ReviewInvitation.make(Reviewer(name: name, role: role), in: ledger)
            if let host = configured?.review.hosts.first {
                try Output().line("https://\(host)/#\(token)")
            } else {
                try Output().line("token, to be put behind # of the server's address: \(token)")
            }
            return .done
        })

    static let reviewRevoke = Command(
        name: "review revoke", summary: "Ends a reviewer's links and sessions at once", operands: "NAME",
        discussion: "What the person said stays. `review invite` lets them in again.",
        options: reviewerOptions, examples: ["sightline review revoke jiwon"],
        run: { arguments in
            let (name, file, _) = try arguments.reviewerAndLedger()
            guard try Ledger(at: file).revokeReviewer(name) else { throw UsageError("there is no reviewer \(name)") }
            try Output().line("\(name) may not review any more")
            return .done
        })

    static let reviewLog = Command(
        name: "review log", summary: "Shows who signed in, who was refused and who looked at unhidden faces",
        operands: "",
        discussion: "Newest first. The log is in the ledger, and nothing in it is ever changed.",
        options: reviewerOptions + [Option("--json", "print one JSON object per line")],
        examples: ["sightline review log"],
        run: { arguments in
            guard arguments.operands.isEmpty else { throw UsageError("review log takes no operand") }
            let configured = try arguments.path("--config").map { _ in try arguments.configuration() }
            let ledger = try Ledger(toRead: try arguments.reviewLedger(configured))
            for event in try ledger.reviewEvents(limit: 10_000) {
                if arguments.has("--json") {
                    try Output().json([
                        "at": event.at.formatted(.iso8601), "reviewer": event.reviewer, "kind": event.kind,
                        "subject": event.subject,
                    ])
                } else {
                    try Output().line(
                        "\(event.at.formatted(.iso8601))  \(event.kind)  \(event.reviewer)  \(event.subject)")
                }
            }
            return .done
        })
}

extension Arguments {
    fileprivate func reviewerAndLedger() throws -> (String, PathBytes, Configuration?) {
        guard operands.count == 1, let name = operands[0].text else { throw UsageError("name exactly one reviewer") }
        // It goes into headers, logs and exports.
        guard (1...64).contains(name.count), name.allSatisfy({ $0.isLetter || $0.isNumber || "-_.@".contains($0) })
        else {
            throw UsageError("a reviewer's name has 1 to 64 letters, digits and -_.@")
        }
        let configured = try path("--config").map { _ in try configuration() }
        return (name, try reviewLedger(configured), configured)
    }
}
