import Foundation

/// Which process on which boot of which machine: tells a dead owner of claims from a living one, even when its
/// number was given to another process since.
public struct ProcessIdentity: Hashable, Sendable {
    /// `<boot id>.<process namespace>:<pid>:<start time in clock ticks since boot>`.
    public let text: String

    /// This process.
    public static let current = ProcessIdentity(processID: ProcessInfo.processInfo.processIdentifier)

    init(processID: Int32) {
        text = "\(ProcessIdentity.place):\(processID):\(ProcessIdentity.startTime(of: processID) ?? "?")"
    }

    /// True when the process that wrote `owner` surely lives no more: it ran on this boot of this machine and in this
    /// process namespace (containers have their own numbers), and no process with its number and start time is there.
    /// False where it cannot be known.
    public static func isDead(owner: String) -> Bool {
        let parts = owner.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let processID = Int32(parts[1]), parts[0] == place, parts[2] != "?" else {
            return false
        }
        return startTime(of: processID).map { $0 != parts[2] } ?? true
    }

    private static let place: String = {
        let boot = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        let namespace = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
        return (boot?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown") + "."
            + (namespace ?? "unknown").filter(\.isNumber)
    }()

    /// Field 22 of /proc/<pid>/stat (proc(5)), counted after the last parenthesis: a program's name may hold any byte.
    private static func startTime(of processID: Int32) -> String? {
        guard let stat = FileManager.default.contents(atPath: "/proc/\(processID)/stat") else { return nil }
        guard let end = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = String(decoding: stat[(end + 1)...], as: UTF8.self).split(separator: " ")
        return fields.count > 19 ? String(fields[19]) : nil
    }
}
