import Audit
import Bundles
import Foundation
import Records

/// How a scan ended: the table a person reads and the last line of `--json`.
struct ScanSummary: Encodable {
    var counts: RunProgress.Counts
    var findings: ScanFindings
    var verdicts: [Verdict: Int]
    var findingCodes: [String: Int]
    var reasons: [String: Int]
    var bundles: [SealedBundle]
    var outbox: PathBytes
    var ledger: PathBytes
    var overlays: PathBytes?
    var seconds: Double
    /// nil when no photo needed one.
    var model: String?
    /// Photos audited or rejected of which nothing tells the store.
    var withoutStore: Int
    var cancelled: Bool
    var problem: String?
    var exit: Int32

    /// For people.
    var lines: [String] {
        var rows = [["Photos", "\(counts.looked)"]]
        rows.append(["  known already", "\(counts.known)"])
        rows.append(["  audited", "\(counts.audited)"])
        for verdict in Verdict.allCases {
            rows.append(["    \(verdict.rawValue.replacing("_", with: " "))", "\(verdicts[verdict] ?? 0)"])
        }
        if counts.duplicate > 0 { rows.append(["  duplicates", "\(counts.duplicate)"]) }
        if counts.rejected > 0 { rows.append(["  rejected", "\(counts.rejected)"]) }
        if counts.failed > 0 { rows.append(["  failed, tried again next time", "\(counts.failed)"]) }
        var lines = TextTable(rows).lines
        if !findingCodes.isEmpty {
            lines += ["", "Findings"] + Self.table(findingCodes)
        }
        if !reasons.isEmpty { lines += ["", "Not audited because"] + Self.table(reasons) }
        if withoutStore > 0 {
            lines += [
                "",
                "Without a store: \(withoutStore). Their paths do not match --layout (default {store}/{date}/{file}), and "
                    + "no registry (--stores) names their folders: they count in no visit",
            ]
        }
        lines += goneLines + skippedLines
        lines.append("")
        let rate =
            seconds > 0 && counts.read > 0 ? String(format: ", %.1f photos/s", Double(counts.read) / seconds) : ""
        lines.append(String(format: "%.1f s", seconds) + rate + (model.map { ", model \($0)" } ?? ""))
        lines.append("Ledger    \(ledger.escaped)")
        for bundle in bundles {
            lines.append(
                "Bundle    \(bundle.name.path(in: outbox).escaped) (\(counted(bundle.records, "record")), \(bundle.bytes) bytes)"
            )
        }
        if let overlays { lines.append("Overlays  \(overlays.escaped)") }
        if let problem { lines.append("Overlays could not all be written: \(problem)") }
        if cancelled { lines.append("Stopped early: the next scan goes on from here.") }
        return lines
    }

    private var goneLines: [String] {
        if findings.gone == 0 { return findings.doubts.isEmpty ? [] : [""] + findings.doubts }
        let moved = findings.moved > 0 ? ", \(findings.moved) of them moved to where they count now" : ""
        return ["", "Gone from their drop since the last scan: \(findings.gone)\(moved)"] + findings.doubts
    }

    private var skippedLines: [String] {
        var lines: [String] = []
        if findings.problemCount > 0 {
            lines += ["", "Could not be read (\(findings.problemCount))"]
            lines += findings.problems.map { "  \($0)" }
        }
        if let skipped = findings.skipped.text { lines += ["", "Skipped: \(skipped)"] }
        return lines
    }

    private static func table(_ counts: [String: Int]) -> [String] {
        let rows = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ["  \($0.key)", "\($0.value)"] }
        return TextTable(rows).lines
    }

    enum CodingKeys: String, CodingKey { case end }

    enum EndKeys: String, CodingKey {
        case exit, cancelled, known, read, audited, rejected, failed, duplicate, problems, verdicts, findings, reasons
        case skipped, gone
        case withoutStore = "without_store"
        case bundles, ledger, seconds, model, problem
    }

    func encode(to encoder: any Encoder) throws {
        var line = encoder.container(keyedBy: CodingKeys.self)
        var end = line.nestedContainer(keyedBy: EndKeys.self, forKey: .end)
        try end.encode(exit, forKey: .exit)
        try end.encode(cancelled, forKey: .cancelled)
        try end.encode(counts.known, forKey: .known)
        try end.encode(counts.read, forKey: .read)
        try end.encode(counts.audited, forKey: .audited)
        try end.encode(counts.rejected, forKey: .rejected)
        try end.encode(counts.failed, forKey: .failed)
        try end.encode(counts.duplicate, forKey: .duplicate)
        try end.encode(findings.problemCount, forKey: .problems)
        try end.encode(findings.skipped, forKey: .skipped)
        try end.encode(findings.gone, forKey: .gone)
        try end.encode(withoutStore, forKey: .withoutStore)
        try end.encode(
            Dictionary(uniqueKeysWithValues: verdicts.map { ($0.key.rawValue, $0.value) }), forKey: .verdicts)
        try end.encode(findingCodes, forKey: .findings)
        try end.encode(reasons, forKey: .reasons)
        try end.encode(bundles.map { $0.name.path(in: outbox) }, forKey: .bundles)
        try end.encode(ledger, forKey: .ledger)
        try end.encode(rounded(seconds, decimals: 3), forKey: .seconds)
        try end.encode(model, forKey: .model)
        try end.encodeIfPresent(problem.map { "overlays could not all be written: \($0)" }, forKey: .problem)
    }
}
