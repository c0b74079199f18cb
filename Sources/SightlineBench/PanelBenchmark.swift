import Detection
import Foundation
import Photo
import Records

/// What the second look at a photo's detections costs, in parts, on one thread.
struct PanelBenchmark {
    private let rounds = 15

    func run() throws {
        let detector = try Detector(modelFolder: try ModelLocation.find())
        print("model \(detector.card.name) \(detector.card.version), first network in \(detector.precision.rawValue)")
        guard let panel = detector.card.panel else { return print("the model has no panel network") }
        print("a detection is looked at \(panel.looks) time(s); figures are for all of them")
        let session = detector.makeSession()
        for set in try PhotoSet.all() {
            var scenes: [(pixels: Pixels, quads: [Quad])] = []
            let decoder = try PhotoDecoder()
            for jpeg in set.copies(24) {
                var pixels = Pixels()
                try decoder.decode(jpeg, atLeast: detector.card.longestSide, into: &pixels)
                // Every detection that is looked at, whatever comes of it.
                let quads = try session.detect(pixels, floor: 0).compactMap { $0.quad.map { pixels.frame.pixel($0) } }
                scenes.append((pixels, quads))
            }
            try measure(set.name, scenes, session)
        }
        for count in [1, 2, 4, 8, 16] {
            let times = try (0..<rounds * 20).map { _ in try seconds { try session.inferPanelsBare(count) } }
            print(String(format: "panel network, %2d crops  %.3f ms", count, median(times) * 1000))
        }
    }

    private func measure(
        _ name: String, _ scenes: [(pixels: Pixels, quads: [Quad])], _ session: DetectorSession
    ) throws {
        let count = Double(scenes.count)
        let looks = Double(scenes.reduce(0) { $0 + $1.quads.count }) / count
        func time(_ body: (Pixels, [Quad]) throws -> Void) throws -> Double {
            let times = try (0..<rounds).map { _ in
                try seconds { for scene in scenes { try body(scene.pixels, scene.quads) } }
            }
            return median(times) / count * 1000
        }
        let first = try time { _, _ in try session.inferBare() }
        let crops = try time { try session.cropBare($1, of: $0) }
        let second = try time { try session.inferPanelsBare($1.count) }
        let whole = try time { pixels, _ in _ = try session.detect(pixels) }
        print(
            String(
                format:
                    "%-38@ %.1f crops per photo: crops %.3f ms, panel network %.3f ms; first network %.3f ms; all of "
                    + "detection %.3f ms", name as NSString, looks, crops, second, first, whole))
    }
}
