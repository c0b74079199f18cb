import Dispatch

/// Runs an actor on one serial Dispatch queue, so that the compiler knows what belongs to that queue.
///
/// For owners of handles that block (a lane's decoder, a ledger): their calls never hold a thread of the shared
/// cooperative pool.
public final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// - Parameter label: the queue's name, as debuggers show it.
    public init(label: String) { queue = DispatchQueue(label: label) }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    public func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }

    /// Runs `work` on the queue after what is already there.
    func async(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }
}
