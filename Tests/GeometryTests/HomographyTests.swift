import Geometry
import Records
import TestSupport
import Testing

struct HomographyTests {
    let unit = Quad(Box(0, 0, 1, 1))

    @Test func `four corners land on four corners`() throws {
        let target = Quad(Point(10, 20), Point(110, 10), Point(120, 90), Point(0, 70))
        let h = try #require(Homography(from: unit, to: target))
        for (a, b) in zip(unit.corners, target.corners) { #expect(try #require(h.map(a)).distance(to: b) < 1e-9) }
        let back = try #require(h.inverse)
        for (a, b) in zip(unit.corners, target.corners) { #expect(try #require(back.map(b)).distance(to: a) < 1e-9) }
    }

    @Test func `the diagonals cross at the image of the true centre`() throws {
        let seen = Quad(Point(0, 0), Point(100, 30), Point(100, 70), Point(0, 100))
        let h = try #require(Homography(from: unit, to: seen))
        let centre = try #require(seen.centre)
        #expect(centre.distance(to: try #require(h.map(Point(0.5, 0.5)))) < 1e-9)
        // By hand: y = x and y = 100 − 0.3 x … cross at x = 500/7; the mean of the corners would say 50.
        #expect(abs(centre.x - 100 / 1.4) < 1e-9)
    }

    @Test func `three corners on a line give no homography`() {
        let flat = Quad(Point(0, 0), Point(1, 1), Point(2, 2), Point(0, 5))
        #expect(Homography(from: unit, to: flat) == nil)
        #expect(Homography(from: flat, to: unit) == nil)
        #expect(Quad(Point(0, 0), Point(1, 0), Point(2, 0), Point(3, 0)).centre == nil)
    }

    @Test func `the share inside the frame is the area inside`() {
        let size = Size(width: 100, height: 100)
        #expect(abs(Quad(Box(-50, 0, 50, 100)).shareInside(size) - 0.5) < 1e-12)
        #expect(abs(Quad(Box(10, 10, 20, 20)).shareInside(size) - 1) < 1e-12)
        #expect(Quad(Box(200, 10, 220, 20)).shareInside(size) == 0)
        let diamond = Quad(Point(0, -50), Point(50, 0), Point(0, 50), Point(-50, 0))
        #expect(abs(diamond.shareInside(size) - 0.25) < 1e-12)
    }

    @Test func `a folded quad is not convex`() {
        #expect(Quad(Box(0, 0, 2, 1)).isConvex && Quad(Box(0, 0, 2, 1)).isStrictlyConvex)
        let folded = Quad(Point(0, 0), Point(2, 1), Point(2, 0), Point(0, 1))
        #expect(!folded.isConvex && !folded.isStrictlyConvex)
        let mirrored = Quad(Box(2, 0, 0, 1))
        #expect(mirrored.isConvex && mirrored.isStrictlyConvex && mirrored.area == -2)
        let none = Quad(Box(.nan, 0, .nan, 1))
        #expect(!Quad(Box(0, 0, 0, 1)).isStrictlyConvex && !none.isStrictlyConvex)
    }

    @Test func `the sides' mean lengths are those of the artwork, whichever way it hangs`() {
        let quad = Quad(Point(0, 0), Point(0, 10), Point(-4, 10), Point(-4, 2))
        #expect(quad.meanWidth == 9)
        #expect(quad.meanHeight == (20.0.squareRoot() + 4) / 2)
    }

    @Test func `the closed form of a box agrees with the general map`() throws {
        var random = Seeded(3)
        for _ in 0..<500 {
            func near(_ x: Double, _ y: Double) -> Point {
                Point(x + .random(in: -20...20, using: &random), y + .random(in: -20...20, using: &random))
            }
            let box = Box(3, 5, 3 + .random(in: 1...200, using: &random), 5 + .random(in: 1...200, using: &random))
            let quad = Quad(near(0, 0), near(100, 0), near(100, 80), near(0, 80))
            let closed = try #require(Homography(from: box, to: quad))
            let general = try #require(Homography(from: Quad(box), to: quad))
            for (a, b) in zip(Quad(box).corners, quad.corners) {
                #expect(closed.image(of: a).distance(to: b) < 1e-7)
                #expect(try #require(closed.inverse?.map(b)).distance(to: a) < 1e-6)
            }
            let inner = Point(box.x0 + box.width * 0.3, box.y0 + box.height * 0.6)
            #expect(closed.image(of: inner).distance(to: general.image(of: inner)) < 1e-7)
        }
    }

    @Test func `a box without area, and a quad without one, give no map`() {
        #expect(Homography(from: Box(1, 1, 1, 5), to: unit) == nil)
        #expect(Homography(from: Box(0, 0, 1, 1), to: Quad(Box(3, 3, 3, 3))) == nil)
        #expect(Homography(from: Box(0, 0, 1, 1), to: Quad(Box(.nan, 0, 1, 1))) == nil)
        #expect(Homography(from: Box(0, 0, .nan, 1), to: unit) == nil)
    }

    @Test func `the horizon has no image`() throws {
        let map = try #require(
            Homography(from: unit, to: Quad(Point(0, 0), Point(3, 0), Point(2, 1), Point(1, 1))))
        // w falls from 1 at the top to 3 at the bottom: it is 0 half a unit above.
        let far = Point(0.25, -map.w1 / map.wv)
        #expect(map.map(far) == nil)
        #expect(!map.image(of: far).x.isFinite || abs(map.image(of: far).x) > 1e9)
    }
}
