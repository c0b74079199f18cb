import Foundation
public import Records

/// What holds where neither command line nor configuration says otherwise; written here and nowhere else.
public enum Defaults {
    // MARK: Commands run by hand

    /// `$XDG_STATE_HOME/sightline`, else `~/.local/state/sightline`.
    public static var stateFolder: PathBytes {
        let environment = ProcessInfo.processInfo.environment
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return PathBytes(state + "/sightline") }
        return PathBytes((environment["HOME"] ?? "/var/tmp") + "/.local/state/sightline")
    }

    /// The ledger of commands run by hand.
    public static var ledger: PathBytes { stateFolder.appending(PathBytes("ledger.sqlite")) }
    /// The bundles of commands run by hand.
    public static var outbox: PathBytes { stateFolder.appending(PathBytes("outbox")) }

    // MARK: The service

    /// The service's configuration file; `SIGHTLINE_CONFIG` names another.
    public static var configuration: PathBytes {
        let named = ProcessInfo.processInfo.environment["SIGHTLINE_CONFIG"] ?? ""
        return PathBytes(named.isEmpty ? "/etc/sightline/sightline.json5" : named)
    }
    /// The service's ledger.
    public static let serviceLedger = PathBytes("/var/lib/sightline/ledger.sqlite")
    /// The service's bundles.
    public static let serviceOutbox = PathBytes("/var/lib/sightline/outbox")
    /// The service's reports.
    public static let reports = PathBytes("/var/lib/sightline/reports")
    /// The service's metrics, for Prometheus.
    public static let metrics = PathBytes("/run/sightline/metrics.prom")
    /// The service's control socket.
    public static let socket = PathBytes("/run/sightline/control.sock")

    // MARK: Both

    /// The branch's name in bundles: the host's name, first label.
    public static var branch: String {
        let label = ProcessInfo.processInfo.hostName.prefix { $0 != "." }
        return label.isEmpty ? "branch" : String(label)
    }

    /// One lane per core.
    public static var lanes: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }
    /// Most records in a bundle.
    public static let bundleRecords = 5_000
    /// Most bytes of JSON and evidence in a bundle, before compression.
    public static let bundleBytes = 96 << 20
}
