public import Bundles
public import Foundation
public import Ledger
public import Records
import Settings
import SystemCalls
import WorkStealing

/// Cuts bundles from the ledger into the outbox, and repairs what a kill interrupted (`BundleCutter+Repair.swift`).
///
/// Order of writes: the ledger fixes name and records (staged) → the file is written whole under a temporary name,
/// synced, renamed, its folder synced → the ledger enters hash and size (sealed). A bundle is a function of its staged
/// records and its ledger, so one that was interrupted is simply rebuilt. Works on a connection of its own: a scan
/// goes on meanwhile. Other processes, of this ledger or another, may cut into the same outbox: they take turns.
public actor BundleCutter {
    /// When a bundle is full.
    public struct Limits: Sendable {
        public var records = Defaults.bundleRecords
        /// JSON and evidence before compression.
        public var bytes = Defaults.bundleBytes

        public init() {}
    }

    private nonisolated let executor = QueueExecutor(label: "sightline.bundles")
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Nil after `close`.
    private var opened: Ledger?
    private let file: PathBytes
    let identity: LedgerIdentity
    let outbox: PathBytes
    private let branch: String
    private let limits: Limits

    /// Opens the ledger and makes the outbox folder where it is missing.
    public init(ledger file: PathBytes, outbox: PathBytes, branch: String, limits: Limits = Limits()) throws {
        // It reads every record once, in order: a cache would only be memory.
        var options = Ledger.Options()
        options.cacheKibibytes = 1024
        let ledger = try Ledger(at: file, options: options)
        identity = try ledger.identity()
        opened = ledger
        self.file = file
        try FileSystem.makeFolder(outbox)
        self.outbox = outbox
        self.branch = branch
        self.limits = limits
    }

    /// The open ledger.
    var ledger: Ledger {
        get throws(LedgerError) {
            guard let opened else { throw .closed(file) }
            return opened
        }
    }

    /// Writes everything into the ledger's one file, as far as other processes allow, and closes it; nothing can be cut
    /// after this.
    public func close() throws(LedgerError) {
        defer { opened = nil }
        try opened?.finish()
    }

    /// Cuts bundles until every record is in one; `stores`: only these stores' records.
    /// - Parameter progress: called at each record, and while another process has its turn in the outbox.
    /// - Returns: the bundles sealed, in order.
    /// - Throws: `BundleError.alreadyExists` where something else has the name of the next bundle: nothing is written.
    public func cut(
        stores: Set<String>? = nil, now: Date = Date(), progress: @Sendable () -> Void = {}
    ) throws -> [SealedBundle] {
        var sealed: [SealedBundle] = []
        while !Task.isCancelled {
            let turn = try turn(progress)
            let row = try ledger.stageBundle(
                branch: branch, maxRecords: limits.records, maxBytes: limits.bytes, stores: stores, now: now,
                name: namer(now))
            guard let row else { break }
            sealed.append(try seal(fresh: row, now: now, progress))
            _ = consume turn
        }
        return sealed
    }

    /// Waits for this process's turn in the outbox.
    func turn(_ progress: () -> Void = {}) throws -> OutboxTurn {
        try OutboxTurn(in: outbox) {
            try Task.checkCancellation()
            progress()
        }
    }

    /// Names bundles that are cut now.
    func namer(_ now: Date) -> (_ sequence: Int) -> String {
        let epoch = Int(min(max(0, now.timeIntervalSince1970), 1e12))
        return { [branch, identity] sequence in
            BundleName(branch: branch, ledger: identity, epoch: epoch, sequence: sequence).text
        }
    }

    /// Seals a bundle that was just staged. Where its name is taken, nothing is written and its records are unbundled
    /// again.
    func seal(fresh row: BundleRow, now: Date, _ progress: () -> Void = {}) throws -> SealedBundle {
        let name = try name(of: row)
        do throws(BundleError) {
            try Outbox(outbox).requireFree(name)
        } catch {
            try ledger.unstageBundle(row.id)
            throw error
        }
        return try seal(row, now: now, progress)
    }

    /// Makes a bundle from its records, and enters it.
    /// - Parameters:
    ///   - replacing: what stands under its name is this bundle, damaged or incomplete.
    ///   - expected: the hash that it must have; see `BundleWriter.seal`.
    func seal(
        _ row: BundleRow, replacing: Bool = false, expecting expected: String? = nil, now: Date,
        _ progress: () -> Void = {}
    ) throws -> SealedBundle {
        let ledger = try ledger
        var writer = try BundleWriter(in: outbox, branch: row.branch, ledger: identity)
        let records = try ledger.records(RecordFilter(.bundle(row.id)))
        while let stored = try records.next() {
            progress()
            try writer.add(
                BundleRecord(line: stored.json), evidence: try ledger.evidence(for: stored.id),
                isPruned: try ledger.isEvidencePruned(of: stored.id))
        }
        let sealed = try writer.seal(as: name(of: row), replacing: replacing, expecting: expected)
        if row.state == .staged || row.sha256 != sealed.sha256 || row.bytes != sealed.bytes {
            try ledger.sealBundle(row.id, sha256: sealed.sha256, bytes: sealed.bytes, now: now)
        }
        return sealed
    }

    private func name(of row: BundleRow) throws(AuditError) -> BundleName {
        guard let name = BundleName(row.name) else { throw AuditError.bundleName(row.name) }
        return name
    }
}
