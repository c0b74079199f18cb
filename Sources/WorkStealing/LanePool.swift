/// Lanes that share work: each is a serial Dispatch queue with a context of its own; an idle one steals.
///
/// A job is anything `Sendable`; a context (decoder, infer request, buffers) need not be: it is made on its lane and
/// stays there. Jobs are dealt to the lane with the shortest queue, batch by batch, so that a store's photos stay
/// together; a lane that runs out takes half of the richest lane's queue. What is outstanding (queued or running) is
/// bounded by `capacity`: a dealer waits, so memory depends on lanes, not on how many photos there are.
///
/// Every job handed to `deal` either runs exactly once or is returned, by `deal` itself or by `cancel`. Errors belong
/// to the job: `run` throws none.
public final class LanePool<Context: ~Copyable, Job: Sendable>: Sendable {
    private let desk: Desk<Job>
    private let lanes: [Lane<Context, Job>]

    /// Opens the lanes.
    ///
    /// - Parameters:
    ///   - lanes: how many, at least 1.
    ///   - capacity: the most that may be outstanding, in the unit of `weight`. A job that alone weighs more runs alone.
    ///   - label: name of the Dispatch queues, `<label>.<lane>`.
    ///   - weight: what a job counts against the capacity, at least 0 and the same at each call; 1 unless told.
    ///   - makeContext: makes a lane's context, on its queue; called once per lane with the lane's number.
    ///   - run: runs one job, on its lane's queue.
    /// - Throws: what `makeContext` throws.
    public init(
        lanes count: Int, capacity: Int, label: String = "lane", weight: @escaping @Sendable (Job) -> Int = { _ in 1 },
        makeContext: @escaping @Sendable (_ lane: Int) throws -> Context,
        run: @escaping @Sendable (inout Context, Job) -> Void
    ) async throws {
        precondition(count >= 1 && capacity >= 1, "a pool needs a lane and room for a job")
        let desk = Desk(lanes: count, capacity: capacity, weight: weight)
        self.desk = desk
        lanes = (0..<count).map { Lane(index: $0, label: label, desk: desk, run: run) }
        for lane in lanes { try await lane.open(makeContext) }
    }

    /// Deals a batch to one lane, waiting for room as it goes.
    ///
    /// - Parameter affinity: batches of one key (the hash of a store, say) that follow each other go to the same lane as
    ///   long as it holds work of that key.
    /// - Returns: the jobs that were not accepted, in order: none, unless the pool was closed or cancelled or the
    ///   calling task was cancelled meanwhile.
    public func deal(_ jobs: [Job], affinity: Int? = nil) async -> [Job] {
        guard !jobs.isEmpty else { return [] }
        let lane = desk.chooseLane(affinity: affinity)
        for (i, job) in jobs.enumerated() {
            guard await desk.admit(weight: desk.weight(job)), desk.place(job, lane: lane) else {
                return Array(jobs[i...])
            }
        }
        return []
    }

    /// Waits until every job dealt so far has run.
    public func drain() async { await desk.drained() }

    /// Takes no more jobs, waits until the dealt ones have run, and frees the contexts on their lanes.
    public func close() async {
        desk.refuseNew()
        await desk.drained()
        for lane in lanes { await lane.close() }
    }

    /// Stops every lane after the job it is at, frees the contexts, and returns the jobs that did not run.
    public func cancel() async -> [Job] {
        let unrun = await desk.cancel()
        for lane in lanes { await lane.close() }
        return unrun
    }

    /// Jobs and thefts a lane, and what is outstanding now.
    public var statistics: LaneStatistics { desk.statistics }
}

/// What the lanes of a pool have done so far.
public struct LaneStatistics: Sendable, Hashable {
    /// One lane's figures.
    public struct Lane: Sendable, Hashable {
        /// Jobs it ran.
        public var jobs = 0
        /// How often it took half of another lane's queue.
        public var steals = 0
        /// Jobs in its queue now.
        public var queued = 0
    }

    public var lanes: [Lane]
    /// Jobs in the lanes' queues now.
    public var queued: Int { lanes.reduce(0) { $0 + $1.queued } }
    /// Jobs queued or running now, and what they weigh.
    public var outstanding: Int
    public var outstandingWeight: Int
}
