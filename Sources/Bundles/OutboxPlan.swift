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
    /// Every entry is as its manifest says; the hash is the file's own, whatever its checksum file says.
    case intact(sha256: String, bytes: Int)
    case damaged(BundleError)
}

/// One step of the repair; `Outbox.perform` does those on files, the caller those on rows.
public enum OutboxAction: Hashable, Sendable {
    /// Delete this name: a temporary file, or a checksum whose bundle is gone.
    case remove(PathBytes)
    /// Write the bundle's checksum file (again).
    case writeChecksum(BundleName, sha256: String)
    /// Row: the staged bundle is complete, enter hash and size.
    case seal(BundleName, sha256: String, bytes: Int)
    /// Row: a whole bundle that the ledger does not know (it was lost or replaced). Where its records are the ledger's
    /// and in no other bundle, enter it as sealed; else set it aside.
    case adopt(BundleName, sha256: String, bytes: Int)
    /// Move a bundle that the ledger does not know, and its checksum, out of the uploader's way, and say why.
    case setAside(BundleName, String)
    /// Row: the bundle is missing or damaged; cut it again from its records, replacing what is there, then seal.
    /// `expected` is the hash that it had, where it was sealed before.
    case cutAgain(BundleName, expected: String?)
    /// A file that this program did not make or cannot read: for a person to look at, never touched.
    case report(PathBytes, String)
}

extension OutboxListing {
    /// The bundles that have to be looked into before `repairs` can tell: those that no sealed row vouches for, and those
    /// whose checksum file says otherwise than their row (a kill while the bundle was cut again).
    ///
    /// A sealed bundle of the right size is taken at its row's word, so that a start does not read the whole outbox.
    public func unvouched(rows: [OutboxRow]) -> [BundleName] {
        let states = Dictionary(rows.map { ($0.name, $0.state) }) { _, last in last }
        return bundles.keys.filter { name in
            switch states[name] {
            case .sealed(let sha256, _): contradicted(name, sha256)
            case .delivered: false
            case .staged, nil: true
            }
        }.sorted()
    }

    /// Decides what to do after a crash, from rows, files and checks alone.
    ///
    /// Bundles are made in the order: row staged, checksum file, bundle, row sealed. Whatever that was cut between,
    /// carrying out these actions brings back: every staged or sealed row has its bundle and checksum, nothing
    /// temporary is left, no bundle is deleted. A second look then finds nothing to do but the same reports.
    public func repairs(rows: [OutboxRow], checks: [BundleName: OutboxCheck]) -> [OutboxAction] {
        let states = Dictionary(rows.map { ($0.name, $0.state) }) { _, last in last }
        var actions = temporaries.sorted().map(OutboxAction.remove)
        for name in Set(states.keys).union(bundles.keys).union(checksums.keys).sorted() {
            switch states[name] {
            case .staged: actions += staged(name, checks[name])
            case .sealed(let sha256, let bytes): actions += sealed(name, sha256, bytes, checks[name])
            case .delivered: actions += strayChecksum(name)
            case nil: actions += unknown(name, checks[name])
            }
        }
        return actions + foreign.sorted().map { .report($0, "not a file of this program") }
    }

    private func staged(_ name: BundleName, _ check: OutboxCheck?) -> [OutboxAction] {
        guard bundles[name] != nil, case .intact(let sha256, let bytes) = check, !contradicted(name, sha256) else {
            return [.cutAgain(name, expected: nil)]
        }
        return mendChecksum(name, sha256) + [.seal(name, sha256: sha256, bytes: bytes)]
    }

    private func sealed(_ name: BundleName, _ sha256: String, _ bytes: Int, _ check: OutboxCheck?) -> [OutboxAction] {
        let isWhole =
            switch check {
            case .intact(let found, let size): found == sha256 && size == bytes
            case .damaged: false
            case nil: true
            }
        guard bundles[name] == bytes, isWhole else { return [.cutAgain(name, expected: sha256)] }
        return mendChecksum(name, sha256)
    }

    private func unknown(_ name: BundleName, _ check: OutboxCheck?) -> [OutboxAction] {
        guard bundles[name] != nil else { return strayChecksum(name) }
        switch check {
        case .intact(let sha256, let bytes):
            if contradicted(name, sha256) {
                return [.setAside(name, "unknown to the ledger, and its checksum file says otherwise")]
            }
            return mendChecksum(name, sha256) + [.adopt(name, sha256: sha256, bytes: bytes)]
        case .damaged(let error):
            return [.setAside(name, "unknown to the ledger, and damaged: \(error.description)")]
        case nil:
            return [.report(PathBytes(name.text), "unknown to the ledger, and not looked into")]
        }
    }

    /// A checksum file gives another hash than the bundle's.
    private func contradicted(_ name: BundleName, _ sha256: String) -> Bool {
        if case .some(.some(let said)) = checksums[name] { return said != sha256 }
        return false
    }

    private func mendChecksum(_ name: BundleName, _ sha256: String) -> [OutboxAction] {
        if case .some(.some(sha256)) = checksums[name] { return [] }
        return [.writeChecksum(name, sha256: sha256)]
    }

    private func strayChecksum(_ name: BundleName) -> [OutboxAction] {
        bundles[name] == nil && checksums[name] != nil ? [.remove(PathBytes(name.checksumText))] : []
    }
}
