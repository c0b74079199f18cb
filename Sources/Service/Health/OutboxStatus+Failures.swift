import Ledger

extension ServiceStatus.OutboxStatus {
    /// Takes over what the ledger says of bundles that wait for upload.
    mutating func noteFailures(_ sealed: [BundleRow]) {
        let tried = sealed.filter { $0.attempts > 0 }
        failing = tried.count
        attempts = tried.map(\.attempts).clampedSum
        problem = tried.last?.problem
        nextTry = tried.compactMap(\.nextTry).min()
    }
}

extension Ledger {
    /// Drops that a configuration does not name and that hold photos that wait for an audit.
    /// - Parameter names: of the configuration's drops.
    func strayDrops(but names: Set<String>) throws(LedgerError) -> [ServiceStatus.StrayDrop] {
        var stray: [ServiceStatus.StrayDrop] = []
        for drop in try drops() where !names.contains(drop.name) {
            let counts = try counts(drop: drop.id)
            guard counts.pending + counts.failed > 0 else { continue }
            stray.append(
                .init(name: drop.name, path: drop.root.escaped, pending: counts.pending, failed: counts.failed))
        }
        return stray
    }
}
