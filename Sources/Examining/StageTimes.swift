import Foundation

/// Where the time of audits goes, in named stages: for benches and metrics, never for a record.
///
/// A value that goes with a photo from its reader through its lane to the commit, where a batch's are added up: no lock,
/// and two readings of the clock per stage.
public struct StageTimes: Sendable {
    /// A stage of an audit; each examiner is one, by its name.
    public struct Stage: Hashable, Sendable {
        public let name: String

        public init(_ name: String) { self.name = name }

        /// The drop's reader: opening and reading a photo.
        public static let read = Stage("read")
        /// SHA-256 of its bytes.
        public static let hash = Stage("hash")
        /// EXIF and the layout of the file.
        public static let exif = Stage("exif")
        public static let decode = Stage("decode")
        /// Measuring the display, findings and verdict.
        public static let judge = Stage("judge")
        /// Evidence and overlay.
        public static let evidence = Stage("evidence")
        /// A batch's transaction.
        public static let commit = Stage("commit")
    }

    /// One stage's share.
    public struct Spent: Sendable {
        public var stage: Stage
        public var nanoseconds: UInt64
        /// How often the stage was gone through.
        public var times: UInt64

        public var seconds: Double { Double(nanoseconds) / 1e9 }
    }

    /// In the order in which they were first noted.
    public private(set) var stages: [Spent] = []

    public init() {}

    /// Nanoseconds on a clock that never goes back.
    public static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    /// Notes that a stage begun at `start` is over.
    /// - Returns: the time now, at which the next may begin.
    @discardableResult
    public mutating func note(_ stage: Stage, since start: UInt64) -> UInt64 {
        let now = StageTimes.now
        add(Spent(stage: stage, nanoseconds: now &- start, times: 1))
        return now
    }

    /// What a stage took; nothing where it was never gone through.
    public subscript(stage: Stage) -> (seconds: Double, times: Int) {
        guard let spent = stages.first(where: { $0.stage == stage }) else { return (0, 0) }
        return (spent.seconds, Int(clamping: spent.times))
    }

    public static func += (a: inout StageTimes, b: StageTimes) {
        for spent in b.stages { a.add(spent) }
    }

    private mutating func add(_ spent: Spent) {
        guard let index = stages.firstIndex(where: { $0.stage == spent.stage }) else {
            stages.append(spent)
            return
        }
        stages[index].nanoseconds &+= spent.nanoseconds
        stages[index].times &+= spent.times
    }
}
