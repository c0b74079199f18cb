/// What a try to steal came to.
public enum Steal<Element> {
    /// There was nothing to take.
    case empty
    /// This was taken.
    case success(Element)
    /// Another thread was at the queue at that moment: it may hold work, look again.
    case retry
}

extension Steal: Sendable where Element: Sendable {}
extension Steal: Equatable where Element: Equatable {}

/// The queue that injector, worker and stealers share.
///
/// A lock, not lock-free code: an element is a photo that takes tens of milliseconds, the lock is held for well under a
/// microsecond, and a reader can see that it is right.
final class SharedQueue<Element: Sendable>: Sendable {
    private let ring = Locked(RingBuffer<Element>())

    var count: Int { ring.withLock { $0.count } }

    func push(_ element: Element) { ring.withLock { $0.append(element) } }

    func push(contentsOf elements: [Element]) {
        ring.withLock { ring in for element in elements { ring.append(element) } }
    }

    func pop() -> Element? { ring.withLock { $0.popFirst() } }

    func popAll() -> [Element] { ring.withLock { $0.popFirst(atMost: .max) } }

    /// Takes the older half (at least one), unless another thread is at the queue.
    func tryPopHalf() -> Steal<[Element]> { tryPop { ($0 + 1) / 2 } }

    func tryPop() -> Steal<Element> {
        switch tryPop(share: { min($0, 1) }) {
        case .empty: .empty
        case .retry: .retry
        case .success(let taken): taken.first.map { .success($0) } ?? .empty
        }
    }

    private func tryPop(share: (Int) -> Int) -> Steal<[Element]> {
        guard let taken = ring.withLockIfAvailable({ $0.popFirst(atMost: share($0.count)) }) else { return .retry }
        return taken.isEmpty ? .empty : .success(taken)
    }
}

/// A queue that anyone may push to and anyone may steal from, first in, first out.
public struct Injector<Element: Sendable>: Sendable {
    private let queue = SharedQueue<Element>()

    public init() {}

    public var count: Int { queue.count }
    public var isEmpty: Bool { count == 0 }

    /// A handle for taking from this queue.
    public var stealer: Stealer<Element> { Stealer(queue: queue) }

    public func push(_ element: Element) { queue.push(element) }

    /// Takes the oldest element.
    public func steal() -> Steal<Element> { queue.tryPop() }
}

/// A queue with one owner, which pushes and pops at will, while others take from it through `stealer`.
///
/// Not copyable: there is one owner. First in, first out, so that photos are audited in the order they were dealt.
public struct Worker<Element: Sendable>: ~Copyable, Sendable {
    private let queue = SharedQueue<Element>()

    public init() {}

    public var count: Int { queue.count }
    public var isEmpty: Bool { count == 0 }

    /// A handle for taking from this queue.
    public var stealer: Stealer<Element> { Stealer(queue: queue) }

    public mutating func push(_ element: Element) { queue.push(element) }

    public mutating func push(contentsOf elements: [Element]) { queue.push(contentsOf: elements) }

    /// Takes the oldest element, waiting a moment if a thief is at the queue.
    public mutating func pop() -> Element? { queue.pop() }
}

/// A handle for taking from another's queue.
public struct Stealer<Element: Sendable>: Sendable {
    let queue: SharedQueue<Element>

    public var count: Int { queue.count }
    public var isEmpty: Bool { count == 0 }

    /// Takes the oldest element.
    public func steal() -> Steal<Element> { queue.tryPop() }

    /// Takes the older half, at least one: gives the oldest and pushes the others to `worker`.
    ///
    /// Stealing from `worker` itself is allowed and moves its older half to its end.
    public func stealBatchAndPop(into worker: inout Worker<Element>) -> Steal<Element> {
        switch queue.tryPopHalf() {
        case .empty: return .empty
        case .retry: return .retry
        case .success(let taken):
            worker.push(contentsOf: Array(taken.dropFirst()))
            return taken.first.map { .success($0) } ?? .empty
        }
    }

    /// Takes everything, waiting a moment if another thread is at the queue.
    public func stealAll() -> [Element] { queue.popAll() }
}
