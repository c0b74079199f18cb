import Audit
import Compliance
import Detection
import Foundation
import Ledger
import Records
import SystemCalls

extension Command {
    static let reassess = Command(
        name: "reassess", summary: "Judges stored records by a new policy, opening no photo", operands: "",
        discussion: """
            Computes centering, findings and verdict of every current record anew from its stored detections. A record \
            that was already published in a bundle is superseded by a new one, which goes into the next bundle.
            """,
        options: [
            .policy, .model, Option("--ledger", "FILE", "the ledger (default: ~/.local/state/sightline/ledger.sqlite)"),
            Option("--json", "print the result as JSON"),
        ],
        examples: ["sightline reassess --policy strict.json5"],
        run: { arguments in
            let policy = try arguments.policy()
            let ledger = try Ledger(at: arguments.path("--ledger") ?? Defaults.ledger)
            let run = try ledger.beginRun(kind: "reassess", owner: ProcessIdentity.current.text)
            let version = AuditSettings.name(of: policy)
            let card = try ModelCard(folder: try ModelLocation.find(explicit: arguments.path("--model")))
            let uncertainty = try UncertaintyModel(of: card)
            let result = try ledger.reassess(run: run) { before in
                var record = before
                let assessment = assess(
                    detections: before.detections,
                    size: Size(width: before.photo.width, height: before.photo.height), exif: before.exif,
                    quality: before.quality, policy: policy,
                    model: before.versions.modelSHA256 == card.modelSHA256 ? uncertainty : .standard,
                    visit: before.photo.date)
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

extension ModelCard {
    /// The card of a model folder; the network itself is not opened.
    fileprivate init(folder: PathBytes) throws {
        let path = folder.appending(PathBytes("card.json"))
        try self.init(json: try FileSystem.read(path), path: path)
    }
}
