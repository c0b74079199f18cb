import WorkStealing

/// A photo's place between claim and commit. It ends in exactly one way: `commit` fills it with an outcome, or it is
/// released where it goes out of scope. So no place can be forgotten, and none released twice.
struct Reservation: ~Copyable, Sendable {
    private var committer: Committer?

    /// For the committer alone, which has counted the place.
    init(of committer: Committer) { self.committer = committer }

    /// Commits an outcome in this place; never waits.
    consuming func commit(_ item: Committer.Item) {
        if let committer = committer.take() { committer.add(item) }
    }

    deinit { committer?.releasePlace() }
}

/// A reservation that goes with a job through the lanes' queues; whoever takes it first has it, and a job that is dropped
/// releases it.
final class HeldReservation: Sendable {
    private let held: Locked<Reservation?>

    init(_ reservation: consuming sending Reservation) { held = Locked(reservation) }

    /// The reservation; nil where it was taken before.
    func take() -> Reservation? { held.withLock { $0.take() } }
}
