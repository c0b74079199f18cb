public import Ledger
public import Records
import WorkStealing

/// What became of photos that a scanner dispatched: reported from any thread, taken in by its next pass.
public final class PhotoNews: Sendable {
    struct Contents: Sendable {
        var settled: [Sighting] = []
        var others: [OtherFile] = []
        var incomplete: [PathBytes] = []
        var changed: [PathBytes] = []
        var returned: [PathBytes] = []
        var allReturned = false
    }

    private let contents = Locked(Contents())

    /// Audited, rejected or a duplicate: nothing more is to be done until the file changes.
    public func noteSettled(_ sighting: Sighting) { contents.withLock { $0.settled.append(sighting) } }
    /// By their content no pictures.
    public func noteOthers(_ files: [OtherFile]) { contents.withLock { $0.others += files } }
    /// Read, and not whole yet: it waits for a change or for the end of patience.
    public func noteIncomplete(_ path: PathBytes) { contents.withLock { $0.incomplete.append(path) } }
    /// Not what it was when it was dispatched: it settles anew.
    public func noteChanged(_ path: PathBytes) { contents.withLock { $0.changed.append(path) } }
    /// Not taken: ready again.
    public func noteReturned(_ paths: [PathBytes]) { contents.withLock { $0.returned += paths } }
    /// Whoever photos were dispatched to has ended: all are ready again.
    public func noteAllReturned() { contents.withLock { $0.allReturned = true } }

    func take() -> Contents {
        contents.withLock { contents in
            let taken = contents
            contents = Contents()
            return taken
        }
    }
}
