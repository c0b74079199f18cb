import Detection
import Foundation
import Geometry
import Photo
import Records
import TestSupport
import Testing

@testable import Audit

/// What the evidence JPEG that leaves still shows of the photo: nothing finer than a block outside the panels, all of it
/// inside. Measured in the decoded file, for samples and the shipped model.
@Suite(.enabled(if: hasRuntime, "the detector runtime is missing: run Systemd/openvino-runtime"))
struct EvidencePrivacyTests {
    static let photos = ["S05000/2025-05-21/2", "S05002/2025-08-23/1", "S05008/2025-09-02/1"]
    static let block = 12

    /// A photo, its part that the evidence shows (as the painter cuts it, before it hides anything), and the evidence.
    struct Shown {
        var record: Record
        var part: Pixels
        var evidence: Pixels

        init(_ photo: String, full: Bool) throws {
            var settings = AuditSettings(branch: "test", zone: .gmt, policy: .standard)
            settings.fullPhotos = full
            // Large enough that nothing is made smaller: the blocks lie where the painter put them.
            settings.evidenceLimit = 1 << 20
            let detector = try Detector(
                modelFolder: PathBytes(Fixtures.root.appending(path: "Sources/Detection/Resources").path))
            let bytes = [UInt8](try Data(contentsOf: samples.appending(path: photo + ".jpg")))
            let audited = try PhotoAuditor(settings: settings, detector: detector)
                .audit(PhotoInput(drop: "d", path: PathBytes("1.jpg"), bytes: bytes))
            record = audited.record
            let top = try #require(record.detections.first { $0.slot == Slot.topAd })
            var hull = top.box
            for detection in record.detections where detection.slot != Slot.cduHorizontal {
                hull = hull.union(detection.box)
            }
            let margin = 0.04 * max(hull.width, hull.height)
            let decoder = try PhotoDecoder()
            var whole = Pixels()
            try decoder.decode(bytes, atLeast: detector.card.longestSide, into: &whole)
            part = Pixels()
            whole.crop(
                Box(hull.x0 - margin, hull.y0 - margin, hull.x1 + margin, hull.y1 + margin), longSide: 480, into: &part)
            evidence = Pixels()
            try decoder.decode(try #require(audited.evidence.first).jpeg, atLeast: .max, into: &evidence)
            #expect(audited.evidence.count == 1)
            try #require(evidence.width == part.width && evidence.height == part.height)
        }

        /// Panels in the evidence's pixels; the cabinet is none.
        var panels: [Quad] {
            record.detections.filter { $0.slot != Slot.cabinet }.map { part.frame.pixel($0.quad ?? Quad($0.box)) }
        }

        /// How much of the photo's detail finer than a block the evidence shows: 0 none, 1 all. The slope of what a
        /// pixel of the evidence differs from its block's mean by, against the same of the photo; lines that are drawn
        /// over it have nothing to do with the photo's detail and add nothing to it.
        func detail(inside: Bool) -> (share: Double, blocks: Int) {
            var (product, square, count) = (0.0, 0.0, 0)
            for top in stride(from: 0, through: part.height - block, by: block) {
                for left in stride(from: 0, through: part.width - block, by: block) {
                    guard lies(left, top, inside: inside) else { continue }
                    let places = (0..<block * block).map { (left + $0 % block, top + $0 / block) }
                    let photo = differences(places.map { part[$0.0, $0.1] })
                    let shown = differences(places.map { evidence[$0.0, $0.1] })
                    product += zip(photo, shown).reduce(0) { $0 + $1.0 * $1.1 }
                    square += photo.reduce(0) { $0 + $1 * $1 }
                    count += 1
                }
            }
            return (square > 0 ? product / square : 0, count)
        }

        private func differences(_ block: [Colour]) -> [Double] {
            let light = block.map { colour -> Double in
                let red = 0.299 * Double(colour.red)
                let green = 0.587 * Double(colour.green)
                return red + green + 0.114 * Double(colour.blue)
            }
            let mean = light.reduce(0, +) / Double(light.count)
            return light.map { $0 - mean }
        }

        /// The whole block and a pixel around it lie in one panel, or in none.
        private func lies(_ left: Int, _ top: Int, inside: Bool) -> Bool {
            let square = Box(
                Double(left - 1), Double(top - 1), Double(left + block + 1), Double(top + block + 1))
            guard inside else {
                return panels.allSatisfy { panel in hull(panel).intersection(square).area == 0 }
            }
            // A panel is convex: it holds the square where it holds the corners.
            let corners = Quad(square).corners
            return panels.contains { panel in corners.allSatisfy { holds(panel, $0) } }
        }

        private func hull(_ quad: Quad) -> Box {
            let (xs, ys) = (quad.corners.map(\.x), quad.corners.map(\.y))
            return Box(xs.min() ?? 0, ys.min() ?? 0, xs.max() ?? 0, ys.max() ?? 0)
        }

        /// Corners run clockwise as seen.
        private func holds(_ quad: Quad, _ p: Point) -> Bool {
            let corners = quad.corners
            return corners.indices.allSatisfy { index in
                let (a, b) = (corners[index], corners[(index + 1) % 4])
                return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) > 0
            }
        }

        private var block: Int { EvidencePrivacyTests.block }
    }

    @Test(arguments: photos)
    func nothingFinerThanABlockLeavesOutsideThePanelsAndAllInsideDoes(photo: String) throws {
        let shown = try Shown(photo, full: false)
        let outside = shown.detail(inside: false)
        let inside = shown.detail(inside: true)
        #expect(outside.blocks >= 50 && inside.blocks >= 20, "\(outside) \(inside)")
        #expect(abs(outside.share) < 0.08, "\(outside)")
        #expect(inside.share > 0.8, "\(inside)")
    }

    @Test func theMeasureSeesWhatIsNotHidden() throws {
        let shown = try Shown(Self.photos[0], full: true)
        #expect(shown.detail(inside: false).share > 0.6)
    }

    @Test func theEvidenceKeepsToItsLimit() throws {
        var settings = AuditSettings(branch: "test", zone: .gmt, policy: .standard)
        settings.evidenceLimit = 4_000
        let detector = try Detector(
            modelFolder: PathBytes(Fixtures.root.appending(path: "Sources/Detection/Resources").path))
        let bytes = [UInt8](try Data(contentsOf: samples.appending(path: Self.photos[0] + ".jpg")))
        let audited = try PhotoAuditor(settings: settings, detector: detector)
            .audit(PhotoInput(drop: "d", path: PathBytes("1.jpg"), bytes: bytes))
        let evidence = try #require(audited.evidence.first)
        #expect(evidence.jpeg.count <= 4_000)
    }
}
