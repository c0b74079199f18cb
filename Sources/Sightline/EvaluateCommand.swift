import Audit
import Compliance
import Detection
import Evaluation
import Foundation
import Records
import SystemCalls

extension Command {
    static let evaluate = Command(
        name: "evaluate", summary: "Measures the pipeline against labelled photos", operands: "",
        discussion: """
            Runs the pipeline over the photos of a COCO file and prints precision, recall, F1, AP, AR, corner and \
            centering errors, verdict accuracy, the coverage of the stated uncertainty, and slices by condition. Truth \
            marked difficult, and all truth in photos whose quality is not ok, is neither asked for nor counted against.
            """,
        options: [
            Option("--truth", "FILE", "labelled truth, COCO JSON"),
            Option("--photos", "DIR", "the folder that file names of the truth are relative to"),
            .policy, .model, .precision,
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
            guard let truth = arguments.path("--truth")?.text, let photos = arguments.path("--photos")?.text else {
                throw UsageError("--truth and --photos are needed, as paths that are UTF-8")
            }
            let runner = try EvaluationRunner(coco: URL(filePath: truth), photos: URL(filePath: photos))
            warn(of: runner.notes)
            let measured = try Measurement(runner, arguments, model: arguments.path("--model"))
            if let other = arguments.path("--against") {
                let comparison = compare(
                    measured.report, try Measurement(runner, arguments, model: other).report)
                if arguments.has("--json") {
                    try Output().json(comparison)
                } else {
                    try Output().line(comparison.text)
                }
                return .done
            }
            if arguments.has("--fit-uncertainty") {
                try Output().json(measured.uncertainty)
                return .done
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

/// A line each for the first few photos whose truth was scaled, and how many more: an export has one fault in all of them.
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
        let policy = try arguments.policy()
        let settings = AuditSettings(branch: "evaluation", zone: .gmt, policy: policy)
        let auditor = try PhotoAuditor(settings: settings, detector: detector)
        let isTerminal = isatty(STDERR_FILENO) == 1
        predictions = runner.predictions { done in
            if isTerminal { writeError("\r\(done)/\(runner.truth.photos.count)") }
        } audit: { file in
            let found = try auditor.examine(
                try FileSystem.read(PathBytes(file.path(percentEncoded: false))),
                floor: EvaluationRunner.confidenceFloor)
            return .init(size: found.size, detections: found.detections, assessment: found.assessment)
        }
        if isTerminal { writeError("\r\u{1B}[K") }
        options = EvaluationOptions(
            thresholds: Dictionary(uniqueKeysWithValues: detector.card.labels.map { ($0.name, $0.threshold) }),
            includeDifficult: arguments.has("--include-difficult"),
            centreLimit: policy.slots[Slot.topAd]?.centreLimit ?? 0.10)
        report = Evaluation.evaluate(
            predictions, against: runner.truth, options: options,
            name: "\(detector.card.name) \(detector.card.version) (\(detector.precision.rawValue))")
    }

    var uncertainty: UncertaintyModel {
        calibrateUncertainty(predictions, against: runner.truth, options: options)
    }

    func html() throws -> String {
        let mistakes = worstMistakes(predictions, against: runner.truth, options: options)
        let painter = try MistakePainter()
        return report.html(mistakes: mistakes) { mistake in
            let file = runner.photos.appending(path: mistake.file).path(percentEncoded: false)
            return (try? FileSystem.read(PathBytes(file))).flatMap { painter.paint($0, mistake) }
        }
    }
}
