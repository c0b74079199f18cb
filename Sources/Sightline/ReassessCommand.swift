import Audit
import Catalogue
import Compliance
import Detection
import Foundation
import Judging
import Ledger
import Records
import Settings
import SystemCalls

extension Command {
    static let reassess = Command(
        name: "reassess", summary: "Judges stored records by a new policy, opening no photo", operands: "",
        discussion: """
            Computes centering, findings and verdict of every current record anew from its stored detections. A record \
            that was already published in a bundle is superseded by a new one, which goes into the next bundle.

            Creatives are judged by the dates and the programme of --catalogue, which need not be the one that the photos were \
            matched with; without it, what was said of them before stays, weighed by the policy.

            A policy changes only what it names. --dry-run writes nothing: it shows in which keys the policy differs from \
            the standard one, and how many verdicts would change from what to what.
            """,
        options: [
            .policy, .model,
            Option("--catalogue", "FILE", "the compiled catalogue: judges creatives by its dates and programme"),
            Option("--ledger", "FILE", "the ledger (default: ~/.local/state/sightline/ledger.sqlite)"),
            Option("--dry-run", "show what would change; write nothing"),
            Option("--json", "print the result as JSON"),
        ],
        examples: ["sightline reassess --policy strict.json5 --dry-run", "sightline reassess --policy strict.json5"],
        run: { arguments in
            let reassessing = try Reassessing(arguments)
            let result = try reassessing.run()
            if arguments.has("--json") {
                try Output().json(ReassessmentSummary(reassessing, result))
            } else {
                for line in ReassessmentSummary(reassessing, result).lines { try Output().line(line) }
            }
            return .done
        })
}

/// One `reassess` from its command line to its counts.
private struct Reassessing {
    let policy: Policy
    let card: ModelCard
    let isDry: Bool
    private let file: PathBytes
    private let judge: Judge
    private let catalogue: CompiledCatalogue?

    init(_ arguments: Arguments) throws {
        card = try arguments.card()
        policy = try arguments.policy(for: card)
        catalogue = try arguments.catalogue()
        judge = Judge(
            policy: policy, uncertainty: try UncertaintyModel(of: card), modelSHA256: card.modelSHA256,
            catalogue: catalogue)
        isDry = arguments.has("--dry-run")
        file = arguments.path("--ledger") ?? Defaults.ledger
        // Opening it for writing would make an empty one.
        guard FileSystem.exists(file) else {
            throw UsageError(
                "there is no ledger at \(file.escaped): name the one that `sightline scan` wrote with --ledger")
        }
    }

    func run() throws -> Reassessment {
        if isDry { return try Ledger(at: file, options: .readOnly).reassess(run: nil, judged) }
        let ledger = try Ledger(at: file, options: .judging(by: policy, catalogue: catalogue))
        let run = try ledger.beginRun(kind: "reassess", owner: ProcessIdentity.current.text)
        let result = try ledger.reassess(run: run, judged)
        try ledger.endRun(run, outcome: "done")
        return result
    }

    private func judged(_ before: Record) -> Record {
        var record = before
        judge.judge(&record)
        return record
    }
}

/// What a reassessment did or would do.
private struct ReassessmentSummary: Encodable {
    struct VerdictChange: Encodable {
        var from: String
        var to: String
        var records: Int
    }

    var policy: String
    var differences: [Policy.Difference]
    var dryRun: Bool
    var examined: Int
    var changed: Int
    var newVerdicts: Int
    var verdicts: [VerdictChange]

    enum CodingKeys: String, CodingKey {
        case policy, examined, changed, verdicts
        case differences = "differs_from_standard"
        case dryRun = "dry_run"
        case newVerdicts = "new_verdicts"
    }

    init(_ reassessing: Reassessing, _ result: Reassessment) {
        policy = Judge.name(of: reassessing.policy)
        differences = reassessing.policy.differences()
        dryRun = reassessing.isDry
        examined = result.examined
        changed = result.changed
        newVerdicts = result.newVerdicts
        verdicts = result.verdicts.map {
            VerdictChange(from: $0.from?.rawValue ?? "none", to: $0.to?.rawValue ?? "none", records: $1)
        }.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
    }

    var lines: [String] {
        var lines: [String] = []
        if dryRun {
            lines.append(
                differences.isEmpty
                    ? "\(policy) says what the standard policy says" : "\(policy) differs from the standard policy in")
            let rows = differences.map { ["  \($0.key)", $0.standard ?? "not judged", "→", $0.value ?? "not judged"] }
            lines += TextTable(rows).lines
        }
        lines.append(
            "\(examined) records judged by \(policy): \(changed) \(dryRun ? "would change" : "changed"), "
                + "\(newVerdicts) with another verdict")
        let rows = verdicts.map { ["  \($0.from) → \($0.to)", "\($0.records)"] }
        return lines + TextTable(rows).lines
    }
}
