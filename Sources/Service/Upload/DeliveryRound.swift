public import Foundation
import Records
public import Settings
import SystemCalls

/// One round of `sightline deliver`: gives each report that is due to `report.deliver.command`, and notes what became of it.
///
/// The note lies in the report's folder (`delivery.json`): which creation of the report it is of, failed attempts, the next
/// one, the receipt. A report that is rebuilt is delivered again. Reports older than `oldest` are left alone: who begins to
/// deliver does not want years of them.
public struct DeliveryRound {
    /// What became of one report.
    public struct Outcome: Sendable {
        public var report: String
        public var receipt: String?
        public var problem: String?
        public var nextTry: Date?
    }

    /// What is known of a report's delivery; the file's keys are these names.
    struct Note: Codable, Equatable {
        /// `created` of the summary that was delivered.
        var created: String
        var attempts = 0
        /// Seconds since 1970.
        var nextTry: Double?
        var problem: String?
        var receipt: String?
    }

    private static let file = PathBytes("delivery.json")
    /// Seconds.
    private static let oldest = 7 * 86_400.0

    private let reports: Configuration.Reports

    public init(_ configuration: Configuration) { reports = configuration.report }

    /// Runs the round.
    /// - Parameter all: also reports whose pause is not over.
    public func run(all: Bool = false, report: (Outcome) -> Void) throws {
        guard !reports.deliver.command.isEmpty else { return }
        for (folder, former) in try waiting() where all || (former.nextTry ?? 0) <= Date().timeIntervalSince1970 {
            var note = former
            let name = folder.lastComponent.escaped
            let attempt = Attempt(uploader: reports.deliver, file: folder, environment: ["SIGHTLINE_PERIOD": name])
            switch attempt.run() {
            case .success(let receipt):
                (note.receipt, note.problem, note.nextTry) = (receipt, nil, nil)
                try write(note, folder)
                report(Outcome(report: name, receipt: receipt))
            case .failure(let failure):
                note.attempts = note.attempts.addingClamped(1)
                let next = Date(timeIntervalSinceNow: reports.deliver.pause(after: note.attempts))
                (note.problem, note.nextTry) = (failure.description, next.timeIntervalSince1970)
                try write(note, folder)
                report(Outcome(report: name, problem: failure.description, nextTry: next))
            }
        }
    }

    /// Waits for the next report that is due.
    /// - Parameter limit: seconds that the next attempt may be away; nil: nothing is waited for.
    /// - Returns: false where none comes in that time.
    public func waitUntilDue(within limit: Double?) async throws -> Bool {
        guard let limit, !reports.deliver.command.isEmpty else { return false }
        while true {
            let now = Date().timeIntervalSince1970
            guard let next = try waiting().map({ $0.1.nextTry ?? 0 }).min(), next - now <= limit else { return false }
            if next <= now { return true }
            try await Task.sleep(for: .seconds(min(1, next - now)))
        }
    }

    /// Reports whose delivery failed and will be tried again.
    func failures() throws -> ServiceStatus.DeliveryStatus {
        var status = ServiceStatus.DeliveryStatus()
        guard !reports.deliver.command.isEmpty, FileSystem.exists(reports.folder) else { return status }
        // The notes first: they are small, and those of old reports hold a receipt.
        let failed = try FileSystem.names(in: reports.folder).sorted().filter { name in
            let note: Note? = read(reports.folder.appending(name).appending(Self.file))
            return note.map { $0.receipt == nil && $0.attempts > 0 } ?? false
        }
        for (folder, note) in waiting(failed) where note.attempts > 0 {
            status.failing += 1
            status.attempts = status.attempts.addingClamped(note.attempts)
            (status.report, status.problem) = (folder.lastComponent.escaped, note.problem)
            let next = note.nextTry.map { Date(timeIntervalSince1970: $0) }
            status.nextTry = [status.nextTry, next].compactMap { $0 }.min()
        }
        return status
    }

    /// Reports that are not delivered, the oldest first, with what is known of them.
    private func waiting() throws -> [(PathBytes, Note)] {
        guard FileSystem.exists(reports.folder) else { return [] }
        return waiting(try FileSystem.names(in: reports.folder).sorted())
    }

    private func waiting(_ names: [PathBytes]) -> [(PathBytes, Note)] {
        var found: [(PathBytes, Note)] = []
        for name in names {
            let folder = reports.folder.appending(name)
            struct Summary: Decodable { var created: String }
            guard let summary: Summary = read(folder.appending(PathBytes("summary.json"))),
                let created = try? Date(summary.created, strategy: .iso8601),
                created.timeIntervalSinceNow > -Self.oldest
            else { continue }
            let former: Note? = read(folder.appending(Self.file))
            let note = former?.created == summary.created ? former : nil
            if note?.receipt == nil { found.append((folder, note ?? Note(created: summary.created))) }
        }
        return found
    }

    private func read<Value: Decodable>(_ file: PathBytes) -> Value? {
        guard let bytes = try? FileSystem.read(file, limit: 64 << 20) else { return nil }
        return try? JSONDecoder().decode(Value.self, from: Data(bytes))
    }

    private func write(_ note: Note, _ folder: PathBytes) throws {
        try AtomicFile.write(Array(try CanonicalJSON.encode(note)) + [0x0A], to: folder.appending(Self.file))
    }
}
