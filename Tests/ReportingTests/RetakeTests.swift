import Foundation
import Judging
import Ledger
import Records
import TestSupport
import Testing

@testable import Reporting

/// Which stores to photograph again, and how.
@Suite struct RetakeTests {
    private struct Shot {
        var store: String
        var day = 19
        var slots: [String] = [Slot.topAd]
        var findings: [Finding] = []
        var verdict = Verdict.compliant
        var rejected: String?
    }

    private func withShots(
        _ shots: [Shot], _ language: ReportLanguage = .english,
        _ body: (ReportSummary, [[String]], String) throws -> Void
    ) throws {
        try Fixtures.withTemporaryFolder { folder in
            let fleet = try Fleet(in: folder)
            try fleet.ledger.setStores(
                (1...9).map {
                    RegisteredStore(
                        storeID: "S\($0)", name: "가게 \($0)", region: $0 % 2 == 0 ? "서울" : "부산", latitude: nil,
                        longitude: nil)
                })
            for (number, shot) in shots.enumerated() {
                let day = CalendarDay(year: 2026, month: 11, day: shot.day)
                let seen = fleet.sighting(shot.store, day, PathBytes("\(shot.store)/\(day)/\(number).jpg"))
                var record = fleet.make(
                    seen, content: 7_000 + number, state: shot.rejected == nil ? .audited : .rejected)
                if let reason = shot.rejected {
                    record.reason = Reason(code: reason, message: "nothing to see")
                } else {
                    record.detections = shot.slots.map {
                        Detection(slot: $0, confidence: 0.9, box: Box(0, 0, 9, 9), quad: nil)
                    }
                    (record.findings, record.verdict) = (shot.findings, shot.verdict)
                }
                try fleet.commit([(seen, record)], at: seoulTime(day, hour: 20))
            }
            let out = folder.appending(path: "out")
            let summary = try Report.write(request(language: language), from: fleet.ledger, to: path(out))
            try body(
                summary, try csv(try contents(out, "photographers.csv")),
                String(decoding: try contents(out, "report.html"), as: UTF8.self))
        }
    }

    private func finding(_ code: String, _ severity: Severity = .warning) -> Finding {
        Finding(code: code, severity: severity)
    }

    @Test(arguments: ReportLanguage.allCases) func storesStandByRegionWithASentencePerReason(
        _ language: ReportLanguage
    ) throws {
        let shots = [
            Shot(
                store: "S1", slots: [], findings: [finding("no_top_ad"), finding("photo_blurred")],
                verdict: .notAssessable),
            Shot(store: "S2", findings: [finding("creative_occluded_top_ad")]),
            Shot(store: "S3"),
            Shot(store: "S4", rejected: "no_pixels"),
            Shot(store: "S6", slots: [], verdict: .notAssessable),
        ]
        try withShots(shots, language) { summary, rows, page in
            #expect(rows[0] == PhotographerTable.columns)
            #expect(rows.dropFirst().map { $0[0] } == ["부산", "서울", "서울", "서울"])
            #expect(rows.dropFirst().map { $0[1] } == ["S1", "S2", "S4", "S6"])
            #expect(summary.photographAgain == 4)
            let words = CodeWords(language: language)
            let sentences = [FindingCode.notFound(slot: Slot.topAd), .photoBlurred].compactMap {
                RetakeWords.sentence($0, words)
            }
            #expect(sentences.count == 2 && rows[1][5] == sentences.joined(separator: " "))
            #expect(rows[1][6] == "no_top_ad;photo_blurred" && rows[1][8] == "S1/2026-11-19/0.jpg")
            #expect(rows[2][6] == "creative_occluded_top_ad" && rows[2][5].hasPrefix(words.slot(Slot.topAd)))
            #expect(rows[3][5] == words.remedy("no_pixels") && rows[3][6] == "no_pixels")
            #expect(rows[4][5] == RetakeWords.general(words) && rows[4][6].isEmpty)
            #expect(page.contains(esc(RetakeWords.summary("4", words))))
        }
    }

    @Test func anotherPhotoOfTheVisitOrALaterVisitAnswers() throws {
        let hidden = finding("creative_occluded_top_ad")
        try withShots([
            // A second photo shows the ad whole.
            Shot(store: "S1", findings: [hidden]), Shot(store: "S1"),
            // So does a later visit.
            Shot(store: "S2", day: 10, findings: [hidden]), Shot(store: "S2", day: 12),
            // What weighs nothing is no reason to travel.
            Shot(store: "S3", findings: [finding("creative_glare_top_ad", .info)]),
            // Both photos have it hidden.
            Shot(store: "S4", findings: [hidden]), Shot(store: "S4", findings: [hidden]),
            // The ad has to be moved, not photographed.
            Shot(store: "S5", findings: [finding("top_ad_off_centre", .violation)], verdict: .nonCompliant),
        ]) { _, rows, _ in #expect(rows.dropFirst().map { $0[1] } == ["S4"]) }
    }

    @Test(arguments: ReportLanguage.allCases) func everythingThatLeavesAPhotoOpenHasASentence(
        _ language: ReportLanguage
    ) throws {
        let words = CodeWords(language: language)
        for text in FindingCode.codes(slots: CodeWords.slots) {
            let code = try #require(FindingCode(code: text))
            let sentence = RetakeWords.sentence(code, words)
            if code.explains { #expect(sentence != nil, "\(text)") }
            if let sentence, let slot = code.slot { #expect(sentence.contains(words.slot(slot)), "\(text)") }
        }
    }
}
