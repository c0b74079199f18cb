import Artwork
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
            matched with; without it, what was said of them before stays, weighed by the policy. Boards that no earlier catalogue \
            could name, in a slot's place or one of several siblings, lie in the ledger as small pictures: those are matched \
            with --catalogue, and what is recognised is judged.

            A policy changes only what it names. --dry-run writes nothing: it shows in which keys the policy differs from \
            the standard one, and how many verdicts would change from what to what.
            """,
        options: [
            .policy, .model,
            Option(
                "--catalogue", "FILE",
                "the compiled catalogue: names boards that were kept, judges creatives by its dates and programme"),
            Option("--ledger", "FILE", "the ledger (default: ~/.local/state/sightline/ledger.sqlite)"),
            Option("--dry-run", "show what would change; write nothing"),
            Option("--json", "print the result as JSON"),
        ],
        examples: ["sightline reassess --policy strict.json5 --dry-run", "sightline reassess --policy strict.json5"],
        run: { arguments in
            let reassessing = try Reassessing(arguments)
            let (result, parts, kept) = try reassessing.run()
            let summary = ReassessmentSummary(reassessing, result, parts, kept)
            if arguments.has("--json") {
                try Output().json(summary)
            } else {
                for line in summary.lines { try Output().line(line) }
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
    /// Loads the catalogue for matching: only where boards wait for it.
    private let artworks: () throws -> ArtworkIndex?

    init(_ arguments: Arguments) throws {
        card = try arguments.card()
        policy = try arguments.policy(for: card)
        catalogue = try arguments.catalogue()
        judge = Judge(
            policy: policy, uncertainty: try UncertaintyModel(of: card), modelSHA256: card.modelSHA256,
            catalogue: catalogue)
        isDry = arguments.has("--dry-run")
        artworks = arguments.artworks
        file = arguments.path("--ledger") ?? Defaults.ledger
        // Opening it for writing would make an empty one.
        guard FileSystem.exists(file) else {
            throw UsageError(
                "there is no ledger at \(file.escaped): name the one that `sightline scan` wrote with --ledger")
        }
    }

    func run() throws -> (Reassessment, ChangedParts, KeptBoards?) {
        var parts = ChangedParts()
        let ledger = try Ledger(
            at: file, options: isDry ? .readOnly : .judging(by: policy, catalogue: catalogue))
        let asks = try catalogue != nil && ledger.hasUnnamedBoards()
        let kept = asks ? try artworks().map { KeptBoards($0, slots: card.slots) } : nil
        func judged(_ id: RecordID, _ before: Record) throws -> Record {
            var record = before
            if let kept, kept.asks(record) { try kept.name(&record, try ledger.evidence(for: id)) }
            judge.judge(&record)
            record = try record.asKept()
            parts.note(before, record)
            return record
        }
        if isDry {
            let result = try ledger.reassess(run: nil, judged)
            return (result, parts, kept)
        }
        if let catalogue { try ledger.setCreatives(catalogue.registered) }
        let run = try ledger.beginRun(kind: "reassess", owner: ProcessIdentity.current.text)
        let result = try ledger.reassess(run: run, judged)
        try ledger.endRun(run, outcome: "done")
        return (result, parts, kept)
    }
}

/// In what records change whose verdict stays; one may change in several.
private struct ChangedParts: Encodable {
    var findings = 0
    var centering = 0
    /// The name of the policy that judged it.
    var policy = 0
    /// The name and nothing else.
    var policyAlone = 0
    var other = 0

    enum CodingKeys: String, CodingKey {
        case findings, centering, policy, other
        case policyAlone = "policy_alone"
    }

    mutating func note(_ before: Record, _ after: Record) {
        guard before != after, before.verdict == after.verdict else { return }
        let isRenamed = before.versions.policy != after.versions.policy
        if isRenamed { policy += 1 }
        if before.findings != after.findings { findings += 1 }
        if before.centering != after.centering { centering += 1 }
        var rest = after
        (rest.findings, rest.centering) = (before.findings, before.centering)
        if isRenamed, rest.findings == after.findings, rest.centering == after.centering {
            rest.versions.policy = before.versions.policy
            if rest == before { policyAlone += 1 }
        }
        rest.versions.policy = before.versions.policy
        if rest != before { other += 1 }
    }

    /// For people.
    var words: String {
        let parts = [
            (policyAlone, "in nothing but the policy's name"), (findings, "in findings"),
            (centering, "in the measured offset"), (other, "in something else"),
        ]
        return parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
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
    var sameVerdict: ChangedParts
    /// Boards that were matched again, and those of them that were named.
    var boardsMatched: Int
    var boardsNamed: Int

    enum CodingKeys: String, CodingKey {
        case policy, examined, changed, verdicts
        case differences = "differs_from_standard"
        case dryRun = "dry_run"
        case newVerdicts = "new_verdicts"
        case boardsMatched = "boards_matched"
        case boardsNamed = "boards_named"
        case sameVerdict = "changed_with_same_verdict"
    }

    init(_ reassessing: Reassessing, _ result: Reassessment, _ parts: ChangedParts, _ kept: KeptBoards?) {
        (boardsMatched, boardsNamed) = (kept?.matched ?? 0, kept?.named ?? 0)
        sameVerdict = parts
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
                    ? "\(policy) has the values of the standard policy"
                    : "\(policy) differs from the standard policy in")
            let rows = differences.map { ["  \($0.key)", $0.standard ?? "not judged", "→", $0.value ?? "not judged"] }
            lines += TextTable(rows).lines
        }
        let would = dryRun ? "would get" : "got"
        lines.append(
            "\(counted(examined, "record")) judged by \(policy): \(newVerdicts) \(would) another verdict")
        let rows = verdicts.map { ["  \($0.from) → \($0.to)", "\($0.records)"] }
        lines += TextTable(rows).lines
        if boardsMatched > 0 {
            lines.append(
                "\(counted(boardsMatched, "kept board")) matched with the catalogue: \(boardsNamed) named")
        }
        if changed > newVerdicts {
            lines.append(
                "\(counted(changed - newVerdicts, "record")) \(dryRun ? "would keep" : "kept") the verdict and "
                    + "\(dryRun ? "change" : "changed"): \(sameVerdict.words)")
        }
        return lines
    }
}
