import Foundation
import Photo
import Records
import TestSupport
import Testing

@testable import Catalogue

@Suite struct CheckTests {
    static let slots = ["top_ad", "cdu_horizontal", "cdu_vertical_left", "cdu_vertical_right"]

    private func found(_ folder: CatalogueFolder, stores: Set<String>? = nil) -> [String] {
        CatalogueCheck(slots: Self.slots, stores: stores).faults(of: folder).map {
            "\($0.file.prefix(1)) \($0.line ?? 0) \($0.code.rawValue)"
        }
    }

    @Test func aSoundCatalogueHasNearTwinsAndNothingElse() throws {
        try Fixtures.withTemporaryFolder { folder in
            let catalogue = try CatalogueDraft.sound(folder).read()
            let faults = CatalogueCheck(slots: Self.slots, stores: ["S1", "S2"]).faults(of: catalogue)
            #expect(faults.map(\.code) == [.nearTwins, .nearTwins, .nearTwins])
            #expect(faults.map(\.line) == [3, 4, 4])
            // The price stands at 70 % of the width, and nothing else differs.
            #expect(faults[0].message.contains("\"a-1\" and \"a-2\" (line 2) differ in 1 place"), "\(faults[0])")
        }
    }

    @Test func theProgrammeIsCheckedAgainstItselfItsCreativesAndTheRegistry() throws {
        try Fixtures.withTemporaryFolder { folder in
            let draft = try CatalogueDraft.sound(folder)
            try draft.write(
                """
                store_id,slot,creative,valid_from,valid_to
                S1,top_ad,a-1,2026-01-01,2026-02-01
                S1,top_ad,a-2,2026-06-01,
                S1,top_ad,a-3,2026-02-01,2026-02-28
                S1,top_ad,a-3,2026-05-31,2026-06-01
                S2,topad,a-3,,
                S2,cdu_horizontal,v,,
                S9,top_ad,a-2,2026-03-01,
                S9,cdu_vertical_left,v,,

                """, "programme.csv")
            let faults = found(try draft.read(), stores: ["S1", "S2"]).filter { $0.hasPrefix("p") }
            #expect(
                faults == [
                    "p 3 overlapping_dates", "p 4 overlapping_dates", "p 6 unknown_slot", "p 6 slot_not_of_creative",
                    "p 7 slot_not_of_creative", "p 8 outside_validity", "p 8 unknown_store",
                ])
        }
    }

    @Test func artworksThatAreMissingBrokenOrNoPictureAreErrorsWithTheirLines() throws {
        try Fixtures.withTemporaryFolder { folder in
            let draft = try CatalogueDraft.sound(folder)
            try FileManager.default.removeItem(at: folder.appending(path: "a1.jpg"))
            let whole = try Data(contentsOf: folder.appending(path: "a2.jpg"))
            try whole.prefix(whole.count / 2).write(to: folder.appending(path: "a2.jpg"))
            try draft.write("%PDF-1.4", "a3.jpg")
            let faults = CatalogueCheck().faults(of: try draft.read())
            #expect(
                faults.map { "\($0.line ?? 0) \($0.code.rawValue)" } == [
                    "2 missing_file", "3 unreadable_file", "4 unreadable_file",
                ])
            #expect(faults[2].message.contains("a PDF document, not a PNG or JPEG"))
            #expect(faults.allSatisfy { $0.severity == .error })
        }
    }

    @Test func plainSheetsBordersAndOddShapesAreWarnings() throws {
        try Fixtures.withTemporaryFolder { folder in
            let draft = CatalogueDraft(url: folder)
            for design in 1...4 { try draft.write(drawnAd(design: UInt64(design)), "\(design).jpg") }
            var plain = Pixels(width: 640, height: 160, filledWith: Colour(200, 30, 30))
            plain.text("SALE", at: Point(200, 60), scale: 6)
            try draft.write(plain, "plain.jpg")
            try draft.write(framed(drawnAd(design: 5), by: 0.05), "framed.jpg")
            try draft.write(drawnAd(design: 6, width: 160, height: 640), "upright.jpg")
            try draft.write(drawnAd(design: 1), "same.jpg")
            try draft.write(
                "id,file,slots\n1,1.jpg,top_ad\n2,2.jpg,top_ad\n3,3.jpg,top_ad\n4,4.jpg,top_ad\nplain,plain.jpg,top_ad\n"
                    + "framed,framed.jpg,top_ad\nupright,upright.jpg,top_ad\nsame,same.jpg,top_ad\n", "creatives.csv")
            let faults = CatalogueCheck().faults(of: try draft.read())
            #expect(
                faults.map { "\($0.line ?? 0) \($0.code.rawValue)" } == [
                    "6 little_texture", "7 blank_border", "8 aspect_fits_no_slot", "9 same_picture",
                ])
            #expect(faults[1].message.contains("left 5 %, right 5 %, top 5 %, bottom 5 %"), "\(faults[1])")
            #expect(faults.allSatisfy { $0.severity == .warning })
        }
    }

    @Test func aStripAlongOneSideAndASoftSkyAreNoBorder() throws {
        var strip = drawnAd(design: 1)
        strip.fill(Box(0, 0, 640, 12), colour: .white)
        #expect(BlankBorders(strip) == nil)
        var sky = Pixels(width: 200, height: 400)
        for row in 0..<400 {
            let tone = UInt8(255 - min(255, abs(row < 200 ? row : 399 - row)))
            sky.fill(Box(0, Double(row), 200, Double(row + 1)), colour: Colour(tone, tone, 255))
        }
        #expect(BlankBorders(sky) == nil)
        let letterbox = BlankBorders(framed(drawnAd(design: 1), by: 0.03))
        #expect(letterbox.map { abs($0.left - 0.03) < 0.005 && abs($0.bottom - 0.03) < 0.01 } == true)
    }

    @Test func theSamplesCatalogueHasNoErrorOrWarning() throws {
        let folder = try CatalogueFolder(
            contentsOf: PathBytes(Fixtures.root.appending(path: "Samples/catalogue").path))
        let faults = CatalogueCheck(slots: Self.slots).tableFaults(of: folder)
        #expect(faults == [] && folder.creatives.count == 21 && folder.programme.count == 40)
        let (creative, line) = try #require(
            zip(folder.creatives, folder.creativesTable.lines).first { $0.0.id == "nordik-v-1" })
        var check = ArtworkCheck(folder)
        check.read(creative, line: line)
        #expect(check.finished() == [])
    }

    /// Laid on a white sheet that is larger by a share on every side.
    private func framed(_ picture: Pixels, by share: Double) -> Pixels {
        let (x, y) = (
            Int((Double(picture.width) / (1 - 2 * share) - Double(picture.width)) / 2),
            Int((Double(picture.height) / (1 - 2 * share) - Double(picture.height)) / 2)
        )
        var sheet = Pixels(width: picture.width + 2 * x, height: picture.height + 2 * y, filledWith: .white)
        for row in 0..<picture.height {
            for column in 0..<picture.width { sheet[column + x, row + y] = picture[column, row] }
        }
        return sheet
    }

    @Test(.enabled(if: Fixtures.shared != nil)) func theProjectsOwnArtworksHaveNoFault() throws {
        let shared = try #require(Fixtures.shared)
        let folder = try CatalogueFolder(contentsOf: PathBytes(shared.appending(path: "artworks-other").path))
        let faults = CatalogueCheck(slots: Self.slots).faults(of: folder)
        #expect(faults.filter { $0.severity > .info }.map(\.description) == [])
        // Siblings of one family, each pair once.
        let families = Dictionary(grouping: folder.creatives, by: \.family).values.map(\.count)
        #expect(faults.count == families.reduce(0) { $0 + $1 * ($1 - 1) / 2 })
    }
}
