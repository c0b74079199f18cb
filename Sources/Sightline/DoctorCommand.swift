import Audit
import Detection
import Drops
import Foundation
import Inference
import Judging
import Ledger
import Records
import Settings
import Stores
import SystemCalls

extension Command {
    static let doctor = Command(
        name: "doctor", summary: "Checks runtime, model, folders, disk and permissions, and says what to do",
        operands: "[DIR…]",
        discussion: """
            Checks all that a scan of the folders given would need and prints one line per check. With --config, or where \
            no folder and no ledger is named and /etc/sightline/sightline.json5 exists, it checks what the service's \
            configuration names: each drop (there, readable, its marker), ledger, outbox, space, socket, runtime, model, \
            policy, stores and uploader. Exit code 0 when all is well, 1 when something must be fixed first. Run it as \
            the service's user: runuser -u sightline -- sightline doctor.
            """,
        options: [
            Option(
                "--config", "FILE",
                "check what the service's configuration names (default: the installed one, where no folder is named)"),
            Option("--ledger", "FILE", "the ledger (default: ~/.local/state/sightline/ledger.sqlite)"),
            Option("--out", "DIR", "where bundles go (default: ~/.local/state/sightline/outbox)"),
            .model, .precision, .policy, .stores,
        ],
        examples: [
            "sightline doctor",
            "sightline doctor /mnt/drops/seoul --stores stores.csv",
        ],
        run: { arguments in
            let configuration = try arguments.checksConfiguration ? arguments.configuration() : nil
            var doctor = Doctor(unit: configuration == nil ? nil : ServiceUnit())
            if configuration != nil { doctor.checkAccount(arguments.configurationFile) }
            doctor.checkDetector(
                model: arguments.path("--model") ?? configuration?.model,
                precision: arguments.path("--precision") == nil
                    ? configuration?.precision ?? .automatic : try arguments.precision())
            doctor.checkLedger(arguments.path("--ledger") ?? configuration?.ledger ?? Defaults.ledger)
            doctor.checkFolder(
                "bundles", arguments.path("--out") ?? configuration?.outbox ?? Defaults.outbox, needed: 1 << 30)
            doctor.checkPolicy(arguments.path("--policy") ?? configuration?.policy)
            if let stores = arguments.path("--stores") ?? configuration?.stores {
                doctor.checkStores(
                    stores, ledger: arguments.path("--ledger") ?? configuration?.ledger ?? Defaults.ledger,
                    drops: (configuration?.drops.map(\.drop) ?? [])
                        + arguments.operands.compactMap { try? Drop(folder: $0, layout: .standard) })
            }
            if let configuration { doctor.check(configuration) }
            for drop in arguments.operands { doctor.checkDrop(drop) }
            for line in doctor.lines { try Output().line(line) }
            return doctor.isWell ? .done : .failed
        })
}

extension Arguments {
    /// Whether the service's configuration is checked: it was named, or it is installed and nothing else was named.
    fileprivate var checksConfiguration: Bool {
        if path("--config") != nil { return true }
        let isForScan = !operands.isEmpty || path("--ledger") != nil || path("--out") != nil
        return !isForScan && FileSystem.exists(configurationFile)
    }
}

/// Checks one after the other, one line each: what was looked at, how it is, what to do.
struct Doctor {
    /// The installed unit, where the service's configuration is checked.
    let unit: ServiceUnit?
    private(set) var lines: [String] = []
    private(set) var isWell = true
    /// Of the model that was found sound.
    private(set) var card: ModelCard?

    mutating func checkDetector(model: PathBytes?, precision: PrecisionChoice) {
        do {
            let runtime = try Runtime.load()
            good("runtime", "OpenVINO \(runtime.version) at \(runtime.library.escaped)")
            good("processor", runtime.hasBF16 ? "computes in bf16" : "has no bf16: inference runs in f32")
        } catch {
            bad("runtime", "\(error)")
            return
        }
        do {
            let folder = try ModelLocation.find(explicit: model)
            let detector = try Detector(modelFolder: folder, precision: precision)
            card = detector.card
            let slots = detector.card.slots.joined(separator: ", ")
            let files = [detector.card.file] + (detector.card.panel.map { [$0.file] } ?? [])
            good(
                "model",
                "\(detector.card.name) \(detector.card.version) at \(folder.escaped) "
                    + "(\(files.joined(separator: ", "))): \(slots)")
        } catch {
            bad("model", "\(error)")
        }
    }

    /// Reads the ledger only: it is neither made nor migrated nor locked, and another process may be writing it.
    mutating func checkLedger(_ file: PathBytes) {
        // A bare name lies in the present folder, as for every other command.
        checkFolder("ledger's folder", file.parent ?? PathBytes("."), needed: 2 << 30)
        guard FileSystem.exists(file) else { return good("ledger", "\(file.escaped) is made by the first scan") }
        do throws(LedgerError) {
            let ledger = try Ledger(at: file, options: .readOnly)
            let problems = try ledger.integrityProblems(quick: true)
            let counts = try ledger.counts()
            let doubt = try ledger.doubt()
            try ledger.requireUnchanged()
            if let first = problems.first {
                return bad(
                    "ledger", "\(file.escaped): \(first); restore it from a backup, or scan anew into another file")
            }
            if let doubt { return bad("ledger", doubt) }
            good(
                "ledger",
                "\(file.escaped): \(counted(counts.discovered, "photo")) known, \(counts.pending) pending, \(counts.failed) failed"
            )
        } catch {
            if error.code == .olderSchema { return good("ledger", "\(file.escaped): \(error.message)") }
            bad("ledger", "\(error)")
        }
    }

    /// A folder of ours: there or makeable, writable, with space; or one that the service's unit makes.
    mutating func checkFolder(_ what: String, _ folder: PathBytes, needed: Int) {
        if !FileSystem.exists(folder), let unit, unit.makes(folder) {
            return good(what, "\(folder.escaped): systemd makes it when sightline.service starts")
        }
        var place = folder
        while !FileSystem.exists(place), let parent = place.parent { place = parent }
        do throws(SystemError) {
            let probe = place.appending(PathBytes(".sightline-doctor"))
            try AtomicFile.write([], to: probe)
            try FileSystem.remove(probe)
            let space = try FileSystem.space(at: place)
            let free = "\(space.available >> 20) MiB free"
            if space.available < needed {
                bad(what, "\(folder.escaped): only \(free); make room for at least \(needed >> 20) MiB")
            } else {
                good(what, "\(folder.escaped): writable, \(free)")
            }
        } catch {
            bad(what, trouble(error))
        }
    }

    /// The policy, and whether policy and model fit.
    /// - Parameter file: nil for the standard policy.
    mutating func checkPolicy(_ file: PathBytes?) {
        do {
            let policy = try Policy.load(file, for: card)
            good("policy", "\(file.map { $0.escaped + ": " } ?? "")\(policy.name) \(policy.version)")
        } catch {
            bad("policy", "\(error)")
        }
    }

    /// The registry, and whether its identifiers are those of the folders and of the ledger.
    mutating func checkStores(_ file: PathBytes, ledger: PathBytes, drops: [Drop]) {
        do {
            var registry = try StoreRegistry(contentsOf: file)
            let folders = drops.flatMap { drop in
                ((try? FileSystem.names(in: drop.root)) ?? []).compactMap { drop.layout.store(ofTopFolder: $0) }
            }
            if FileSystem.exists(ledger), let ledger = try? Ledger(at: ledger, options: .readOnly) {
                registry = try registry.fitted(to: ledger, folders: folders)
            } else {
                registry = registry.withZeros(of: folders) { Set(folders) }
            }
            let text =
                "\(file.escaped): \(counted(registry.stores.count, "store")), \(counted(registry.faults.count, "fault"))"
            if !folders.isEmpty, !folders.contains(where: { registry[$0] != nil }) {
                bad(
                    "stores",
                    "\(text); none of the drops' folders is a store of it (\(folders[0]), …): is it another branch's?")
            } else {
                good("stores", text)
            }
            for line in registry.faultLines { lines.append("          \(line)") }
        } catch {
            bad("stores", "\(error)")
        }
    }

    mutating func checkDrop(_ folder: PathBytes) {
        do {
            let drop = try Drop(folder: folder, layout: .standard)
            let names = try FileSystem.names(in: drop.root)
            good("drop", "\(drop.root.escaped): readable, \(names.count) names at its top")
        } catch {
            bad("drop", "\(error)")
        }
    }

    mutating func note(_ text: String) { lines.append("note  \(text)") }

    mutating func good(_ what: String, _ text: String) { lines.append("ok    \(what): \(text)") }

    mutating func bad(_ what: String, _ text: String) {
        isWell = false
        lines.append("FAIL  \(what): \(text)")
    }
}
