/// A growable circular buffer: first in, first out, both ends in constant time.
///
/// A slot is emptied the moment its element leaves, so an element is never kept alive by the buffer.
struct RingBuffer<Element> {
    private var slots: [Element?] = []
    private var head = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }
    var first: Element? { count == 0 ? nil : slots[head] }

    mutating func append(_ element: Element) {
        if count == slots.count { grow() }
        slots[index(of: count)] = element
        count += 1
    }

    mutating func popFirst() -> Element? {
        guard count > 0, let element = slots[head].take() else { return nil }
        head = index(of: 1)
        count -= 1
        return element
    }

    /// Removes and gives the oldest elements, at most `limit` of them, oldest first.
    mutating func popFirst(atMost limit: Int) -> [Element] {
        var taken: [Element] = []
        taken.reserveCapacity(min(limit, count))
        while taken.count < limit, let element = popFirst() { taken.append(element) }
        return taken
    }

    private func index(of offset: Int) -> Int {
        let i = head + offset
        return i < slots.count ? i : i - slots.count
    }

    private mutating func grow() {
        var larger: [Element?] = []
        larger.reserveCapacity(max(8, 2 * slots.count))
        for offset in 0..<count { larger.append(slots[index(of: offset)].take()) }
        larger.append(contentsOf: repeatElement(nil, count: max(8, 2 * slots.count) - count))
        slots = larger
        head = 0
    }
}
