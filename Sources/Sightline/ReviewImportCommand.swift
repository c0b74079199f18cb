import Audit
import Digest
import Foundation
import Interchange
import Judging
import Ledger
import Records
import Settings
import SystemCalls

extension Command {
    static let reviewImport = Command(
        name: "review import", summary: "Takes back what was corrected in a labelling tool", operands: "FILE",
        discussion: """
            FILE is COCO JSON, as `export --coco --reviewed` wrote it and a tool changed it. A photo is found by its SHA-256, \
            else by its file_name; one whose panels are as the ledger has them is left alone. The same file counts once, \
            however often it is imported. Corrections are appended and judged by the policy, as those of the page are.
            """,
        options: [
            Option("--ledger", "FILE", "the ledger (default: ~/.local/state/sightline/ledger.sqlite)"),
            Option("--config", "FILE", "take ledger, policy and catalogue from the service's configuration"), .policy,
            .catalogue,
            Option("--by", "NAME", "whose work it is (default: import)"),
            Option("--dry-run", "say what would change; write nothing"),
        ],
        examples: ["sightline review import corrected.json --by jiwon"],
        run: { arguments in
            let importing = try ReviewImporting(arguments)
            return try importing.run() ? .done : .somePhotosUnread
        })
}

/// One `review import`.
private struct ReviewImporting {
    private let ledger: Ledger
    private let reviews: ImportedReviews
    private let fileHash: String
    private let reviewer: String
    private let isDry: Bool

    init(_ arguments: Arguments) throws {
        guard arguments.operands.count == 1 else { throw UsageError("name exactly one file") }
        let configured = try arguments.path("--config").map { _ in try arguments.configuration() }
        let policy: Policy
        do {
            policy = try Policy.load(arguments.path("--policy") ?? configured?.policy, for: nil)
        } catch {
            throw UsageError("\(error)")
        }
        let bytes = try FileSystem.read(arguments.operands[0], limit: 1 << 30)
        do throws(TruthError) {
            reviews = try ImportedReviews(coco: Data(bytes), file: arguments.operands[0].escaped)
        } catch {
            throw UsageError("\(error)")
        }
        fileHash = SHA256Digest.hex(of: bytes)
        reviewer = try arguments.text("--by") ?? "import"
        isDry = arguments.has("--dry-run")
        ledger = try Ledger(
            at: try arguments.reviewLedger(configured),
            options: .judging(by: policy, catalogue: try arguments.catalogue(configured: configured?.catalogue)))
    }

    /// False where a photo was not found or could not be taken.
    func run() throws -> Bool {
        let known = try records()
        let run = isDry ? nil : try ledger.beginRun(kind: "review", owner: ProcessIdentity.current.text)
        var (changed, same, problems) = (0, 0, 0)
        for photo in reviews.photos {
            guard let (id, record) = photo.sha256.flatMap({ known.byHash[$0] }) ?? known.byName[photo.name] else {
                printError("\(photo.name): the ledger has no current record of this photo")
                problems += 1
                continue
            }
            let size = Size(width: record.photo.width, height: record.photo.height)
            if let problem = photo.correction.problem(in: size) ?? (photo.size == size ? nil : "it is of another size")
            {
                printError("\(photo.name): \(problem)")
                problems += 1
            } else if isKnown(photo.correction, record) {
                same += 1
            } else {
                changed += 1
                if let run { try keep(photo, id, run) }
            }
        }
        if let run { try ledger.endRun(run, outcome: "done") }
        try ledger.finish()
        try Output().line(
            "\(counted(changed, "photo")) \(isDry ? "would change" : "corrected"), \(same) as they were, \(problems) not taken"
        )
        return problems == 0
    }

    private func keep(_ photo: ImportedReviews.Photo, _ id: RecordID, _ run: RunID) throws {
        _ = try ledger.correct(
            id,
            NewCorrection(
                ticket: "\(fileHash) \(photo.name)", reviewer: reviewer, took: 0, origin: .import,
                correction: photo.correction), run: run)
    }

    /// A person said just this already.
    private func isKnown(_ correction: Correction, _ record: Record) -> Bool {
        guard record.review != nil, record.review?.answer != .cannotTell else { return false }
        let now = Judge.panels(of: record)
        return now.count == correction.panels.count
            && zip(now, correction.panels).allSatisfy { a, b in
                a.slot == b.slot && a.tags == b.tags && (b.creative == nil || a.creative == b.creative)
                    && zip(a.quad.corners, b.quad.corners).allSatisfy { $0.distance(to: $1) < 0.02 }
            }
    }

    private typealias Known = [String: (RecordID, Record)]

    /// The ledger's photos by what a file may call them; a name that is not one photo's alone is left out.
    private func records() throws -> (byHash: Known, byName: Known) {
        var (byHash, byName): (Known, Known) = ([:], [:])
        var twice: Set<String> = []
        let wanted = Set(reviews.photos.map(\.name))
        let hashes = Set(reviews.photos.compactMap(\.sha256))
        var filter = RecordFilter(.current)
        filter.countedOnly = true
        filter.state = .audited
        let cursor = try ledger.records(filter)
        while let stored = try cursor.next() {
            let record = try stored.record()
            let path = record.photo.path.escaped
            for name in [path, record.photo.drop.drop { $0 == "/" } + "/" + path] where wanted.contains(name) {
                if byName.updateValue((stored.id, record), forKey: name) != nil { twice.insert(name) }
            }
            let hash = record.photo.sha256
            if hashes.contains(hash), byHash.updateValue((stored.id, record), forKey: hash) != nil {
                twice.insert(hash)
            }
        }
        for name in twice { (byName[name], byHash[name]) = (nil, nil) }
        return (byHash, byName)
    }
}
