public import Records
import WorkStealing

/// Owns a run's ledger: every call from producer, committer and cutter comes through this one serial queue.
///
/// An actor on a Dispatch queue of its own, since SQLite waits for the disk and must not hold a thread that other
/// tasks need.
public actor LedgerKeeper {
    private nonisolated let executor: QueueExecutor
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let file: PathBytes
    /// Nil after `close`.
    private var ledger: Ledger?

    /// Opens (or makes) the ledger.
    public init(at file: PathBytes, options: Ledger.Options = Ledger.Options()) throws(LedgerError) {
        executor = QueueExecutor(label: "sightline.ledger")
        self.file = file
        ledger = try Ledger(at: file, options: options)
    }

    /// Runs `body` with the ledger, on its queue.
    public func use<Result: Sendable>(
        _ body: @Sendable (Ledger) throws(LedgerError) -> Result
    ) throws(LedgerError) -> Result {
        guard let ledger else { throw .closed(file) }
        return try body(ledger)
    }

    /// Writes everything into the ledger's one file, as far as other processes allow, and closes it: whoever copies the
    /// file from now on has all of it. Later calls of `use` throw `closed`.
    public func close() throws(LedgerError) {
        defer { ledger = nil }
        try ledger?.finish()
    }
}
