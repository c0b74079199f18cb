import Testing

@testable import WorkStealing

@Suite struct ObservedTests {
    @Test func aChangeResumesThoseWhoseConditionHolds() async throws {
        let number = Observed(0)
        async let two: Void = number.wait { $0 >= 2 }
        async let three = number.wait(atMost: 60) { $0 >= 3 }
        for _ in 0..<2 { number.withLock { $0 += 1 } }
        try await two
        number.withLock { $0 += 1 }
        #expect(try await three)
        // What holds already is not waited for.
        try await number.wait { $0 == 3 }
        #expect(try await number.wait(atMost: 0) { $0 == 3 })
    }

    @Test func timeThatRunsOutEndsAWait() async throws {
        let number = Observed(0)
        for seconds in [-1, 0, 0.02] {
            #expect(try await !number.wait(atMost: seconds) { $0 == 1 })
        }
    }

    @Test func cancellationEndsAWaitButNotThatOfWhatMustBeFinished() async throws {
        let number = Observed(0)
        let waiting = Task { try await number.wait { $0 == 1 } }
        let timed = Task { try await number.wait(atMost: 1e300) { $0 == 1 } }
        waiting.cancel()
        timed.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        await #expect(throws: CancellationError.self) { try await timed.value }
        let patient = Task {
            await number.waitDespiteCancellation { $0 == 1 }
            return number.withLock { $0 }
        }
        patient.cancel()
        number.withLock { $0 = 1 }
        #expect(await patient.value == 1)
    }

    /// Many wait, change and give up at the same time: each wait ends, and none early.
    @Test(.timeLimit(.minutes(2))) func noWakeIsLost() async throws {
        for _ in 0..<20 {
            let number = Observed(0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for target in 1...50 {
                    group.addTask {
                        try await number.wait { $0 >= target }
                        #expect(number.withLock { $0 } >= target)
                    }
                    group.addTask { _ = try await number.wait(atMost: 0.0005) { $0 >= target } }
                }
                for _ in 0..<50 { group.addTask { number.withLock { $0 += 1 } } }
                try await group.waitForAll()
            }
        }
    }
}
