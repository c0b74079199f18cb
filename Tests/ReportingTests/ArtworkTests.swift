import Catalogue
import Foundation
import Judging
import Ledger
import Photo
import Records
import TestSupport
import Testing
import Visits

@testable import Reporting

/// A catalogue of a past campaign, a current one with two ads and an ad for another place, compiled from files.
func smallCatalogue(in folder: URL) throws -> CompiledCatalogue {
    let place = folder.appending(path: "catalogue")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    for (number, name) in ["old", "new-a", "new-b", "cdu"].enumerated() {
        var picture = Pixels(width: 64, height: 32, rgb: [UInt8](repeating: UInt8(40 * number), count: 64 * 32 * 3))
        picture.fill(Box(8, 8, 24, 24), colour: Colour(200, UInt8(50 * number), 10))
        try Data(PNGEncoder.encode(picture)).write(to: place.appending(path: "\(name).png"))
    }
    try Data(
        """
        id,file,slots,family,valid_from,valid_to
        old,old.png,top_ad,old,2026-09-01,2026-10-31
        new-a,new-a.png,top_ad,new,2026-11-01,2026-12-31
        new-b,new-b.png,top_ad,new,2026-11-01,2026-12-31
        cdu,cdu.png,cdu_horizontal,,,

        """.utf8
    ).write(to: place.appending(path: "creatives.csv"))
    try Data("store_id,slot,creative\nS01,top_ad,new-a\nS02,top_ad,new-b\n".utf8).write(
        to: place.appending(path: "programme.csv"))
    return try CatalogueCompiler.compile(
        try CatalogueFolder(contentsOf: PathBytes(place.path)), describer: "none 1",
        describe: { _ in
            try ArtworkFeatures(width: 1, height: 1, points: [], dimensions: 1, descriptors: [], global: [0])
        })
}

/// Visits with boards, judged by the catalogue as a scan judges them.
struct ArtworkVisits {
    let fleet: Fleet
    let catalogue: CompiledCatalogue
    private let judge: Judge
    private var content = 0

    init(in folder: URL) throws {
        catalogue = try smallCatalogue(in: folder)
        judge = Judge(policy: .standard, catalogue: catalogue)
        fleet = try Fleet(in: folder)
        try fleet.ledger.setStores(
            (1...14).map {
                RegisteredStore(
                    storeID: "S\($0.padded(2))", name: "가게 <\($0)>", region: ["서울", "부산 <해운대>", nil][$0 % 3],
                    latitude: nil, longitude: nil)
            })
        try fleet.ledger.setCreatives(
            catalogue.entries.map(\.creative).map {
                RegisteredCreative(
                    id: $0.id, family: $0.family, slots: $0.slots, validFrom: $0.validFrom, validTo: $0.validTo)
            })
    }

    /// A board in the place of the top ad; nil: none.
    static func board(
        _ id: String?, family: String? = nil, ranked: [RecognisedCreative.Candidate] = [], visible: Double = 1,
        blank: Double = 0, tags: [Correction.Tag]? = nil
    ) -> Board {
        let box = Box(300, 100, 500, 150)
        return Board(
            box: box, quad: Quad(box), confidence: 0.9, slot: Slot.topAd,
            creative: RecognisedCreative(id: id, family: family ?? id, score: id == nil ? 0 : 0.9, ranked: ranked),
            state: BoardState(visible: visible, blank: blank), tags: tags)
    }

    mutating func visit(_ store: String, _ day: Int, _ boards: [Board], matched: Bool = true) throws {
        content += 1
        let date = CalendarDay(year: 2026, month: 11, day: day)
        let seen = fleet.sighting(store, date, PathBytes("\(store)/\(date)/\(content).jpg"))
        var record = fleet.make(seen, content: 5_000 + content, state: .audited)
        (record.photo.width, record.photo.height) = (800, 600)
        record.quality = PhotoQuality(brightness: 0.5, sharpness: 500, truncated: false)
        record.boards = boards
        record.detections = [
            Detection(slot: Slot.cabinet, confidence: 0.9, box: Box(200, 160, 600, 500), quad: nil)
        ]
        for board in boards where board.creative?.family != nil {
            record.detections.append(
                Detection(slot: Slot.topAd, confidence: 0.9, box: board.box, quad: board.quad))
        }
        if matched { record.versions.catalogue = catalogue.sha256 }
        judge.judge(&record)
        try fleet.commit([(seen, record)], at: seoulTime(date, hour: 20))
    }

    /// One store for each thing that can hang there.
    mutating func fill() throws {
        let right = Self.board("new-a", family: "new")
        try visit("S01", 3, [Self.board("old")])
        try visit("S01", 10, [right])
        try visit("S02", 5, [right])
        try visit("S03", 6, [Self.board(nil)])
        try visit("S04", 6, [Self.board(nil, blank: 0.9)])
        try visit("S05", 7, [Self.board("new-a", family: "new", visible: 0.4)])
        try visit("S06", 7, [Self.board("new-b", family: "new", tags: [.damaged])])
        try visit("S07", 12, [Self.board("old")])
        let siblings = [("new-a", 0.5), ("new-b", 0.45)].map { RecognisedCreative.Candidate(id: $0, score: $1) }
        try visit("S08", 12, [Self.board(nil, family: "new", ranked: siblings)])
        try visit("S09", 13, [Self.board("cdu")])
        try visit("S10", 13, [])
        try visit("S11", 4, [], matched: false)
        try visit("S12", 14, [Self.board("new-b", family: "new", visible: 0.4)])
        try visit("S12", 14, [Self.board("new-b", family: "new", visible: 0.95)])
    }
}

@Suite struct ArtworkTests {
    private func withVisits(
        _ language: ReportLanguage = .english, from: Int = 1, to: Int = 20,
        _ body: (ReportSummary, String, URL) throws -> Void
    ) throws {
        try Fixtures.withTemporaryFolder { folder in
            var visits = try ArtworkVisits(in: folder)
            try visits.fill()
            let out = folder.appending(path: "out")
            let period = ReportPeriod(
                CalendarDay(year: 2026, month: 11, day: from), CalendarDay(year: 2026, month: 11, day: to))
            let summary = try Report.write(
                request(period, language: language), from: visits.fleet.ledger, to: path(out))
            try body(summary, String(decoding: try contents(out, "report.html"), as: UTF8.self), out)
        }
    }

    @Test func everyStateIsCountedOnceByTheStoresLatestVisit() throws {
        try withVisits { summary, _, out in
            let artworks = summary.artworks
            #expect(artworks.photos == 13 && artworks.stores == 11)
            let top = try #require(artworks.slots.first { $0.slot == Slot.topAd })
            #expect(top.stores == 11 && top.right == 2 && top.damaged == 1 && top.hidden == 1 && top.outdated == 1)
            #expect(top.notProgrammed == 1 && top.wrongSlot == 1 && top.undecided == 1 && top.unrecognised == 1)
            #expect(top.blank == 1 && top.notYetValid == 0 && top.missing + top.notSeen == 1)
            for counts in artworks.slots {
                let states = Hanging.State.allCases.reduce(0) {
                    $0 + counts[keyPath: ArtworkSummary.Counts.path($1)]
                }
                #expect(states == counts.stores)
                #expect(artworks.places.filter { $0.slot == counts.slot }.reduce(0) { $0 + $1.stores } == counts.stores)
            }
            #expect(artworks.places.filter { $0.slot == Slot.topAd }.map(\.region) == ["부산 <해운대>", "서울", nil])
            let rows = try csv(try contents(out, "artworks.csv"))
            #expect(rows[0] == ArtworkTable.columns && rows.count == 1 + 2 * 11)
            let hangs = Dictionary(
                uniqueKeysWithValues: rows.dropFirst().filter { $0[4] == Slot.topAd }.map { ($0[0], $0) })
            #expect(hangs["S01"]?[5] == "right" && hangs["S01"]?[6] == "new-a" && hangs["S01"]?[3] == "2026-11-10")
            #expect(hangs["S05"]?[5] == "hidden" && hangs["S05"]?[9] == "0.4")
            #expect(hangs["S07"]?[5] == "outdated" && hangs["S07"]?[11] == "2026-10-31")
            #expect(hangs["S08"]?[5] == "undecided" && hangs["S08"]?[6] == "" && hangs["S08"]?[7] == "new")
            #expect(hangs["S12"]?[5] == "right" && hangs["S12"]?[9] == "0.95", "the photo that shows more of it counts")
            #expect(hangs["S11"] == nil, "its photo was not compared with a catalogue")
        }
    }

    @Test func theCurveFollowsEachStoresLatestVisitAndTheOldOnesAreListed() throws {
        try withVisits { summary, _, out in
            #expect(summary.artworks.campaigns.map(\.from) == ["2026-11-01", "2026-09-01"])
            let campaign = try #require(summary.artworks.campaigns.first)
            #expect(campaign.creatives == ["new-a", "new-b"] && campaign.slots == [Slot.topAd])
            #expect(campaign.to == "2026-12-31" && campaign.days.count == 20)
            #expect(campaign.visited == 11 && campaign.showing == 5 && campaign.old == 1)
            func day(_ number: Int) -> [Int] { [campaign.days[number - 1].visited, campaign.days[number - 1].showing] }
            #expect(
                day(1) == [0, 0] && day(3) == [1, 0] && day(5) == [2, 1] && day(7) == [6, 3] && day(10) == [6, 4])
            #expect(campaign.listed.map(\.storeId) == ["S07"] && campaign.listed.first?.creative == "old")
            // The past one's curve ends with its last day.
            #expect(summary.artworks.campaigns.last?.days.last?.date == "2026-10-31")
            let rows = try csv(try contents(out, "campaigns.csv"))
            #expect(rows[0] == CampaignTable.columns)
            #expect(rows.contains(["2026-11-01", "new-a;new-b", "2026-11-07", "6", "3"]))
        }
    }

    /// The period begins after the campaign: its curve has all its days, the places count the period's visits alone.
    @Test func aCampaignBeganBeforeThePeriod() throws {
        try withVisits(from: 12, to: 20) { summary, _, _ in
            #expect(summary.artworks.stores == 5)
            let campaign = try #require(summary.artworks.campaigns.first)
            #expect(campaign.days.count == 20 && campaign.visited == 11 && campaign.showing == 5)
        }
    }

    @Test func creativesSeenCountStoresAndWhereTheyStillHang() throws {
        try withVisits { summary, _, _ in
            let seen = Dictionary(uniqueKeysWithValues: summary.artworks.creatives.map { ($0.id, $0) })
            #expect(seen["old"]?.stores == 2 && seen["old"]?.storesLatest == 1 && seen["old"]?.visits == 2)
            #expect(seen["new-a"]?.stores == 3 && seen["new-a"]?.validTo == "2026-12-31")
            #expect(seen["new-b"]?.stores == 2 && seen["new-b"]?.visits == 2 && seen["cdu"]?.stores == 1)
            #expect(seen["new-b"]?.listed == true)
        }
    }

    @Test(arguments: ReportLanguage.allCases) func thePageSaysItInItsLanguage(_ language: ReportLanguage) throws {
        try withVisits(language) { summary, page, _ in
            let w = Wording(language)
            let start = try #require(page.range(of: "<section id=\"artworks\""))
            let section = page[start.lowerBound...].components(separatedBy: "</section>")[0]
            for text in [
                w(ArtworkPhrase.heading), w(ArtworkPhrase.campaign, w.dayDate("2026-11-01")), w(.stillOld, "1"),
                w(.campaignAt, "5", "11", w.percent(5.0 / 11)), HangingWords.title(.outdated, language),
                w.codes.slot(Slot.topAd), "new-b", "가게 <7>", "부산 <해운대>",
            ] { #expect(section.contains(esc(text)), "\(text)") }
            #expect(!section.contains("<7>"), "names are escaped")
        }
    }

    @Test func aLedgerWithoutACatalogueSaysSo() throws {
        try Fixtures.withTemporaryFolder { folder in
            let fleet = try Fleet(in: folder)
            let day = Fleet.period.to
            let seen = fleet.sighting("S1", day, PathBytes("S1/\(day)/1.jpg"))
            try fleet.commit([(seen, fleet.make(seen, content: 1, state: .audited))], at: seoulTime(day, hour: 20))
            let summary = try Report.write(request(), from: fleet.ledger, to: path(folder))
            #expect(summary.artworks == ArtworkSummary())
            #expect(try csv(try contents(folder, "artworks.csv")) == [ArtworkTable.columns])
            let page = String(decoding: try contents(folder, "report.html"), as: UTF8.self)
            #expect(page.contains(esc(Wording(.english)(.nothing))))
        }
    }
}
