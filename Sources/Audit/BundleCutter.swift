public import Bundles
import Digest
public import Foundation
import Ledger
public import Records
import Synchronization
import SystemCalls
import WorkStealing

/// Cuts bundles from the ledger into the outbox, and mends what a kill cut short.
///
/// Order of writes: the ledger fixes name and records (staged) → the file is written whole under a temporary name,
/// synced, renamed, its folder synced → the ledger enters hash and size (sealed). A bundle is a function of its staged
/// records, so one cut short is simply made again. Works on a connection of its own: a scan goes on meanwhile.
public actor BundleCutter {
    /// When a bundle is full.
    public struct Limits: Sendable {
        public var records = 5_000
        /// JSON and evidence before compression.
        public var bytes = 96 << 20

        public init() {}
    }

    private nonisolated let executor = QueueExecutor(label: "sightline.bundles")
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let ledger: Ledger
    private let outbox: PathBytes
    private let branch: String
    private let limits: Limits

    /// Opens the ledger and makes the outbox folder where it is missing.
    public init(ledger file: PathBytes, outbox: PathBytes, branch: String, limits: Limits = Limits()) throws {
        // It reads every record once, in order: a cache would only be memory.
        var options = Ledger.Options()
        options.cacheKibibytes = 1024
        ledger = try Ledger(at: file, options: options)
        try FileSystem.makeFolder(outbox)
        self.outbox = outbox
        self.branch = branch
        self.limits = limits
    }

    /// Cuts bundles until every record is in one; `stores`: only these stores' records.
    /// - Parameter progress: called at each record.
    /// - Returns: the bundles sealed, in order.
    public func cut(
        stores: Set<String>? = nil, now: Date = Date(), progress: @Sendable () -> Void = {}
    ) throws -> [SealedBundle] {
        var sealed: [SealedBundle] = []
        while !Task.isCancelled {
            let row = try ledger.stageBundle(
                branch: branch, maxRecords: limits.records, maxBytes: limits.bytes, stores: stores, now: now
            ) { [branch] sequence in
                BundleName(branch: branch, epoch: Int(clamped: now.timeIntervalSince1970), sequence: sequence).text
            }
            guard let row else { break }
            sealed.append(try seal(row, now: now, progress))
        }
        return sealed
    }

    /// Brings outbox and ledger together after a process was killed: see `OutboxListing.repairs`.
    /// - Returns: the bundles that were cut again, and a line for each thing that a person should look at.
    @discardableResult
    public func repair(now: Date = Date()) throws -> (sealed: [SealedBundle], reports: [String]) {
        let rows = try ledger.bundles()
        let named = Dictionary(rows.map { ($0.name, $0) }) { first, _ in first }
        let folder = Outbox(outbox)
        var sealed: [SealedBundle] = []
        var reports: [String] = []
        for action in try folder.repairs(rows: rows.compactMap(outboxRow)) {
            try folder.perform(action)
            switch action {
            case .seal(let name, let sha256, let bytes):
                if let row = named[name.text] {
                    try ledger.sealBundle(row.id, sha256: sha256, bytes: bytes, now: now)
                }
            case .cutAgain(let name, let expected):
                guard let row = named[name.text] else { continue }
                let bundle = try seal(row, now: now)
                if let expected, bundle.sha256 != expected {
                    reports.append("\(name): cut again, but with other bytes than before: was another library used?")
                }
                sealed.append(bundle)
            case .adopt(let name, let sha256, let bytes):
                if try adopt(name, sha256: sha256, bytes: bytes, now: now) {
                    reports.append("\(name): its row was lost; its records are this ledger's, so it is entered again")
                } else {
                    try folder.perform(.setAside(name, ""))
                    reports.append(
                        "\(name): a whole bundle, but its records are not this ledger's, or in another bundle by now; "
                            + asideNote)
                }
            case .setAside(let name, let why): reports.append("\(name): \(why); \(asideNote)")
            case .report(let file, let what): reports.append("\(file.escaped): \(what)")
            case .remove, .writeChecksum: break
            }
        }
        return (sealed, reports)
    }

    private var asideNote: String {
        "it is in \(outbox.appending(Outbox.aside).escaped), for a person to look at"
    }

    /// Enters a bundle without a row, if each of its records is one of this ledger that is in no bundle.
    private func adopt(_ name: BundleName, sha256: String, bytes: Int, now: Date) throws -> Bool {
        let lines = Mutex<[String]>([])
        let reader = BundleReader(name.path(in: outbox))
        let found = try reader.forEachRecord { line in lines.withLock { $0.append(SHA256Digest.hex(of: line)) } }
        let wanted = lines.withLock { $0 }
        guard found.sha256 == sha256, Set(wanted).count == wanted.count else { return false }
        var known: [String: RecordID] = [:]
        let records = try ledger.records(RecordFilter(.inNoBundle))
        let set = Set(wanted)
        while let stored = try records.next() {
            let hash = SHA256Digest.hex(of: stored.json)
            if set.contains(hash) { known[hash] = stored.id }
        }
        let ids = wanted.compactMap { known[$0] }
        guard ids.count == wanted.count else { return false }
        return try ledger.adoptBundle(
            named: name.text, branch: found.manifest.branch, records: ids, sha256: sha256, bytes: bytes, now: now)
    }

    private func outboxRow(_ row: BundleRow) -> OutboxRow? {
        guard let name = BundleName(row.name) else { return nil }
        switch row.state {
        case .staged: return OutboxRow(name: name, state: .staged)
        case .sealed: return OutboxRow(name: name, state: .sealed(sha256: row.sha256 ?? "", bytes: row.bytes ?? 0))
        case .uploaded, .pruned: return OutboxRow(name: name, state: .delivered)
        }
    }

    private func seal(_ row: BundleRow, now: Date, _ progress: () -> Void = {}) throws -> SealedBundle {
        guard let name = BundleName(row.name) else {
            throw AuditError.bundleName(row.name)
        }
        var writer = try BundleWriter(in: outbox, branch: row.branch)
        let records = try ledger.records(RecordFilter(.bundle(row.id)))
        while let stored = try records.next() {
            progress()
            try writer.add(BundleRecord(line: stored.json), evidence: try ledger.evidence(for: stored.id))
        }
        let sealed = try writer.seal(as: name, replacing: true)
        if row.state == .staged || row.sha256 != sealed.sha256 || row.bytes != sealed.bytes {
            try ledger.sealBundle(row.id, sha256: sealed.sha256, bytes: sealed.bytes, now: now)
        }
        return sealed
    }
}
