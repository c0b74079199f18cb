public import Drops
public import Ledger
import Records

extension FolderListing {
    /// The places of the candidates that the ledger does not hold as settled (of all of them for `again`), without the
    /// files that are known to be no pictures: what is new in a folder, for a scan and for the service alike.
    ///
    /// - Parameter other: called with the kind of each file that is known to be no picture, and its time in nanoseconds
    ///   since 1970.
    public func unsettled(
        _ known: KnownPaths, again: Bool = false, other: (_ kind: String, _ mtimeNanoseconds: Int64) -> Void
    ) -> [Int] {
        if again, !holdsDoubtful { return Array(0..<count) }
        let key = known.key(folder: folder)
        var open: [Int] = []
        forEachName { index, name, size, mtime in
            let size = Int64(size)
            if !again, known.isSettled(in: key, name: name, size: size, mtimeNanoseconds: mtime) { return }
            if holdsDoubtful, let kind = known.otherKind(in: key, name: name, size: size, mtimeNanoseconds: mtime) {
                other(kind, mtime)
            } else {
                open.append(index)
            }
        }
        return open
    }
}
