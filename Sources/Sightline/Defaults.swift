import Foundation
import Records
import SystemCalls

/// Where things lie when the command line does not say.
enum Defaults {
    /// `$XDG_STATE_HOME/sightline`, else `~/.local/state/sightline`.
    static var stateFolder: PathBytes {
        let environment = ProcessInfo.processInfo.environment
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return PathBytes(state + "/sightline") }
        return PathBytes((environment["HOME"] ?? "/var/tmp") + "/.local/state/sightline")
    }

    static var ledger: PathBytes { stateFolder.appending(PathBytes("ledger.sqlite")) }
    static var outbox: PathBytes { stateFolder.appending(PathBytes("outbox")) }

    /// The branch's name in bundles: the host's name, first label.
    static var branch: String {
        let host = ProcessInfo.processInfo.hostName
        let label = host.split(separator: ".").first.map(String.init) ?? ""
        return label.isEmpty ? "branch" : label
    }

    static var lanes: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }
}
