import Audit
import Compliance
import Foundation
import Ledger
import Records

extension Command {
    static let reassess = Command(
        name: "reassess", summary: "Judges stored records by a new policy, opening no photo", operands: "",
        discussion: """
            Computes centering, findings and verdict of every current record anew from its stored detections. A record \
            that was already published in a bundle is superseded by a new one, which goes into the next bundle.
            """,
        options: [
            .policy, Option("--ledger", "FILE", "the ledger (default: ~/.local/state/sightline/ledger.sqlite)"),
            Option("--json", "print the result as JSON"),
        ],
        examples: ["sightline reassess --policy strict.json5"],
        run: { arguments in
            let policy = try arguments.policy()
            let ledger = try Ledger(at: arguments.path("--ledger") ?? Defaults.ledger)
            let run = try ledger.beginRun(kind: "reassess", owner: ProcessIdentity.current.text)
            let version = AuditSettings.name(of: policy)
            let result = try ledger.reassess(run: run) { before in
                var record = before
                let assessment = assess(
                    detections: before.detections,
                    size: Size(width: before.photo.width, height: before.photo.height), exif: before.exif,
                    quality: before.quality, policy: policy)
                record.centering = assessment.centering
                record.findings = assessment.findings
                record.verdict = assessment.verdict
                record.versions.policy = version
                return record
            }
            try ledger.endRun(run, outcome: "done")
            if arguments.has("--json") {
                try Output().json([
                    "examined": result.examined, "changed": result.changed, "new_verdicts": result.newVerdicts,
                ])
            } else {
                Output().line(
                    "\(result.examined) records judged by \(version): \(result.changed) changed, "
                        + "\(result.newVerdicts) with another verdict")
            }
            return .done
        })
}
