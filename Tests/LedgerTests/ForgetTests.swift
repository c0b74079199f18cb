import Foundation
import Records
import TestSupport
import Testing

@testable import Ledger

@Suite struct ForgetTests {
    @Test func whatWaitsIsForgottenAndRecordsStay() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try bench.audit([("S1/2025-08-13/1.jpg", 1), ("S1/2025-08-13/2.jpg", 1)])
            _ = try bench.ledger.claim(drop: bench.drop, [sighting("S1/2025-08-13/3.jpg")], run: bench.run, now: noon)
            let other = try bench.ledger.register(drop: "e", root: PathBytes("/mnt/e"), now: noon)
            _ = try bench.ledger.claim(drop: other, [sighting("S2/2025-08-13/1.jpg")], run: bench.run, now: noon)

            // Not under a process that is about to commit it.
            #expect(throws: LedgerError.self) { try bench.ledger.forgetUnaudited(drop: bench.drop, now: noon) }
            #expect(try bench.ledger.counts().pending == 2)

            try bench.ledger.endRun(bench.run, outcome: "cancelled", now: noon)
            #expect(try bench.ledger.forgetUnaudited(drop: bench.drop, now: noon) == 1)
            let counts = try bench.ledger.counts(drop: bench.drop)
            #expect(counts.discovered == 2 && counts.audited == 1 && counts.duplicate == 1 && counts.pending == 0)
            #expect(try bench.ledger.counts(drop: other).pending == 1)
            #expect(try bench.ledger.integrityProblems().isEmpty)
            #expect(try bench.ledger.forgetUnaudited(drop: bench.drop, now: noon) == 0)

            // A drop that returns is looked through from the start.
            let next = try bench.ledger.beginRun(kind: "test", owner: "next", now: noon)
            let claim = try bench.ledger.claim(
                drop: bench.drop, [sighting("S1/2025-08-13/3.jpg")], run: next, now: noon)
            #expect(claim.discovered == 1)
        }
    }

    /// A service that was killed is not waited for until its lease ends.
    @Test func whatADeadProcessClaimedIsForgottenAtOnce() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            let process = Process()
            process.executableURL = URL(filePath: "/bin/sleep")
            process.arguments = ["60"]
            try process.run()
            let owner = ProcessIdentity(processID: process.processIdentifier).text
            let run = try bench.ledger.beginRun(kind: "watch", owner: owner, now: noon)
            _ = try bench.ledger.claim(drop: bench.drop, [sighting("S1/2025-08-13/3.jpg")], run: run, now: noon)
            #expect(throws: LedgerError.self) { try bench.ledger.forgetUnaudited(drop: bench.drop, now: noon) }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            #expect(try bench.ledger.forgetUnaudited(drop: bench.drop, now: noon) == 1)
        }
    }
}
