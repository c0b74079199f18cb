public import Drops
public import SystemCalls

/// What a pass found.
public struct PassSummary: Sendable {
    /// Photos seen and not settled yet.
    public var waiting = 0
    /// Items that could not be read, and the first of them.
    public var problems = 0
    public var firstProblem: String?
    /// Files that are not photos, in all folders that are known.
    public var skipped = SkipCounts()
    /// Why no folder more could be watched, reported once.
    public var watchProblem: SystemError?
    /// Stores of which photos wait; nil where more wait than are remembered.
    public var openStores: Set<String>?

    init(
        waiting: Int = 0, problems: Int = 0, firstProblem: String? = nil, skipped: SkipCounts = SkipCounts(),
        watchProblem: SystemError? = nil, openStores: Set<String>? = nil
    ) {
        self.waiting = waiting
        self.problems = problems
        self.firstProblem = firstProblem
        self.skipped = skipped
        self.watchProblem = watchProblem
        self.openStores = openStores
    }
}
