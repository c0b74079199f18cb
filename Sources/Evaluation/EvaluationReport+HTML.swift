public import Foundation

extension EvaluationReport {
    /// A self-contained page: the tables, precision-recall curves, calibration and the worst mistakes.
    ///
    /// - Parameters:
    ///   - mistakes: from `worstMistakes`.
    ///   - picture: a JPEG of a mistake, cut and drawn by the caller; nil leaves the line without a picture.
    public func html(mistakes: [Mistake] = [], picture: (Mistake) -> Data? = { _ in nil }) -> String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>Sightline evaluation: \(escape(name))</title>
        <style>
        body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1b1f24}
        h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
        pre{background:#f5f6f8;padding:1rem;overflow:auto;font-size:12.5px;line-height:1.35}
        .charts{display:flex;flex-wrap:wrap;gap:1.5rem}figure{margin:0}figcaption{font-size:13px;color:#555}
        .mistakes{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:1rem}
        .mistakes img{width:100%;border:1px solid #ddd}.mistakes p{font-size:12.5px;margin:.2rem 0;overflow-wrap:anywhere}
        </style></head><body>
        <h1>Sightline evaluation: \(escape(name))</h1>
        <pre>\(escape(text))</pre>
        <h2>Precision and recall at IoU 0.5</h2>
        <div class="charts">\(curves.sorted(by: { $0.key < $1.key }).map(curveFigure).joined())</div>
        <h2>Calibration</h2>
        <div class="charts">\(calibrationFigure)</div>
        \(Mistake.Kind.allCases.map { section($0, mistakes, picture) }.joined())
        </body></html>

        """
    }

    private func section(_ kind: Mistake.Kind, _ mistakes: [Mistake], _ picture: (Mistake) -> Data?) -> String {
        let ours = mistakes.filter { $0.kind == kind }
        guard !ours.isEmpty else { return "" }
        let cells = ours.map { mistake in
            let image = picture(mistake).map {
                "<img alt=\"\(escape(mistake.note))\" src=\"data:image/jpeg;base64,\($0.base64EncodedString())\">"
            }
            return "<div>\(image ?? "")<p><b>\(escape(mistake.label))</b> \(escape(mistake.note))</p>"
                + "<p>\(escape(mistake.file))</p></div>"
        }
        return
            "<h2>Worst: \(kind.rawValue.replacing("_", with: " "))</h2><div class=\"mistakes\">\(cells.joined())</div>\n"
    }

    private func curveFigure(_ label: String, _ curve: Curve) -> String {
        let points = curve.precision.enumerated().map { (Double($0.offset) / 100, $0.element) }
        let ap = labels[label]?.ap50
        return chart(
            line(points), caption: "\(label), AP50 \(figure(ap))", x: "recall", y: "precision")
    }

    private var calibrationFigure: String {
        let total = max(1, calibration.bins.map(\.count).max() ?? 1)
        let bars = calibration.bins.map { bin in
            let x = px(bin.lower) + 1
            let width = (bin.upper - bin.lower) * side - 2
            let height = bin.shareRight * side
            let opacity = 0.25 + 0.75 * Double(bin.count) / Double(total)
            return "<rect x=\"\(short(x))\" y=\"\(short(py(bin.shareRight)))\" width=\"\(short(width))\" "
                + "height=\"\(short(height))\" fill=\"#2867b2\" fill-opacity=\"\(short(opacity))\">"
                + "<title>\(bin.count) detections, confidence \(figure(bin.meanConfidence)), right "
                + "\(figure(bin.shareRight))</title></rect>"
        }
        let diagonal =
            "<path d=\"M\(short(px(0))) \(short(py(0)))L\(short(px(1))) \(short(py(1)))\" stroke=\"#999\" "
            + "stroke-dasharray=\"4 3\" fill=\"none\"/>"
        return chart(
            bars.joined() + diagonal, caption: "ECE \(figure(calibration.ece)); darker bars hold more detections",
            x: "confidence", y: "share right")
    }
}

private let side = 220.0
private func px(_ x: Double) -> Double { 36 + x * side }
private func py(_ y: Double) -> Double { 10 + (1 - y) * side }
private func short(_ value: Double) -> String { String(format: "%.1f", value) }

private func line(_ points: [(Double, Double)]) -> String {
    let path = points.enumerated().map { i, p in
        (i == 0 ? "M" : "L") + short(px(p.0)) + " " + short(py(p.1))
    }.joined()
    return "<path d=\"\(path)\" stroke=\"#2867b2\" stroke-width=\"2\" fill=\"none\"/>"
}

private func chart(_ content: String, caption: String, x: String, y: String) -> String {
    let ticks = [0.0, 0.5, 1.0].map { t in
        "<text x=\"\(short(px(t)))\" y=\"\(short(side + 24))\" text-anchor=\"middle\">\(t)</text>"
            + "<text x=\"32\" y=\"\(short(py(t) + 4))\" text-anchor=\"end\">\(t)</text>"
    }.joined()
    return "<figure><svg width=\"270\" height=\"272\" font-size=\"11\" font-family=\"system-ui,sans-serif\">"
        + "<rect x=\"36\" y=\"10\" width=\"\(short(side))\" height=\"\(short(side))\" fill=\"none\" stroke=\"#ccc\"/>"
        + content + ticks + "<text x=\"\(short(px(0.5)))\" y=\"266\" text-anchor=\"middle\">\(x)</text>"
        + "<text transform=\"translate(9 \(short(py(0.5)))) rotate(-90)\" text-anchor=\"middle\">\(y)</text></svg>"
        + "<figcaption>\(escape(caption))</figcaption></figure>"
}

private func escape(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        .replacing("\"", with: "&quot;")
}
