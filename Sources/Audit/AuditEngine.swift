public import Detection
public import Drops
public import Examining
public import Ledger
public import Records
public import Stores
import WorkStealing

/// A run over many photos: claims what is new, reads it once, deals it to the lanes, commits what they find.
///
/// A photo's way: `audit` claims candidates in the ledger → the drop's reader reads the bytes → the hash decides
/// whether a record represents them already → a lane audits → the committer makes record and evidence durable. The
/// hash is taken before the lane, not in it, so that a repeated photo is never dealt. Memory is bounded by lanes and
/// readers: what is read and not audited by bytes, what is claimed and not committed by number.
///
/// Long-lived: `scan` uses one for one walk, `watch` one for years. All methods may be called from any task.
public final class AuditEngine: Sendable {
    /// What the engine tells its owner, from any thread.
    public enum Event: Sendable {
        /// A path's outcome is durable.
        case committed(DropID, Outcome, Committed)
        /// A photo's overlay, as JPEG.
        case overlay(drop: String, path: PathBytes, jpeg: [UInt8])
        /// Time that a batch of photos took; reported once per batch.
        case spent(StageTimes)
    }

    /// How many photos stand where.
    public struct Depths: Sendable, Hashable {
        /// Between claim and commit, wherever.
        public var claimed = 0
        /// Read, and waiting for a lane.
        public var queued = 0
        /// Waiting to be committed.
        public var committing = 0

        public init() {}
    }

    /// How big an engine is.
    public struct Limits: Sendable {
        public var lanes: Int
        /// Bytes of photos that are read and not audited yet.
        public var bytesInFlight: Int
        /// Photos between claim and commit.
        public var photosInFlight: Int

        public init(lanes: Int) {
            self.lanes = lanes
            bytesInFlight = (16 << 20) + lanes * (12 << 20)
            photosInFlight = 64 + lanes * 16
        }
    }

    /// What becomes of a claimed photo that was read, or could not be.
    public enum Admission: Sendable {
        /// Deal it; one that could not be read is failed.
        case audit
        /// Release the claim: the path stays as it is, for a later pass.
        case release
    }

    /// Asked of every photo after it was read.
    public typealias Admit = @Sendable (Candidate, Result<ReadPhoto, ReadError>) async -> Admission

    public let keeper: LedgerKeeper
    public let run: RunID
    public let progress: RunProgress
    private let committer: Committer
    private let lanes: LazyLanes
    /// Claimed and not dispatched when the ledger failed: released as soon as it can be written again.
    private let unfinished = Locked<[(drop: DropID, sightings: [Sighting])]>([])

    /// Readies a run, which must have been begun in the keeper's ledger; `close` or `cancel` ends it.
    /// - Parameter detector: loads the model; called when the first photo needs it, so that a pass over a drop with
    ///   nothing new costs no model.
    public init(
        keeper: LedgerKeeper, run: RunID, detector: @escaping @Sendable () throws -> Detector, settings: AuditSettings,
        limits: Limits,
        progress: RunProgress = RunProgress(), observer: @escaping @Sendable (Event) -> Void = { _ in }
    ) {
        self.keeper = keeper
        self.run = run
        self.progress = progress
        let committer = Committer(
            keeper: keeper, run: run, capacity: limits.photosInFlight,
            committed: { item, committed in
                progress.note(committed, item.outcome)
                observer(.committed(item.drop, item.outcome, committed))
            }, spent: { observer(.spent($0)) })
        self.committer = committer
        lanes = LazyLanes {
            let detector = try detector()
            defer { detector.freeSpares() }
            return try await LanePool(
                lanes: limits.lanes, capacity: limits.bytesInFlight, label: "sightline.lane",
                weight: { max(1, $0.input.bytes.count) },
                makeContext: { _ in try PhotoAuditor(settings: settings, detector: detector, lanes: limits.lanes) },
                run: { auditor, job in
                    let outcome = Self.audit(job, auditor, observer)
                    var times = job.times
                    times += auditor.takeTimes()
                    job.place.take()?.commit(.init(drop: job.drop, outcome: outcome, times: times))
                })
        }
    }

    private static func audit(
        _ job: AuditJob, _ auditor: PhotoAuditor, _ observer: @Sendable (Event) -> Void
    ) -> Outcome {
        do {
            let audited = try auditor.audit(job.input)
            if let overlay = audited.overlay {
                observer(.overlay(drop: job.input.drop, path: job.input.path, jpeg: overlay))
            }
            return Outcome(
                job.sighting, .recorded(audited.record, evidence: audited.evidence), likeness: audited.likeness)
        } catch {
            return Outcome(job.sighting, .failed(Reason(code: "audit_failed", message: "\(error)")))
        }
    }

    /// Enters a drop and readies its reader.
    /// - Parameters:
    ///   - known: its number, where it was entered already; nil enters it by its name.
    ///   - reader: one that reads this drop already, to be used on; nil: a new one.
    public func open(
        _ drop: Drop, as known: DropID? = nil, stores: StoreRegistry, reader: DropReader? = nil
    ) async throws -> DropLine {
        let id: DropID
        if let known {
            id = known
        } else {
            id = try await keeper.use { (ledger) throws(LedgerError) in
                try ledger.register(drop: drop.name, root: drop.root)
            }
        }
        return DropLine(id: id, drop: drop, stores: stores, reader: reader ?? DropReader(drop))
    }

    /// Claims candidates and deals what is new to the lanes; returns when all of them have been dealt, not audited.
    /// - Parameter admit: decides on each photo after it was read; without it, all are dealt.
    /// - Returns: how many were known and needed nothing.
    /// - Throws: `CancellationError`; `LedgerError` when outcomes can no longer be committed: `retryCommit` then
    ///   releases what was claimed here and not dealt.
    @discardableResult
    public func audit(
        _ candidates: [Candidate], of line: DropLine, mode: ClaimMode = .due, admit: Admit? = nil
    ) async throws -> ClaimResult {
        guard !candidates.isEmpty else { return ClaimResult() }
        let sightings = candidates.map { line.sighting($0) }
        let claim = try await keeper.use { [run] (ledger) throws(LedgerError) in
            try ledger.claim(drop: line.id, sightings, run: run, mode: mode)
        }
        progress.update { $0.known += claim.settled + claim.waiting + claim.held }
        for (place, index) in claim.granted.enumerated() {
            do {
                let place = try await committer.reserve()
                try await dispatch(
                    candidates[index], sightings[index], of: line, again: mode == .again, admit: admit, in: place)
            } catch {
                let rest = claim.granted[place...].map { sightings[$0] }
                unfinished.withLock { $0.append((line.id, rest)) }
                throw error
            }
        }
        return claim
    }

    /// Reads one claimed photo and deals it. Whatever goes wrong, its place is released.
    private func dispatch(
        _ candidate: Candidate, _ sighting: Sighting, of line: DropLine, again: Bool, admit: Admit?,
        in place: consuming Reservation
    ) async throws {
        var times = StageTimes()
        let (next, sighting) = try await read(candidate, sighting, of: line, again: again, admit: admit, &times)
        switch next {
        case .commit(let kind):
            place.commit(.init(drop: line.id, outcome: Outcome(sighting, kind), times: times))
        case .audit(let input):
            let job = AuditJob(
                drop: line.id, sighting: sighting, input: input, times: times, place: HeldReservation(place))
            let refused = try await lanes.pool().deal([job], affinity: line.affinity(sighting))
            if !refused.isEmpty { throw CancellationError() }
        }
    }

    /// What a photo that was read needs.
    private enum Next {
        case commit(Outcome.Kind)
        case audit(PhotoInput)
    }

    private func read(
        _ candidate: Candidate, _ sighting: Sighting, of line: DropLine, again: Bool, admit: Admit?,
        _ times: inout StageTimes
    ) async throws -> (Next, Sighting) {
        let start = StageTimes.now
        let read: Result<ReadPhoto, ReadError>
        do {
            // A mount that hangs holds its reader, not this engine.
            let reader = line.reader
            read = .success(try await unlessCancelled { try await reader.read(candidate.path) })
        } catch let error as ReadError {
            read = .failure(error)
        }
        times.note(.read, since: start)
        if let admit, await admit(candidate, read) == .release { return (.commit(.released), sighting) }
        let photo: ReadPhoto
        switch read {
        case .success(let bytes): photo = bytes
        case .failure(let error):
            return (.commit(.failed(Reason(code: error.code.rawValue, message: error.message))), sighting)
        }
        progress.update { $0.read += 1 }
        var sighting = sighting
        sighting.size = Int64(photo.bytes.count)
        let hashStart = StageTimes.now
        let input = line.input(photo.bytes, sighting)
        times.note(.hash, since: hashStart)
        if !again, let known = try await known(input, of: line) { return (.commit(known), sighting) }
        return (.audit(input), sighting)
    }

    /// The outcome of a photo that need not be decoded: a record represents these bytes, or this picture.
    private func known(_ input: PhotoInput, of line: DropLine) async throws -> Outcome.Kind? {
        let (isRepeated, former) = try await keeper.use { (ledger) throws(LedgerError) in
            let rival = try ledger.standsFor(
                sha256: input.sha256, storeID: input.storeID, drop: line.id, path: input.path)
            return (rival != nil, rival == nil ? try ledger.formerRecord(drop: line.id, path: input.path) : nil)
        }
        if isRepeated { return .repeated(sha256: input.sha256) }
        guard let former, let record = try? former.record(), input.holdsPicture(of: record) else { return nil }
        let evidence = try await keeper.use { (ledger) throws(LedgerError) in try ledger.evidence(for: former.id) }
        return .recorded(record, evidence: evidence)
    }

    /// How many photos stand where now.
    public var depths: Depths {
        var depths = Depths()
        (depths.claimed, depths.committing) = committer.depth
        depths.queued = lanes.queued
        return depths
    }

    /// Returns when everything dealt so far is committed.
    public func flush() async throws {
        await lanes.opened()?.drain()
        try await committer.flush()
    }

    /// Waits until outcomes could not be committed, and gives why. Nothing else reports it where no photo follows.
    /// - Throws: `CancellationError`.
    public func nextCommitFailure() async throws -> LedgerError { try await committer.nextFailure() }

    /// Waits until all outcomes can be committed (again).
    /// - Throws: `CancellationError`.
    public func waitUntilCommitting() async throws { try await committer.waitUntilSound() }

    /// Commits what an earlier failure (a full disk) kept back, and releases what was claimed and not dealt; throws
    /// while it still cannot.
    public func retryCommit() async throws {
        try await committer.flush()
        while let (drop, sightings) = unfinished.withLock({ $0.last }) {
            try await keeper.use { [run] (ledger) throws(LedgerError) in
                _ = try ledger.commit(drop: drop, sightings.map { Outcome($0, .released) }, run: run)
            }
            unfinished.withLock { $0.removeAll { $0.drop == drop && $0.sightings == sightings } }
        }
    }

    /// Finishes what was dealt, commits it and ends the run.
    public func close() async throws {
        await lanes.opened()?.close()
        try await committer.flush()
        try await end("done")
    }

    /// Stops after the photos in progress, commits them and releases the rest of the claims.
    public func cancel() async throws {
        // Jobs that did not run release their places.
        _ = await lanes.opened()?.cancel()
        try await committer.flush()
        try await end("cancelled")
    }

    private func end(_ outcome: String) async throws {
        try await keeper.use { [run] (ledger) throws(LedgerError) in try ledger.endRun(run, outcome: outcome) }
    }
}
