import Audit
import Foundation
import Records
import Synchronization

/// Shows how a run goes on standard error: one moving line on a terminal, a plain line every ten seconds elsewhere.
final class ProgressDisplay: Sendable {
    private let isTerminal: Bool
    private let started = ContinuousClock.now
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// `quiet` shows nothing.
    init(_ progress: RunProgress, quiet: Bool) {
        isTerminal = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
        guard !quiet else { return }
        let pause = isTerminal ? Duration.milliseconds(200) : .seconds(10)
        task.withLock {
            $0 = Task { [self] in
                while !Task.isCancelled {
                    try? await Task.sleep(for: pause)
                    if !Task.isCancelled { show(progress.counts) }
                }
            }
        }
    }

    /// Ends the display and leaves the cursor on a clean line.
    func end() {
        let running = task.withLock { $0.take() }
        running?.cancel()
        if isTerminal, running != nil { write("\r\u{1B}[K") }
    }

    private func show(_ counts: RunProgress.Counts) {
        let seconds = Double((ContinuousClock.now - started) / .milliseconds(1)) / 1000
        let line = Self.line(counts, seconds: seconds, width: isTerminal ? Self.columns() : nil)
        write(isTerminal ? "\r\u{1B}[K" + line : line + "\n")
    }

    /// One line: bar, photos done of those found, rate, time left, and what needs a look.
    static func line(_ counts: RunProgress.Counts, seconds: Double, width: Int?) -> String {
        let done = counts.looked + counts.skipped
        let rate = seconds > 0 ? Double(counts.read) / seconds : 0
        var parts: [String] = []
        if let total = counts.total, total > 0 {
            if width != nil { parts.append(bar(Double(done) / Double(total))) }
            parts.append("\(done)/\(total) photos")
        } else {
            parts.append(counted(done, "photo"))
        }
        parts.append(String(format: "%.1f/s", rate))
        if let total = counts.total, counts.read > 20, rate > 0, total > done {
            parts.append("\(duration(Double(total - done) / rate)) left")
        }
        if counts.rejected > 0 { parts.append("\(counts.rejected) rejected") }
        if counts.failed > 0 { parts.append("\(counts.failed) failed") }
        let line = parts.joined(separator: "  ")
        return width.map { String(line.prefix(max(10, $0 - 1))) } ?? line
    }

    static func bar(_ share: Double) -> String {
        let cells = 20
        let full = Int((min(1, max(0, share)) * Double(cells)).rounded(.down))
        return String(repeating: "█", count: full) + String(repeating: "░", count: cells - full)
    }

    static func duration(_ seconds: Double) -> String {
        let whole = Int(clamped: seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole / 60 % 60) min"
    }

    private static func columns() -> Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    private func write(_ text: String) { writeError(text) }
}
