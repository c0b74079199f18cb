import Audit
import Drops
import Ledger
import Records
import SystemCalls

extension ScanPlan {
    /// Finds which drop of the ledger each folder is, or makes it one (`Ledger.register(root:mark:names:)`).
    ///
    /// Ends the run, which has claimed nothing yet, where a folder cannot be scanned into this ledger.
    func enter(in keeper: LedgerKeeper, _ run: RunID) async throws -> [(id: DropID, drop: Drop)] {
        do {
            var entered: [(id: DropID, drop: Drop)] = []
            for drop in drops { entered.append(try await enter(drop, in: keeper)) }
            return entered
        } catch {
            try? await keeper.use { (ledger) throws(LedgerError) in try ledger.endRun(run, outcome: "refused") }
            throw error
        }
    }

    private func enter(_ drop: Drop, in keeper: LedgerKeeper) async throws -> (id: DropID, drop: Drop) {
        let identity = try DropIdentity(of: drop.root)
        let before = try await keeper.use { (ledger) throws(LedgerError) in try ledger.drops() }
        if let mark = identity.mark, let other = before.first(where: { $0.mark == mark && $0.root != drop.root }) {
            try refuseCopy(drop, identity, of: other)
        }
        let names = drop.names(besides: drops)
        let known = try await keeper.use { (ledger) throws(LedgerError) in
            try ledger.register(root: drop.root, mark: identity.mark, names: names)
        }
        let overlap = try await keeper.use { (ledger) throws(LedgerError) in
            try ledger.overlapping(drop.root, but: known.id)
        }
        if let overlap {
            throw UsageError(
                "\(drop.root.escaped) and \(overlap.root.escaped) (the drop \(overlap.name)) hold the same photos, which this "
                    + "ledger knows by the latter: scan that one, or use another ledger")
        }
        let isNew = !before.contains { $0.id == known.id }
        if isNew, let other = before.first(where: { $0.name == drop.name }), other.root != drop.root {
            printError(
                "\(drop.root.escaped) is the drop \(known.name): \(drop.name) is \(other.root.escaped) in this ledger. Is it that "
                    + "folder, mounted elsewhere? Then write an identifier into its \(DropIdentity.markerName.escaped) before "
                    + "it moves the next time")
        }
        return (known.id, Drop(name: known.name, root: drop.root, layout: drop.layout))
    }

    /// Two folders with one identifier, both there: a copy that brought the marker file along. The same folder mounted at
    /// two places is not a copy.
    private func refuseCopy(_ drop: Drop, _ identity: DropIdentity, of other: KnownDrop) throws {
        guard let there = try? DropIdentity(of: other.root), there.mark == identity.mark,
            (there.device, there.inode) != (identity.device, identity.inode)
        else { return }
        throw UsageError(
            "\(drop.root.escaped) and \(other.root.escaped) both hold the identifier \(identity.mark ?? "") in "
                + "\(DropIdentity.markerName.escaped): write another one into the copy's")
    }
}

extension Drop {
    /// Names for a folder that is scanned, the shortest first: its own, then with more and more of its path before it.
    /// - Parameter others: folders scanned with it; names that several of them share are left out.
    func names(besides others: [Drop]) -> [String] {
        func name(_ root: PathBytes, _ length: Int) -> String {
            let parts = root.bytes.split(separator: UInt8(ascii: "/"))
            return PathBytes(Array(parts.suffix(length).joined(separator: [UInt8(ascii: "/")]))).escaped
        }
        let depth = root.bytes.split(separator: UInt8(ascii: "/")).count
        guard depth > 0 else { return [root.escaped] }
        let names = (1...depth).map { length in
            let mine = name(root, length)
            return others.contains { $0.root != root && name($0.root, length) == mine } ? nil : mine
        }
        return names.compactMap { $0 } + [root.escaped]
    }
}
