import Foundation
import Visits

extension Charts {
    /// States that the chart tells apart, in the order in which they are stacked.
    static let hangingKinds: [(kind: String, states: HangingKind)] = [
        ("fc", .right), ("fw", .spoilt), ("fn", .wrong), ("fo", .open),
    ]

    /// A bar per place: shares of stores by what hangs there.
    func hanging(_ slots: [ArtworkSummary.Counts]) -> String {
        let title = w(ArtworkPhrase.chart)
        let height = slots.count * 34 + 12
        var svg = "<svg viewBox=\"0 0 720 \(height)\" role=\"img\"><title>\(esc(title))</title>"
        for (index, counts) in slots.enumerated() {
            let y = Double(index * 34 + 8)
            svg += text(w.codes.slot(counts.slot), 170, y + 15, "end", "v")
            var x = 180.0
            for (kind, states) in Self.hangingKinds {
                let count = states.states.reduce(0) { $0 + counts[keyPath: ArtworkSummary.Counts.path($1)] }
                guard count > 0 else { continue }
                let width = Double(count) / Double(max(1, counts.stores)) * 528
                svg +=
                    "<rect class=\"\(kind)\" x=\"\(short(x))\" y=\"\(short(y))\" width=\"\(short(width))\" height=\"22\"/>"
                x += width
            }
        }
        return
            "<div class=\"scroll chart\" tabindex=\"0\" role=\"group\" aria-label=\"\(esc(title))\">\(svg)</svg></div>"
    }

    /// A column per day since a campaign began: stores that show it below, those visited that do not above.
    func campaign(_ days: [ArtworkSummary.Day], title: String) -> String {
        let (left, right, top, base) = (48.0, 708.0, 14.0, 130.0)
        let most = Double(max(1, days.map(\.visited).max() ?? 1))
        let step = (right - left) / Double(max(1, days.count))
        var svg = "<svg viewBox=\"0 0 720 156\" role=\"img\"><title>\(esc(title))</title>"
        svg += "<desc>\(esc(w(.curveAlt)))</desc>"
        for (value, y) in [(most, top), (most / 2, (top + base) / 2)] {
            svg += "<line class=\"grid\" x1=\"48\" x2=\"708\" y1=\"\(short(y))\" y2=\"\(short(y))\"/>"
            if value == value.rounded() { svg += text(w.number(Int(clamped: value)), 42, y + 4, "end") }
        }
        svg += "<line class=\"axis\" x1=\"48\" x2=\"708\" y1=\"130\" y2=\"130\"/>" + text("0", 42, base + 4, "end")
        let every = max(1, Int((Double(days.count) / 8).rounded(.up)))
        for (index, day) in days.enumerated() {
            let x = left + Double(index) * step
            var y = base
            for (kind, count) in [("fc", day.showing), ("fo", day.visited - day.showing)] where count > 0 {
                let height = Double(count) / most * (base - top)
                y -= height
                svg += "<rect class=\"\(kind)\" x=\"\(short(x + step * 0.1))\" y=\"\(short(y))\" "
                svg += "width=\"\(short(max(0.8, step * 0.8)))\" height=\"\(short(height))\"/>"
            }
            guard (days.count - 1 - index) % every == 0 else { continue }
            let middle = x + step / 2
            // The last label would reach beyond the picture.
            svg +=
                middle > 680
                ? text(w.shortDate(day.date), 718, 150, "end") : text(w.shortDate(day.date), middle, 150, "middle")
        }
        return
            "<div class=\"scroll chart newest\" tabindex=\"0\" role=\"group\" aria-label=\"\(esc(title))\">\(svg)</svg></div>"
    }

    private func short(_ value: Double) -> String { decimal(value, 1) }
}

/// Kinds of what hangs in a place, as colours.
enum HangingKind {
    case right, spoilt, wrong, open

    var states: [Hanging.State] {
        switch self {
        case .right: [.right]
        case .spoilt: [.damaged, .hidden]
        case .wrong: [.outdated, .notYetValid, .notProgrammed, .wrongSlot, .blank, .missing]
        case .open: [.undecided, .unrecognised, .notSeen]
        }
    }
}

extension Wording {
    /// A phrase of the section of artworks.
    func callAsFunction(_ phrase: ArtworkPhrase, _ values: String...) -> String {
        let words = phrase.words
        return fill(language == .korean ? words.ko : words.en, values)
    }

    /// A kind by its states.
    func callAsFunction(_ kind: HangingKind) -> String {
        kind.states.map { HangingWords.title($0, language) }.joined(separator: ", ")
    }

    /// From one day to another.
    func periodText(_ from: String, _ to: String) -> String { self(.periodRange, dayDate(from), dayDate(to)) }
}
