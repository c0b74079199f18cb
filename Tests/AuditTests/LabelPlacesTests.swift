import Records
import TestSupport
import Testing

@testable import Audit

@Suite struct LabelPlacesTests {
    private func overlap(_ a: Box, _ b: Box) -> Bool { a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 }

    @Test func labelsOfPanelsThatLieTogetherDoNotCoverEachOther() {
        var random = Seeded(7)
        for _ in 0..<200 {
            var places = LabelPlaces(Size(width: 1280, height: 960))
            var made: [Box] = []
            for _ in 0..<8 {
                let x = Double.random(in: -20...1250, using: &random)
                let y = Double.random(in: -20...400, using: &random)
                let box = Box(x, y, x + Double.random(in: 5...300, using: &random), y + 60)
                let size = Size(width: Int.random(in: 60...220, using: &random), height: 20)
                let at = places.place(size, at: box)
                let label = Box(at.x, at.y, at.x + Double(size.width), at.y + 20)
                #expect(label.x0 >= 0 && label.y0 >= 0 && label.x1 <= 1280 && label.y1 <= 960)
                #expect(!made.contains { overlap($0, label) })
                made.append(label)
            }
        }
    }

    @Test func theFirstLabelStandsOnItsBox() {
        var places = LabelPlaces(Size(width: 100, height: 100))
        #expect(places.place(Size(width: 20, height: 10), at: Box(30, 50, 90, 80)) == Point(30, 40))
        // At the upper edge there is no room above: inside.
        var top = LabelPlaces(Size(width: 100, height: 100))
        #expect(top.place(Size(width: 20, height: 10), at: Box(30, 0, 90, 80)) == Point(30, 0))
    }

    @Test func whereThereIsNoRoomALabelStillGetsAPlaceInside() {
        var places = LabelPlaces(Size(width: 30, height: 12))
        for _ in 0..<5 {
            let at = places.place(Size(width: 28, height: 10), at: Box(-900, -900, 9_000, 9_000))
            #expect((0...2).contains(at.x) && (0...2).contains(at.y))
        }
    }
}
