import Glibc
public import Records
import SystemCalls

/// A process's turn in an outbox: as long as it lives, no other process cuts or repairs bundles there.
///
/// It is the kernel's lock on the folder itself (flock), so that nothing lies about and a killed process gives it up at
/// once. Ledgers that share an outbox (shards) and processes that share a ledger take turns bundle by bundle; without
/// that, one would take another's half-written file for a left-over of a crash.
public struct OutboxTurn: ~Copyable {
    /// False where the file system has no such lock (some network file systems): another process may be running.
    /// Bundles cannot get mixed up even so; left-overs without an owner's mark stay.
    public let isAlone: Bool
    private let folder: OpenFile?

    /// Milliseconds between two tries.
    private static let pause: UInt32 = 10

    /// Waits for the turn.
    /// - Parameters:
    ///   - patience: seconds to wait at most.
    ///   - waiting: called before each new try; what it throws ends the wait.
    public init(in outbox: PathBytes, patience: Double = 600, waiting: () throws -> Void = {}) throws {
        var held: OpenFile?
        var isLocked = false
        do throws(SystemError) {
            let folder = try OpenFile(outbox, .folder)
            isLocked = try folder.tryLock()
            held = consume folder
        } catch {
            isAlone = false
            folder = nil
            return
        }
        let end = ContinuousClock.now + .seconds(patience)
        while !isLocked {
            guard ContinuousClock.now < end else {
                throw BundleError(
                    .outboxBusy, file: outbox,
                    "another process has been cutting bundles there for \(Int(patience)) s; look what it does, then run again"
                )
            }
            try waiting()
            usleep(Self.pause * 1000)
            isLocked = try held?.tryLock() ?? true
        }
        isAlone = true
        folder = held.take()
    }
}
