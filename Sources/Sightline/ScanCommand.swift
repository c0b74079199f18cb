import Audit
import Bundles
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
    static let scan = Command(
        name: "scan", summary: "Audits the photos of one or more folders", operands: "DIR…",
        discussion: """
            Walks each folder as a drop, audits every photo that the ledger does not know, commits its record and \
            evidence, and cuts the records into sealed bundles. A photo is never written to, moved or deleted. What was \
            audited before is not opened again. Everything has a default: without options the shipped model and policy \
            are used, and ledger and bundles go to ~/.local/state/sightline.

            The ledger knows a folder by its path, or, wherever it is mounted, by the identifier in its marker file: the \
            first line of .sightline-drop, if you write one. Records name it as the folder is called; where two folders \
            have the same name, more of their paths is put before it. Known photos that a scan of the whole folder no \
            longer finds are marked as gone: one that was moved counts at its new place only.

            Ctrl-C stops after the photos in progress; the next scan goes on where it stopped.
            """,
        options: [
            Option("--lanes", "N", formerly: "--jobs", "lanes that audit at the same time (default: one per core)"),
            Option("--ledger", "FILE", "the ledger (default: ~/.local/state/sightline/ledger.sqlite)"),
            Option("--out", "DIR", "where bundles go (default: ~/.local/state/sightline/outbox)"),
            .policy, .model, .precision, .catalogue, .texts, .stores,
            Option("--branch", "NAME", "the branch's name in bundles (default: this host's name)"),
            .zone,
            Option("--layout", "PATTERN", "how paths name store and date (default: {store}/{date}/{file})"),
            Option("--overlay", "DIR", "write a picture of every photo with what was found drawn in"),
            Option("--shard", "i/n", "only the i-th of n shares of the stores, for several machines on one drop"),
            Option("--again", "audit known photos again"),
            Option("--no-bundle", "leave the records in the ledger; cut no bundle"),
            Option("--full-photos", "do not pixelate what lies outside the panels in evidence; faces are still hidden"),
            Option(
                "--fail-on", "WHAT", repeats: true,
                "exit with 4 if a record of this run has this verdict, state, finding or reason: non_compliant, rejected, top_ad_off_centre, …"
            ),
            Option("--json", "print this run's records as NDJSON; the last line says how the run ended"),
            Option("--quiet", "show no progress"),
        ],
        examples: [
            "sightline scan /mnt/drops/seoul --stores stores.csv",
            "sightline scan . --lanes 1 --overlay overlays --json > records.ndjson",
            "sightline scan archive --shard 1/2 --ledger a.sqlite",
        ],
        run: { arguments in
            let plan = try ScanPlan(arguments)
            return try await ScanRun(plan).run()
        })
}

/// A scan's command line, read and checked before anything is opened.
struct ScanPlan: Sendable {
    var drops: [Drop]
    var ledger: PathBytes
    var outbox: PathBytes
    var overlays: PathBytes?
    var lanes: Int
    var settings: AuditSettings
    var model: PathBytes?
    var precision: PrecisionChoice
    var stores: StoreRegistry
    var shard: Shard
    var mode: ClaimMode
    var cutsBundles: Bool
    var failOn: Set<String>
    var json: Bool
    var quiet: Bool

    init(_ arguments: Arguments) throws {
        guard !arguments.operands.isEmpty else { throw UsageError("name at least one folder to scan") }
        let layout = try arguments.layout()
        drops = try arguments.operands.map { try Drop(folder: $0, layout: layout) }
        if let problem = Drop.overlap(among: drops) { throw UsageError("the command line \(problem)") }
        ledger = arguments.path("--ledger") ?? Defaults.ledger
        outbox = arguments.path("--out") ?? Defaults.outbox
        overlays = arguments.path("--overlay")
        lanes = try arguments.number("--lanes", in: 1...256) ?? Defaults.lanes
        let card = try arguments.card()
        settings = AuditSettings(
            branch: try arguments.branch() ?? Defaults.branch, zone: try arguments.zone(),
            policy: try arguments.policy(for: card))
        settings.artworks = try arguments.artworks()
        try settings.read(try arguments.textScope(), precision: try arguments.precision())
        settings.fullPhotos = arguments.has("--full-photos")
        settings.overlays = overlays != nil
        model = arguments.path("--model")
        precision = try arguments.precision()
        stores = try arguments.stores()
        shard = .whole
        if let text = try arguments.text("--shard") {
            guard let share = Shard(text) else { throw UsageError("--shard: \(text) is not i/n with 1 ≤ i ≤ n") }
            shard = share
        }
        mode = arguments.has("--again") ? .again : .retryFailures
        cutsBundles = !arguments.has("--no-bundle")
        failOn = try FailOn(arguments.paths("--fail-on").map(\.escaped), slots: card.slots).words
        json = arguments.has("--json")
        quiet = arguments.has("--quiet")
    }
}
