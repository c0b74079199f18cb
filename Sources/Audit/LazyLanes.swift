import Examining
import Ledger
import WorkStealing

/// A read photo on its way to a lane.
struct AuditJob: Sendable {
    var drop: DropID
    var sighting: Sighting
    var input: PhotoInput
    var times: StageTimes
    var place: HeldReservation
}

/// The lanes, opened when the first photo comes.
actor LazyLanes {
    private let open: @Sendable () async throws -> LanePool<PhotoAuditor, AuditJob>
    private var opening: Task<LanePool<PhotoAuditor, AuditJob>, any Error>?
    private nonisolated let seen = Locked<LanePool<PhotoAuditor, AuditJob>?>(nil)

    init(open: @escaping @Sendable () async throws -> LanePool<PhotoAuditor, AuditJob>) { self.open = open }

    /// The open lanes.
    func pool() async throws -> LanePool<PhotoAuditor, AuditJob> {
        let task = opening ?? Task { [open] in try await open() }
        opening = task
        let pool = try await task.value
        seen.withLock { $0 = pool }
        return pool
    }

    /// Photos that wait in the lanes' queues.
    nonisolated var queued: Int { seen.withLock { $0 }?.statistics.queued ?? 0 }

    /// The lanes if any photo ever came.
    func opened() async -> LanePool<PhotoAuditor, AuditJob>? { try? await opening?.value }
}
