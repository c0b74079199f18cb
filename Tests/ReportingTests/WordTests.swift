import Foundation
import Judging
import Records
import TestSupport
import Testing

@testable import Reporting

@Suite struct WordTests {
    @Test func everyPhraseHasBothLanguagesWithTheSamePlaces() {
        #expect(Set(Phrase.table.keys) == Set(Phrase.allCases))
        for phrase in Phrase.allCases {
            func places(_ language: ReportLanguage) -> [String] {
                phrase.text(language).matches(of: /\{\d\}/).map { String($0.output) }.sorted()
            }
            #expect(!phrase.text(.korean).isEmpty && !phrase.text(.english).isEmpty)
            #expect(places(.korean) == places(.english), "\(phrase)")
        }
        for phrase in ArtworkPhrase.allCases {
            let (korean, english) = phrase.words
            func places(_ text: String) -> Set<String> { Set(text.matches(of: /\{\d\}/).map { String($0.output) }) }
            #expect(!korean.isEmpty && places(korean) == places(english), "\(phrase)")
        }
        for definition in Definition.allCases {
            #expect(definition.text(.korean) != definition.text(.english))
        }
    }

    /// What is wrong with the display is not corrected by another photo of it.
    @Test(arguments: ReportLanguage.allCases) func adviceFitsItsFinding(language: ReportLanguage) throws {
        let words = CodeWords(language: language)
        let unknown = words.advice("of another model")
        let hang = language == .korean ? "걸어" : "Hang the ad"
        for code in FindingCode.codes(slots: CodeWords.slots) {
            #expect(words.advice(code) != unknown, "\(code)")
            switch try #require(FindingCode(code: code)) {
            case .missing: #expect(words.advice(code).contains(hang), "\(code)")
            case .boardBlank: #expect(words.advice(code).contains(language == .korean ? "걸고" : "Hang"), "\(code)")
            case .offCentre: #expect(words.advice(code).contains(language == .korean ? "옮기고" : "Move"), "\(code)")
            case .tilted: #expect(words.advice(code).contains(language == .korean ? "똑바로" : "straight"), "\(code)")
            default: break
            }
        }
    }

    @Test func datesAndNumbersFollowTheLanguage() throws {
        let day = try #require(CalendarDay("2026-11-21"))
        #expect(Wording(.korean).date(day) == "2026년 11월 21일(토)")
        #expect(Wording(.english).date(day) == "Sat 21 Nov 2026")
        let w = Wording(.english)
        #expect(w.number(1_234_567) == "1,234,567")
        #expect(w.number(999) == "999")
        #expect(w.percent(0.9183) == "91.8%")
        #expect(w.points(-0.0211) == "−2.1 points")
        #expect(w.offset(-0.123) == "−12.3%")
    }

    @Test func theLanguageIsTheEnvironmentsElseTheZones() {
        func language(_ environment: [String: String]) -> ReportLanguage {
            ReportLanguage(environment: environment, zone: seoul)
        }
        #expect(language([:]) == .korean)
        #expect(language(["LANG": "ko_KR.UTF-8"]) == .korean)
        #expect(language(["LANG": "en_GB.UTF-8"]) == .english)
        #expect(language(["LC_ALL": "en_US.UTF-8", "LANG": "ko_KR.UTF-8"]) == .english)
        #expect(ReportLanguage(environment: [:], zone: .gmt) == .english)
    }

    @Test func aMonthIsComparedWithTheSameDaysOfTheMonthBefore() throws {
        func before(_ from: String, _ to: String) throws -> String {
            let period = ReportPeriod(try #require(CalendarDay(from)), try #require(CalendarDay(to))).before
            return "\(period.from) \(period.to)"
        }
        #expect(try before("2026-11-01", "2026-11-20") == "2026-10-01 2026-10-20")
        #expect(try before("2026-11-01", "2026-11-30") == "2026-10-01 2026-10-31")
        #expect(try before("2026-03-01", "2026-03-30") == "2026-02-01 2026-02-28")
        #expect(try before("2026-01-01", "2026-01-31") == "2025-12-01 2025-12-31")
        #expect(try before("2026-11-18", "2026-11-18") == "2026-11-17 2026-11-17")
        #expect(try before("2026-10-27", "2026-11-09") == "2026-10-13 2026-10-26")
    }

    @Test(arguments: ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "－1"])
    func noCellIsAFormula(_ text: String) throws {
        var line = CSVLine()
        line.add(text)
        line.add(-0.125)
        let row = try #require(try csv(Data((CSVLine.byteOrderMark + line.line).utf8)).first)
        #expect(row == ["'" + text, "-0.125"])
    }

    @Test func cellsAreQuotedAsTheRuleSays() {
        var line = CSVLine()
        line.add("plain")
        line.add("a,b")
        line.add("say \"so\"")
        line.add("two\r\nlines")
        line.add(nil as String?)
        line.add(12)
        #expect(line.line == "plain,\"a,b\",\"say \"\"so\"\"\",\"two\r\nlines\",,12\r\n")
        #expect(decimal(-0.00001, 5) == "-0.00001")
        #expect(decimal(-0.000001, 5) == "0")
        #expect(decimal(3, 5) == "3")
        #expect(decimal(0.1, 5) == "0.1")
    }

    @Test func noNameBreaksOutOfThePage() throws {
        try withFleet { fleet, folder in
            for language in ReportLanguage.allCases {
                try Report.write(request(language: language), from: fleet.ledger, to: path(folder))
                let page = String(decoding: try contents(folder, "report.html"), as: UTF8.self)
                #expect(page.components(separatedBy: "<script").count == 2)
                #expect(!page.contains("<b>") || !page.contains("<b>bold"))
                #expect(!page.contains("\u{202E}"))
                #expect(!page.contains("<img src=x"))
                #expect(page.contains("&lt;script&gt;document.title"))
                #expect(!page.contains("http://x\""))
                #expect(!page.contains(" style="))
                // A path that is not UTF-8 is shown in the list, as text: the reader has no folders of the server.
                #expect(page.lowercased().contains("s103/2026-11-18/\\xff&lt;b&gt;") && !page.contains("file://"))
            }
        }
    }
}
