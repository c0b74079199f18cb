/// Solves a dense square system by elimination with partial pivoting.
///
/// - Parameters:
///   - matrix: the coefficients, row by row; as many as the square of the number of equations.
///   - right: the right side, one number per equation.
/// - Returns: the unknowns; nil where the system is singular or its numbers are not finite.
public func solveLinearSystem(_ matrix: [Double], _ right: [Double]) -> [Double]? {
    let n = right.count
    precondition(matrix.count == n * n, "a system of \(n) equations needs \(n * n) coefficients")
    var a = matrix
    var b = right
    for column in 0..<n {
        var pivot = column
        for row in column + 1..<max(n, column + 1) where abs(a[row * n + column]) > abs(a[pivot * n + column]) {
            pivot = row
        }
        let size = abs(a[pivot * n + column])
        guard size > 1e-14, size.isFinite else { return nil }
        if pivot != column {
            for k in 0..<n { a.swapAt(pivot * n + k, column * n + k) }
            b.swapAt(pivot, column)
        }
        for row in column + 1..<max(n, column + 1) {
            let factor = a[row * n + column] / a[column * n + column]
            if factor == 0 { continue }
            for k in column..<n { a[row * n + k] -= factor * a[column * n + k] }
            b[row] -= factor * b[column]
        }
    }
    var x = b
    for row in stride(from: n - 1, through: 0, by: -1) {
        var sum = b[row]
        for k in row + 1..<max(n, row + 1) { sum -= a[row * n + k] * x[k] }
        x[row] = sum / a[row * n + row]
        guard x[row].isFinite else { return nil }
    }
    return x
}
