import Foundation
public import Records
import SystemCalls

/// What the installed `sightline.service` provides: the folders that systemd makes at each start, and the account.
///
/// Read from the unit file and its drop-ins, so that an administrator's changes count. A check that runs before the
/// service's first start cannot find those folders, and must not call that a fault.
public struct ServiceUnit: Sendable, Equatable {
    /// Account that the service runs as; nil: not stated.
    public var user: String?
    /// `RuntimeDirectory=` below `/run`, `StateDirectory=` below `/var/lib`.
    public var folders: [PathBytes] = []

    private static let name = PathBytes("sightline.service")
    private static let bases = ["RuntimeDirectory": "/run", "StateDirectory": "/var/lib"]

    /// Where systemd looks for units, first match first; `SYSTEMD_UNIT_PATH` replaces it, as for systemd itself.
    public static var searchPath: [PathBytes] {
        let given = ProcessInfo.processInfo.environment["SYSTEMD_UNIT_PATH"] ?? ""
        let standard =
            "/etc/systemd/system:/run/systemd/system:/usr/local/lib/systemd/system:"
            + "/usr/lib/systemd/system:/lib/systemd/system"
        return (given.isEmpty ? standard : given).split(separator: ":").map { PathBytes(String($0)) }
    }

    /// The installed unit; nil where there is none, or none that can be read.
    public init?(in folders: [PathBytes] = ServiceUnit.searchPath) {
        let units = folders.map { $0.appending(Self.name) }
        guard let unit = units.first(where: FileSystem.exists), let text = Self.text(unit) else { return nil }
        self.init(text)
        for unit in units {
            let folder = PathBytes(unit.bytes + Array(".d".utf8))
            let names = ((try? FileSystem.names(in: folder)) ?? []).map(\.escaped).sorted()
            for name in names where name.hasSuffix(".conf") {
                if let text = Self.text(folder.appending(PathBytes(name))) { read(text) }
            }
        }
    }

    /// A unit file's text.
    init(_ text: String) { read(text) }

    /// True for a folder that systemd makes when it starts the service, and for any folder in one.
    public func makes(_ folder: PathBytes) -> Bool {
        folders.contains { $0 == folder || folder.relative(to: $0) != nil }
    }

    private static func text(_ file: PathBytes) -> String? {
        (try? FileSystem.read(file, limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
    }

    private mutating func read(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            guard let equals = line.firstIndex(of: "="), !line.hasPrefix("#") else { continue }
            let key = line[..<equals].trimmingCharacters(in: .whitespaces)
            let value = line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)
            if key == "User" { user = value.isEmpty ? nil : value }
            guard let base = Self.bases[key] else { continue }
            // An empty value takes back what stood before, as everywhere in systemd.
            if value.isEmpty { folders.removeAll { $0.relative(to: PathBytes(base)) != nil } }
            folders += value.split(separator: " ").map { PathBytes("\(base)/\($0.prefix { $0 != ":" })") }
        }
    }
}
