import Audit
import Catalogue
import Detection
import Foundation
import Judging
import Records
import Settings
import SystemCalls

extension Command {
    static let inspect = Command(
        name: "inspect", summary: "Shows what an audit makes of one photo", operands: "PHOTO",
        discussion: """
            Audits one photo and prints its EXIF, detections, centering and findings. Nothing is written to a ledger.

            With --against it says which photos of a ledger show the same picture: cut, scaled, mirrored, turned or written \
            upon. --store and --date say for which visit it would be handed in; those of a photo that the \
            ledger has itself are known.
            """,
        options: [
            Option(
                "--overlay", "FILE",
                "write the photo with boxes, quads, the reference line and the offset drawn in; .jpg or .png"),
            .policy, .model, .precision, .catalogue, .texts, .zone,
            Option("--json", "print the record as a line of JSON"),
            Option("--against", "LEDGER", "compare the photo with all that this ledger holds; the ledger is only read"),
            Option("--store", "ID", "the store that the photo is handed in for, with --against or --catalogue"),
            Option("--date", "YYYY-MM-DD", "the day of the visit, with --against or --catalogue"),
        ],
        examples: [
            "sightline inspect photo.jpg --overlay overlay.jpg",
            "sightline inspect photo.jpg --against ledger.sqlite --store S01000 --date 2025-11-20",
        ],
        run: { arguments in
            guard arguments.operands.count == 1 else { throw UsageError("name exactly one photo") }
            let isPNG = try arguments.path("--overlay").map(isPNG) ?? false
            let comparison = try Comparison(arguments)
            let photo = try FileSystem.realPath(arguments.operands[0])
            let bytes = try FileSystem.read(photo)
            var settings = AuditSettings(
                branch: Defaults.branch, zone: try arguments.zone(),
                policy: try arguments.policy(for: try arguments.card()))
            settings.artworks = try arguments.artworks()
            try settings.read(try arguments.textScope(), precision: try arguments.precision())
            settings.overlays = arguments.has("--overlay")
            settings.overlaysAsPNG = isPNG
            let detector = try Detector(
                modelFolder: try ModelLocation.find(explicit: arguments.path("--model")),
                precision: try arguments.precision())
            var audited = try PhotoAuditor(settings: settings, detector: detector).audit(
                PhotoInput(
                    drop: (photo.parent ?? PathBytes("/")).escaped, path: photo.lastComponent, bytes: bytes,
                    storeID: try arguments.text("--store"), date: try arguments.text("--date")))
            let copies = try comparison?.complete(&audited, at: photo, by: settings.policy) ?? Comparison.Copies()
            if arguments.has("--json") {
                try Output().json(audited.record)
            } else {
                for line in Inspection(audited.record, catalogue: settings.artworks?.catalogue).lines {
                    try Output().line(line)
                }
                if comparison != nil {
                    for line in Comparison.lines(audited.record, copies) { try Output().line(line) }
                }
            }
            if let file = arguments.path("--overlay"), let overlay = audited.overlay {
                try AtomicFile.write(overlay, to: file)
                if !arguments.has("--json") { try Output().line("Overlay written to \(file.escaped)") }
            }
            return audited.record.state == .rejected ? .somePhotosUnread : .done
        })

    /// What a picture's name says that it is.
    private static func isPNG(_ file: PathBytes) throws(UsageError) -> Bool {
        let name = file.lastComponent.escaped.lowercased()
        if name.hasSuffix(".png") { return true }
        guard name.hasSuffix(".jpg") || name.hasSuffix(".jpeg") else {
            throw UsageError("--overlay: \(file.escaped) does not end in .jpg or .png")
        }
        return false
    }
}

/// A record as a page for people.
struct Inspection {
    let record: Record
    /// What should hang where; nil without a catalogue.
    private let terms: CreativeTerms?

    init(_ record: Record, catalogue: CompiledCatalogue? = nil) {
        self.record = record
        terms = catalogue.map {
            CreativeTerms($0, store: record.photo.storeID, day: record.photo.date.flatMap { CalendarDay($0) })
        }
    }

    var lines: [String] {
        let photo = record.photo
        var lines = [
            "\(photo.path.escaped): \(photo.width) × \(photo.height) upright, orientation \(photo.orientation), \(photo.bytes) bytes",
            "SHA-256 \(photo.sha256)",
        ]
        lines += ["", "EXIF"] + TextTable(exifRows).lines
        guard record.state == .audited else {
            return lines + ["", "Rejected: \(record.reason?.message ?? "") (\(record.reason?.code ?? ""))"]
        }
        lines += ["", "Detections: confidence (0 to 1), box in pixels"]
        lines += record.detections.isEmpty ? ["  none"] : TextTable(record.detections.map(Self.row)).lines
        if !boardRows.isEmpty { lines += ["", "Creatives"] + TextTable(boardRows).lines }
        if !textRows.isEmpty { lines += ["", "Texts"] + TextTable(textRows).lines }
        lines += ["", "Centering"] + centeringLines
        lines += ["", "Findings"]
        lines += record.findings.isEmpty ? ["  none"] : TextTable(record.findings.map(Self.row)).lines
        lines += ["", "Verdict: \(record.verdict?.rawValue.replacing("_", with: " ") ?? "")"]
        lines.append("Model \(record.versions.model) in \(record.versions.precision), policy \(record.versions.policy)")
        return lines
    }

    /// What hangs on each board, where a catalogue was given.
    private var boardRows: [[String]] {
        record.boards.compactMap { board in
            guard let creative = board.creative else { return nil }
            let name: String
            if let id = creative.id {
                name = id
            } else if let family = creative.family {
                name = "one of \(family), which cannot be told"
            } else {
                name = "none of the catalogue’s"
            }
            let ranked = creative.ranked.map { "\($0.id) \(Int(clamped: ($0.score * 100).rounded())) %" }
            var state: [String] = []
            if let visible = board.state?.visible { state.append("\(Int(clamped: (visible * 100).rounded())) % seen") }
            if let glare = board.state?.glare, glare > 0.05 {
                state.append("\(Int(clamped: (glare * 100).rounded())) % shines")
            }
            if let turn = creative.turn { state.append("turned by \(turn)°") }
            if let decided = creative.decidedBy { state.append(Self.evidence(decided)) }
            let wanted = board.slot.flatMap { terms?.wanted(in: $0) }
            if let wanted, wanted != creative.id { state.append("should be \(wanted)") }
            return [
                "  \(board.slot ?? "in no slot")", name, state.joined(separator: ", "), ranked.joined(separator: ", "),
            ]
        }
    }

    private var exifRows: [[String]] {
        let exif = record.exif
        var rows: [[String]] = []
        func add<Value>(_ name: String, _ fact: Sourced<Value>?, _ unit: String = "", _ text: (Value) -> String) {
            guard let fact else { return }
            let value = fact.value.map { text($0) + unit } ?? fact.problem ?? ""
            rows.append(["  \(name)", value, "[\(fact.source)]"])
        }
        add("captured at", exif.capturedAt) { "\($0.rfc3339) (zone from \($0.zone.rawValue))" }
        add("latitude", exif.latitude, "°") { String(format: "%.6f", $0) }
        add("longitude", exif.longitude, "°") { String(format: "%.6f", $0) }
        add("altitude", exif.altitude, " m") { "\($0)" }
        add("GPS time", exif.gpsTime) { $0 }
        add("make", exif.make) { $0 }
        add("model", exif.model) { $0 }
        add("software", exif.software) { $0 }
        add("exposure", exif.exposureTime, " s") { Self.exposure($0) }
        add("ISO", exif.iso) { "\($0)" }
        add("f-number", exif.fNumber) { "\($0)" }
        add("focal length", exif.focalLength, " mm") { "\($0)" }
        add("focal length, 35 mm film", exif.focalLength35mm, " mm") { "\($0)" }
        add("pixel width", exif.pixelWidth) { "\($0)" }
        add("pixel height", exif.pixelHeight) { "\($0)" }
        return rows.isEmpty ? [["  none"]] : rows
    }

    /// 1/120 where a camera would say so, else seconds with three digits.
    static func exposure(_ seconds: Double) -> String {
        if seconds > 0, seconds < 0.5, seconds >= 1e-6 {
            let whole = (1 / seconds).rounded()
            if abs(1 / seconds - whole) < 0.02 * whole { return "1/\(Int(clamped: whole))" }
        }
        return String(format: "%.3g", seconds)
    }

    private var centeringLines: [String] {
        guard let centering = record.centering else { return ["  no top ad"] }
        var lines = [String(format: "  in the photo     %+.1f %% of its width", centering.photoOffset * 100)]
        if let offset = centering.fixtureOffset {
            let uncertainty = centering.uncertainty.map { String(format: " ± %.1f", $0 * 100) } ?? ""
            lines.append(
                String(format: "  at the cabinet   %+.1f", offset * 100) + uncertainty
                    + " % of its width, measured against the \(centering.reference.rawValue)")
        } else {
            lines.append("  at the cabinet   cannot be measured: no reference in the photo")
        }
        return lines
    }

    private static func row(_ detection: Detection) -> [String] {
        let box = detection.box
        return [
            "  \(detection.slot)", String(format: "%.3f", detection.confidence),
            String(format: "%.0f,%.0f – %.0f,%.0f", box.x0, box.y0, box.x1, box.y1),
        ]
    }

    private static func row(_ finding: Finding) -> [String] {
        let measure = finding.value == nil ? nil : FindingCode(code: finding.code)?.measure
        let limit = finding.limit.map { String(format: " (limit %.3g)", $0) } ?? ""
        let value = finding.value.map { String(format: "%.3g", $0) + limit }
        return [
            "  \(finding.code)", finding.severity.rawValue,
            words(finding) ?? [measure, value].compactMap { $0 }.joined(separator: " "),
        ]
    }
}
