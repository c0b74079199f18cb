import Foundation
import Records
import TestSupport
import Testing

@testable import Drops

@Suite struct LayoutTests {
    @Test func aLayoutMayNameTheSalesperson() throws {
        let layout = try Layout("{region}/{staff}/{store}/{date}/{file}")
        let place = layout.place(of: PathBytes("서울/김민수 /S1/2026-11-01/1.jpg"))
        #expect(place.staff == "김민수" && place.store == "S1" && place.fits)
        #expect(layout.namesStaff && layout.namesADate && !Layout.standard.namesStaff)
        #expect(Layout.standard.place(of: PathBytes("S1/2026-11-01/1.jpg")).staff == nil)
    }

    @Test(
        arguments: [
            ("{store}/{date}/{file}", "S1/2025-03-04/a.jpg", Place(store: "S1", date: "2025-03-04", fits: true)),
            (
                "{region}/{store}/{yyyy}/{mm}-{dd}/{file}", "서울/S1/2025/03-04/a.jpg",
                Place(store: "S1", region: "서울", date: "2025-03-04", fits: true)
            ),
            (
                "photos/{store}_{*}/{yyyy}{mm}{dd}_{file}", "photos/S1_서울역/20250304_1.jpg",
                Place(store: "S1", date: "2025-03-04", fits: true)
            ),
            ("{store}-{date}-{file}", "S-1-2025-03-04-9.jpg", Place(store: "S-1", date: "2025-03-04", fits: true)),
            ("{{x}}{store}/{file}", "{x}S1/a.jpg", Place(store: "S1", fits: true)),
            ("{file}", "a.jpg", Place(fits: true)),
        ])
    func aPathGivesStoreAndDay(pattern: String, path: String, place: Place) throws {
        #expect(try Layout(pattern).place(of: PathBytes(path)) == place)
    }

    @Test(
        arguments: [
            ("S1/2025-02-30/a.jpg", "S1", nil), ("S1/2025-2-3/a.jpg", "S1", nil), ("S1/a.jpg", "S1", nil),
            ("a.jpg", nil, nil), ("S1/2025-03-04/more/a.jpg", "S1", "2025-03-04"), ("S1/2025-03-04x/a.jpg", "S1", nil),
            ("S1/２０２５-03-04/a.jpg", "S1", nil),
        ] as [(String, String?, String?)])
    func aPathThatDoesNotFitKeepsWhatCanBeRead(path: String, store: String?, date: String?) {
        #expect(
            Layout.standard.place(of: PathBytes(path)) == Place(store: store, region: nil, date: date, fits: false))
    }

    @Test func aStoreWrittenOnAMacIsTheSameStore() {
        let composed = Layout.standard.place(of: PathBytes("\u{AC00}/2025-03-04/a.jpg"))
        let decomposed = Layout.standard.place(of: PathBytes("\u{1100}\u{1161}/2025-03-04/a.jpg"))
        #expect(composed.store.map { Array($0.utf8) } == decomposed.store.map { Array($0.utf8) })
    }

    @Test func aStoreInInvalidUTF8IsEscaped() {
        #expect(Layout.standard.place(of: PathBytes([0xFF, 0x2F] + Array("2025-03-04/a.jpg".utf8))).store == "\\xff")
    }

    @Test(
        arguments: [
            ("{store}/{day}/{file}", "{day} is not a placeholder"), ("{store/{file}", "a { without its }"),
            ("{store}/{file", "a { without its }"), ("store}/{file}", "a } without its {"),
            ("{store}//{file}", "names no folder"), ("/{store}/{file}", "names no folder"),
            ("../{store}/{file}", "names no folder"), ("", "names no folder"), ("{store}/{date}", "{file} must come"),
            ("{file}/{store}", "{file} must come"), ("{store}/{store}/{file}", "{store} stands twice"),
            ("{store}{region}/{file}", "nothing tells where {store} ends"),
            ("{*}{*}/{file}", "nothing tells where {*}"),
            ("{yyyy}-{mm}/{file}", "needs {yyyy}, {mm} and {dd}"), ("{date}/{yyyy}{mm}{dd}/{file}", "keep one"),
        ])
    func aBadPatternIsToldByItsFault(pattern: String, fault: String) {
        do throws(LayoutError) {
            _ = try Layout(pattern)
            Issue.record("\(pattern) was taken")
        } catch {
            #expect(error.description.contains(fault), "\(error)")
            #expect(error.code == "bad_layout")
        }
    }

    @Test func daysAreThoseOfTheCalendar() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        for year in [1900, 1999, 2000, 2023, 2024, 2025, 2100] {
            for month in 0...13 {
                for day in 0...32 {
                    let text = String(format: "%04d-%02d-%02d", year, month, day)
                    let exists = DateComponents(calendar: calendar, year: year, month: month, day: day).isValidDate
                    #expect(VisitDate.parse(Array(text.utf8)[...]) == (exists ? text : nil))
                }
            }
        }
    }

    @Test(arguments: 0..<300) func whatALayoutFormatsItReads(seed: UInt64) throws {
        var random = Seeded(seed)
        let values = [
            "store": word(&random), "region": word(&random), "file": word(&random) + ".jpg", "yyyy": "2025", "mm": "03",
            "dd": "04", "date": "2025-03-04", "*": word(&random),
        ]
        let dates = [["date"], ["yyyy", "mm", "dd"], []][Int.random(in: 0..<3, using: &random)]
        let fields = (["store", "region", "*"] + dates).shuffled(using: &random) + ["file"]
        var pattern = ""
        var path = ""
        for (i, field) in fields.enumerated() {
            pattern += "{\(field)}"
            path += values[field] ?? ""
            if i == fields.count - 1 { break }
            let separator = ["/", "/", "_", "__x", "+"][Int.random(in: 0..<5, using: &random)]
            pattern += separator
            path += separator
        }
        let place = try Layout(pattern).place(of: PathBytes(path))
        // Spaces at the ends of a store's or a region's name are not part of it, as in the registry; a name of spaces is.
        func identifier(_ name: String) -> String? {
            let trimmed = values[name]?.trimmingCharacters(in: .whitespaces)
            return trimmed?.isEmpty == true ? values[name] : trimmed
        }
        #expect(
            place
                == Place(
                    store: identifier("store"), region: identifier("region"), date: dates.isEmpty ? nil : "2025-03-04",
                    fits: true),
            "\(pattern) on \(path)")
    }

    /// Text without the separators above.
    private func word(_ random: inout Seeded) -> String {
        let letters = Array("abcXYZ019 -.역광화문é")
        return String(
            (0..<Int.random(in: 1...12, using: &random)).map { _ in letters.randomElement(using: &random) ?? "a" }
        )
        .precomposedStringWithCanonicalMapping
    }

    @Test func aFaultIsOneLineWhateverThePatternHolds() {
        for pattern in ["{st\u{1}ore}/{file}", "{st\nore}/{file}", "a\n\u{1B}[2J{/{file}", "\u{7F}"] {
            do throws(LayoutError) {
                _ = try Layout(pattern)
                Issue.record("\(pattern) was taken")
            } catch {
                #expect(!"\(error)".unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }, "\(error)")
            }
        }
    }

    @Test func aNameMadeToBeSlowIsNot() throws {
        let layout = try Layout(String(repeating: "{*}a", count: 30) + "b{file}")
        let place = layout.place(of: PathBytes(String(repeating: "a", count: 255)))
        #expect(!place.fits)
    }
}
