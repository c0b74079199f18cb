import Geometry
import Records
import Testing

struct BoxTests {
    @Test func `half overlapping boxes share a third`() {
        #expect(Box(0, 0, 2, 2).iou(Box(1, 0, 3, 2)) == 1.0 / 3)
        #expect(Box(0, 0, 1, 1).iou(Box(5, 5, 6, 6)) == 0)
        #expect(Box(0, 0, 0, 0).iou(Box(0, 0, 0, 0)) == 0)
    }

    @Test func `what is cut to a frame is empty outside it, and what is clamped keeps its side`() {
        let size = Size(width: 10, height: 20)
        #expect(Box(-5, 2, 5, 30).clipped(to: size) == Box(0, 2, 5, 20))
        #expect(Box(12, 2, 15, 5).clipped(to: size).area == 0)
        #expect(Box(12, -3, 15, 5).clamped(to: size) == Box(10, 0, 10, 5))
        #expect(Box(1, 2, 3, 4).union(Box(2, 0, 9, 3)) == Box(1, 0, 9, 4))
    }

    @Test func `a point on the edge is in the box, and one that is not a number is not`() {
        let box = Box(1, 2, 3, 4)
        #expect(box.contains(Point(1, 4)) && box.contains(Point(2, 3)))
        #expect(!box.contains(Point(0.9, 3)) && !box.contains(Point(2, 4.1)))
        #expect(!box.contains(Point(.nan, 3)))
        #expect(!Box(.nan, .nan, .nan, .nan).contains(Point(2, 3)))
    }

    @Test func `distance outside the frame is 0 inside it`() {
        let size = Size(width: 10, height: 20)
        #expect(Point(10, 0).distance(outside: size) == 0)
        #expect(Point(13, 24).distance(outside: size) == 5)
        #expect(Point(-3, 5).distance(outside: size) == 3)
    }
}
