public import Drops
public import Foundation
public import Ledger
public import Records
import SystemCalls
import WorkStealing

/// What of a drop outlives a reload: its scanner and its reader, and with them the two threads that a dead mount may
/// hold, what is settling, which folders were read, and whether the drop is there.
///
/// A reload makes new engine, ledger connection and tasks, since any of their settings may have changed; a drop of the
/// same name, root and layout keeps its context under them. So a reload begins no walk anew, no photo settles twice
/// because of it, and a drop that hangs holds the same two threads after a thousand reloads.
public final class DropContext: Sendable {
    /// What is known of the drop now.
    public struct Knowledge: Sendable {
        public internal(set) var state = DropState.unseen
        /// What the last pass found, and when it ended.
        public internal(set) var pass = PassSummary()
        public internal(set) var lastPass: Date?
        /// When the next pass over the whole drop is due; monotonic.
        var nextPass = 0.0
        var knowsPhotos = false
        /// When to read every folder again; nil before the first pass.
        var nextFullWalk: Double?
    }

    typealias ProbeAnswer = Observed<Result<DropProbe, SystemError>?>

    public let scanner: DropScanner
    public let reader: DropReader
    let events: DropEvents
    let shared: Observed<Knowledge>
    private let asked = Locked<ProbeAnswer?>(nil)

    init(_ drop: Drop, known: KnownPaths) {
        events = DropEvents()
        scanner = DropScanner(drop, known: known, events: events)
        reader = DropReader(drop)
        var knowledge = Knowledge()
        knowledge.knowsPhotos = known.count > 0
        shared = Observed(knowledge)
    }

    /// What is known of the drop now.
    public var knowledge: Knowledge { shared.withLock { $0 } }

    /// New photos are found by events, and not by polling alone.
    public var hasEvents: Bool { events.mode == .inotify }

    /// A probe that has not returned yet; nil where there is none.
    var pendingProbe: ProbeAnswer? {
        let last = asked.withLock { $0 }
        return last.flatMap { answer in answer.withLock { $0 == nil } ? answer : nil }
    }

    /// Begins to probe the root; where a former probe has not returned, that one.
    func askProbe() -> ProbeAnswer {
        let (answer, isNew) = asked.withLock { asked in
            if let asked, asked.withLock({ $0 == nil }) { return (asked, false) }
            let answer = ProbeAnswer(nil)
            asked = answer
            return (answer, true)
        }
        if isNew {
            Task { [scanner] in
                let result: Result<DropProbe, SystemError>
                do throws(SystemError) {
                    result = .success(try await scanner.probe())
                } catch {
                    result = .failure(error)
                }
                answer.withLock { $0 = result }
            }
        }
        return answer
    }
}

/// The contexts of all drops, from one session to the next.
public final class DropTable: Sendable {
    /// What makes two drops the same.
    public struct Key: Hashable, Sendable {
        var drop: Drop
        var ledger: PathBytes

        /// - Parameter ledger: what is known of a drop is so by this ledger.
        public init(drop: Drop, ledger: PathBytes) {
            self.drop = drop
            self.ledger = ledger
        }
    }

    private let contexts = Locked<[Key: DropContext]>([:])

    /// No drops yet.
    public init() {}

    /// The drop's context so far, else a new one.
    /// - Parameter known: reads the paths that the ledger holds as settled; called for a new one only.
    public func context(_ key: Key, known: () async throws -> KnownPaths) async throws -> DropContext {
        if let context = contexts.withLock({ $0[key] }) {
            context.scanner.news.noteAllReturned()
            return context
        }
        let made = DropContext(key.drop, known: try await known())
        contexts.withLock { $0[key] = made }
        return made
    }

    /// Lets go of drops that are no longer watched; one that hangs is kept, in case the next reload names it again.
    public func keep(_ keys: Set<Key>) {
        contexts.withLock { contexts in
            contexts = contexts.filter { keys.contains($0.key) || $0.value.pendingProbe != nil }
        }
    }
}
