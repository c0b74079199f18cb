import Audit
import Compliance
import Detection
import Evaluation
import Foundation
import Interchange
import Judging
import Records
import SystemCalls

extension Command {
    static let evaluate = Command(
        name: "evaluate", summary: "Measures the pipeline against labelled photos", operands: "",
        discussion: """
            Runs the pipeline over the photos of a COCO file and prints precision, recall, F1, AP, AR, corner and \
            centering errors, verdict accuracy, the coverage of the stated uncertainty, and slices by condition. Truth \
            marked difficult, and all truth in photos whose quality is not ok, is neither asked for nor counted against.

            --reviewed runs nothing: it says how often the machine was right in the field, for verdict, creative and \
            centering, in total and by region, from the random share of what people answered (`sightline review`), with the \
            95 % interval. Photos that were chosen for review because they looked doubtful are not in it.
            """,
        options: [
            Option("--truth", "FILE", "labelled truth, COCO JSON"),
            Option("--photos", "DIR", "the folder that file names of the truth are relative to"),
            Option("--reviewed", "the field accuracy, from the reviews in a ledger"),
            Option("--ledger", "FILE", "with --reviewed: the ledger (default: ~/.local/state/sightline/ledger.sqlite)"),
            .policy, .model, .precision, .catalogue, .texts,
            Option("--against", "DIR", "another model: both are measured and compared"),
            Option("--include-difficult", "count what is marked difficult, too"),
            Option("--json", "print the report as JSON"),
            Option(
                "--fit-uncertainty",
                "print the corner errors fitted to these photos, for the card's `uncertainty`; never for the set reported"
            ),
            Option("--html", "FILE", "write a page with curves, calibration and the worst mistakes as pictures"),
        ],
        examples: ["sightline evaluate --truth Samples/truth.json --photos Samples/photos --html evaluation.html"],
        run: { arguments in
            if arguments.has("--reviewed") { return try arguments.showFieldAccuracy() }
            guard let truth = arguments.path("--truth"), let photos = arguments.path("--photos") else {
                throw UsageError("--truth and --photos are needed")
            }
            let runner: EvaluationRunner
            let measured: Measurement
            do {
                runner = try EvaluationRunner(coco: truth, photos: photos)
                warn(of: runner.notes)
                measured = try Measurement(runner, arguments, model: arguments.path("--model"))
                if let other = arguments.path("--against") {
                    let against = try Measurement(runner, arguments, model: other)
                    try show(Evaluation.compare(measured.report, against.report), arguments)
                    return tell(of: measured.report, against.report)
                }
            } catch let error as TruthError {
                throw UsageError("\(error)")
            }
            if arguments.has("--fit-uncertainty") {
                try Output().json(measured.uncertainty)
                return tell(of: measured.report)
            }
            if arguments.has("--json") {
                try Output().json(measured.report)
            } else {
                try Output().line(measured.report.text)
            }
            if let file = arguments.path("--html") {
                try AtomicFile.write(Array(try measured.html().utf8), to: file)
            }
            return measured.report.failures.isEmpty ? .done : .somePhotosUnread
        })
}

private func show(_ comparison: EvaluationComparison, _ arguments: Arguments) throws {
    if arguments.has("--json") {
        try Output().json(comparison)
    } else {
        try Output().line(comparison.text)
    }
}

/// Names photos that could not be audited, where the output itself does not, and gives the exit code.
private func tell(of reports: EvaluationReport...) -> ExitCode {
    let failures = reports.flatMap { report in
        report.failures.sorted { $0.key < $1.key }.map { "\(report.name): not audited: \($0.key): \($0.value)" }
    }
    warn(of: failures)
    return failures.isEmpty ? .done : .somePhotosUnread
}

/// A line each for the first few photos that something is said of, and how many more: an export has one fault in all of them.
private func warn(of notes: [String]) {
    let shown = 3
    for note in notes.prefix(shown) { writeError("warning: \(note)\n") }
    guard notes.count > shown else { return }
    writeError("warning: and \(notes.count - shown) more photos likewise\n")
}

/// One model run over one labelled set.
private struct Measurement {
    let runner: EvaluationRunner
    let options: EvaluationOptions
    let predictions: [Prediction]
    let report: EvaluationReport

    init(_ runner: EvaluationRunner, _ arguments: Arguments, model: PathBytes?) throws {
        self.runner = runner
        let detector = try Detector(
            modelFolder: try ModelLocation.find(explicit: model), precision: try arguments.precision())
        let labels = detector.card.detectable
        warn(of: try runner.truth.warnings(againstLabels: labels, file: arguments.path("--truth")?.escaped ?? ""))
        // Detections are measured whatever the policy asks for.
        var policy = try arguments.policy(for: detector.card, mustFit: false)
        // The truth of a verdict is that of centering and presence.
        policy.creatives = .reported
        var settings = AuditSettings(branch: "evaluation", zone: .gmt, policy: policy)
        settings.artworks = try arguments.artworks()
        try settings.read(try arguments.textScope(), precision: try arguments.precision())
        let auditor = try PhotoAuditor(
            settings: settings, detector: detector, floor: EvaluationRunner.confidenceFloor)
        let isTerminal = isatty(STDERR_FILENO) == 1
        predictions = runner.predictions { done in
            if isTerminal { writeError("\r\(done)/\(runner.truth.photos.count)") }
        } audit: { file in
            let found = try auditor.examine(try FileSystem.read(file))
            return .init(
                size: found.size, detections: found.detections, assessment: found.assessment, boards: found.boards)
        }
        if isTerminal { writeError("\r\u{1B}[K") }
        options = EvaluationOptions(
            thresholds: detector.card.thresholds,
            includeDifficult: arguments.has("--include-difficult"),
            centreLimit: policy.slots[Slot.topAd]?.centreLimit ?? 0.10)
        var report = Evaluation.evaluate(
            predictions, against: runner.truth, options: options,
            name: "\(detector.card.name) \(detector.card.version) (\(detector.precision.rawValue))")
        if let entries = settings.artworks?.catalogue.entries {
            let families = entries.map { ($0.creative.id, $0.creative.family ?? $0.creative.id) }
            report.creatives = creativeScore(
                predictions, against: runner.truth, options: options,
                families: Dictionary(families) { first, _ in first })
        }
        self.report = report
    }

    var uncertainty: UncertaintyModel {
        calibrateUncertainty(predictions, against: runner.truth, options: options)
    }

    func html() throws -> String {
        let mistakes = worstMistakes(predictions, against: runner.truth, options: options)
        let painter = try MistakePainter()
        let places = Dictionary(
            runner.truth.photos.map { ($0.file, $0.place(in: runner.photos)) }, uniquingKeysWith: { first, _ in first })
        return report.html(mistakes: mistakes) { mistake in
            let file = places[mistake.file] ?? runner.photos.appending(PathBytes(mistake.file))
            return (try? FileSystem.read(file)).flatMap { painter.paint($0, mistake) }
        }
    }
}
