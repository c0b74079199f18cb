import Foundation
import Records
import Stores
import TestSupport
import Testing

@testable import Reporting

/// What the page says of its own limits: of rows that are left out, of days the ledger does not have, of a registry that
/// does not fit.
@Suite struct PageTests {
    private func page(_ wanted: ReportRequest, _ fleet: Fleet, _ folder: URL) throws -> (ReportSummary, String) {
        let summary = try Report.write(wanted, from: fleet.ledger, to: path(folder))
        return (summary, String(decoding: try contents(folder, "report.html"), as: UTF8.self))
    }

    @Test(arguments: ReportLanguage.allCases)
    func aPeriodThatTheLedgerHasInPartIsNotComparedWith(language: ReportLanguage) throws {
        try withFleet { fleet, folder in
            let october = ReportPeriod(
                CalendarDay(year: 2026, month: 10, day: 1), CalendarDay(year: 2026, month: 10, day: 31))
            let w = Wording(language)
            let (summary, text) = try page(request(october, language: language), fleet, folder)
            #expect(summary.ledgerFrom == "2026-09-20" && summary.previousPeriod.from == "2026-09-01")
            #expect(summary.rate.previous != nil && summary.rate.change == nil && summary.rate.previousIsPartial)
            let said = w(.partlyBefore, w.dayDate("2026-09-20"), w.dayDate("2026-09-01"), w.dayDate("2026-09-30"))
            #expect(text.contains(esc(said)))
            let (whole, other) = try page(request(language: language), fleet, folder)
            #expect(whole.rate.change != nil && !whole.rate.previousIsPartial)
            #expect(other.contains(esc(w(.change, w.points(whole.rate.change ?? 0)))) && !other.contains(esc(said)))
        }
    }

    @Test(arguments: ReportLanguage.allCases) func paperSaysWhatItLeavesOut(language: ReportLanguage) throws {
        try withFleet { fleet, folder in
            let w = Wording(language)
            let (summary, text) = try page(request(language: language), fleet, folder)
            let count = summary.visits.visits
            #expect(count > Page.paperRows && count < ReportFigures.listedVisits)
            let note = w(.paperMore, w.number(Page.paperRows), w.number(count), "report.ndjson")
            #expect(text.contains("<p class=\"note paper\">\(esc(note))</p>"))
            // The list of stores fits on paper and says nothing.
            #expect(!text.contains(esc(w(.paperMore, "100", w.number(summary.stores.covered), "stores.csv"))))
        }
    }

    @Test(arguments: ReportLanguage.allCases)
    func aRegistryThatFitsNoStoreIsNotSilent(language: ReportLanguage) throws {
        try withFleet { fleet, folder in
            var wanted = request(language: language)
            wanted.registry = try StoreRegistry(csv: Array("store_id,name\nX1,a\nX2,b\n".utf8))
            let w = Wording(language)
            let (summary, text) = try page(wanted, fleet, folder)
            let visited = summary.stores.unregistered
            #expect(summary.stores.fitsNoVisit && visited > 20 && summary.stores.registered == 2)
            #expect(text.contains(esc(w(.noneRegistered, w.number(visited), "2"))))
            #expect(text.contains(esc(w(.notRegistered, w.number(visited)))))
            wanted.registry = nil
            let (own, page) = try page(wanted, fleet, folder)
            #expect(own.stores.unregistered == 2 && !own.stores.fitsNoVisit)
            #expect(page.contains(esc(w(.notRegistered, "2"))))
        }
    }

    @Test func aNumberOfOneHasItsOwnWord() {
        let w = Wording(.english)
        #expect(w(.callFirstIntro, "1").hasPrefix("1 store whose latest visit was"))
        #expect(w(.callFirstIntro, "2").hasPrefix("2 stores whose latest visit was"))
        #expect(w(.rejectedIntro, "1") == "1 file that cannot be audited as it is.")
        #expect(w(.headline, "1", "3") == "1 of 3 judged visits was compliant.")
        #expect(w(.goneIntro, "1", "2", "0").hasSuffix("2 count at another path; 0 were withdrawn and count nowhere."))
        for phrase in Phrase.allCases {
            let text = w(phrase, "1", "1", "1", "1", "1", "1")
            #expect(!text.contains("|") && !text.contains("{"), "\(text)")
            #expect(text.firstMatch(of: /\b1 (visits|stores|photos|bundles|files|pictures)\b/) == nil, "\(text)")
        }
    }

    @Test func titlesOfContactsFollowTheLanguage() {
        for (title, ko, en) in [
            ("phone", "전화", "Phone"), ("Phone_Number", "전화", "Phone"), ("연락처", "연락처", "Contact"),
            ("주소", "주소", "Address"), ("manager", "점장", "Manager"), ("Owner's cat", "Owner's cat", "Owner's cat"),
        ] {
            #expect(ContactWords.title(title, .korean) == ko)
            #expect(ContactWords.title(title, .english) == en)
        }
    }
}
