public import Records

/// A bundle as the ledger's row tells it.
public struct OutboxRow: Hashable, Sendable {
    /// How far the row has come.
    public enum State: Hashable, Sendable {
        /// Its records are fixed; its file may be anything from absent to complete.
        case staged
        /// Its file was complete, with this hash and size.
        case sealed(sha256: String, bytes: Int)
        /// Handed over: its file may be there or gone.
        case delivered
    }

    public var name: BundleName
    public var state: State

    public init(name: BundleName, state: State) {
        self.name = name
        self.state = state
    }
}

/// What lies in an outbox folder.
public struct OutboxListing: Hashable, Sendable {
    /// Bundles by name, with the size of the file.
    public var bundles: [BundleName: Int]
    /// Checksum files: the hash that each gives, nil where it is not one line of `sha256sum` for its bundle.
    public var checksums: [BundleName: String?]
    /// Names of this program's temporary files.
    public var temporaries: [PathBytes]
    /// Names that are none of the above.
    public var foreign: [PathBytes]

    public init(
        bundles: [BundleName: Int] = [:], checksums: [BundleName: String?] = [:], temporaries: [PathBytes] = [],
        foreign: [PathBytes] = []
    ) {
        self.bundles = bundles
        self.checksums = checksums
        self.temporaries = temporaries
        self.foreign = foreign
    }
}

/// What became of looking into a bundle.
public enum OutboxCheck: Hashable, Sendable {
    /// Every entry is as its manifest says; the hash is the file's own, whatever its checksum file says. `ledger` is
    /// the manifest's, nil where an older version made it.
    case intact(sha256: String, bytes: Int, ledger: LedgerIdentity? = nil)
    case damaged(BundleError)
}

/// One step of the repair; `Outbox.perform` does those on files, the caller those on rows.
public enum OutboxAction: Hashable, Sendable {
    /// Delete this name: a temporary file, or a checksum whose bundle is gone.
    case remove(PathBytes)
    /// Write the bundle's checksum file (again).
    case writeChecksum(BundleName, sha256: String)
    /// Row: the staged bundle is complete; where it holds the row's records, write its checksum and enter hash and size,
    /// else the name is taken.
    case seal(BundleName, sha256: String, bytes: Int)
    /// Row: a whole bundle without a row. Where its records are the ledger's and in no other bundle, write its checksum
    /// and enter it as sealed; else set it aside if it is this ledger's (`isOurs`), or leave it and say so.
    case adopt(BundleName, sha256: String, bytes: Int, isOurs: Bool)
    /// Move a bundle of this ledger that has no row, and its checksum, out of the uploader's way, and say why.
    case setAside(BundleName, String)
    /// Row: the bundle is missing or damaged; make it again from its records, replacing what is there, then seal.
    /// `expected` is the hash that it had where it was sealed before: with any other it must not stand under its name.
    case cutAgain(BundleName, expected: String?)
    /// Row: under its name stands a bundle that is not this ledger's; its records need another name. Nothing is touched.
    case nameTaken(BundleName)
    /// Another ledger's bundle, which this one leaves alone.
    case leave(BundleName)
    /// A file that this program did not make or cannot read, or whose owner is unknown: for a person to look at, never
    /// touched.
    case report(PathBytes, String)
}

extension OutboxListing {
    /// The bundles that have to be looked into before `repairs` can tell: those that no sealed row vouches for, and those
    /// whose size or checksum file says otherwise than their row (a kill while the bundle was cut again, or a bundle of
    /// another ledger that an older version gave the same name).
    ///
    /// A sealed bundle of the right size is taken at its row's word, so that a start does not read the whole outbox;
    /// nor are bundles read that carry another ledger's mark.
    public func unvouched(rows: [OutboxRow], owner: LedgerIdentity) -> [BundleName] {
        let states = Dictionary(rows.map { ($0.name, $0.state) }) { _, last in last }
        return bundles.keys.filter { name in
            switch states[name] {
            case .sealed(let sha256, let bytes): contradicted(name, sha256) || bundles[name] != bytes
            case .delivered: false
            case .staged: true
            case nil: name.mark == nil || name.mark == owner.mark
            }
        }.sorted()
    }

    /// Decides what to do after a crash, from rows, files and checks alone.
    ///
    /// Bundles are made in the order: row staged, checksum file, bundle, row sealed. Whatever that was cut between,
    /// carrying out these actions brings back: every staged or sealed row has its bundle and checksum, nothing
    /// temporary of this ledger is left, no bundle is deleted, and nothing that is or may be another ledger's is
    /// touched. A second look then finds nothing to do but the same reports.
    /// - Parameters:
    ///   - owner: the ledger whose rows these are.
    ///   - isAlone: no other process works in the outbox, so that temporary files without an owner's mark are left-overs.
    public func repairs(
        rows: [OutboxRow], checks: [BundleName: OutboxCheck], owner: LedgerIdentity, isAlone: Bool = true
    ) -> [OutboxAction] {
        let states = Dictionary(rows.map { ($0.name, $0.state) }) { _, last in last }
        var actions = temporaries.filter { isLeftOver($0, owner, isAlone) }.sorted().map(OutboxAction.remove)
        for name in Set(states.keys).union(bundles.keys).union(checksums.keys).sorted() {
            switch states[name] {
            case .staged: actions += staged(name, checks[name], owner)
            case .sealed(let sha256, let bytes): actions += sealed(name, sha256, bytes, checks[name], owner)
            case .delivered: actions += strayChecksum(name)
            case nil: actions += unknown(name, checks[name], owner)
            }
        }
        return actions + foreign.sorted().map { .report($0, "not a file of this program") }
    }

    private func staged(_ name: BundleName, _ check: OutboxCheck?, _ owner: LedgerIdentity) -> [OutboxAction] {
        guard bundles[name] != nil, case .intact(let sha256, let bytes, _) = check else {
            return [.cutAgain(name, expected: nil)]
        }
        return switch Whose(name, check, owner) {
        case .anothers: [.nameTaken(name)]
        case .ours where contradicted(name, sha256): [.cutAgain(name, expected: nil)]
        case .ours: repairChecksum(name, sha256) + [.seal(name, sha256: sha256, bytes: bytes)]
        case .unsaid: [.seal(name, sha256: sha256, bytes: bytes)]
        }
    }

    private func sealed(
        _ name: BundleName, _ sha256: String, _ bytes: Int, _ check: OutboxCheck?, _ owner: LedgerIdentity
    ) -> [OutboxAction] {
        guard let size = bundles[name] else { return [.cutAgain(name, expected: sha256)] }
        switch check {
        case .intact(sha256, bytes, _): return repairChecksum(name, sha256)
        case nil where size == bytes: return repairChecksum(name, sha256)
        case .intact where Whose(name, check, owner) != .ours: return [.nameTaken(name)]
        case .intact, .damaged, nil: return [.cutAgain(name, expected: sha256)]
        }
    }

    private func unknown(_ name: BundleName, _ check: OutboxCheck?, _ owner: LedgerIdentity) -> [OutboxAction] {
        guard bundles[name] != nil else { return name.mark == owner.mark ? strayChecksum(name) : [] }
        let whose = Whose(name, check, owner)
        if whose == .anothers { return [.leave(name)] }
        let problem: String
        switch check {
        case .intact(let sha256, let bytes, _):
            if !contradicted(name, sha256) {
                return (whose == .ours ? repairChecksum(name, sha256) : [])
                    + [.adopt(name, sha256: sha256, bytes: bytes, isOurs: whose == .ours)]
            }
            problem = "its checksum file says otherwise"
        case .damaged(let error): problem = "damaged: \(error.description)"
        case nil: problem = "not looked into"
        }
        if whose == .ours, check != nil { return [.setAside(name, "unknown to the ledger, and \(problem)")] }
        return [
            .report(PathBytes(name.text), "unknown to the ledger, of a ledger that it does not name, and \(problem)")
        ]
    }

    /// A checksum file gives another hash than the bundle's.
    private func contradicted(_ name: BundleName, _ sha256: String) -> Bool {
        if case .some(.some(let said)) = checksums[name] { return said != sha256 }
        return false
    }

    private func repairChecksum(_ name: BundleName, _ sha256: String) -> [OutboxAction] {
        if case .some(.some(sha256)) = checksums[name] { return [] }
        return [.writeChecksum(name, sha256: sha256)]
    }

    private func strayChecksum(_ name: BundleName) -> [OutboxAction] {
        bundles[name] == nil && checksums[name] != nil ? [.remove(PathBytes(name.checksumText))] : []
    }

    /// A temporary file that nobody writes to any more.
    private func isLeftOver(_ temporary: PathBytes, _ owner: LedgerIdentity, _ isAlone: Bool) -> Bool {
        switch OutboxName.bundle(ofTemporary: temporary)?.mark {
        case owner.mark: true
        case nil: isAlone
        case .some: false
        }
    }
}

/// Whose a bundle in the outbox is, by its manifest or, where that cannot be read, by its name.
private enum Whose {
    case ours, anothers
    /// An older version made it, which wrote no ledger into a bundle.
    case unsaid

    init(_ name: BundleName, _ check: OutboxCheck?, _ owner: LedgerIdentity) {
        if case .intact(_, _, let ledger?) = check {
            self = ledger == owner ? .ours : .anothers
        } else {
            switch name.mark {
            case owner.mark: self = .ours
            case nil: self = .unsaid
            case .some: self = .anothers
            }
        }
    }
}
