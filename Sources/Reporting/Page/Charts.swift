import Foundation

/// The page's charts, written as SVG: no library, no request, and styled by the page's own sheet.
struct Charts {
    let w: Wording

    private static func n(_ value: Double) -> String { decimal(value, 1) }

    /// The compliance rate as a line over stacked columns of visits.
    func trend(_ buckets: [ReportSummary.Bucket], title: String, target: Double?, label: (String) -> String) -> String {
        let left = 48.0
        let right = 708.0
        let step = (right - left) / Double(max(1, buckets.count))
        let rates = buckets.compactMap(\.visits.compliance)
        let low = max(0, ((min(rates.min() ?? 0, target ?? 1) - 0.03) * 10).rounded(.down) / 10)
        let top = 20.0
        let bottom = 130.0
        func y(_ rate: Double) -> Double { bottom - (rate - low) / max(0.01, 1 - low) * (bottom - top) }
        var svg =
            "<svg viewBox=\"0 0 720 262\" role=\"img\"><title>\(esc(title))</title><desc>\(esc(w(.trendAlt)))</desc>"
        for rate in [low, (low + 1) / 2, 1] {
            svg += "<line class=\"grid\" x1=\"48\" x2=\"708\" y1=\"\(Self.n(y(rate)))\" y2=\"\(Self.n(y(rate)))\"/>"
            svg += text(w.percent(rate), 42, y(rate) + 4, "end")
        }
        if let target, target >= low, target <= 1 {
            svg += "<line class=\"goal\" x1=\"48\" x2=\"708\" y1=\"\(Self.n(y(target)))\" y2=\"\(Self.n(y(target)))\"/>"
        }
        svg += line(buckets, left: left, step: step, y: y)
        svg += columns(buckets, left: left, step: step)
        let every = max(1, Int((Double(buckets.count) / 8).rounded(.up)))
        for (index, bucket) in buckets.enumerated() where (buckets.count - 1 - index) % every == 0 {
            let x = left + (Double(index) + 0.5) * step
            // The last label would reach beyond the picture.
            svg += x > 680 ? text(label(bucket.date), 718, 256, "end") : text(label(bucket.date), x, 256, "middle")
        }
        return
            "<div class=\"scroll chart newest\" tabindex=\"0\" role=\"group\" aria-label=\"\(esc(title))\">\(svg)</svg></div>"
    }

    private func line(
        _ buckets: [ReportSummary.Bucket], left: Double, step: Double, y: (Double) -> Double
    ) -> String {
        var path = ""
        var dots = ""
        var isDown = false
        for (index, bucket) in buckets.enumerated() {
            guard let rate = bucket.visits.compliance else {
                isDown = false
                continue
            }
            let x = Self.n(left + (Double(index) + 0.5) * step)
            path += "\(isDown ? "L" : "M")\(x) \(Self.n(y(rate)))"
            dots += "<circle class=\"dot\" cx=\"\(x)\" cy=\"\(Self.n(y(rate)))\" r=\"\(step > 12 ? 3.5 : 2)\"/>"
            isDown = true
        }
        return path.isEmpty ? "" : "<path class=\"ln\" d=\"\(path)\"/>" + dots
    }

    private func columns(_ buckets: [ReportSummary.Bucket], left: Double, step: Double) -> String {
        let base = 236.0
        let most = Double(max(1, buckets.map(\.visits.visits).max() ?? 1))
        let scale = 80 / most
        var svg = "<line class=\"axis\" x1=\"48\" x2=\"708\" y1=\"236\" y2=\"236\"/>"
        svg += text(w.number(Int(most)), 42, base - 76, "end") + text("0", 42, base + 4, "end")
        let width = Self.n(max(1, step * 0.72))
        for (index, bucket) in buckets.enumerated() {
            let x = Self.n(left + Double(index) * step + step * 0.14)
            var y = base
            let parts = [
                ("fc", bucket.visits.compliant), ("fn", bucket.visits.nonCompliant),
                ("fo", bucket.visits.notAssessable + bucket.visits.unread),
            ]
            for (kind, count) in parts where count > 0 {
                let height = Double(count) * scale
                y -= height
                svg +=
                    "<rect class=\"\(kind)\" x=\"\(x)\" y=\"\(Self.n(y))\" width=\"\(width)\" height=\"\(Self.n(height))\"/>"
            }
        }
        return svg
    }

    func text(_ text: String, _ x: Double, _ y: Double, _ anchor: String, _ kind: String = "") -> String {
        "<text\(kind.isEmpty ? "" : " class=\"\(kind)\"") x=\"\(Self.n(x))\" y=\"\(Self.n(y))\" text-anchor=\"\(anchor)\">\(esc(text))</text>"
    }

    /// What the colours of columns mean.
    func legend(_ items: [(kind: String, text: String)]) -> String {
        let list = items.map {
            "<li><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\"><rect class=\"\($0.kind)\" width=\"12\" height=\"12\" rx=\"3\"/></svg>\(esc($0.text))</li>"
        }
        return "<ul class=\"legend\">\(list.joined())</ul>"
    }
}

extension Charts {
    /// The distribution of offsets above a little cabinet of the same width: what is left of its middle in the chart
    /// hangs left of its middle in the store.
    func cabinet(_ offsets: ReportSummary.Offsets) -> String {
        let within = offsets.bins.reduce(0) { $0 + $1.within }
        let off = offsets.bins.reduce(0) { $0 + $1.off }
        let most = Double(max(1, offsets.bins.map { $0.within + $0.off }.max() ?? 1))
        func x(_ offset: Double) -> Double { 360 + offset * 560 }
        func short(_ value: Double) -> String { decimal(value, 1) }
        var svg = "<svg viewBox=\"0 0 720 372\" role=\"img\"><title>\(esc(w(.offsetTitle)))</title>"
        svg += "<desc>\(esc(w(.offsetAlt, w.number(within), w.number(off + offsets.below + offsets.above))))</desc>"
        svg += drawCabinet()
        if let limit = offsets.limit {
            for side in [-limit, limit] {
                svg += "<line class=\"lim\" x1=\"\(short(x(side)))\" x2=\"\(short(x(side)))\" y1=\"26\" y2=\"240\"/>"
            }
            svg += text(w(.offsetLimit, w.percent(limit)), x(limit) + 6, 36, "start")
        }
        svg += "<line class=\"mid\" x1=\"360\" x2=\"360\" y1=\"14\" y2=\"360\"/>"
        for (index, bin) in offsets.bins.enumerated() {
            let left = short(x(Double(index * 2 - 50) / 100) + 1)
            var base = 192.0
            for (kind, count) in [("fc", bin.within), ("fn", bin.off)] where count > 0 {
                let height = max(1.5, Double(count) / most * 150)
                base -= height
                svg +=
                    "<rect class=\"\(kind)\" x=\"\(left)\" y=\"\(short(base))\" width=\"9.2\" height=\"\(short(height))\"/>"
            }
        }
        svg += "<line class=\"axis\" x1=\"80\" x2=\"640\" y1=\"192\" y2=\"192\"/>"
        for tick in stride(from: -50, through: 50, by: 10) {
            let label = tick == 0 ? "0" : (tick < 0 ? "−" : "+") + "\(abs(tick))%"
            svg += text(label, x(Double(tick) / 100), 207, "middle")
        }
        svg += text("← " + w(.left), 76, 188, "end") + text(w(.right) + " →", 644, 188, "start")
        return svg + "</svg>"
    }

    /// A counter cabinet with its shelves, and the top ad where it belongs.
    private func drawCabinet() -> String {
        var svg = "<rect class=\"cab\" x=\"80\" y=\"248\" width=\"560\" height=\"112\" rx=\"4\"/>"
        for shelf in 0..<3 {
            let y = 256 + shelf * 34
            for pack in 0..<34 {
                svg += "<rect class=\"pack\" x=\"\(89 + pack * 16)\" y=\"\(y)\" width=\"12\" height=\"24\" rx=\"1.5\"/>"
            }
            svg += "<line class=\"axis\" x1=\"80\" x2=\"640\" y1=\"\(y + 28)\" y2=\"\(y + 28)\" opacity=\".5\"/>"
        }
        svg += "<rect class=\"ad\" x=\"270\" y=\"216\" width=\"180\" height=\"28\" rx=\"3\"/>"
        svg += text(w(.topAd), 360, 235, "middle", "on")
        return svg
    }
}
