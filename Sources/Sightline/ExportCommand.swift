import Foundation
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
            `sightline evaluate` finds its file. --ndjson writes the records as they are, one a line.
            """,
        options: [
            Option("--coco", "FILE", "write COCO JSON; - is standard output"),
            Option("--ndjson", "FILE", "write records, one a line; - is standard output"),
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
                try write(to: target) { emit in try COCOExport(ledger, filter).write(emit) }
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
        guard CalendarDay(text) != nil else { throw UsageError("\(name): \(text) is no day: write it as 2026-11-21") }
        return text
    }
}

/// Stored detections as a COCO file, written in three passes over the ledger so that memory does not grow with it.
struct COCOExport {
    private struct Image: Encodable {
        var id: Int
        var file_name: String
        var drop: String
        var width: Int
        var height: Int
        var store_id: String?
        var date: String?
        var sha256: String
    }

    private struct Annotation: Encodable {
        var id: Int
        var image_id: Int
        var category_id: Int
        var bbox: [Double]
        var area: Double
        var iscrowd = 0
        var segmentation: [[Double]]
        var quad: Quad?
        var score: Double
    }

    private struct Category: Encodable {
        var id: Int
        var name: String
    }

    private let ledger: Ledger
    private let filter: RecordFilter

    init(_ ledger: Ledger, _ filter: RecordFilter) {
        self.ledger = ledger
        self.filter = filter
    }

    func write(_ emit: ([UInt8]) throws -> Void) throws {
        var names: Set<String> = []
        var drops: Set<String> = []
        try forEach { record, _ in
            names.formUnion(record.detections.map(\.slot))
            drops.insert(record.photo.drop)
        }
        let isOneDrop = drops.count < 2
        let categories = names.sorted().enumerated().map { Category(id: $0.offset + 1, name: $0.element) }
        let ids = Dictionary(uniqueKeysWithValues: categories.map { ($0.name, $0.id) })
        try emit(Array("{\"info\":{\"description\":\"sightline results\"},\"categories\":".utf8))
        try emit(Array(CanonicalJSON.encode(categories)))
        try emit(Array(",\"images\":[".utf8))
        try forEach { record, id in
            try emit(separated(id, try CanonicalJSON.encode(image(record, id, isOneDrop: isOneDrop))))
        }
        try emit(Array("],\"annotations\":[".utf8))
        var next = 1
        try forEach { record, id in
            for detection in record.detections {
                let annotation = annotation(detection, image: id, id: next, category: ids[detection.slot] ?? 0)
                try emit(separated(next, try CanonicalJSON.encode(annotation)))
                next += 1
            }
        }
        try emit(Array("]}\n".utf8))
    }

    /// Records in (drop, path) order with their number from 1.
    private func forEach(_ body: (Record, Int) throws -> Void) throws {
        let records = try ledger.records(filter)
        var id = 1
        while let stored = try records.next() {
            try body(try stored.record(), id)
            id += 1
        }
    }

    /// Drops that are called by their whole path give names that lead to the files from the root folder.
    private func image(_ record: Record, _ id: Int, isOneDrop: Bool) -> Image {
        let (drop, path) = (record.photo.drop, record.photo.path.escaped)
        let prefix = isOneDrop ? "" : drop.drop { $0 == "/" } + "/"
        return Image(
            id: id, file_name: prefix + path, drop: drop, width: record.photo.width, height: record.photo.height,
            store_id: record.photo.storeID, date: record.photo.date, sha256: record.photo.sha256)
    }

    private func annotation(_ detection: Detection, image: Int, id: Int, category: Int) -> Annotation {
        let box = detection.box
        let outline = detection.quad ?? Quad(box)
        let values = [box.x0, box.y0, box.width, box.height].map { rounded($0, decimals: 2) }
        let corners = outline.corners.flatMap { [rounded($0.x, decimals: 2), rounded($0.y, decimals: 2)] }
        return Annotation(
            id: id, image_id: image, category_id: category, bbox: values, area: rounded(box.area, decimals: 1),
            segmentation: [corners], quad: detection.quad, score: rounded(detection.confidence, decimals: 4))
    }

    private func separated(_ number: Int, _ json: Data) -> [UInt8] {
        (number == 1 ? [] : [UInt8(ascii: ",")]) + Array(json)
    }
}
