import Drops
import Foundation
import Ledger
import Records
import Synchronization
import SystemCalls
import WorkStealing

/// What of a drop outlives a reload: its eye and its reader, and with them the two threads that a dead mount may hold,
/// what is settling, which folders were read, and whether the drop is there.
///
/// A reload makes new engine, ledger connection and tasks, since any of their settings may have changed; a drop of the
/// same name, root and layout keeps its standing under them. So a reload begins no walk anew, no photo settles twice
/// because of it, and a drop that hangs holds the same two threads after a thousand reloads.
final class DropStanding: Sendable {
    struct Shared {
        var state = DropState.unseen
        var look = DropEye.Summary()
        var lastLook: Date?
        /// When the next look at the whole drop is due; monotonic.
        var nextLook = 0.0
        var knowsPhotos = false
        /// When to read every folder again; nil before the first look.
        var nextFullWalk: Double?
    }

    let eye: DropEye
    let reader: DropReader
    let events = DropEvents()
    let shared: Mutex<Shared>
    private let asked = Mutex<ProbeAnswer?>(nil)

    typealias ProbeAnswer = Answer<Result<DropProbe, SystemError>>

    init(_ drop: Drop, known: KnownPaths) {
        eye = DropEye(drop, known: known, events: events)
        reader = DropReader(drop)
        var shared = Shared()
        shared.knowsPhotos = known.count > 0
        self.shared = Mutex(shared)
    }

    /// A probe that has not returned yet; nil where there is none.
    var pendingProbe: ProbeAnswer? { asked.withLock { $0.flatMap { $0.value == nil ? $0 : nil } } }

    /// Begins to look at the root; where a former look has not returned, that one.
    func askProbe() -> ProbeAnswer {
        let (answer, isNew) = asked.withLock { asked in
            if let asked, asked.value == nil { return (asked, false) }
            let answer = ProbeAnswer()
            asked = answer
            return (answer, true)
        }
        if isNew {
            Task { [eye] in
                let result: Result<DropProbe, SystemError>
                do throws(SystemError) { result = .success(try await eye.probe()) } catch { result = .failure(error) }
                answer.set(result)
            }
        }
        return answer
    }
}

/// The standings of all drops, from one session to the next.
final class DropTable: Sendable {
    struct Key: Hashable, Sendable {
        var drop: Drop
        /// What is known of a drop is so by this ledger.
        var ledger: PathBytes
    }

    private let standings = Mutex<[Key: DropStanding]>([:])

    /// The drop's standing so far, else a new one.
    func standing(_ key: Key, known: () async throws -> KnownPaths) async throws -> DropStanding {
        if let standing = standings.withLock({ $0[key] }) {
            standing.eye.noteAllReturned()
            return standing
        }
        let made = DropStanding(key.drop, known: try await known())
        standings.withLock { $0[key] = made }
        return made
    }

    /// Lets go of drops that are no longer watched; one that hangs is kept, in case the next reload names it again.
    func keep(_ keys: Set<Key>) {
        standings.withLock { standings in
            standings = standings.filter { keys.contains($0.key) || $0.value.pendingProbe != nil }
        }
    }
}

/// A value that one task sets and another reads.
final class Answer<Value: Sendable>: Sendable {
    private let stored = Mutex<Value?>(nil)
    var value: Value? { stored.withLock { $0 } }
    func set(_ value: Value) { stored.withLock { $0 = value } }
}
