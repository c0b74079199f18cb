import Foundation
import Records
import TestSupport
import Testing

@testable import Ledger

/// What hangs where, as reports read it.
@Suite struct BoardTests {
    private static let boards = [
        Board(box: Box(0, 0, 1, 1), quad: nil, confidence: 0.9, slot: nil),
        Board(
            box: Box(0, 0, 2, 1), quad: nil, confidence: 0.8, slot: Slot.topAd,
            creative: RecognisedCreative(id: "a-1", family: "a", score: 0.7, ranked: [], turn: 180),
            state: BoardState(visible: 0.5, damaged: 0.25, glare: 0.125, blank: 0), tags: [.occluded, .damaged]),
        Board(
            box: Box(0, 0, 2, 1), quad: nil, confidence: 0.5, slot: nil,
            creative: RecognisedCreative(id: nil, family: "b", score: 0.6, ranked: [])),
        Board(
            box: Box(0, 1, 2, 2), quad: nil, confidence: 0.4, slot: Slot.cduHorizontal,
            creative: RecognisedCreative(id: nil, family: nil, score: 0, ranked: [])),
    ]

    private func commit(_ bench: Bench, _ path: String, content: Int, matched: Bool = true, mtime: Int64 = 1) throws {
        let seen = sighting(path, mtime: mtime)
        _ = try bench.ledger.claim(drop: bench.drop, [seen], run: bench.run, now: noon)
        var made = record(path, content: content)
        made.boards = Self.boards
        if matched { made.versions.catalogue = String(repeating: "c", count: 64) }
        _ = try bench.ledger.commit(
            drop: bench.drop, [Outcome(seen, .recorded(made, evidence: []))], run: bench.run, now: noon)
    }

    private var days: DaySpan { DaySpan(CalendarDay(year: 2025, month: 8, day: 13), in: .gmt) }

    private func read(_ ledger: Ledger) throws -> [StoredBoard] {
        var boards: [StoredBoard] = []
        try ledger.boards(on: days) { boards.append($1) }
        return boards
    }

    private static let expected = [
        StoredBoard(
            slot: Slot.topAd, confidence: 0.8, creative: "a-1", family: "a", score: 0.7, visible: 0.5, damaged: 0.25,
            tags: [.occluded, .damaged]),
        StoredBoard(slot: nil, confidence: 0.5, family: "b", score: 0.6),
        StoredBoard(slot: Slot.cduHorizontal, confidence: 0.4, score: 0),
    ]

    @Test func boardsInPlacesAndKnownPrintsAreKeptAndPostersAreNot() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try commit(bench, "S1/2025-08-13/a.jpg", content: 1)
            #expect(try read(bench.ledger) == Self.expected)
            #expect(try bench.ledger.hasMatchedBoards())
            #expect(try bench.ledger.photos(on: days, detailed: true).map(\.isMatched) == [true])
            #expect(try bench.ledger.photos(on: days, detailed: false).map(\.isMatched) == [true])
            // New bytes: what was on the old photo is seen no more.
            try bench.audit([("S1/2025-08-13/a.jpg", 2)], mtime: 2)
            #expect(try read(bench.ledger).isEmpty)
            #expect(try bench.ledger.photos(on: days, detailed: false).map(\.isMatched) == [false])
            #expect(try bench.ledger.integrityProblems().isEmpty)
        }
    }

    @Test func aRecordThatIsPublishedKeepsItsBoardsWhenAPolicyChangesIt() throws {
        try withLedgerFile { file in
            let bench = try Bench(file)
            try commit(bench, "S1/2025-08-13/a.jpg", content: 1)
            _ = try bench.ledger.stage(branch: "b", maxRecords: 10)
            _ = try bench.ledger.reassess(run: bench.run, now: noon) { record in
                var record = record
                record.verdict = .nonCompliant
                record.boards[1].creative?.id = "a-2"
                return record
            }
            #expect(try read(bench.ledger).map(\.creative) == ["a-2", nil, nil])
            // In place, where no bundle holds it.
            _ = try bench.ledger.reassess(run: bench.run, now: noon) { record in
                var record = record
                record.boards[1].creative?.id = "a-3"
                return record
            }
            #expect(try read(bench.ledger).map(\.creative) == ["a-3", nil, nil])
        }
    }

    @Test func anOlderLedgerGetsTheBoardsOfItsRecords() throws {
        try withLedgerFile { file in
            do {
                let bench = try Bench(file)
                try commit(bench, "S1/2025-08-13/a.jpg", content: 1)
                try commit(bench, "S2/2025-08-13/b.jpg", content: 2, matched: false)
                try bench.audit([("S3/2025-08-13/c.jpg", 3)])
                let drops = Views.names.map { "DROP VIEW IF EXISTS \($0);" }.joined()
                try bench.ledger.database.script(
                    drops + "DROP TABLE board_seen; DROP TABLE creative; ALTER TABLE record DROP COLUMN matched;"
                        + "ALTER TABLE fingerprint DROP COLUMN made_ms; DROP TABLE retention;"
                        + "PRAGMA user_version = 8")
            }
            let ledger = try Ledger(at: file)
            #expect(try read(ledger) == Self.expected + Self.expected)
            let matched = try ledger.photos(on: days, detailed: false).map(\.isMatched)
            #expect(matched.count { $0 } == 1 && matched.count == 3)
            #expect(try ledger.integrityProblems().isEmpty)
        }
    }

    @Test func aCreativeThatLeftTheCatalogueStaysKnown() throws {
        try withLedgerFile { file in
            let ledger = try Ledger(at: file)
            let day = CalendarDay(year: 2025, month: 8, day: 1)
            var one = RegisteredCreative(
                id: "a-1", family: "a", slots: ["top_ad", "cdu_horizontal"], validFrom: day, validTo: day + 30)
            let two = RegisteredCreative(id: "b", family: nil, slots: ["top_ad"], validFrom: nil, validTo: nil)
            try ledger.setCreatives([one, two])
            #expect(try ledger.creatives() == [one, two])
            try ledger.setCreatives([two])
            one.isListed = false
            #expect(try ledger.creatives() == [one, two])
            one.isListed = true
            one.validTo = nil
            try ledger.setCreatives([one])
            #expect(try ledger.creatives().first == one)
        }
    }
}
