import Foundation
import Records
import TestSupport
import Testing

@testable import Detection
@testable import Inference

/// Doors that a model's numbers come in by: its card, what its networks answer.
@Suite struct ExtremeNumberTests {
    private let card = try? String(contentsOf: panelModel.appending(path: "card.json"), encoding: .utf8)

    /// Every number of a card, one at a time, becomes every other.
    @Test func aCardWithAnyNumberIsACardOrAListOfFaults() throws {
        let text = try #require(card)
        let places = text.ranges(of: try Regex("-?[0-9]+(\\.[0-9]+)?(?=[,\\s\\]}])"))
        #expect(places.count > 20)
        let numbers = Extremes.integers.map { "\($0)" } + ["1e300", "-1e300", "1e-320", "9.3e18", "0.5", "1e400"]
        for place in places {
            for number in numbers {
                let changed = text.replacingCharacters(in: place, with: number)
                do throws(InferenceError) {
                    _ = try ModelCard(json: Array(changed.utf8))
                } catch {
                    #expect(!error.faults.isEmpty)
                }
            }
        }
    }

    @Test func quadsOfAnyNumbersAreAPanelOrNone() throws {
        let panel = try #require(PanelViewTests.panel)
        var random = Seeded(5)
        let bytes = [UInt8](repeating: 90, count: 40 * 30 * 3)
        var target = [Float](repeating: 0, count: panel.size.width * panel.size.height * 3)
        func any() -> Double { Extremes.numbers.randomElement(using: &random) ?? 0 }
        func some() -> Double { Bool.random(using: &random) ? any() : Double.random(in: -100...100, using: &random) }
        for _ in 0..<3_000 {
            let quad = Quad(
                Point(some(), some()), Point(some(), some()), Point(some(), some()), Point(some(), some()))
            guard let view = PanelView(quad, panel: panel) else { continue }
            let answers = (0..<panel.answers).map { _ in Float(any()) }
            answers.withUnsafeBufferPointer { base in
                guard let base = base.baseAddress else { return }
                _ = view.refined(base)
                #expect(view.deviations(base).allSatisfy { $0.isFinite && $0 >= 0 })
            }
            _ = moved(quad.hull, from: quad, to: quad, in: Size(width: 40, height: 30))
            guard Int.random(in: 0..<20, using: &random) == 0 else { continue }
            target.withUnsafeMutableBufferPointer { out in
                bytes.withUnsafeBufferPointer { source in
                    guard let to = out.baseAddress, let from = source.baseAddress else { return }
                    PanelCropper(panel).fill(to, with: view, of: PhotoBytes(bytes: from, width: 40, height: 30))
                }
            }
        }
    }

    @Test func mapsOfAnyNumbersGiveFiniteBoxesOrNone() throws {
        let text = try #require(card)
        let card = try ModelCard(json: Array(text.utf8))
        var random = Seeded(9)
        let (width, height) = (8, 6)
        for _ in 0..<50 {
            let values = (0..<card.channels * width * height).map { _ in
                Float(Extremes.numbers.randomElement(using: &random) ?? 0)
            }
            values.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                let map = Network.Map(stride: 8, channels: card.channels, width: width, height: height, values: base)
                for label in card.labels.indices {
                    var found: [Candidate] = []
                    // Answers that are not finite are refused; the others decode.
                    do throws(InferenceError) {
                        try DenseDecoder(card: card).candidates(of: label, in: [map], floor: 0.001, into: &found)
                    } catch {
                        continue
                    }
                    for one in suppress(found, above: 0.5, keep: 20) {
                        #expect(one.box.x0 < one.box.x1 && one.box.x1.isFinite)
                    }
                }
            }
        }
    }
}
