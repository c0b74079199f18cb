import Audit
import Drops

extension DropWatch {
    /// The photos among files that are still; what their content says are others is remembered, and what could not be
    /// opened is told and tried again by a later look.
    func sift(_ candidates: [Candidate]) async throws -> [Candidate] {
        let sifted = try await engine.sift(candidates, of: line)
        eye.noteOthers(sifted.others)
        guard let first = sifted.unread.first else { return sifted.photos }
        if sifted.unread.contains(where: \.isMountTrouble) {
            try await release()
            await probe()
        }
        tally.problem()
        log.line(
            .warning,
            "drop \(watched.drop.name): \(sifted.unread.count) files could not be opened; the first: \(first)",
            key: "sift \(watched.drop.name)")
        return sifted.photos
    }
}
