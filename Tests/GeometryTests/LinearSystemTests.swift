import Geometry
import TestSupport
import Testing

struct LinearSystemTests {
    @Test func `a system whose first pivot is zero is solved`() throws {
        // 2y = 4 and 3x + y = 5, by hand.
        #expect(try #require(solveLinearSystem([0, 2, 3, 1], [4, 5])) == [1, 2])
        #expect(solveLinearSystem([], []) == [])
    }

    @Test func `a singular system, and one of numbers that are not finite, has no solution`() {
        #expect(solveLinearSystem([1, 2, 2, 4], [1, 2]) == nil)
        #expect(solveLinearSystem([0, 0, 0, 0], [1, 2]) == nil)
        for bad in [Double.nan, .infinity] {
            #expect(solveLinearSystem([bad, 1, 1, 1], [1, 2]) == nil)
            #expect(solveLinearSystem([1, 0, 0, 1], [bad, 2]) == nil)
        }
    }

    @Test func `random systems are solved to the right side that they were given`() throws {
        var random = Seeded(7)
        for n in 1...26 {
            let matrix = (0..<n * n).map { _ in Double.random(in: -1...1, using: &random) }
            let right = (0..<n).map { _ in Double.random(in: -1...1, using: &random) }
            let x = try #require(solveLinearSystem(matrix, right))
            for row in 0..<n {
                let sum = (0..<n).reduce(0) { $0 + matrix[row * n + $1] * x[$1] }
                #expect(abs(sum - right[row]) < 1e-6)
            }
        }
    }
}
