public import Drops
import Foundation
public import Ledger
import Records

/// What a scan found, apart from the records themselves.
public struct ScanFindings: Sendable, Hashable {
    /// Folders and names that could not be looked at, one line each; at most `keptProblems`.
    public var problems: [String] = []
    /// All of them.
    public var problemCount = 0
    /// What was passed over, by reason.
    public var skipped = SkipCounts()

    static let keptProblems = 20

    public init() {}

    /// Adds another walk's findings.
    public mutating func add(_ other: ScanFindings) {
        problems = Array((problems + other.problems).prefix(Self.keptProblems))
        problemCount += other.problemCount
        skipped += other.skipped
    }

    mutating func note(_ listing: FolderListing) {
        skipped += listing.skipped
        for problem in listing.problems {
            problemCount += 1
            if problems.count < Self.keptProblems { problems.append("\(problem)") }
        }
    }
}

extension AuditEngine {
    /// Walks a drop once and audits what is new; returns when all of it is committed.
    /// - Parameters:
    ///   - shard: only this share of the store folders.
    ///   - mode: `.again` audits known photos, too.
    public func scan(_ line: DropLine, shard: Shard = .whole, mode: ClaimMode = .due) async throws -> ScanFindings {
        var findings = ScanFindings()
        let known = try await keeper.use { (ledger) throws(LedgerError) in try ledger.knownPaths(drop: line.id) }
        try await line.reader.beginWalk(shard: shard)
        while let listing = await line.reader.nextFolder() {
            try Task.checkCancellation()
            findings.note(listing)
            let candidates = listing.unsettled(mode == .again ? nil : known)
            progress.update { $0.known += listing.count - candidates.count }
            for part in stride(from: 0, to: candidates.count, by: 500) {
                try await audit(Array(candidates[part..<min(part + 500, candidates.count)]), of: line, mode: mode)
            }
        }
        try await flush()
        return findings
    }
}

extension FolderListing {
    /// The candidates that the ledger does not hold as settled; all of them without `known`.
    fileprivate func unsettled(_ known: KnownPaths?) -> [Candidate] {
        guard let known else { return Array(candidates) }
        let key = known.key(folder: folder)
        var open: [Candidate] = []
        forEachName { index, name, size, mtime in
            if !known.isSettled(in: key, name: name, size: Int64(size), mtimeNanoseconds: mtime) {
                open.append(candidate(at: index))
            }
        }
        return open
    }
}
