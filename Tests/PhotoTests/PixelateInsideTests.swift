import Photo
import Records
import TestSupport
import Testing

@Suite struct PixelateInsideTests {
    private func noise() -> Pixels {
        var random = Seeded(5)
        return Pixels(width: 60, height: 40, rgb: (0..<7200).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    @Test func whatIsInsideIsBlocksAndWhatIsOutsideStays() {
        let before = noise()
        var after = before
        after.pixelate(inside: [Box(10, 10, 30, 30)], blocks: 4)
        for y in 0..<40 {
            for x in 0..<60 where !(10..<30).contains(x) || !(10..<30).contains(y) {
                #expect(after[x, y] == before[x, y])
            }
        }
        let colours = Set((10..<30).flatMap { y in (10..<30).map { after[$0, y] } })
        #expect(colours.count <= 16)
    }

    @Test func aBoxAtTheEdgeOrWithoutSenseHidesWhatThereIs() {
        var edge = noise()
        edge.pixelate(inside: [Box(-50, -50, 10, 10), Box(1000, 1000, 2000, 2000), Box(5, 5, 5, 5)])
        #expect(Set((0..<10).flatMap { y in (0..<10).map { edge[$0, y] } }).count <= 25)
        var all = noise()
        all.pixelate(inside: [Box(.nan, 0, 1, 1)], blocks: 2)
        #expect(Set((0..<40).flatMap { y in (0..<60).map { all[$0, y] } }).count <= 4)
        var none = Pixels()
        none.pixelate(inside: [Box(0, 0, 9, 9)])
        #expect(none == Pixels())
    }
}
