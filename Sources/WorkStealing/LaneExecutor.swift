import Dispatch

/// Runs an actor on one serial Dispatch queue, so that the compiler knows what belongs to the lane.
final class LaneExecutor: SerialExecutor {
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }

    /// Runs `work` on the queue after what is already there.
    func async(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }
}
