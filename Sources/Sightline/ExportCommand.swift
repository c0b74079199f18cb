import Foundation
import Interchange
import Ledger
import Records
import Settings
import SystemCalls

extension Command {
    static let export = Command(
        name: "export", summary: "Writes stored results for other tools", operands: "",
        discussion: """
            --coco writes current audited records as COCO JSON: images, one annotation a detection (the quad as a \
            polygon, the box as its hull), and the slots as categories. Corrected in a labelling tool, such a file \
            trains the detector. file_name is the path in the drop; where photos of several drops are written it begins \
            with the drop's name, so that no two are the same. A path that is not UTF-8 is written with \\xHH, and \
            `sightline evaluate` finds its file. --reviewed writes what reviewers said instead, of the photos that a person \
            answered: it trains the detector as it is, opens in labelling tools, and `review import` takes it back. --ndjson writes the records as they are, one per line.
            """,
        options: [
            Option("--coco", "FILE", "write COCO JSON; - is standard output"),
            Option("--reviewed", "with --coco: only what reviewers said, of finished photos"),
            Option("--ndjson", "FILE", "write records, one per line; - is standard output"),
            Option("--ledger", "FILE", "the ledger (default: ~/.local/state/sightline/ledger.sqlite)"),
            Option("--from", "DATE", "first day of visits, yyyy-mm-dd"),
            Option("--to", "DATE", "last day of visits, yyyy-mm-dd"),
            Option("--store", "ID", "one store only"),
            Option("--drop", "NAME", "one drop only"),
        ],
        examples: ["sightline export --coco results.json --from 2026-11-01"],
        run: { arguments in
            guard arguments.has("--coco") != arguments.has("--ndjson") else {
                throw UsageError("give one of --coco and --ndjson")
            }
            if arguments.has("--reviewed"), !arguments.has("--coco") { throw UsageError("--reviewed goes with --coco") }
            let ledger = try Ledger(toRead: arguments.path("--ledger") ?? Defaults.ledger)
            var filter = RecordFilter(.current)
            filter.countedOnly = true
            filter.storeID = try arguments.store(in: ledger)
            filter.drop = try arguments.drop(in: ledger)?.id
            filter.dates = try arguments.dates()
            if let target = arguments.path("--ndjson") {
                try write(to: target) { emit in
                    let records = try ledger.records(filter)
                    while let stored = try records.next() { try emit(stored.json + [UInt8(ascii: "\n")]) }
                }
            } else if let target = arguments.path("--coco") {
                filter.state = .audited
                let audited = filter
                if arguments.has("--reviewed") {
                    let file = try ReviewedCOCO(try ledger.reviewedPhotos(audited)).encoded()
                    try write(to: target) { emit in try emit(file) }
                    try ledger.requireUnchanged()
                    return .done
                }
                let coco = COCOWriter { each in
                    let records = try ledger.records(audited)
                    while let stored = try records.next() { try each(try stored.record()) }
                }
                try write(to: target) { emit in try coco.write(emit) }
            }
            try ledger.requireUnchanged()
            return .done
        })

    /// Streams to a file that appears whole or not at all, or to standard output.
    private static func write(
        to target: PathBytes, _ body: ((_ bytes: [UInt8]) throws -> Void) throws -> Void
    ) throws {
        if target == PathBytes("-") {
            try body { try Output().bytes($0) }
            return
        }
        var file = try AtomicFile(target)
        try body { try file.write($0) }
        try file.commit()
    }
}

/// What limits an export: a word that limits it to nothing is a slip, not an empty file.
extension Arguments {
    fileprivate func store(in ledger: Ledger) throws -> String? {
        guard let name = try text("--store")?.precomposedStringWithCanonicalMapping else { return nil }
        let known = try ledger.storeIDs()
        guard known.contains(name) else {
            throw UsageError("--store: the ledger knows no store \(name)\(Self.suggestion(for: name, among: known))")
        }
        return name
    }

    fileprivate func drop(in ledger: Ledger) throws -> KnownDrop? {
        guard let name = try text("--drop") else { return nil }
        let drops = try ledger.drops()
        let names = drops.map(\.name)
        guard let drop = drops.first(where: { $0.name == name }) else {
            throw UsageError(
                "--drop: the ledger knows no drop \(name)\(Self.suggestion(for: name, among: names)); it knows "
                    + names.joined(separator: ", "))
        }
        return drop
    }

    fileprivate func dates() throws(UsageError) -> ClosedRange<String>? {
        guard has("--from") || has("--to") else { return nil }
        let (first, last) = (try day("--from") ?? "0000-01-01", try day("--to") ?? "9999-12-31")
        guard first <= last else { throw UsageError("--from lies after --to") }
        return first...last
    }

    private func day(_ name: String) throws(UsageError) -> String? {
        guard let text = try text(name) else { return nil }
        guard CalendarDay(text) != nil else {
            throw UsageError("\(name): \(text) is not a date: write it as 2026-11-21")
        }
        return text
    }
}

extension Ledger {
    /// The photos that a person answered, with the last word on each.
    fileprivate func reviewedPhotos(_ filter: RecordFilter) throws -> [ReviewedPhoto] {
        var photos: [ReviewedPhoto] = []
        let records = try records(filter)
        while let stored = try records.next() {
            let record = try stored.record()
            guard record.review != nil, let correction = try correction(of: record) else { continue }
            photos.append(ReviewedPhoto(record: record, word: correction.word))
        }
        return photos
    }
}
