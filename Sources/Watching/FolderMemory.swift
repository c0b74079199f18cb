import Drops
import Records
import SystemCalls

/// Which folders of a drop are as they were when they were last read, so that a pass need not read them again.
///
/// A folder's time tells of names made, removed or renamed in it, not of a file rewritten in place: the full walk finds
/// those. A time that was fresh when the folder was read is not trusted, since more may have come within the same grain
/// of the file system's clock (2 s on FAT), nor is one in the future, as a server with a fast clock gives, nor one from
/// before 1980: that is not a time but what servers give that keep none (0, or SMB's 1601), and it never changes.
final class FolderMemory {
    private struct Memo {
        var mtimeNanoseconds: Int64
        var device: UInt64
        var inode: UInt64
        var subfolders: [PathBytes]
    }

    /// Nanoseconds that a time must be old to be trusted.
    static let grain: Int64 = 3_000_000_000

    /// 1980-01-02, nanoseconds since 1970: FAT's first day has passed.
    static let firstTime: Int64 = 315_619_200_000_000_000

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
    /// - Parameters:
    ///   - isSettled: nothing in it waits. A folder in which something does is read again whatever its time says, and
    ///     an older memo of it goes: kept, it would hide from the next pass what still settles.
    ///   - now: wall clock, nanoseconds since 1970.
    func note(_ listing: FolderListing, isSettled: Bool, now: Int64) {
        let time = listing.mtimeNanoseconds
        guard isSettled, listing.isComplete, time > FolderMemory.firstTime,
            now.subtractingClamped(time) > FolderMemory.grain
        else {
            memos[listing.folder] = nil
            return
        }
        memos[listing.folder] = Memo(
            mtimeNanoseconds: listing.mtimeNanoseconds, device: listing.device, inode: listing.inode,
            subfolders: listing.subfolders)
    }

    /// Forgets everything: the next pass reads all folders.
    func clear() { memos = [:] }
}
