public import Bundles
import Digest
public import Foundation
import Ledger
import Records
import WorkStealing

/// What a repair of the outbox did and found.
public struct OutboxRepair: Sendable {
    /// Bundles that were cut again.
    public var sealed: [SealedBundle] = []
    /// A line for each thing that a person should look at.
    public var reports: [String] = []
    /// Bundles of other ledgers, which were left alone.
    public var others = 0
}

extension BundleCutter {
    /// Brings outbox and ledger together after a process was killed: see `OutboxListing.repairs`.
    @discardableResult
    public func repair(now: Date = Date()) throws -> OutboxRepair {
        let turn = try turn()
        let rows = try ledger.bundles()
        let named = Dictionary(rows.map { ($0.name, $0) }) { first, _ in first }
        let folder = Outbox(outbox)
        var result = OutboxRepair()
        let outboxRows = rows.compactMap(outboxRow)
        for action in try folder.repairs(rows: outboxRows, owner: identity, isAlone: turn.isAlone) {
            try folder.perform(action)
            switch action {
            case .seal(let name, let sha256, let bytes):
                guard let row = named[name.text] else { continue }
                if try records(of: name, sha256) == records(of: row) {
                    try folder.perform(.writeChecksum(name, sha256: sha256))
                    try ledger.sealBundle(row.id, sha256: sha256, bytes: bytes, now: now)
                } else {
                    try move(row, because: nameTaken, now, &result)
                }
            case .nameTaken(let name):
                guard let row = named[name.text] else { continue }
                try move(row, because: nameTaken, now, &result)
            case .cutAgain(let name, let expected):
                guard let row = named[name.text] else { continue }
                try cutAgain(row, name, expected, now, &result)
            case .adopt(let name, let sha256, let bytes, let isOurs):
                try adopt(name, sha256, bytes, isOurs, now, &result)
            case .setAside(let name, let why): result.reports.append("\(name): \(why); \(asideNote)")
            case .report(let file, let what): result.reports.append("\(file.escaped): \(what); it is left alone")
            case .leave: result.others += 1
            case .remove, .writeChecksum: break
            }
        }
        _ = consume turn
        return result
    }

    private var asideNote: String {
        "it is in \(outbox.appending(Outbox.aside).escaped), for a person to look at"
    }

    private var nameTaken: String { "another bundle has this name, and is left alone" }

    /// Makes a bundle again whose file is missing or damaged. A sealed one returns as it was or not at all: where its
    /// records give other bytes now, they go into a bundle of another name.
    private func cutAgain(
        _ row: BundleRow, _ name: BundleName, _ expected: String?, _ now: Date, _ result: inout OutboxRepair
    ) throws {
        do {
            result.sealed.append(try seal(row, replacing: true, expecting: expected, now: now))
        } catch let error as BundleError where error.code == .notTheSame {
            let folder = Outbox(outbox)
            if try folder.scan().bundles[name] != nil { try folder.perform(.setAside(name, "")) }
            try move(row, because: "its file was lost or damaged and cannot be rebuilt as it was", now, &result)
        }
    }

    /// Puts the records of a bundle into a new one, with a name of its own, and says what is not in it any more.
    private func move(
        _ row: BundleRow, because problem: String, _ now: Date, _ result: inout OutboxRepair
    ) throws {
        let made = try ledger.restageBundle(row.id, problem: problem, now: now, name: namer(now))
        let bundle = try seal(made, now: now)
        result.sealed.append(bundle)
        let pruned = bundle.prunedEvidence
        let loss = pruned > 0 ? ", without the evidence of \(pruned) of them, which was deleted since" : ""
        result.reports.append("\(row.name): \(problem); its records are in \(bundle.name)\(loss)")
    }

    /// Enters a bundle without a row, if each of its records is one of this ledger that is in no bundle.
    private func adopt(
        _ name: BundleName, _ sha256: String, _ bytes: Int, _ isOurs: Bool, _ now: Date, _ result: inout OutboxRepair
    ) throws {
        if let ids = try unbundled(of: name, sha256),
            try ledger.adoptBundle(
                named: name.text, branch: try BundleReader(name.path(in: outbox)).list().branch, records: ids,
                sha256: sha256, bytes: bytes, now: now)
        {
            try Outbox(outbox).perform(.writeChecksum(name, sha256: sha256))
            result.reports.append("\(name): its row was lost; its records are this ledger's, so it is entered again")
        } else if isOurs {
            try Outbox(outbox).perform(.setAside(name, ""))
            result.reports.append(
                "\(name): a whole bundle, but its records are not in this ledger, or in another bundle by now; "
                    + asideNote)
        } else {
            result.reports.append(
                "\(name): a whole bundle that does not name its ledger, and its records are not in this one, or in "
                    + "another bundle by now; it is left alone")
        }
    }

    /// The ledger's records that a bundle holds, all of them in no bundle; nil where one is not.
    private func unbundled(of name: BundleName, _ sha256: String) throws -> [RecordID]? {
        let wanted = try records(of: name, sha256)
        guard Set(wanted).count == wanted.count else { return nil }
        let set = Set(wanted)
        var known: [String: RecordID] = [:]
        let records = try ledger.records(RecordFilter(.inNoBundle))
        while let stored = try records.next() {
            let hash = SHA256Digest.hex(of: stored.json)
            if set.contains(hash) { known[hash] = stored.id }
        }
        let ids = wanted.compactMap { known[$0] }
        return ids.count == wanted.count ? ids : nil
    }

    /// The hashes of a bundle's records; none where the file is not the one of this hash any more.
    private func records(of name: BundleName, _ sha256: String) throws -> [String] {
        let lines = Locked<[String]>([])
        let found = try BundleReader(name.path(in: outbox)).forEachRecord { line in
            lines.withLock { $0.append(SHA256Digest.hex(of: line)) }
        }
        return found.sha256 == sha256 ? lines.withLock { $0 } : []
    }

    /// The hashes of a row's records.
    private func records(of row: BundleRow) throws -> [String] {
        let records = try ledger.records(RecordFilter(.bundle(row.id)))
        var hashes: [String] = []
        while let stored = try records.next() { hashes.append(SHA256Digest.hex(of: stored.json)) }
        return hashes
    }

    private func outboxRow(_ row: BundleRow) -> OutboxRow? {
        guard let name = BundleName(row.name) else { return nil }
        switch row.state {
        case .staged: return OutboxRow(name: name, state: .staged)
        case .sealed: return OutboxRow(name: name, state: .sealed(sha256: row.sha256 ?? "", bytes: row.bytes ?? 0))
        case .uploaded, .pruned: return OutboxRow(name: name, state: .delivered)
        }
    }
}
