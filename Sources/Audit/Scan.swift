public import Drops
import Foundation
public import Ledger
import Records
import Watching

/// What a scan found, apart from the records themselves.
public struct ScanFindings: Sendable, Hashable {
    /// Folders and names that could not be looked at, one line each; at most `keptProblems`.
    public var problems: [String] = []
    /// All of them.
    public var problemCount = 0
    /// What was passed over, by reason.
    public var skipped = SkipCounts()
    /// Paths that were marked as gone from their drop, and those of them that count at another path now.
    public var gone = 0
    public var moved = 0
    /// Why missing paths were not marked, one line per drop.
    public var doubts: [String] = []

    static let keptProblems = 20

    public init() {}

    /// Adds another walk's findings.
    public mutating func add(_ other: ScanFindings) {
        problems = Array((problems + other.problems).prefix(Self.keptProblems))
        problemCount += other.problemCount
        skipped += other.skipped
        gone += other.gone
        moved += other.moved
        doubts += other.doubts
    }

    mutating func note(_ listing: FolderListing) {
        skipped += listing.skipped
        for problem in listing.problems {
            problemCount += 1
            if problems.count < Self.keptProblems { problems.append("\(problem)") }
        }
    }

    mutating func note(_ sorted: SortedCandidates) {
        for file in sorted.others { skipped.noteOther(file.kind) }
        problemCount += sorted.unread.count
        problems = Array((problems + sorted.unread.map(\.message)).prefix(Self.keptProblems))
    }
}

extension AuditEngine {
    /// Walks a drop once and audits what is new; returns when all of it is committed.
    ///
    /// A walk of the whole drop without an error marks the known paths that it did not see (`Ledger.noteFullWalk`).
    /// - Parameters:
    ///   - shard: only this share of the store folders.
    ///   - mode: `.again` audits known photos, too.
    public func scan(_ line: DropLine, shard: Shard = .whole, mode: ClaimMode = .due) async throws -> ScanFindings {
        var findings = ScanFindings()
        let known = try await keeper.use { (ledger) throws(LedgerError) in try ledger.knownPaths(drop: line.id) }
        // A part of the drop tells nothing of the rest.
        let root = shard == .whole ? try? await line.reader.identity() : nil
        var census = root.map { Census($0, expecting: known.count) }
        let content = line.contentCheck(keeper)
        try await line.reader.beginWalk(shard: shard)
        while let listing = await line.reader.nextFolder() {
            try Task.checkCancellation()
            findings.note(listing)
            census?.note(listing)
            var skipped = SkipCounts()
            let candidates = listing.unsettled(known, again: mode == .again) { kind, _ in skipped.noteOther(kind) }
                .map { listing.candidate(at: $0) }
            findings.skipped += skipped
            progress.update {
                $0.known += listing.count - candidates.count - skipped.other
                $0.skipped += skipped.other
            }
            for part in stride(from: 0, to: candidates.count, by: 500) {
                let sorted = try await content.sort(Array(candidates[part..<min(part + 500, candidates.count)]))
                findings.note(sorted)
                progress.update { $0.skipped += sorted.others.count + sorted.unread.count }
                try await audit(sorted.photos, of: line, mode: mode)
            }
        }
        try await flush()
        if let walk = census?.end(try? await line.reader.identity()) { try await compare(walk, line, &findings) }
        return findings
    }

    /// Marks what a whole walk did not see, and audits the copies of what is gone.
    private func compare(_ walk: FullWalk, _ line: DropLine, _ findings: inout ScanFindings) async throws {
        let departures = try await keeper.use { (ledger) throws(LedgerError) in
            try ledger.noteFullWalk(drop: line.id, walk)
        }
        findings.gone += departures.gone
        findings.moved += departures.moved
        if let doubt = departures.doubt {
            findings.doubts.append(
                "\(line.drop.root.escaped): \(doubt); is all of it mounted? No photo is marked as gone")
        }
        try await auditSentBack(departures, of: line)
        try await flush()
    }

    /// Audits the photos of which a former path is gone, each at its own path.
    /// - Parameters:
    ///   - part: how many are claimed at a time.
    ///   - admit: as in `audit`.
    ///   - pass: called before each part.
    public func auditSentBack(
        _ departures: Departures, of line: DropLine, part: Int = 500, admit: Admit? = nil,
        pass: @Sendable () async throws -> Void = {}
    ) async throws {
        guard departures.sentBack > 0 else { return }
        var last: PathBytes?
        while true {
            try await pass()
            let after = last
            let photos = try await keeper.use { (ledger) throws(LedgerError) in
                try ledger.sentBack(drop: line.id, at: departures.time, after: after, limit: part)
            }
            guard let end = photos.last else { return }
            last = end.path
            progress.update { $0.known -= photos.count }
            try await audit(
                photos.map {
                    Candidate(path: $0.path, size: Int(clamping: $0.size), mtimeNanoseconds: $0.mtimeNanoseconds)
                }, of: line, admit: admit)
        }
    }
}
