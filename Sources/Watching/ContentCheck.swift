public import Drops
public import Ledger
import Photo
import Records
import WorkStealing

/// Candidates sorted by what they are.
public struct SortedCandidates: Sendable {
    /// To be audited: those whose names say that they are pictures, and those whose content does.
    public var photos: [Candidate] = []
    /// No pictures; remembered in the ledger.
    public var others: [OtherFile] = []
    /// Could not be opened to see what they are; nothing is known of them.
    public var unread: [ReadError] = []
}

/// Looks into files of one drop to see what they are.
public struct ContentCheck: Sendable {
    private let keeper: LedgerKeeper
    private let drop: DropID
    private let reader: DropReader

    /// - Parameters:
    ///   - keeper: of the ledger that remembers what is not a picture.
    ///   - drop: the drop's number in it.
    public init(keeper: LedgerKeeper, drop: DropID, reader: DropReader) {
        self.keeper = keeper
        self.drop = drop
        self.reader = reader
    }

    /// Looks into candidates whose names tell nothing (`IMG_0001`, `3.jpg_large`, `a.jpg `): pictures go on to be
    /// audited, the rest is remembered by path, size and time, so that no later walk opens it again.
    ///
    /// - Throws: `CancellationError`, `LedgerError`.
    public func sort(_ candidates: [Candidate]) async throws -> SortedCandidates {
        guard candidates.contains(where: \.isDoubtful) else { return SortedCandidates(photos: candidates) }
        var sorted = SortedCandidates()
        var others: [Candidate] = []
        var kinds: [String] = []
        var pictures: [PathBytes] = []
        for candidate in candidates {
            guard candidate.isDoubtful else {
                sorted.photos.append(candidate)
                continue
            }
            try Task.checkCancellation()
            do {
                guard let kind = try await otherKind(candidate) else {
                    sorted.photos.append(candidate)
                    pictures.append(candidate.path)
                    continue
                }
                others.append(candidate)
                kinds.append(kind)
            } catch let error as ReadError {
                // What is gone by now was most often some program's scratch file.
                if error.code != .fileVanished { sorted.unread.append(error) }
            }
        }
        let files = zip(others, kinds).map { candidate, kind in
            OtherFile(
                path: candidate.path, size: Int64(candidate.size), mtimeNanoseconds: candidate.mtimeNanoseconds,
                kind: kind)
        }
        let photos = try await keeper.use { [pictures] (ledger) throws(LedgerError) in
            try ledger.noteOthers(drop: drop, files, pictures: pictures)
        }
        sorted.photos += photos.map { others[$0] }
        sorted.photos.sort { $0.path < $1.path }
        let known = Set(photos)
        sorted.others = files.enumerated().filter { !known.contains($0.offset) }.map(\.element)
        return sorted
    }

    /// nil for a picture; else what the file is. A file of a size that no photo has is not opened.
    private func otherKind(_ candidate: Candidate) async throws -> String? {
        if candidate.size == 0 { return FileKind.empty.rawValue }
        if candidate.size < Self.leastPhoto { return "under_\(Self.leastPhoto)_bytes" }
        if candidate.size > reader.limit { return "too_large" }
        let path = candidate.path
        let head = try await unlessCancelled { [reader] in try await reader.head(path, count: FileKind.headBytes) }
        let kind = FileKind.sniff(head)
        // Two bytes are little to go by: a JPEG's start is followed by another marker.
        if kind == .jpeg, head.count < 3 || head[2] != 0xFF { return FileKind.unknown.rawValue }
        return kind.isPicture ? nil : kind.rawValue
    }

    /// Bytes; the smallest JPEG of one pixel has about as many.
    private static let leastPhoto = 128
}
