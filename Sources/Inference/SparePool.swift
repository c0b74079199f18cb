import Synchronization

/// Networks that no lane has: compiling one takes time and memory, so a lane that ends leaves its own to
/// the next.
public final class SparePool<Networks>: Sendable {
    /// Not for two threads at once, so they are handed over whole: by one lane's end to the pool, from it to one lane.
    private struct Spare: @unchecked Sendable {
        var networks: Networks
    }

    private let spares: Mutex<[Spare]>

    public init(_ first: Networks) { spares = Mutex([Spare(networks: first)]) }

    /// What a lane left, or the first; nil where nothing is left.
    public func take() -> Networks? { spares.withLock { $0.popLast() }?.networks }

    /// For the next lane; the caller must not use them any more.
    public func put(_ networks: Networks) {
        let spare = Spare(networks: networks)
        spares.withLock { $0.append(spare) }
    }

    /// Frees what no lane has.
    public func removeAll() { spares.withLock { $0 = [] } }
}
