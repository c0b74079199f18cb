public import Records

/// One lane's examiners, in the order in which they are asked.
public final class ExaminationPlan {
    public let examiners: [any Examiner]
    private let stages: [StageTimes.Stage]

    public init(_ examiners: [any Examiner]) {
        self.examiners = examiners
        stages = examiners.map { StageTimes.Stage($0.identity.name) }
    }

    /// Whose facts a record holds.
    public var identities: [ExaminerVersion] { examiners.map(\.identity) }

    /// Asks all of them.
    /// - Parameter times: gets a stage for each.
    public func examine(_ view: View, _ times: inout StageTimes) throws -> Observation {
        var facts = Observation()
        var now = StageTimes.now
        for (examiner, stage) in zip(examiners, stages) {
            try examiner.examine(view, &facts)
            now = times.note(stage, since: now)
        }
        return facts
    }
}
