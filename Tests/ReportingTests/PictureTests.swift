import Foundation
import Ledger
import Records
import SystemCalls
import TestSupport
import Testing

@testable import Reporting

/// The pictures of a page: beside it or inside it, and nothing else.
@Suite struct PictureTests {
    private static let day = Fleet.period.to - 1

    /// A ledger of stores whose ad hangs off centre, each with a picture of its own.
    private func withCalls(_ stores: Int, _ body: (Fleet, URL) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { folder in
            let fleet = try Fleet(in: folder)
            for number in 0..<stores { try add(number, to: fleet) }
            try body(fleet, folder)
        }
    }

    private func add(_ number: Int, to fleet: Fleet, picture: [UInt8]? = nil) throws {
        let seen = fleet.sighting("S\(number)", Self.day, PathBytes("S\(number)/\(Self.day)/1.jpg"))
        var record = fleet.make(seen, content: number + 1, state: .audited)
        record.detections = [Slot.topAd, Slot.cabinet].map {
            Detection(slot: $0, confidence: 0.9, box: Box(0, 0, 9, 9), quad: nil)
        }
        record.centering = Centering(photoOffset: 0.2, fixtureOffset: 0.3, uncertainty: 0.01, reference: .cabinet)
        record.findings = [Finding(code: "top_ad_off_centre", severity: .violation, value: 0.3, limit: 0.1)]
        record.verdict = .nonCompliant
        try fleet.commit([(seen, record)], at: seoulTime(Self.day, hour: 22), picture: picture)
    }

    /// What a page shows from beside it.
    private func links(_ page: Data, _ attribute: String = "src") -> [String] {
        String(decoding: page, as: UTF8.self).components(separatedBy: "\(attribute)=\"").dropFirst()
            .compactMap { $0.split(separator: "\"").first.map(String.init) }.filter { $0.hasPrefix("pictures/") }
    }

    private func names(_ folder: URL) -> [String] {
        ((try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []).sorted()
    }

    @Test func picturesLieBesideThePageUnderRelativeNames() throws {
        try withCalls(3) { fleet, folder in
            let out = folder.appending(path: "out")
            let summary = try Report.write(request(), from: fleet.ledger, to: path(out))
            #expect(summary.pictures == .init(embedded: false, shown: 3, leftOut: 0))
            let page = try contents(out, "report.html")
            #expect(links(page).count == 3 && links(page) == links(page, "href"))
            #expect(names(out).filter { $0.hasPrefix("pictures/") } == links(page).sorted())
            for link in links(page) { #expect(try contents(out, link).starts(with: greyJPEG)) }
            let text = String(decoding: page, as: UTF8.self)
            #expect(!text.contains("data:image") && !text.contains("file://") && !text.contains(folder.path))
        }
    }

    @Test func aPageShowsItsOwnPicturesAndLeavesThoseOfOthersAlone() throws {
        try withCalls(3) { fleet, folder in
            let out = folder.appending(path: "out")
            try Report.write(request(), from: fleet.ledger, to: path(out))
            let all = Set(names(out))
            try Data("mine".utf8).write(to: out.appending(path: "pictures/holiday.jpg"))
            var one = request()
            one.store = "S1"
            try Report.write(one, from: fleet.ledger, to: path(out))
            let page = try contents(out, "report.html")
            #expect(links(page).count == 1)
            #expect(
                names(out).filter { $0.hasPrefix("pictures/") } == (links(page) + ["pictures/holiday.jpg"]).sorted())
            // A picture that was spoilt is written again.
            try Data("no picture".utf8).write(to: out.appending(path: links(page)[0]))
            try Report.write(one, from: fleet.ledger, to: path(out))
            #expect(try contents(out, links(page)[0]).starts(with: greyJPEG))
            // Inside the page: the folder goes, as far as it is the report's.
            one.embedsPictures = true
            try Report.write(one, from: fleet.ledger, to: path(out))
            #expect(names(out).filter { $0.hasPrefix("pictures/") } == ["pictures/holiday.jpg"])
            try FileManager.default.removeItem(at: out.appending(path: "pictures/holiday.jpg"))
            try Report.write(request(), from: fleet.ledger, to: path(out))
            #expect(Set(names(out)) == all)
            try Report.write(one, from: fleet.ledger, to: path(out))
            #expect(names(out) == ReportFiles.names.sorted())
            let text = String(decoding: try contents(out, "report.html"), as: UTF8.self)
            #expect(text.components(separatedBy: "src=\"data:image/jpeg;base64,").count == 2)
            #expect(text.contains("img-src data:;"))
        }
    }

    @Test(arguments: ReportLanguage.allCases) func aPictureThatHasNoRoomInsideThePageIsNamed(
        language: ReportLanguage
    ) throws {
        try withCalls(0) { fleet, folder in
            let large = greyJPEG + [UInt8](repeating: 0, count: CallCard.embeddedBytes / 3 + 1)
            for number in 0..<4 { try add(number, to: fleet, picture: number < 3 ? large + [UInt8(number)] : nil) }
            var asked = request(language: language)
            asked.embedsPictures = true
            let summary = try Report.write(asked, from: fleet.ledger, to: path(folder))
            // The third does not fit; the small one behind it does.
            #expect(summary.pictures == .init(embedded: true, shown: 3, leftOut: 1))
            let page = try contents(folder, "report.html")
            #expect(page.count < 10_000_000)
            let text = String(decoding: page, as: UTF8.self)
            let w = Wording(language)
            #expect(text.contains(w(.noRoom)) && text.contains(w(.picturesLeftOut, "1", "3.6")))
            asked.embedsPictures = false
            let beside = try Report.write(asked, from: fleet.ledger, to: path(folder))
            #expect(beside.pictures.shown == 4 && beside.pictures.leftOut == 0)
        }
    }

    #if DEBUG
        /// A disk that fills up, or refuses, at any call: the old page with its pictures or the new one with its own.
        @Test(arguments: [SystemCall.write, .fsync, .link, .rename, .mkdir], [1, 2, 3, 5, 8, 11])
        func aFaultAtAnyCallLeavesAPageWithItsPictures(_ call: SystemCall, _ nth: Int) throws {
            try withCalls(2) { fleet, folder in
                for isFirst in [false, true] {
                    let out = folder.appending(path: "out-\(isFirst)")
                    var asked = request()
                    asked.store = "S0"
                    if !isFirst { try Report.write(asked, from: fleet.ledger, to: path(out)) }
                    let before = try files(out)
                    asked.store = "S1"
                    FaultSeam.install([.init(call: call, nth: nth, what: .errno(ENOSPC))], under: path(out))
                    let failed = Result { try Report.write(asked, from: fleet.ledger, to: path(out)) }
                    FaultSeam.remove(under: path(out))
                    let after = try files(out)
                    if case .failure = failed { #expect(after == before, "\(call) \(nth) \(after.keys)") }
                    let page = after["report.html"] ?? Data()
                    #expect(
                        Set(after.keys) == (after.isEmpty ? [] : Set(ReportFiles.names + ["pictures"] + links(page))))
                    #expect(after.isEmpty || links(page).count == 1)
                }
            }
        }

        private func files(_ folder: URL) throws -> [String: Data] {
            try Dictionary(
                uniqueKeysWithValues: names(folder).map { ($0, $0 == "pictures" ? Data() : try contents(folder, $0)) })
        }
    #endif
}
