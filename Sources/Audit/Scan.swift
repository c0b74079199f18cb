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

    mutating func note(_ sifted: Sifted) {
        for file in sifted.others { skipped.noteOther(file.kind) }
        problemCount += sifted.unread.count
        problems = Array((problems + sifted.unread.map(\.message)).prefix(Self.keptProblems))
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
            let (candidates, skipped) = listing.unsettled(known, again: mode == .again)
            findings.skipped += skipped
            progress.update {
                $0.known += listing.count - candidates.count - skipped.other
                $0.skipped += skipped.other
            }
            for part in stride(from: 0, to: candidates.count, by: 500) {
                let sifted = try await sift(Array(candidates[part..<min(part + 500, candidates.count)]), of: line)
                findings.note(sifted)
                progress.update { $0.skipped += sifted.others.count + sifted.unread.count }
                try await audit(sifted.photos, of: line, mode: mode)
            }
        }
        try await flush()
        return findings
    }
}

extension FolderListing {
    /// The candidates that the ledger does not hold as settled (all of them for `again`), without files that are known
    /// to be no pictures, which are counted.
    fileprivate func unsettled(_ known: KnownPaths, again: Bool) -> (open: [Candidate], skipped: SkipCounts) {
        if again, !holdsDoubtful { return (Array(candidates), SkipCounts()) }
        let key = known.key(folder: folder)
        var open: [Candidate] = []
        var skipped = SkipCounts()
        forEachName { index, name, size, mtime in
            let size = Int64(size)
            if !again, known.isSettled(in: key, name: name, size: size, mtimeNanoseconds: mtime) { return }
            if holdsDoubtful, let kind = known.otherKind(in: key, name: name, size: size, mtimeNanoseconds: mtime) {
                skipped.noteOther(kind)
            } else {
                open.append(candidate(at: index))
            }
        }
        return (open, skipped)
    }
}
