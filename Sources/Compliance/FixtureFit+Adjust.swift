import Geometry
import Records

extension FixtureFit {
    /// Rows with a Huber weight: corners two by two, then tilts one by one.
    private var cornerRows: Int { observed.count * 8 }
    private var tiltRows: Int { observed.count - (observed.cabinet == nil ? 0 : 1) }

    /// Square roots of the Huber weights (Huber 1964; k = 2.5) and the robust cost.
    private func weights(_ r: [Double]) -> (roots: [Double], cost: Double) {
        let k = 2.5
        var roots = [Double](repeating: 1, count: r.count)
        var cost = 0.0
        func share(_ rows: Range<Int>) {
            let norm = rows.reduce(0) { $0 + r[$1] * r[$1] }.squareRoot()
            if norm <= k {
                cost += norm * norm
            } else {
                cost += 2 * k * norm - k * k
                for row in rows { roots[row] = (k / norm).squareRoot() }
            }
        }
        for row in stride(from: 0, to: cornerRows, by: 2) { share(row..<row + 2) }
        for row in cornerRows..<cornerRows + tiltRows { share(row..<row + 1) }
        for row in cornerRows + tiltRows..<r.count { cost += r[row] * r[row] }
        return (roots, cost)
    }

    /// Levenberg–Marquardt on the reweighted problem (Madsen, Nielsen, Tingleff 2004); false where it goes nowhere.
    mutating func adjust() -> Bool {
        let n = active.count
        var damping = 1e-3
        var current = residuals(parameters)
        var (roots, cost) = weights(current)
        guard cost.isFinite else { return false }
        for _ in 0..<40 {
            let (matrix, gradient) = normalEquations(current, roots)
            normalMatrix = matrix
            var improved = false
            var gain = 0.0
            while damping < 1e9 {
                var damped = matrix
                for i in 0..<n { damped[i * n + i] += damping * max(matrix[i * n + i], 1e-9) }
                if let step = solveLinearSystem(damped, gradient) {
                    var trial = parameters
                    for (i, k) in active.enumerated() { trial[k] -= step[i] }
                    let next = residuals(trial)
                    let (nextRoots, nextCost) = weights(next)
                    if nextCost.isFinite, nextCost <= cost {
                        gain = cost - nextCost
                        (parameters, current, roots, cost) = (trial, next, nextRoots, nextCost)
                        damping = max(1e-9, damping / 5)
                        improved = true
                        break
                    }
                }
                damping *= 4
            }
            if !improved || gain < 1e-7 * (1 + cost) { break }
        }
        normalMatrix = normalEquations(current, roots).matrix
        let freedom = Double(max(1, current.count - n))
        misfit = max(1, cost / freedom).squareRoot()
        return parameters.allSatisfy(\.isFinite)
    }

    /// JᵀWJ and JᵀWr over the active parameters, the Jacobian by forward differences.
    private func normalEquations(_ r: [Double], _ roots: [Double]) -> (matrix: [Double], gradient: [Double]) {
        let n = active.count
        let rows = r.count
        var jacobian = [Double](repeating: 0, count: n * rows)
        for (i, k) in active.enumerated() {
            let step = 1e-6 * max(1, abs(parameters[k]))
            var moved = parameters
            moved[k] += step
            let shifted = residuals(moved)
            for row in 0..<rows { jacobian[row * n + i] = (shifted[row] - r[row]) / step * roots[row] }
        }
        var matrix = [Double](repeating: 0, count: n * n)
        var gradient = [Double](repeating: 0, count: n)
        for row in 0..<rows {
            let start = row * n
            // Most residuals depend on few parameters.
            for i in 0..<n where jacobian[start + i] != 0 {
                let slope = jacobian[start + i]
                gradient[i] += slope * roots[row] * r[row]
                for j in i..<n { matrix[i * n + j] += slope * jacobian[start + j] }
            }
        }
        for i in 0..<n {
            for j in 0..<i { matrix[i * n + j] = matrix[j * n + i] }
        }
        return (matrix, gradient)
    }
}
