import Foundation
import Records
import TestSupport
import Testing

@testable import Detection

struct LetterboxTests {
    static let card = try? ModelCard(json: Array(Data(contentsOf: fixtures.appending(path: "model/card.json"))))

    private func fill(_ letterbox: Letterbox, _ bytes: [UInt8], _ size: Size) -> ([Float], LetterboxGeometry) {
        var target = [Float](repeating: .nan, count: letterbox.input.width * letterbox.input.height * 3)
        var place = LetterboxGeometry(source: size, input: letterbox.input)
        target.withUnsafeMutableBufferPointer { out in
            bytes.withUnsafeBufferPointer { source in
                if let to = out.baseAddress, let from = source.baseAddress {
                    place = letterbox.fill(to, from: from, size: size)
                }
            }
        }
        return (target, place)
    }

    /// Within the fixed point's 0.02 grey levels (the fixture divides by 2, 4 and 8) and OpenCV's own rounding.
    @Test(arguments: Array((Golden.shared?.letterbox ?? []).indices))
    func theInputEqualsOpenCVs(index: Int) throws {
        let golden = try #require(Golden.shared)
        let resize = golden.letterbox[index]
        let one = golden.cases[resize.case]
        let letterbox = Letterbox(
            card: try #require(Self.card), input: Size(width: resize.width, height: resize.height))
        let size = Size(width: one.width, height: one.height)
        let (input, _) = fill(letterbox, noisePicture(one.width, one.height, one.seed), size)
        #expect(input.allSatisfy { $0.isFinite })
        for sample in resize.sample {
            let at = (Int(sample[1]) * resize.width + Int(sample[2])) * 3 + Int(sample[0])
            #expect(abs(Double(input[at]) - sample[3]) < 1.5e-2, "channel \(sample[0]) at (\(sample[2]), \(sample[1]))")
        }
    }

    /// The same resize in Double, straight from its definition.
    private func reference(_ bytes: [UInt8], _ size: Size, _ place: LetterboxGeometry, _ x: Int, _ y: Int, _ c: Int)
        -> Double
    {
        func weights(_ index: Int, _ source: Int, _ target: Int) -> [(Int, Double)] {
            let scale = Double(source) / Double(target)
            if target < source {
                let low = Double(index) * scale
                let high = low + scale
                return (0..<source).map { ($0, max(0, min(high, Double($0 + 1)) - max(low, Double($0))) / scale) }
            }
            let at = min(max((Double(index) + 0.5) * scale - 0.5, 0), Double(source - 1))
            let first = Int(at)
            return [(first, 1 - (at - Double(first))), (min(first + 1, source - 1), at - Double(first))]
        }
        var sum = 0.0
        for (row, wy) in weights(y, size.height, place.scaled.height) where wy > 0 {
            for (column, wx) in weights(x, size.width, place.scaled.width) where wx > 0 {
                sum += wx * wy * Double(bytes[(row * size.width + column) * 3 + c])
            }
        }
        return sum
    }

    @Test func anySizeIsResizedAsItsDefinitionSays() throws {
        let card = try #require(Self.card)
        var generator = Seeded(5)
        for round in 0..<20 {
            let size = Size(
                width: .random(in: 1...300, using: &generator), height: .random(in: 1...300, using: &generator))
            let letterbox = Letterbox(card: card, input: Size(width: 128, height: 96))
            let bytes = (0..<size.width * size.height * 3).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let (input, place) = fill(letterbox, bytes, size)
            for _ in 0..<20 {
                let (x, y) = (Int.random(in: 0..<128, using: &generator), Int.random(in: 0..<96, using: &generator))
                let c = Int.random(in: 0..<3, using: &generator)
                let inside = x < place.scaled.width && y < place.scaled.height
                let value = inside ? reference(bytes, size, place, x, y, c) : Double(card.input.pad)
                let expected = (value - Double(card.input.mean[c])) / Double(card.input.deviation[c])
                #expect(
                    abs(Double(input[(y * 128 + x) * 3 + c]) - expected) < 1e-2,
                    "round \(round), \(size), \(x) \(y) \(c)")
            }
        }
    }

    @Test func paddingIsWholeAfterAPhotoOfAnotherShape() throws {
        let letterbox = Letterbox(card: try #require(Self.card), input: Size(width: 128, height: 96))
        var target = [Float](repeating: 0, count: 128 * 96 * 3)
        for size in [Size(width: 128, height: 96), Size(width: 50, height: 96), Size(width: 128, height: 20)] {
            let bytes = [UInt8](repeating: 200, count: size.width * size.height * 3)
            target.withUnsafeMutableBufferPointer { out in
                bytes.withUnsafeBufferPointer { source in
                    if let to = out.baseAddress, let from = source.baseAddress {
                        _ = letterbox.fill(to, from: from, size: size)
                    }
                }
            }
            let padded = (0..<96).flatMap { y in (0..<128).map { x in (x, y) } }.filter {
                $0.0 >= size.width || $0.1 >= size.height
            }
            #expect(padded.allSatisfy { target[($0.1 * 128 + $0.0) * 3] == (114 - 10) / 2 })
            #expect(abs(target[0] - 95) < 0.01)
        }
    }

    @Test func weightsOfEveryPixelSumToOneAndStayInside() {
        for source in [1, 2, 3, 7, 96, 612, 816, 3000] {
            for target in [1, 2, 5, 96, 384, 512] {
                let axis = AxisWeights(source: source, target: target)
                #expect(axis.starts.count == target)
                let wrong = (0..<target).filter { index in
                    let weights = axis.weights[index * axis.taps..<(index + 1) * axis.taps]
                    let sum = weights.reduce(0.0) { $0 + Double($1) }
                    let start = axis.starts[index]
                    return abs(sum - 1) > 1e-5 || weights.contains { $0 < 0 } || start < 0 || start + axis.taps > source
                }
                #expect(wrong.isEmpty, "\(source) to \(target)")
            }
        }
    }
}
