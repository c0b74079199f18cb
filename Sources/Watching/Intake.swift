public import Drops
import Photo

/// What a photo's bytes say about whether it has arrived whole. Pure.
public enum Intake {
    /// True for a file that is still being written, by all that its bytes tell: empty, begun with zeros (a server that
    /// makes room first), or a JPEG without its end.
    public static func isIncomplete(_ bytes: [UInt8]) -> Bool {
        if bytes.count < 4 || bytes.prefix(4).allSatisfy({ $0 == 0 }) { return true }
        guard bytes[0] == 0xFF, bytes[1] == 0xD8 else { return false }
        return !JPEGLayout(bytes).hasEndOfImage
    }

    /// What is to become of a photo that was read.
    public enum Answer: Equatable, Sendable {
        case audit
        /// Not what the pass saw: settle anew.
        case changed
        case incomplete
        /// The drop may be gone: leave the photo as it is.
        case leave
    }

    /// Decides, from what the pass saw and what reading gave.
    /// - Parameter isFinal: patience is over: an incomplete photo is audited as it is.
    public static func judge(_ candidate: Candidate, _ read: Result<ReadPhoto, ReadError>, isFinal: Bool) -> Answer {
        switch read {
        case .success(let photo):
            guard photo.size == candidate.size, photo.mtimeNanoseconds == candidate.mtimeNanoseconds,
                candidate.inode == 0 || photo.inode == candidate.inode
            else { return .changed }
            return !isFinal && isIncomplete(photo.bytes) ? .incomplete : .audit
        case .failure(let error):
            if error.code == .changedWhileReading { return .changed }
            return error.isMountTrouble || error.code == .fileVanished ? .leave : .audit
        }
    }
}
