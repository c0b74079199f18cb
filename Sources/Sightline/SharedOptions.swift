import Artwork
import Audit
import Catalogue
import Detection
import Drops
import Foundation
import Inference
import Judging
import Ledger
import Records
import Stores
import SystemCalls

extension Option {
    static let policy = Option("--policy", "FILE", "the policy, JSON5 (default: top ad required, within ±0.10)")
    static let model = Option("--model", "DIR", "the model folder (default: the shipped model)")
    static let precision = Option(
        "--precision", "P", "auto, f32 or bf16 (default: auto, bf16 where the processor has it)")
    static let catalogue = Option(
        "--catalogue", "FILE",
        "the compiled catalogue: says which creative hangs on each board (sightline catalogue build)")
    static let texts = Option(
        "--texts", "WHERE",
        "off, boards (prices, dates and codes on boards) or all (in the whole photo, for price tags) (default: off)")
    static let stores = Option("--stores", "FILE", "the store registry, CSV: store_id,name,region,lat,lon")
    static let zone = Option(
        "--zone", "ZONE", "zone of photos whose EXIF states none, as Asia/Seoul (default: this host's)")
}

extension Arguments {
    /// The card of the model named by `--model`, else of the shipped one.
    func card() throws -> ModelCard { try ModelCard(folder: try ModelLocation.find(explicit: path("--model"))) }

    /// The policy named by `--policy`, else the standard one; its slots are the model's.
    ///
    /// - Parameter mustFit: whether a slot that the policy requires must be one of the model's; a measurement of
    ///   detections can do without.
    func policy(for card: ModelCard, mustFit: Bool = true) throws -> Policy {
        do {
            return try Policy.load(path("--policy"), for: card, mustFit: mustFit)
        } catch {
            throw UsageError("\(error)")
        }
    }

    /// The compiled catalogue named by `--catalogue`, for judging and looking up; nil where none is.
    /// - Parameter configured: the catalogue where `--catalogue` names none.
    func catalogue(configured: PathBytes? = nil) throws -> CompiledCatalogue? {
        do {
            return try (path("--catalogue") ?? configured).map { try CompiledCatalogue(contentsOf: $0) }
        } catch {
            throw UsageError("\(error)")
        }
    }

    /// The catalogue named by `--catalogue`, for matching boards; nil where none is.
    func artworks() throws -> ArtworkIndex? {
        do {
            return try path("--catalogue").map { try ArtworkIndex.load($0, precision: try precision()) }
        } catch {
            throw UsageError("\(error)")
        }
    }

    /// Where texts are read, by `--texts`; nowhere without it.
    func textScope() throws(UsageError) -> TextScope {
        guard let name = try text("--texts") else { return .off }
        guard let scope = TextScope(rawValue: name) else {
            throw UsageError("--texts: \(name) must be one of off, boards, all")
        }
        return scope
    }

    /// The registry named by `--stores`, else an empty one; its faults are reported, not fatal.
    /// - Parameter configured: the registry where `--stores` names none.
    func stores(configured: PathBytes? = nil) throws -> StoreRegistry {
        guard let file = path("--stores") ?? configured else { return .empty }
        let registry: StoreRegistry
        do {
            registry = try StoreRegistry(contentsOf: file)
        } catch {
            throw UsageError("\(error)")
        }
        for line in registry.faultLines { printError("\(file.escaped): \(line)") }
        return registry
    }

    /// The branch named by `--branch`; nil without it.
    func branch() throws(UsageError) -> String? {
        guard let name = try text("--branch") else { return nil }
        if name.allSatisfy(\.isWhitespace) {
            throw UsageError("--branch is empty: write the branch's name, or leave it out")
        }
        return name
    }

    func zone() throws(UsageError) -> TimeZone {
        guard let name = try text("--zone") else { return .current }
        guard let zone = TimeZone(identifier: name) else {
            throw UsageError("--zone: \(name) is not a time zone: write it as Asia/Seoul or GMT+9")
        }
        return zone
    }

    func precision() throws(UsageError) -> PrecisionChoice {
        guard let name = try text("--precision") else { return .automatic }
        guard let choice = PrecisionChoice(rawValue: name) else {
            throw UsageError("--precision: \(name) must be one of auto, f32, bf16")
        }
        return choice
    }
}

extension Arguments {
    /// The layout named by `--layout`, else the standard one.
    func layout() throws -> Layout {
        guard let pattern = try text("--layout") else { return .standard }
        do throws(LayoutError) {
            return try Layout(pattern)
        } catch {
            throw UsageError("--layout: \(error)")
        }
    }
}

extension Drop {
    /// A folder given by hand: the drop is called as the folder is.
    init(folder: PathBytes, layout: Layout) throws {
        let whole = try FileSystem.realPath(folder)
        guard try FileSystem.status(whole).kind == .folder else {
            throw UsageError("\(folder.escaped) is not a folder: `sightline inspect` looks at one photo")
        }
        self.init(name: whole.lastComponent.escaped, root: whole, layout: layout)
    }
}

extension Ledger {
    /// A ledger for a command that only reads; says what there is to doubt about it.
    convenience init(toRead file: PathBytes) throws {
        try self.init(at: file, options: .readOnly)
        if let doubt = try doubt() { printError("warning: \(doubt)") }
    }
}

/// A policy that cannot be used is wrong configuration: starting the service again does not help.
extension PolicyError: FailureWithExit {
    var exitCode: ExitCode { .usage }
}
