import Foundation
import Judging
import Ledger
import Records
import TestSupport
import Testing

@testable import Reporting

/// Who takes two photos with the same mark in their likeness for the same picture; the one with more pixels is the original.
private struct MarkedKinship: Kinship {
    final class Index: KinIndex {
        var newest: Int64 = 0
        private var marks: [Int64: [UInt8]] = [:]

        func add(_ number: Int64, pdq: [UInt8]) { (newest, marks[number]) = (number, pdq) }
        func near(_ photos: [KinPhoto]) -> [[Int64]] {
            photos.map { photo in marks.filter { $0.value == photo.pdq }.keys.sorted() }
        }
        func near(_ photo: KinPhoto, among others: [(number: Int64, pdq: [UInt8])]) -> [Int64] {
            others.filter { $0.pdq == photo.pdq }.map(\.number)
        }
    }

    func makeIndex() -> any KinIndex { Index() }
    func isTelling(_ fingerprint: Fingerprint, size: Size) -> Bool { true }
    func alike(_ one: KinPhoto, _ other: KinPhoto) -> Double? { one.pdq == other.pdq ? 0.9 : nil }
    func origin(of one: Record, against other: Record) -> Relation.Origin? {
        let (mine, theirs) = (one.photo.width, other.photo.width)
        if mine == theirs { return nil }
        return Relation.Origin(photo: mine > theirs ? .this : .other, reasons: [.larger])
    }
}

/// A photo handed in.
private struct Shot {
    var store: String
    var day: CalendarDay
    var name = "1.jpg"
    /// Which picture it shows.
    var mark: Int
    var width = 40
    var content: Int
    var picture: [UInt8]? = greyJPEG
}

/// The section of photos to check, in page, table and figures.
@Suite struct CheckTests {
    private static let day = Fleet.period.to - 1

    private func withShots(
        _ shots: [Shot], policy: Policy = .standard, language: ReportLanguage = .english, embeds: Bool = false,
        bundledFirst: Int = 0, _ body: (ReportSummary, String, [[String]], URL) throws -> Void
    ) throws {
        try Fixtures.withTemporaryFolder { folder in
            var options = Ledger.Options()
            let judge = Judge(policy: policy)
            options.judge = { judge.judgeRelations(&$0) }
            options.kinship = MarkedKinship()
            let fleet = try Fleet(in: folder, options: options)
            try fleet.ledger.setStores(
                (1...9).map {
                    RegisteredStore(
                        storeID: "S\($0)", name: "가게 <\($0)>", region: "서울", latitude: nil, longitude: nil)
                })
            for (number, shot) in shots.enumerated() {
                let seen = fleet.sighting(shot.store, shot.day, PathBytes("\(shot.store)/\(shot.day)/\(shot.name)"))
                var record = fleet.make(seen, content: shot.content, state: .audited)
                record.photo.width = shot.width
                record.fingerprint = Fingerprint(
                    pdq: String(repeating: "0", count: 60) + String(1000 + shot.mark), quality: 100)
                try fleet.commit(
                    [(seen, record)], at: seoulTime(shot.day, hour: 22),
                    evidence: shot.picture.map { $0 + [UInt8(number)] },
                    likeness: Likeness(bytes: [UInt8](repeating: UInt8(shot.mark), count: 4096)))
                if number + 1 == bundledFirst {
                    _ = try fleet.ledger.stageBundle(branch: "b", maxRecords: 10) { "b-\($0).tar.zst" }
                }
            }
            let out = folder.appending(path: "out")
            var asked = request(language: language)
            asked.embedsPictures = embeds
            let summary = try Report.write(asked, from: fleet.ledger, to: path(out))
            let page = String(decoding: try contents(out, "report.html"), as: UTF8.self)
            try body(summary, page, try csv(try contents(out, "check.csv")), out)
        }
    }

    private func section(_ page: String) -> String {
        let start = page.range(of: "<section id=\"check\"")?.lowerBound ?? page.endIndex
        return String(page[start...].prefix(while: { $0 != "\u{0}" }).components(separatedBy: "</section>")[0])
    }

    @Test func aCopyForAnotherStoreIsOneCaseWithBothPhotosAndTheLikelyOriginal() throws {
        let shots = [
            // The copy is dated before its original: days prove nothing.
            Shot(store: "S2", day: Self.day - 3, mark: 1, width: 30, content: 1),
            Shot(store: "S1", day: Self.day, mark: 1, width: 40, content: 2),
            Shot(store: "S3", day: Self.day, mark: 2, content: 3),
        ]
        for language in ReportLanguage.allCases {
            try withShots(shots, language: language) { summary, page, rows, out in
                let found = try #require(summary.photosToCheck.listed.first)
                #expect(summary.photosToCheck.cases == 1 && summary.photosToCheck.stores == 2)
                #expect(found.kind == "same_photo_other_store" && found.stores == 2 && found.visits == 2)
                #expect(found.photos.map(\.storeId) == ["S2", "S1"])
                #expect(found.original == 1 && found.reasons == ["larger"])
                #expect(rows.count == 3 && rows[0] == CheckTable.columns)
                #expect(rows.dropFirst().map { $0[9] } == ["0", "1"])
                #expect(rows[2][10] == "larger" && rows[2][3] == "S1")
                let w = Wording(language)
                let text = section(page)
                #expect(text.contains(">\(w(.check))<"))
                #expect(text.contains(esc(w(.checkLikely, "가게 <1>", w.dayDate("\(Self.day)"), w(.checkLarger)))))
                // Both pictures, the original's first, both stores, both days.
                #expect(text.components(separatedBy: "<img ").count == 3)
                #expect(summary.photosToCheck.picturesShown == 2)
                #expect(text.contains(w.date(Self.day)) && text.contains(w.date(Self.day - 3)))
                let first = try #require(text.components(separatedBy: "<figure>").dropFirst().first)
                #expect(first.contains(w(.checkOriginal)) && first.contains("S1/"))
                for link in text.components(separatedBy: "src=\"").dropFirst() {
                    let name = String(link.prefix { $0 != "\"" })
                    #expect(try contents(out, name).starts(with: greyJPEG))
                }
            }
        }
    }

    @Test func thePictureInManyStoresIsOneCaseAndTheHeavierComeFirst() throws {
        var shots = (1...5).map { Shot(store: "S\($0)", day: Self.day, mark: 1, content: $0) }
        shots += (0..<2).map { Shot(store: "S6", day: Self.day - $0, mark: 2, content: 20 + $0) }
        shots += [7, 8].map { Shot(store: "S\($0)", day: Self.day, mark: 3, content: 30 + $0) }
        try withShots(shots) { summary, page, rows, _ in
            let listed = summary.photosToCheck.listed
            #expect(listed.map(\.stores) == [5, 2, 1] && listed.map(\.visits) == [5, 2, 2])
            #expect(
                listed.map(\.kind) == ["same_photo_other_store", "same_photo_other_store", "same_photo_same_store"])
            #expect(listed.allSatisfy { $0.original == nil }, "nothing tells which came first")
            #expect(rows.dropFirst().map { $0[0] } == Array(repeating: "1", count: 5) + ["2", "2", "3", "3"])
            #expect(section(page).contains(Wording(.english)(.checkUnknown)))
            // Four pictures of five; the fifth photo is named below them.
            #expect(section(page).components(separatedBy: "<img ").count - 1 == 4 + 2 + 2)
            #expect((1...5).allSatisfy { section(page).contains("S\($0)/") })
        }
        var policy = Policy.standard
        policy.relations.samePhotoSameStore = .violation
        try withShots(shots, policy: policy) { summary, _, _, _ in
            #expect(summary.photosToCheck.listed.map(\.severity) == ["violation", "warning", "warning"])
            #expect(summary.photosToCheck.listed.map(\.stores) == [1, 5, 2], "the policy's weight comes first")
        }
    }

    @Test func photosOfOneVisitAreNoCaseAndCountAsOneVisit() throws {
        let burst = (0..<3).map { Shot(store: "S1", day: Self.day, name: "\($0).jpg", mark: 1, content: $0 + 1) }
        try withShots(burst) { summary, page, rows, _ in
            #expect(summary.photosToCheck.cases == 0 && rows.count == 1)
            #expect(section(page).contains(Wording(.english)(.checkNone)))
        }
        let copy = Shot(store: "S2", day: Self.day, mark: 1, width: 20, content: 9)
        try withShots(burst + [copy]) { summary, page, rows, _ in
            let found = try #require(summary.photosToCheck.listed.first)
            #expect(found.visits == 2 && found.photos.count == 4 && rows.count == 5)
            // The whole visit is the original; the page shows one photo of each visit and names the others.
            #expect(found.original.map { found.photos[$0].storeId } == "S1")
            #expect(section(page).components(separatedBy: "<figure>").count == 3)
        }
    }

    @Test func anIdenticalFileTellsNoOrder() throws {
        let shots = ["S1", "S2"].map { Shot(store: $0, day: Self.day, mark: 1, content: 5) }
        try withShots(shots) { summary, page, rows, _ in
            #expect(summary.photosToCheck.listed.first?.original == nil && summary.photosToCheck.cases == 1)
            #expect(section(page).contains(Wording(.english)(.checkIdentical)))
            #expect(rows.dropFirst().map { $0[9] } == ["", ""])
            #expect(Set(rows.dropFirst().map { $0[11] }).count == 1)
        }
    }

    @Test func aPublishedOriginalAndAPhotoOfAnotherPeriodAreShownBesideTheCopy() throws {
        let shots = [
            Shot(store: "S1", day: Fleet.period.from - 20, mark: 1, width: 40, content: 1),
            Shot(store: "S2", day: Self.day, mark: 1, width: 30, content: 2),
        ]
        try withShots(shots, bundledFirst: 1) { summary, _, _, _ in
            let found = try #require(summary.photosToCheck.listed.first)
            #expect(found.photos.map(\.storeId) == ["S1", "S2"] && found.original == 0)
        }
    }

    @Test func picturesThatHaveNoRoomOrAreGoneAreNamed() throws {
        let large = greyJPEG + [UInt8](repeating: 0, count: CheckCase.embeddedBytes - 1000)
        let shots = [
            Shot(store: "S1", day: Self.day, mark: 1, content: 1, picture: large),
            Shot(store: "S2", day: Self.day, mark: 1, content: 2, picture: large),
            Shot(store: "S3", day: Self.day, mark: 1, content: 3, picture: nil),
        ]
        try withShots(shots, embeds: true) { summary, page, _, _ in
            #expect(summary.photosToCheck.picturesShown == 1 && summary.photosToCheck.picturesLeftOut == 1)
            let w = Wording(.english)
            #expect(section(page).contains(w(.noRoom)) && section(page).contains(w(.noPicture)))
            #expect(section(page).contains("data:image/jpeg;base64,"))
        }
    }

    @Test func contradictionsAndStrangersLeaveTheOrderUnknown() throws {
        // A third photo that no reason places: no visit is left as the only one.
        let shots = [
            Shot(store: "S1", day: Self.day, mark: 1, width: 40, content: 1),
            Shot(store: "S2", day: Self.day, mark: 1, width: 40, content: 2),
            Shot(store: "S3", day: Self.day, mark: 1, width: 20, content: 3),
        ]
        try withShots(shots) { summary, _, _, _ in #expect(summary.photosToCheck.listed.first?.original == nil) }
    }

    @Test(arguments: ReportLanguage.allCases)
    func travelIsShownUnderAPseudonymAndWhatIsNotKnownIsSaidToBeUnchecked(language: ReportLanguage) throws {
        try Fixtures.withTemporaryFolder { folder in
            let fleet = try Fleet(in: folder)
            // Seoul, Busan half an hour later; then a photo of a camera that nobody knows.
            let stops: [(store: String, latitude: Double, minute: Int, device: String?)] = [
                ("S1", 37.566512, 0, "serial-0a1b2c3d4e"), ("S2", 35.179612, 30, "serial-0a1b2c3d4e"),
                ("S3", 36.123451, 40, nil),
            ]
            for (number, stop) in stops.enumerated() {
                let seen = fleet.sighting(stop.store, Self.day, PathBytes("\(stop.store)/\(Self.day)/<1>.jpg"))
                var record = fleet.make(seen, content: number + 1, state: .audited)
                let epoch = seoulTime(Self.day, hour: 10, minute: stop.minute)
                record.exif.capturedAt = Sourced(CaptureTime(rfc3339: "", epoch: epoch, zone: .exif), source: "test")
                record.exif.latitude = Sourced(stop.latitude, source: "test")
                record.exif.longitude = Sourced(127.012345 + Double(number), source: "test")
                record.device = stop.device.map { CaptureDevice(id: $0, source: .serial) }
                try fleet.commit([(seen, record)], at: seoulTime(Self.day, hour: 22))
            }
            let out = folder.appending(path: "out")
            let summary = try Report.write(request(language: language), from: fleet.ledger, to: path(out))
            let travel = summary.photosToCheck.travel
            #expect(travel.checked == 2 && travel.notChecked == 1 && travel.photos == 2)
            #expect(travel.listed.map(\.storeId) == ["S1", "S2"] && travel.listed.map(\.otherStoreId) == ["S2", "S1"])
            #expect(travel.listed.allSatisfy { $0.device == "serial-0a1b2c3d4e" && $0.kilometresPerHour > 400 })
            let text = section(String(decoding: try contents(out, "report.html"), as: UTF8.self))
            #expect(text.contains(esc(Wording(language)(.travelIntro, "2", "2", "1"))))
            #expect(text.contains("serial-0a1b2c3d4e") && text.contains("&lt;1&gt;.jpg"))
            // The finding is in the tables of photos as every other.
            let rows = try csv(try contents(out, "report.csv"))
            #expect(rows.count { $0.contains { $0.contains("travel_too_fast:warning") } } == 2)
        }
    }
}
