import Audit
import Foundation
import Judging
import Ledger
import Records
import TestSupport
import Testing

@testable import Review

/// The desk over a real ledger: who gets which photo, and what is left of it after a kill.
@Suite struct DeskTests {
    private func withLedger(photos: Int, _ body: (PathBytes) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "desk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = PathBytes(folder.appending(path: "ledger.sqlite").path)
        try fill(file, photos)
        try await body(file)
    }

    private func fill(_ file: PathBytes, _ photos: Int) throws {
        let ledger = try Ledger(at: file, options: .judging(by: .standard))
        let run = try ledger.beginRun(kind: "test", owner: "test")
        let drop = try ledger.register(drop: "d", root: PathBytes("/d"))
        for index in 0..<photos {
            let path = PathBytes("\(index).jpg")
            let sighting = Sighting(
                path: path, size: 1, mtimeNanoseconds: 1, storeID: "S\(index % 7)", date: "2026-11-20")
            let hash = String(repeating: "c", count: 56) + String(10_000_000 + index)
            var record = Record(
                photo: PhotoSource(
                    drop: "d", path: path, storeID: "S\(index % 7)", region: nil, date: "2026-11-20", sha256: hash,
                    bytes: 1,
                    width: 1000, height: 800, orientation: 1),
                state: .audited,
                detections: [
                    Detection(
                        slot: "top_ad", confidence: 0.5 + Double(index % 40) / 100, box: Box(400, 100, 600, 160),
                        quad: nil),
                    Detection(slot: "cabinet", confidence: 0.9, box: Box(300, 160, 700, 600), quad: nil),
                ], quality: PhotoQuality(brightness: 0.5, sharpness: 500, truncated: false),
                versions: Versions(program: "1", model: "m", modelSHA256: "m", precision: "f32", policy: "p"))
            Judge(policy: .standard).judge(&record)
            _ = try ledger.claim(drop: drop, [sighting], run: run)
            _ = try ledger.commit(drop: drop, [Outcome(sighting, .recorded(record, evidence: []))], run: run)
        }
        try ledger.endRun(run, outcome: "done")
        try ledger.finish()
    }

    private func desk(_ file: PathBytes) async throws -> ReviewDesk {
        let request = ReviewRequest(
            ledger: file, door: .alone(port: 0), judge: Judge(policy: .standard), slots: ["top_ad", "cabinet"])
        let desk = try ReviewDesk(request, options: .judging(by: .standard))
        try await desk.start()
        while try await desk.enrol() {}
        return desk
    }

    private func answer(_ work: ReviewMessages.Work, _ change: (inout Correction) -> Void = { _ in })
        -> ReviewMessages.Answer
    {
        var correction = Correction(
            panels: work.panels.map {
                Correction.Panel(slot: $0.slot, quad: $0.quad, creative: $0.creative, tags: $0.tags)
            })
        change(&correction)
        return ReviewMessages.Answer(ticket: work.ticket, correction: correction, took: 8)
    }

    private func person(_ name: String) -> Reviewer { Reviewer(name: name, role: .reviewer) }

    @Test(arguments: [2, 10]) func peopleAtOnceNeverGetTheSamePhoto(people: Int) async throws {
        try await withLedger(photos: 120) { file in
            let desk = try await desk(file)
            let answered = try await withThrowingTaskGroup(of: [String].self) { group in
                for number in 0..<people {
                    group.addTask {
                        var tickets: [String] = []
                        while let work = try await desk.desk(of: person("p\(number)")).work.first {
                            guard case .kept = try await desk.submit(answer(work), of: person("p\(number)")) else {
                                Issue.record("an answer was not kept")
                                break
                            }
                            tickets.append(work.ticket)
                        }
                        return tickets
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            // Each photo once, and none left.
            #expect(answered.count == 120 && Set(answered).count == 120)
            #expect(try Ledger(at: file, options: .readOnly).correctionCount() == 120)
            #expect(await desk.queue.openCount == 0)
        }
    }

    @Test func whatWasBegunIsThereAfterAKill() async throws {
        try await withLedger(photos: 5) { file in
            let first = try await desk(file)
            let work = try #require(try await first.desk(of: person("a")).work.first)
            #expect(try await first.save(.init(ticket: work.ticket, draft: "half done"), of: person("a")))
            let given = answer(work) { $0.panels.removeFirst() }
            // The first server is never ended: as if it had been killed.
            let second = try await desk(file)
            let again = try #require(try await second.desk(of: person("a")).work.first)
            #expect(again.ticket == work.ticket && again.draft == "half done")
            guard case .kept(_, let record) = try await second.submit(given, of: person("a")) else {
                Issue.record("not kept")
                return
            }
            #expect(record.review?.answer == .corrected && record.detections.count == 1)
            // The answer got lost on its way back, and the page asks again of a third server.
            let third = try await desk(file)
            guard case .repeated = try await third.submit(given, of: person("a")) else {
                Issue.record("kept twice")
                return
            }
            #expect(try await third.submit(answer(work), of: person("b")) != nil)
        }
    }

    @Test func othersTicketsOpenNothing() async throws {
        try await withLedger(photos: 3) { file in
            let desk = try await desk(file)
            let work = try #require(try await desk.desk(of: person("a")).work.first)
            #expect(try await desk.place(work.ticket, index: 0, of: person("b")) == nil)
            #expect(try await desk.preview(answer(work), of: person("b")) == nil)
            #expect(try await desk.submit(answer(work), of: person("b")) == nil)
            #expect(try await !desk.save(.init(ticket: work.ticket, draft: "x"), of: person("b")))
            #expect(try await !desk.skip(work.ticket, of: person("b")))
            #expect(try await !desk.unhide(work.ticket, of: person("b")))
            #expect(try await desk.place(work.ticket, index: 0, of: person("a"))?.drop == "d")
            #expect(try await desk.place(work.ticket, index: 99, of: person("a")) == nil)
        }
    }

    @Test func skippedPhotosComeBackToOthersAndTheLastOneCanBeTakenAgain() async throws {
        try await withLedger(photos: 2) { file in
            let desk = try await desk(file)
            let work = try await desk.desk(of: person("a")).work
            #expect(work.count == 2)
            #expect(try await desk.skip(work[0].ticket, of: person("a")))
            #expect(try await desk.desk(of: person("a")).work.map(\.ticket) == [work[1].ticket])
            #expect(try await desk.desk(of: person("b")).work.count == 1)
            _ = try await desk.submit(answer(work[1]), of: person("a"))
            #expect(try await desk.desk(of: person("a")).work.isEmpty)
            #expect(try await desk.back(person("a")))
            let again = try #require(try await desk.desk(of: person("a")).work.first)
            #expect(again.before == "a")
            _ = try await desk.submit(answer(again) { $0.cannotTell = true }, of: person("a"))
            #expect(try await desk.figures().corrections == 2)
        }
    }

    @Test func anUnhiddenPhotoIsLogged() async throws {
        try await withLedger(photos: 1) { file in
            let desk = try await desk(file)
            let work = try #require(try await desk.desk(of: person("a")).work.first)
            #expect(await !desk.isUnhidden(work.ticket))
            #expect(try await desk.unhide(work.ticket, of: person("a")))
            #expect(await desk.isUnhidden(work.ticket))
            #expect(try Ledger(at: file, options: .readOnly).reviewEvents(limit: 1).first?.kind == "unhidden")
        }
    }

    @Test func theVerdictIsJudgedWhileOneEditsAndNothingIsKept() async throws {
        try await withLedger(photos: 1) { file in
            let desk = try await desk(file)
            let work = try #require(try await desk.desk(of: person("a")).work.first)
            #expect(work.judged.verdict == "compliant")
            let moved = answer(work) { $0.panels[0].quad = Quad(Box(620, 100, 820, 160)) }
            #expect(try await desk.preview(moved, of: person("a"))?.verdict == "non_compliant")
            let far = answer(work) { $0.panels[0].quad = Quad(Box(0, 0, 1e9, 1)) }
            #expect(try await desk.preview(far, of: person("a")) == nil)
            #expect(try await desk.figures().corrections == 0)
        }
    }
}
