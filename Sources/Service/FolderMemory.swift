import Drops
import Records
import SystemCalls

/// Which folders of a drop look as they did when they were last read, so that a look need not read them again.
///
/// A folder's time tells of names made, removed or renamed in it, not of a file rewritten in place: the full walk finds
/// those. A time that was fresh when the folder was read is not trusted, since more may have come within the same grain
/// of the file system's clock (2 s on FAT), nor is one in the future, as a server with a fast clock gives.
final class FolderMemory {
    private struct Memo {
        var mtimeNanoseconds: Int64
        var device: UInt64
        var inode: UInt64
        var subfolders: [PathBytes]
    }

    /// Nanoseconds that a time must be old to be trusted.
    static let grain: Int64 = 3_000_000_000

    private var memos: [PathBytes: Memo] = [:]

    var count: Int { memos.count }

    /// The folders in a folder that is as it was; nil when it must be read.
    func subfolders(of folder: PathBytes, _ status: FileStatus) -> [PathBytes]? {
        guard let memo = memos[folder], memo.mtimeNanoseconds == status.mtimeNanoseconds,
            memo.inode == status.inode, memo.device == status.device
        else { return nil }
        return memo.subfolders
    }

    /// Remembers a folder that was read.
    /// - Parameter now: wall clock, nanoseconds since 1970.
    func note(_ listing: FolderListing, now: Int64) {
        let age = now - listing.mtimeNanoseconds
        guard listing.isComplete, age > FolderMemory.grain else {
            memos[listing.folder] = nil
            return
        }
        memos[listing.folder] = Memo(
            mtimeNanoseconds: listing.mtimeNanoseconds, device: listing.device, inode: listing.inode,
            subfolders: listing.subfolders)
    }

    /// Forgets everything: the next look reads all folders.
    func clear() { memos = [:] }
}
