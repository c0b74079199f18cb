import Foundation

/// Will a person change this? Logistic regression over `PhotoFeatures`, learned from the corrections so far.
///
/// Weights are found by Newton's method with a ridge (Hastie, Tibshirani, Friedman, The Elements of Statistical Learning,
/// 2nd edition, §4.4.1); the same corrections give the same model. There is none before it can have learned anything.
struct ChangeModel: Sendable {
    /// A photo that a person looked at.
    struct Example: Sendable {
        var features: [Float]
        var isChanged: Bool
    }

    /// Fewer examples, or fewer of either kind, teach nothing.
    static let leastExamples = 40
    static let leastOfAKind = 8
    /// What weights are pulled to zero with: as much as this many examples without information.
    private static let ridge = 3.0

    private let weights: [Double]

    init?(_ examples: [Example]) {
        let changed = examples.count { $0.isChanged }
        guard examples.count >= ChangeModel.leastExamples,
            min(changed, examples.count - changed) >= ChangeModel.leastOfAKind,
            let size = examples.first?.features.count, examples.allSatisfy({ $0.features.count == size })
        else { return nil }
        var weights = [Double](repeating: 0, count: size + 1)
        for _ in 0..<12 {
            guard let step = ChangeModel.step(examples, weights) else { return nil }
            for index in weights.indices { weights[index] += step[index] }
            if step.allSatisfy({ abs($0) < 1e-6 }) { break }
        }
        guard weights.allSatisfy(\.isFinite) else { return nil }
        self.weights = weights
    }

    /// Probability that a person changes something, 0…1.
    func chance(_ features: [Float]) -> Double {
        guard features.count + 1 == weights.count else { return 0.5 }
        return ChangeModel.logistic(ChangeModel.sum(features, weights))
    }

    private static func sum(_ features: [Float], _ weights: [Double]) -> Double {
        zip(features, weights.dropFirst()).reduce(weights[0]) { $0 + Double($1.0) * $1.1 }
    }

    private static func logistic(_ value: Double) -> Double { 1 / (1 + exp(-value)) }

    /// One step of Newton's method.
    private static func step(_ examples: [Example], _ weights: [Double]) -> [Double]? {
        let count = weights.count
        var gradient = [Double](repeating: 0, count: count)
        var hessian = [Double](repeating: 0, count: count * count)
        for index in 1..<count {
            gradient[index] = -ridge * weights[index]
            hessian[index * count + index] = ridge
        }
        for example in examples {
            let row = [1.0] + example.features.map { Double($0) }
            let chance = logistic(sum(example.features, weights))
            let error = (example.isChanged ? 1 : 0) - chance
            let weight = max(1e-6, chance * (1 - chance))
            for i in 0..<count {
                gradient[i] += error * row[i]
                for j in 0..<count { hessian[i * count + j] += weight * row[i] * row[j] }
            }
        }
        return solve(hessian, gradient)
    }

    /// Cholesky; the matrix is positive definite but for rounding, which gives nil.
    private static func solve(_ matrix: [Double], _ right: [Double]) -> [Double]? {
        let count = right.count
        var lower = matrix
        for i in 0..<count {
            for j in 0...i {
                var value = matrix[i * count + j]
                for k in 0..<j { value -= lower[i * count + k] * lower[j * count + k] }
                if i == j {
                    guard value > 1e-12 else { return nil }
                    lower[i * count + i] = value.squareRoot()
                } else {
                    lower[i * count + j] = value / lower[j * count + j]
                }
            }
        }
        var x = right
        for i in 0..<count {
            for k in 0..<i { x[i] -= lower[i * count + k] * x[k] }
            x[i] /= lower[i * count + i]
        }
        for i in (0..<count).reversed() {
            for k in (i + 1)..<count { x[i] -= lower[k * count + i] * x[k] }
            x[i] /= lower[i * count + i]
        }
        return x
    }
}
