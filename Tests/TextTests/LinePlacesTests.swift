import Foundation
import Records
import Testing

@testable import Text

@Suite struct LinePlacesTests {
    /// A map with filled rectangles, each about a centre and turned.
    private func map(_ side: Int, _ boxes: [(centre: Point, half: Point, degrees: Double)]) -> [Float] {
        var map = [Float](repeating: 0, count: side * side)
        for y in 0..<side {
            for x in 0..<side {
                for box in boxes {
                    let (a, d) = (box.degrees * .pi / 180, Point(Double(x) + 0.5, Double(y) + 0.5) - box.centre)
                    let (u, v) = (d.x * cos(a) + d.y * sin(a), d.y * cos(a) - d.x * sin(a))
                    if abs(u) <= box.half.x, abs(v) <= box.half.y { map[y * side + x] = 0.9 }
                }
            }
        }
        return map
    }

    private func find(_ map: [Float], _ side: Int, used: Size? = nil) -> [LinePlaces.Place] {
        map.withUnsafeBufferPointer {
            $0.baseAddress.map { LinePlaces.find($0, width: side, used: used ?? Size(width: side, height: side)) } ?? []
        }
    }

    @Test(arguments: [0, 10, -25, 40, -40])
    func aTiltedLineIsFoundWhereItLies(degrees: Double) throws {
        let found = find(map(200, [(Point(100, 90), Point(50, 8), degrees)]), 200)
        let place = try #require(found.first)
        #expect(found.count == 1)
        #expect(place.centre.distance(to: Point(100, 90)) < 1.5)
        // 101 × 17 pixels, grown by area × 1.4 ÷ perimeter on each side.
        #expect(abs(place.half.x - 60.2) < 2.5 && abs(place.half.y - 18.2) < 2.5, "\(place.half)")
        #expect(abs(place.angle * 180 / .pi - degrees) < 2, "\(place.angle * 180 / .pi)")
        let quad = place.quad
        #expect(quad.topLeft.x < quad.topRight.x && quad.topLeft.y < quad.bottomLeft.y)
    }

    @Test func aShortLineTakesTheDirectionOfTheLongest() throws {
        // Upright in itself, it could be called a line of 60 or of -30 degrees.
        let found = find(
            map(300, [(Point(150, 100), Point(90, 9), -30), (Point(150, 220), Point(8, 16), -30)]), 300)
        #expect(found.count == 2)
        #expect(found.allSatisfy { abs($0.angle * 180 / .pi + 30) < 3 })
        #expect(found[1].half.x < found[1].half.y)
    }

    @Test func linesExcludeTheDirectionsAcrossThem() {
        let wide = find(map(200, [(Point(100, 90), Point(50, 8), 0), (Point(30, 150), Point(6, 12), 0)]), 200)
        #expect((0..<4).map { LinePlaces.excludes(turn: $0, wide) } == [false, true, false, true])
        let tall = find(map(200, [(Point(100, 90), Point(8, 50), 0)]), 200)
        #expect((0..<4).map { LinePlaces.excludes(turn: $0, tall) } == [true, false, true, false])
        // Two digits; and nothing.
        let square = find(map(200, [(Point(100, 90), Point(14, 12), 0)]), 200)
        #expect(!(0..<4).contains { LinePlaces.excludes(turn: $0, square) || LinePlaces.excludes(turn: $0, []) })
    }

    @Test func whatIsPaddingIsNotLookedAt() {
        let full = map(100, [(Point(50, 80), Point(30, 6), 0)])
        #expect(find(full, 100, used: Size(width: 100, height: 60)).isEmpty)
        #expect(find(full, 100).count == 1)
        #expect(find(full, 100, used: Size(width: 0, height: 0)).isEmpty)
    }

    @Test func noiseAndFaintCoresAreNoLines() {
        var faint = map(60, [(Point(30, 30), Point(20, 6), 0)])
        for index in faint.indices { faint[index] *= 0.4 }
        #expect(find(faint, 60).isEmpty)
        #expect(find(map(60, [(Point(30, 30), Point(1, 1), 0)]), 60).isEmpty)
        #expect(find([Float](repeating: 0, count: 3600), 60).isEmpty)
        #expect(find([Float](repeating: 1, count: 3600), 60).count == 1)
    }
}
