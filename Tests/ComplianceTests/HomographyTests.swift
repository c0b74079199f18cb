import Records
import Testing

@testable import Compliance

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
        #expect(Quad(Box(0, 0, 2, 1)).isConvex)
        #expect(!Quad(Point(0, 0), Point(2, 1), Point(2, 0), Point(0, 1)).isConvex)
    }
}
