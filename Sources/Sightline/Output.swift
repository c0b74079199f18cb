import Foundation
import Records
import SystemCalls

/// The reader of standard output went away (`sightline … | head`): nothing more need be said, and it is not a failure.
struct OutputClosed: Error {}

/// Standard output cannot be written: what was printed is not all there was to say.
struct OutputFailure: FailureWithExit, CustomStringConvertible {
    let cause: SystemError

    var exitCode: ExitCode { .failed }
    var description: String { "what it prints is incomplete: \(cause)" }
}

/// Writes whole lines to standard output.
///
/// Every call may throw: `OutputClosed` for a reader that went away, which ends a command quietly, and `OutputFailure`,
/// which ends it with exit code 1. A command that has more to do than to print uses `LaterOutput`.
struct Output: Sendable {
    /// Writes one line.
    func line(_ text: some StringProtocol) throws { try bytes(Array(text.utf8) + [0x0A]) }

    /// Writes one value as a line of canonical JSON.
    func json(_ value: some Encodable) throws { try line(bytes: Array(CanonicalJSON.encode(value))) }

    /// Writes bytes as one line.
    func line(bytes: [UInt8]) throws { try self.bytes(bytes + [0x0A]) }

    /// Writes bytes.
    func bytes(_ bytes: [UInt8]) throws {
        do throws(SystemError) {
            try StandardStreams.output.write(bytes)
        } catch {
            if error.code == EPIPE { throw OutputClosed() }
            throw OutputFailure(cause: error)
        }
    }
}

/// Output of a command whose work does not end with its reader: the first failure ends the printing, and `finish` throws
/// it when the work is done.
struct LaterOutput {
    private var failure: (any Error)?

    /// Writes one line, where none failed before.
    mutating func line(_ text: some StringProtocol) {
        guard failure == nil else { return }
        do { try Output().line(text) } catch { failure = error }
    }

    /// Throws what the first failed line threw.
    func finish() throws {
        if let failure { throw failure }
    }
}

/// A table in fixed columns, for people.
struct TextTable {
    private var rows: [[String]]

    init(_ rows: [[String]]) { self.rows = rows }

    /// The rows as lines; the first column left, numbers right.
    var lines: [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? Self.width($0[column]) : 0 }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let gap = String(repeating: " ", count: widths[column] - Self.width(cell))
                return column == 0 ? cell + gap : gap + cell
            }.joined(separator: "  ").trimmingSuffix { $0 == " " }
        }
    }

    /// Columns on a terminal: Hangul and other East Asian wide characters take two.
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { width, scalar in
            switch scalar.value {
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
                0xFFE0...0xFFE6, 0x1F300...0x1FAFF:
                width + 2
            default: width + 1
            }
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ drop: (Character) -> Bool) -> String {
        var text = self[...]
        while let last = text.last, drop(last) { text.removeLast() }
        return String(text)
    }
}
