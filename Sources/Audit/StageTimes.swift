import Foundation

/// Where the time of audits goes, in stages.
///
/// A value that goes with a photo from its reader through its lane to the commit, where a batch's are added up: no lock
/// and no memory a photo, two looks at the clock a stage.
public struct StageTimes: Sendable {
    public enum Stage: Int, Sendable, CaseIterable {
        /// The drop's reader: opening and reading a photo.
        case read
        /// SHA-256 of its bytes.
        case hash
        case decode
        case inference
        /// Assessment, evidence and overlay.
        case evidence
        /// A batch's transaction.
        case commit
    }

    // Arrays in place, not SIMD vectors: those want 64-byte places, which tasks and queues do not give.
    private var nanoseconds = InlineArray<8, UInt64>(repeating: 0)
    private var times = InlineArray<8, UInt64>(repeating: 0)

    public init() {}

    /// Nanoseconds on a clock that never goes back.
    static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    /// Notes that a stage begun at `start` is over.
    /// - Returns: the time now, at which the next may begin.
    @discardableResult
    mutating func note(_ stage: Stage, since start: UInt64) -> UInt64 {
        let now = StageTimes.now
        nanoseconds[stage.rawValue] &+= now &- start
        times[stage.rawValue] &+= 1
        return now
    }

    /// Seconds spent in a stage, and how often it was gone through.
    public subscript(stage: Stage) -> (seconds: Double, times: Int) {
        (Double(nanoseconds[stage.rawValue]) / 1e9, Int(times[stage.rawValue]))
    }

    public static func += (a: inout StageTimes, b: StageTimes) {
        for index in a.times.indices {
            a.nanoseconds[index] &+= b.nanoseconds[index]
            a.times[index] &+= b.times[index]
        }
    }
}
