/// One lane: a serial Dispatch queue that owns its context (decoder, infer request, buffers).
///
/// The context is made on the queue and never leaves it. A serial queue is not a thread: two turns may run on two
/// threads, so a context must not lean on thread-locals. An idle lane has nothing on its queue: it costs no thread.
actor Lane<Context: ~Copyable, Job: Sendable> {
    private nonisolated let executor: QueueExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private nonisolated let index: Int
    private nonisolated let desk: Desk<Job>
    private let run: @Sendable (inout Context, Job) -> Void
    private var loot = Worker<Job>()
    private var context: Context?

    init(index: Int, label: String, desk: Desk<Job>, run: @escaping @Sendable (inout Context, Job) -> Void) {
        self.index = index
        self.desk = desk
        self.run = run
        executor = QueueExecutor(label: "\(label).\(index)")
    }

    /// Makes the context and shows the desk where this lane keeps what it stole.
    func open(_ makeContext: @Sendable (Int) throws -> Context) throws {
        context = try makeContext(index)
        desk.register(lane: index, loot: loot.stealer) { [weak self] in self?.wake() }
    }

    /// Frees the context, on the queue.
    func close() { context = nil }

    /// Puts a turn on the queue; the desk calls for one only when the lane rests, so there is never a second.
    nonisolated func wake() {
        executor.async { self.assumeIsolated { $0.turn() } }
    }

    /// Runs jobs until there is none left in any lane's queue, or the pool is cancelled.
    private func turn() {
        guard var tools = context.take() else { return }
        while true {
            if let job = next() {
                let weight = desk.weight(job)
                run(&tools, job)
                desk.finished(weight: weight, lane: index)
            } else if desk.mayRest(lane: index) {
                break
            }
        }
        context = consume tools
    }

    /// Own loot, own inbox, then half of the richest other queue.
    private func next() -> Job? {
        if desk.isCancelled { return nil }
        if let job = loot.pop() { return job }
        if case .success(let job) = desk.inbox(of: index).steal() { return job }
        guard let richest = desk.richestQueue(besides: index) else { return nil }
        guard case .success(let job) = richest.stealBatchAndPop(into: &loot) else { return nil }
        desk.stole(lane: index)
        return job
    }
}
