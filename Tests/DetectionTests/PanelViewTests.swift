import Foundation
import Records
import TestSupport
import Testing

@testable import Detection

struct PanelViewTests {
    static let panel = try? ModelCard(json: Array(Data(contentsOf: panelModel.appending(path: "card.json")))).panel

    private func crop(_ view: PanelView, _ panel: ModelCard.Panel, _ bytes: [UInt8], _ size: Size) -> [Float] {
        var target = [Float](repeating: .nan, count: panel.size.width * panel.size.height * 3)
        target.withUnsafeMutableBufferPointer { out in
            bytes.withUnsafeBufferPointer { source in
                guard let to = out.baseAddress, let from = source.baseAddress else { return }
                let photo = PhotoBytes(bytes: from, width: size.width, height: size.height)
                PanelCropper(panel).fill(to, with: view, of: photo)
            }
        }
        return target
    }

    /// OpenCV rounds places to 1/32 pixel and values to whole grey levels, twice.
    @Test(arguments: Array((PanelGolden.shared?.crops ?? []).indices))
    func cropsEqualOpenCVs(index: Int) throws {
        let golden = try #require(PanelGolden.shared?.crops[index])
        let panel = try #require(Self.panel)
        let bytes = noisePicture(golden.width, golden.height, golden.seed)
        let view = try #require(PanelView(golden.quad, panel: panel))
        let crop = crop(view, panel, bytes, Size(width: golden.width, height: golden.height))
        #expect(crop.allSatisfy { (0...255.1).contains($0) })
        let errors = golden.sample.map { one in
            abs(Double(crop[(one[0] * panel.size.width + one[1]) * 3 + one[2]]) - Double(one[3]))
        }.sorted()
        #expect(errors[errors.count / 2] < 0.6, "median \(errors[errors.count / 2])")
        #expect(errors.last ?? 0 < 4, "worst \(errors.last ?? 0)")
    }

    /// One crop pixel in Double, straight from its definition.
    private func reference(_ view: PanelView, _ bytes: [UInt8], _ size: Size, _ x: Int, _ y: Int, _ c: Int) -> Double {
        func pixel(_ x: Int, _ y: Int) -> Double {
            let inside = x >= 0 && x < size.width && y >= 0 && y < size.height
            return inside ? Double(bytes[(y * size.width + x) * 3 + c]) : 114
        }
        var sum = 0.0
        for j in 0..<view.tapsY {
            for i in 0..<view.tapsX {
                let part = Point((Double(i) + 0.5) / Double(view.tapsX), (Double(j) + 0.5) / Double(view.tapsY))
                let p = view.map.image(of: Point(Double(x), Double(y)) + part) - Point(0.5, 0.5)
                let (left, top) = (Int(p.x.rounded(.down)), Int(p.y.rounded(.down)))
                let (fx, fy) = (p.x - Double(left), p.y - Double(top))
                let upper = pixel(left, top) * (1 - fx) + pixel(left + 1, top) * fx
                let lower = pixel(left, top + 1) * (1 - fx) + pixel(left + 1, top + 1) * fx
                sum += upper * (1 - fy) + lower * fy
            }
        }
        return sum / Double(view.tapsX * view.tapsY)
    }

    /// Places are exact to 1/512 pixel (half a grey level in the worst noise), sums to some hundredths of a grey level.
    @Test func cropsAreWhatTheirDefinitionSays() throws {
        let panel = try #require(Self.panel)
        var generator = Seeded(8)
        var (bias, worst, count) = (0.0, 0.0, 0.0)
        for _ in 0..<12 {
            let size = Size(
                width: .random(in: 2...300, using: &generator), height: .random(in: 2...200, using: &generator))
            let bytes = (0..<size.width * size.height * 3).map { _ in UInt8.random(in: 0...255, using: &generator) }
            func corner(_ x: Double, _ y: Double) -> Point {
                Point(
                    (x + .random(in: -0.2...0.2, using: &generator)) * Double(size.width),
                    (y + .random(in: -0.2...0.2, using: &generator)) * Double(size.height))
            }
            let quad = Quad(corner(0.2, 0.2), corner(0.8, 0.2), corner(0.8, 0.8), corner(0.2, 0.8))
            guard let view = PanelView(quad, panel: panel) else { continue }
            let crop = crop(view, panel, bytes, size)
            for _ in 0..<100 {
                let (x, y) = (Int.random(in: 0..<112, using: &generator), Int.random(in: 0..<48, using: &generator))
                let c = Int.random(in: 0..<3, using: &generator)
                let error = Double(crop[(y * 112 + x) * 3 + c]) - reference(view, bytes, size, x, y, c)
                bias += error
                worst = max(worst, abs(error))
                count += 1
            }
        }
        #expect(worst < 1, "\(worst)")
        #expect(abs(bias / count) < 0.02, "\(bias / count)")
    }

    @Test func photosOfAFewPixelsAndQuadsFarOutsideAreTaken() throws {
        let panel = try #require(Self.panel)
        let sizes = [(1, 1), (2, 2), (3, 1), (1, 5), (9, 2)].map { Size(width: $0.0, height: $0.1) }
        let quads = [
            Quad(Box(-5, -5, 20, 9)), Quad(Box(1000, 1000, 1200, 1100)), Quad(Box(-1e7, -1e7, 1e7, 1e7)),
            Quad(Point(0, 0), Point(40, 0), Point(21, 20), Point(19, 20)),
        ]
        for size in sizes {
            let bytes = [UInt8](repeating: 114, count: size.width * size.height * 3)
            for quad in quads {
                let view = try #require(PanelView(quad, panel: panel))
                // The photo's grey is that of what lies outside.
                #expect(crop(view, panel, bytes, size).allSatisfy { abs($0 - 114) < 0.2 })
            }
        }
    }

    @Test func theMapTakesTheCropsNominalCornersToTheQuad() throws {
        let panel = try #require(Self.panel)
        var generator = Seeded(4)
        for _ in 0..<100 {
            func corner(_ x: Double, _ y: Double) -> Point {
                Point(x + .random(in: -20...20, using: &generator), y + .random(in: -20...20, using: &generator))
            }
            let tall = Bool.random(using: &generator)
            let (w, h) = tall ? (60.0, 300.0) : (300.0, 60.0)
            let quad = Quad(corner(100, 100), corner(100 + w, 100), corner(100 + w, 100 + h), corner(100, 100 + h))
            let view = try #require(PanelView(quad, panel: panel))
            #expect(view.liesOnItsSide == tall)
            let mapped = Quad(panel.nominal).corners.map(view.map.image)
            let expected = tall ? [quad.bottomLeft, quad.topLeft, quad.topRight, quad.bottomRight] : quad.corners
            for (p, q) in zip(mapped, expected) { #expect(p.distance(to: q) < 1e-6) }
            // No shift, no change.
            let still = view.refined([Float](repeating: 0, count: 18))
            for (p, q) in zip(still.corners, quad.corners) { #expect(p.distance(to: q) < 1e-6) }
        }
    }

    @Test func shiftsMoveTheirOwnCorner() throws {
        let panel = try #require(Self.panel)
        let nominal = panel.nominal
        // As large as in the crop, so that a crop pixel is a photo's pixel.
        let wide = Quad(Box(0, 0, nominal.width, nominal.height))
        var answers = [Float](repeating: 0, count: 18)
        answers[2] = 0.4  // the second corner's x
        answers[7] = -0.3  // the fourth corner's y
        let moved = try #require(PanelView(wide, panel: panel)).refined(answers)
        #expect(moved.topRight.distance(to: wide.topRight + Point(4, 0)) < 1e-6)
        #expect(moved.bottomLeft.distance(to: wide.bottomLeft + Point(0, -3)) < 1e-6)
        #expect(moved.topLeft.distance(to: wide.topLeft) < 1e-6)
        // On its side: the crop's second corner is the panel's top left, its right is the panel's up.
        let high = Quad(Box(0, 0, nominal.height, nominal.width))
        let turned = try #require(PanelView(high, panel: panel)).refined(answers)
        #expect(turned.topLeft.distance(to: high.topLeft + Point(0, -4)) < 1e-6)
        #expect(turned.bottomRight.distance(to: high.bottomRight + Point(-3, 0)) < 1e-6)
    }

    @Test func anAnswerThatMakesNoPanelKeepsTheQuad() throws {
        let panel = try #require(Self.panel)
        let quad = Quad(Box(0, 0, 100, 60))
        let view = try #require(PanelView(quad, panel: panel))
        var answers = [Float](repeating: 0, count: 18)
        answers[0] = .nan
        #expect(view.refined(answers) == quad)
        answers[0] = 3.2  // 40 % of the size is 31 pixels
        #expect(view.refined(answers) == quad)
        // Top left past the diagonal: a dent, though no corner went far.
        let small = try #require(PanelView(Quad(Box(0, 0, 20, 20)), panel: panel))
        answers = [Float](repeating: 0, count: 18)
        for (index, shift) in [2.9, 1.0, -2.9, 0.9, -2.9, -1.1, 2.9, -1.1].enumerated() {
            answers[index] = Float(shift)
        }
        #expect(small.refined(answers).corners.allSatisfy { $0.x.isFinite && $0.y.isFinite })
        answers = [Float](repeating: 0, count: 18)
        answers[0] = .infinity
        #expect(view.refined(answers) == quad)
    }

    @Test func whatIsNoPanelIsNotLookedAt() throws {
        let panel = try #require(Self.panel)
        for odd in [
            Quad(Box(0, 0, 0, 0)), Quad(Box(3, 3, 5, 90)), Quad(Box(.nan, 0, 10, 10)), Quad(Box(0, 0, .infinity, 5)),
            Quad(Point(0, 0), Point(10, 0), Point(20, 0), Point(30, 0)),
        ] {
            #expect(PanelView(odd, panel: panel) == nil)
        }
    }

    @Test func sidesOfTheBoxThatLayOnTheQuadGoWithIt() {
        let size = Size(width: 400, height: 300)
        let old = Quad(Box(100, 100, 200, 140))
        let new = Quad(Box(104, 97, 205, 139))
        // All four sides agree with the old extent.
        #expect(moved(Box(101, 99, 199, 141), from: old, to: new, in: size) == Box(105, 96, 204, 140))
        // The right half is hidden: that side stays.
        #expect(moved(Box(101, 99, 150, 141), from: old, to: new, in: size) == Box(105, 96, 150, 140))
        // Cut by the photo's left: the extent is, too, so the side stays on the border.
        let cut = moved(
            Box(0, 100, 50, 140), from: Quad(Box(-30, 100, 50, 140)), to: Quad(Box(-25, 102, 52, 140)), in: size)
        #expect(cut == Box(0, 102, 52, 140))
        // A box that would turn inside out stays.
        let thin = Box(100, 100, 101, 140)
        let inverted = moved(
            thin, from: Quad(Box(100, 100, 101, 140)), to: Quad(Box(150, 100, 120, 140)), in: size)
        #expect(inverted == thin || inverted.x0 < inverted.x1)
    }
}
