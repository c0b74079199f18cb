public import Bundles
public import Foundation
import Ledger
public import Records
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

    /// Cuts bundles until every record is in one; `storeID` only that store's.
    /// - Returns: the bundles sealed, in order.
    public func cut(storeID: String? = nil, now: Date = Date()) throws -> [SealedBundle] {
        var sealed: [SealedBundle] = []
        while !Task.isCancelled {
            let row = try ledger.stageBundle(
                branch: branch, maxRecords: limits.records, maxBytes: limits.bytes, storeID: storeID, now: now
            ) { [branch] sequence in
                BundleName(branch: branch, epoch: Int(now.timeIntervalSince1970), sequence: sequence).text
            }
            guard let row else { break }
            sealed.append(try seal(row, now: now))
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
            if try folder.perform(action) { continue }
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
            case .adopt(let name, _, _):
                reports.append("\(name): a whole bundle that this ledger did not cut; it is left alone")
            case .report(let file, let what): reports.append("\(file.escaped): \(what)")
            case .remove, .writeChecksum: break
            }
        }
        return (sealed, reports)
    }

    private func outboxRow(_ row: BundleRow) -> OutboxRow? {
        guard let name = BundleName(row.name) else { return nil }
        switch row.state {
        case .staged: return OutboxRow(name: name, state: .staged)
        case .sealed: return OutboxRow(name: name, state: .sealed(sha256: row.sha256 ?? "", bytes: row.bytes ?? 0))
        case .uploaded, .pruned: return OutboxRow(name: name, state: .delivered)
        }
    }

    private func seal(_ row: BundleRow, now: Date) throws -> SealedBundle {
        guard let name = BundleName(row.name) else {
            throw AuditError.bundleName(row.name)
        }
        var writer = try BundleWriter(in: outbox, branch: row.branch)
        let records = try ledger.records(RecordFilter(.bundle(row.id)))
        while let stored = try records.next() {
            try writer.add(BundleRecord(line: stored.json), evidence: try ledger.evidence(for: stored.id))
        }
        let sealed = try writer.seal(as: name, replacing: true)
        if row.state == .staged {
            try ledger.sealBundle(row.id, sha256: sealed.sha256, bytes: sealed.bytes, now: now)
        }
        return sealed
    }
}
