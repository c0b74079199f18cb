import Drops
import Foundation
import Ledger
import Records
import Service
import Settings
import SystemCalls

/// What the service's configuration names, beyond what a scan needs.
extension Doctor {
    /// Whose rights are checked: root may do more than the service, other users less.
    mutating func checkAccount(_ file: PathBytes) {
        good("configuration", file.escaped)
        guard let user = unit?.user, user != NSUserName() else { return }
        note("checked with the rights of \(NSUserName()); the service runs as \(user): \(Self.asService(user))")
    }

    private static func asService(_ user: String) -> String { "run `runuser -u \(user) -- sightline doctor` as root" }

    /// What to say of a failed call. Where this is not the service's account, a refusal says nothing about the service,
    /// and advice to give "the user" access would be wrong.
    func trouble(_ error: SystemError) -> String {
        guard [EACCES, EPERM].contains(error.code), let user = unit?.user, user != NSUserName() else {
            return "\(error)"
        }
        let place = error.path.map { " \($0.escaped)" } ?? ""
        return "\(error.call.rawValue)\(place): \(NSUserName()) may not; the service runs as \(user): "
            + Self.asService(user)
    }

    mutating func check(_ configuration: Configuration) {
        for watched in configuration.drops { checkDrop(watched) }
        for (what, file) in [("socket", configuration.socket), ("metrics", configuration.metrics)] {
            if let folder = file?.parent { checkFolder(what, folder, needed: 1 << 20) }
        }
        let label = BundleName.sanitise(configuration.branch)
        if label != configuration.branch {
            note("file names cannot hold the branch's name \(configuration.branch): its bundles are named \(label)-…")
        }
        if let program = configuration.uploader.command.first {
            if FileManager.default.isExecutableFile(atPath: program) {
                good("uploader", program)
            } else {
                bad(
                    "uploader",
                    "\(program) is not a program that this user may run: install it, or correct uploader.command")
            }
        } else {
            good("uploader", "none; bundles wait in the outbox")
        }
    }

    /// A drop is there when its root can be read and its marker stands in it. It need not be writable, and is better not.
    private mutating func checkDrop(_ watched: Configuration.WatchedDrop) {
        let root = watched.drop.root
        let what = "drop \(watched.drop.name)"
        let marker = root.appending(DropIdentity.markerName).escaped.replacing("'", with: "'\\''")
        do throws(SystemError) {
            let identity = try DropIdentity(of: root)
            let names = try FileSystem.names(in: root)
            let kind = NetworkFileSystem.name(ofType: identity.fileSystem) ?? "local"
            let writable = FileSystem.isWritable(root)
            let access = writable ? "writable (reading is enough)" : "read-only"
            let text = "\(root.escaped): \(kind), \(access), \(names.count) names at its top"
            if identity.hasMarker {
                good(what, "\(text), marker")
            } else if watched.marker == .required {
                bad(what, "\(text), but no marker; if this is the mounted drop, run: touch '\(marker)'")
            } else {
                good(what, "\(text), no marker; to tell it from an empty mount point, run: touch '\(marker)'")
            }
        } catch {
            let isRefused = [EACCES, EPERM].contains(error.code)
            bad(what, trouble(error) + (isRefused ? "" : ": mount it, or correct drops.path"))
        }
    }
}
