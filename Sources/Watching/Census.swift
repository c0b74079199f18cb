public import Drops
import Foundation
public import Ledger

/// What one walk over a whole drop sees, for the ledger to find which known paths are gone.
///
/// Believed only where every folder could be read to its end and the drop's root is at the end what it was at the
/// beginning: the same folder of the same mount, with its marker.
public struct Census: Sendable {
    private let began = Date()
    private let identity: DropIdentity
    private var seen: SeenPaths
    private var tellsAll = true

    /// Begins with a walk.
    /// - Parameter identity: the root's now.
    public init(_ identity: DropIdentity, expecting paths: Int) {
        self.identity = identity
        seen = SeenPaths(expecting: paths)
    }

    /// Takes in a folder. A candidate is what the listing calls one.
    public mutating func note(_ listing: FolderListing) {
        tellsAll = tellsAll && listing.tellsAll
        let key = seen.key(folder: listing.folder)
        listing.forEachName { _, name, _, _ in seen.insert(in: key, name: name) }
    }

    /// Ends with the walk.
    /// - Parameter now: the root's identity; nil where it cannot be probed.
    /// - Returns: nil where the walk tells nothing of what it did not see.
    public func end(_ now: DropIdentity?) -> FullWalk? {
        guard tellsAll, let now, now == identity else { return nil }
        return FullWalk(began: began, seen: seen, isMountPoint: now.isMountPoint, hasMarker: now.hasMarker)
    }
}
