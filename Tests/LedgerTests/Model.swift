import Foundation
import Records

@testable import Ledger

/// The ledger's rules again, in memory and without records' numbers: what the real one is held against.
struct Model {
    struct Own: Equatable {
        var content: Int
        var policy: String
        var bundled: Bool
    }
    struct Path {
        var mtime: Int64
        var state: PhotoState
        /// The content that its record (own or another's) represents; nil while pending or failed.
        var content: Int?
        /// The record of its own bytes, present or former.
        var own: Own?
        var claim: RunID?
        var attempts = 0
        var nextTry = 0.0
    }

    var paths: [String: Path] = [:]
    /// Run to the end of its lease.
    var leases: [RunID: Double] = [:]
    static let lease = 100.0

    static func store(_ path: String) -> Substring { path.prefix { $0 != "/" } }
    /// Every seventh content is not a photo.
    static func isRejected(_ content: Int) -> Bool { content % 7 == 0 }

    func counts() -> Counts {
        var counts = Counts()
        counts.discovered = paths.count
        for path in paths.values { counts.set(path.state.rawValue, counts[path.state] + 1) }
        return counts
    }

    mutating func renew(_ run: RunID, _ now: Double) { leases[run] = max(leases[run] ?? 0, now + Self.lease) }

    private func isHeld(_ path: Path, _ now: Double) -> Bool { path.claim.map { (leases[$0] ?? 0) > now } ?? false }

    mutating func claim(_ name: String, mtime: Int64, run: RunID, now: Double, mode: ClaimMode) -> Bool {
        guard var path = paths[name] else {
            paths[name] = Path(mtime: mtime, state: .pending, claim: run)
            return true
        }
        if isHeld(path, now) { return false }
        if path.mtime != mtime {
            if path.state == .audited { sendBack(name) }
            if path.state == .duplicate { path.own = nil }
            (path.mtime, path.state, path.content, path.claim, path.attempts) = (mtime, .pending, nil, run, 0)
            paths[name] = path
            return true
        }
        switch path.state {
        case .audited, .rejected, .duplicate: guard mode == .again else { return false }
        case .failed: guard mode != .due || path.nextTry <= now else { return false }
        case .pending: break
        }
        paths[name]?.claim = run
        return true
    }

    /// What repeated the photo of `name` is pending again.
    private mutating func sendBack(_ name: String) {
        let content = paths[name]?.content
        for (other, path) in paths
        where path.state == .duplicate && path.content == content && Self.store(other) == Self.store(name) {
            paths[other]?.state = .pending
            paths[other]?.content = nil
        }
    }

    private mutating func settle(_ name: String, _ state: PhotoState, _ content: Int, mtime: Int64, own: Own?) {
        guard let before = paths[name] else { return }
        if before.state == .audited && (before.content != content || state == .rejected) { sendBack(name) }
        paths[name] = Path(mtime: mtime, state: state, content: content, own: own)
    }

    mutating func recorded(_ name: String, content: Int, mtime: Int64, policy: String) {
        guard let path = paths[name] else { return }
        let unchanged = path.own.flatMap { $0.content == content && $0.policy == policy ? $0 : nil }
        let own = unchanged ?? Own(content: content, policy: policy, bundled: false)
        if Self.isRejected(content) {
            settle(name, .rejected, content, mtime: mtime, own: own)
        } else if let rival = rival(of: name, content) {
            if rival.bundled || rival.name < name {
                settle(name, .duplicate, content, mtime: mtime, own: nil)
            } else {
                settle(
                    name, .audited, content, mtime: mtime, own: Own(content: content, policy: policy, bundled: false))
                let claim = paths[rival.name]?.claim
                let time = paths[rival.name]?.mtime ?? 0
                paths[rival.name] = Path(mtime: time, state: .duplicate, content: content, claim: claim)
            }
        } else {
            settle(name, .audited, content, mtime: mtime, own: own)
        }
    }

    private func rival(of name: String, _ content: Int) -> (name: String, bundled: Bool)? {
        paths.first {
            $0.key != name && $0.value.state == .audited && $0.value.content == content
                && Self.store($0.key) == Self.store(name)
        }.map { ($0.key, $0.value.own?.bundled ?? false) }
    }

    mutating func repeated(_ name: String, content: Int, mtime: Int64) {
        if let rival = rival(of: name, content), rival.bundled || rival.name < name {
            settle(name, .duplicate, content, mtime: mtime, own: nil)
        } else {
            paths[name]?.claim = nil
        }
    }

    mutating func failed(_ name: String, now: Double) {
        guard let path = paths[name] else { return }
        paths[name]?.claim = nil
        guard path.state == .pending || path.state == .failed else { return }
        paths[name]?.state = .failed
        paths[name]?.attempts += 1
        paths[name]?.nextTry = now + min(60 * Double(1 << min(path.attempts, 30)), 6 * 3600)
    }

    mutating func release(_ name: String) { paths[name]?.claim = nil }

    mutating func end(_ run: RunID) {
        leases[run] = nil
        for (name, path) in paths where path.claim == run { paths[name]?.claim = nil }
    }

    /// The first `limit` unbundled records in path order go into a bundle.
    mutating func stage(_ limit: Int) -> [String] {
        let waiting = paths.filter { [.audited, .rejected].contains($0.value.state) && $0.value.own?.bundled == false }
        let chosen = Array(waiting.keys.sorted().prefix(limit))
        for name in chosen { paths[name]?.own?.bundled = true }
        return chosen
    }

    mutating func reassess(_ policy: String) {
        for (name, path) in paths where path.state == .audited && path.own?.policy != policy {
            paths[name]?.own?.policy = policy
            paths[name]?.own?.bundled = false
        }
    }
}
