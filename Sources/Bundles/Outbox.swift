public import Records
import SystemCalls

/// The folder where sealed bundles wait for upload.
///
/// Several ledgers may share one: each bundle carries its ledger's identity in the manifest and the first digits of it
/// in its name, and a ledger touches its own only. One process at a time works in an outbox (`OutboxTurn`). `repairs`
/// (pure, `OutboxPlan.swift`) says how to bring folder and ledger together after a crash.
public struct Outbox: Hashable, Sendable {
    public let folder: PathBytes
    /// Where bundles are put that are the ledger's by their mark and that it does not know; nothing is ever deleted there.
    public static let aside = PathBytes("aside")

    public init(_ folder: PathBytes) { self.folder = folder }

    /// Looks at the names in the folder, and into checksum files; not into bundles.
    public func scan() throws(BundleError) -> OutboxListing {
        var listing = OutboxListing()
        for name in try io({ () throws(SystemError) in try FileSystem.names(in: folder) }) {
            let path = folder.appending(name)
            let status: FileStatus
            do throws(SystemError) {
                status = try FileSystem.status(path, followLinks: false)
            } catch {
                if error.isMissing { continue }
                throw BundleError(error)
            }
            switch OutboxName(name) {
            case _ where name == Outbox.aside && status.kind == .folder: continue
            case .bundle(let bundle) where status.kind == .file: listing.bundles[bundle] = status.size
            case .checksum(let bundle) where status.kind == .file:
                listing.checksums[bundle] = .some(try checksum(of: bundle))
            case .temporary where status.kind == .file: listing.temporaries.append(name)
            default: listing.foreign.append(name)
            }
        }
        return listing
    }

    /// Reads a bundle whole, against its own manifest; a full disk or a dead mount is an error, not damage.
    public func check(_ name: BundleName) throws(BundleError) -> OutboxCheck {
        do throws(BundleError) {
            let found = try BundleReader(name.path(in: folder)).verifyAlone()
            return .intact(sha256: found.sha256, bytes: found.bytes, ledger: found.manifest.ledger)
        } catch {
            if error.code == .inputOutput || error.code == .diskFull { throw error }
            return .damaged(error)
        }
    }

    /// What has to be done so that folder and the rows of `owner` agree: `scan`, `check` where needed, `repairs`.
    public func repairs(
        rows: [OutboxRow], owner: LedgerIdentity, isAlone: Bool = true
    ) throws(BundleError) -> [OutboxAction] {
        let listing = try scan()
        var checks: [BundleName: OutboxCheck] = [:]
        for name in listing.unvouched(rows: rows, owner: owner) { checks[name] = try check(name) }
        return listing.repairs(rows: rows, checks: checks, owner: owner, isAlone: isAlone)
    }

    /// Throws where something stands under a bundle's name, or its checksum's, before anything is written.
    public func requireFree(_ name: BundleName) throws(BundleError) {
        for text in [name.text, name.checksumText] {
            let path = folder.appending(PathBytes(text))
            guard FileSystem.exists(path) else { continue }
            throw BundleError(
                .alreadyExists, file: path,
                "something else has the name of the next bundle, and is left alone; the records stay in the ledger: move "
                    + "it out of the outbox, or name another outbox for this ledger, then run again")
        }
    }

    /// Does an action on files; false for those that are the caller's (rows, cutting again, reports).
    @discardableResult
    public func perform(_ action: OutboxAction) throws(BundleError) -> Bool {
        switch action {
        case .remove(let name):
            try remove([name])
            return true
        case .writeChecksum(let name, let sha256):
            try ChecksumFile.write(sha256, for: name.text, to: name.checksumPath(in: folder))
            return true
        case .setAside(let name, _):
            try setAside(name)
            return true
        case .seal, .adopt, .cutAgain, .nameTaken, .leave, .report: return false
        }
    }

    /// Moves bundle and checksum to `aside`; a kill between the two leaves a checksum, which the next repair removes.
    private func setAside(_ name: BundleName) throws(BundleError) {
        let place = folder.appending(Outbox.aside)
        try io { () throws(SystemError) in
            try FileSystem.makeFolder(place)
            var ending = ""
            var number = 1
            while FileSystem.exists(place.appending(PathBytes(name.text + ending))) {
                number += 1
                ending = ".\(number)"
            }
            for text in [name.text, name.checksumText] where FileSystem.exists(folder.appending(PathBytes(text))) {
                try FileSystem.rename(
                    folder.appending(PathBytes(text)), to: place.appending(PathBytes(text + ending)))
            }
            try FileSystem.syncFolder(place)
            try FileSystem.syncFolder(folder)
        }
    }

    /// Deletes a bundle, then its checksum; missing ones are not errors. For bundles that were delivered.
    ///
    /// One whose checksum file gives another hash is not the bundle that was delivered: an older version let another
    /// ledger take its name. It stays.
    /// - Parameter sha256: the hash that the bundle was sealed with.
    public func discard(_ name: BundleName, sha256: String) throws(BundleError) {
        if let said = try checksum(of: name), said != sha256 { return }
        try remove([PathBytes(name.text), PathBytes(name.checksumText)])
    }

    private func remove(_ names: [PathBytes]) throws(BundleError) {
        for name in names {
            do throws(SystemError) {
                try FileSystem.remove(folder.appending(name))
            } catch {
                if !error.isMissing { throw BundleError(error) }
            }
        }
        try io { () throws(SystemError) in try FileSystem.syncFolder(folder) }
    }

    private func checksum(of bundle: BundleName) throws(BundleError) -> String? {
        do throws(BundleError) {
            return try ChecksumFile.read(for: bundle.path(in: folder))
        } catch {
            if error.code == .inputOutput || error.code == .diskFull { throw error }
            return nil
        }
    }
}

/// What a name in an outbox means.
enum OutboxName {
    case bundle(BundleName)
    case checksum(BundleName)
    case temporary
    case foreign

    init(_ name: PathBytes) {
        self = .foreign
        guard let text = name.text else { return }
        if let bundle = BundleName(text) {
            self = .bundle(bundle)
        } else if text.hasSuffix(BundleName.checksumEnding),
            let bundle = BundleName(String(text.dropLast(BundleName.checksumEnding.count)))
        {
            self = .checksum(bundle)
        } else if OutboxName.isTemporary(text) {
            self = .temporary
        }
    }

    /// `.<bundle>.<pid>.tmp` and `.<bundle>.sha256.<pid>.tmp` (AtomicFile), `.spool.<number>.tmp` (Spool).
    private static func isTemporary(_ text: String) -> Bool {
        guard let stem = stem(ofTemporary: text) else { return false }
        return stem == "spool" || bundle(ofStem: stem) != nil
    }

    /// The bundle that a temporary file was to become, or whose checksum.
    static func bundle(ofTemporary name: PathBytes) -> BundleName? {
        name.text.flatMap(stem(ofTemporary:)).flatMap(bundle(ofStem:))
    }

    private static func stem(ofTemporary text: String) -> String? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts.first == "", parts.last == "tmp",
            parts[parts.count - 2].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return parts[1..<parts.count - 2].joined(separator: ".")
    }

    private static func bundle(ofStem stem: String) -> BundleName? {
        let isChecksum = stem.hasSuffix(BundleName.checksumEnding)
        return BundleName(isChecksum ? String(stem.dropLast(BundleName.checksumEnding.count)) : stem)
    }
}
