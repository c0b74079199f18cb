import Ledger
import Records

/// Which photo comes next: all that are in the ledger's queue, in memory, 100 bytes each.
///
/// Two orders stand side by side. The first is by worth: uncertainty at the start, and once corrections have taught one, by
/// the chance that a person changes something; of the 64 worthiest the one goes first whose store had fewest. The second is
/// random: in each region the photos by a number drawn when they came, smallest first. A photo drawn for the random
/// share is the first in that order that nobody has done. What was done below the last one drawn belongs to the sample,
/// whatever it was done for, so that the sample is random although the rest is chosen.
struct ReviewQueue {
    private struct Item {
        var photo: QueuedPhoto
        var worth: Float
        var isOpen: Bool
    }

    private static let lookahead = 64
    /// Newcomers wait aside until there are this many, then they are sorted in.
    private static let mostFresh = 1024

    private var items: [Item] = []
    private var places: [ReviewID: Int] = [:]
    /// Places by worth, worthiest first; those done stay in it until the next sorting.
    private var order: [Int32] = []
    private var begin = 0
    private var fresh: [Int32] = []
    /// Places by draw, in each region.
    private var strata: [String: Stratum] = [:]
    private var storeLoad: [StoreRow: Int] = [:]
    private(set) var model: ChangeModel?

    private struct Stratum {
        var order: [Int32] = []
        var drawn = 0
    }

    var count: Int { items.count }
    var openCount: Int { items.count { $0.isOpen } }

    subscript(id: ReviewID) -> QueuedPhoto? { places[id].map { items[$0].photo } }

    // MARK: What is in it

    /// Takes photos in, or their newer records.
    mutating func add(_ photos: [QueuedPhoto]) {
        var touched: Set<String> = []
        for photo in photos {
            if let place = places[photo.id] {
                items[place].photo = photo
                items[place].worth = worth(photo.features)
                items[place].isOpen = !photo.isDone
                continue
            }
            let place = Int32(items.count)
            places[photo.id] = items.count
            items.append(Item(photo: photo, worth: worth(photo.features), isOpen: !photo.isDone))
            fresh.append(place)
            strata[photo.region, default: Stratum()].order.append(place)
            if photo.isDrawn { strata[photo.region]?.drawn += 1 }
            touched.insert(photo.region)
        }
        for region in touched {
            strata[region]?.order.sort { items[Int($0)].photo.draw < items[Int($1)].photo.draw }
        }
        if fresh.count > ReviewQueue.mostFresh { sort() }
    }

    /// A person has answered it.
    mutating func done(_ id: ReviewID) {
        guard let place = places[id] else { return }
        items[place].isOpen = false
        items[place].photo.isDone = true
    }

    /// It cannot be shown: its file or its record is gone.
    mutating func close(_ id: ReviewID) {
        if let place = places[id] { items[place].isOpen = false }
    }

    /// Learns from what people changed, and sorts anew.
    mutating func learn(_ examples: [ChangeModel.Example]) {
        guard let learnt = ChangeModel(examples) else { return }
        model = learnt
        for place in items.indices { items[place].worth = worth(items[place].photo.features) }
        sort()
    }

    private func worth(_ features: [Float]) -> Float {
        model.map { Float($0.chance(features)) } ?? PhotoFeatures.uncertainty(features)
    }

    private mutating func sort() {
        order = items.indices.filter { items[$0].isOpen }.map { Int32($0) }
        let worths = items.map(\.worth)
        order.sort { (worths[Int($0)], $1) > (worths[Int($1)], $0) }
        begin = 0
        fresh = []
    }

    // MARK: What is next

    /// The next photo.
    /// - Parameters:
    ///   - drawn: of the random share.
    ///   - allows: false for those that others hold, or that this person skipped.
    mutating func next(drawn: Bool, allows: (ReviewID) -> Bool) -> QueuedPhoto? {
        (drawn ? nextDrawn(allows) : nil) ?? nextWorthiest(allows) ?? nextDrawn(allows)
    }

    /// Notes that a photo was given out: its store waits a while, and the random order goes on behind it.
    mutating func noteGiven(_ id: ReviewID, drawn: Bool) {
        guard let place = places[id] else { return }
        if let store = items[place].photo.store { storeLoad[store, default: 0] += 1 }
        if drawn, !items[place].photo.isDrawn {
            items[place].photo.isDrawn = true
            strata[items[place].photo.region]?.drawn += 1
        }
    }

    private mutating func nextWorthiest(_ allows: (ReviewID) -> Bool) -> QueuedPhoto? {
        if begin >= order.count, !fresh.isEmpty { sort() }
        while begin < order.count, !items[Int(order[begin])].isOpen { begin += 1 }
        var best: (item: Item, worth: Float)?
        var seen = 0
        // Newcomers are few, and any of them may be the worthiest.
        for (group, most) in [(fresh[...], Int.max), (order[min(begin, order.count)...], ReviewQueue.lookahead)] {
            seen = 0
            for place in group where items[Int(place)].isOpen && allows(items[Int(place)].photo.id) {
                let item = items[Int(place)]
                let load = item.photo.store.map { storeLoad[$0] ?? 0 } ?? 0
                let worth = item.worth / Float(1 + load)
                if worth > best?.worth ?? -1 { best = (item, worth) }
                seen += 1
                if seen >= most { break }
            }
        }
        return best?.item.photo
    }

    /// Of the region that has had fewest for its size.
    private func nextDrawn(_ allows: (ReviewID) -> Bool) -> QueuedPhoto? {
        let regions = strata.sorted {
            let (a, b) = (share($0.value), share($1.value))
            return a == b ? $0.key < $1.key : a < b
        }
        for (_, stratum) in regions {
            for place in stratum.order where items[Int(place)].isOpen && allows(items[Int(place)].photo.id) {
                return items[Int(place)].photo
            }
        }
        return nil
    }

    private func share(_ stratum: Stratum) -> Double { Double(stratum.drawn) / Double(max(1, stratum.order.count)) }
}
