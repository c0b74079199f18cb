package import Compliance
import Foundation
import Geometry
package import Records
package import TestSupport

/// A display built for a test: everything in cabinet widths, seen by a camera of the test's choice.
package struct SyntheticScene {
    package var size = Size(width: 1600, height: 1200)
    package var focal35 = 26.0
    package var yaw = 0.0
    package var pitch = 0.0
    package var roll = 0.0
    package var distance = 2.0
    /// The height that the camera looks at: 0 is the cabinet's top edge, larger is further down.
    package var aim = 0.1
    package var cabinetHeight = 0.5
    /// The top ad's centre.
    package var offset = 0.0
    package var tilt = 0.0

    package init() {}

    package var camera: SceneCamera {
        let straight = SceneCamera(
            focal: focal35 / 36 * Double(max(size.width, size.height)), yaw: yaw, pitch: pitch, roll: roll, tx: 0,
            ty: 0,
            tz: 0, radial: FixturePriors.radial.mean, size: size)
        // Looks at the cabinet's middle at the height of `aim` from `distance`.
        return SceneCamera(
            focal: straight.focal, yaw: yaw, pitch: pitch, roll: roll, tx: -straight.right.y * aim,
            ty: -straight.down.y * aim, tz: distance - straight.ahead.y * aim,
            radial: straight.radial, size: size)
    }

    package func panel(_ slot: String, x: Double, y: Double, width: Double, height: Double, z: Double, tilt: Double = 0)
        -> Detection
    {
        let camera = camera
        let (s, c) = (sin(tilt), cos(tilt))
        let quad = Quad(Box(-width / 2, -height / 2, width / 2, height / 2)).map { p in
            camera.project(ScenePoint(x: x + c * p.x - s * p.y, y: y + s * p.x + c * p.y, z: z))
        }
        return Detection(slot: slot, confidence: 1, box: quad.hull.clipped(to: size), quad: quad)
    }

    package var cabinet: Detection {
        panel(Slot.cabinet, x: 0, y: cabinetHeight / 2, width: 1, height: cabinetHeight, z: 0)
    }
    package var topAd: Detection {
        panel(
            Slot.topAd, x: offset, y: -0.18, width: 0.75, height: 0.18, z: FixturePriors.topAdDepth.mean,
            tilt: tilt * Double.pi / 180)
    }
    package var left: Detection {
        panel(Slot.cduVerticalLeft, x: -0.655, y: 0.2, width: 0.18, height: 0.42, z: FixturePriors.verticalDepth.mean)
    }
    package var right: Detection {
        panel(Slot.cduVerticalRight, x: 0.655, y: 0.2, width: 0.18, height: 0.42, z: FixturePriors.verticalDepth.mean)
    }
    package var everything: [Detection] { [topAd, cabinet, left, right] }

    package static func random(_ random: inout Seeded) -> SyntheticScene {
        var scene = SyntheticScene()
        scene.focal35 = Double.random(in: 24...40, using: &random)
        scene.yaw = Double.random(in: -0.5...0.5, using: &random)
        scene.pitch = Double.random(in: -0.2...0.2, using: &random)
        scene.roll = Double.random(in: -0.08...0.08, using: &random)
        scene.distance = Double.random(in: 1.7...3.5, using: &random)
        scene.cabinetHeight = Double.random(in: 0.3...0.8, using: &random)
        scene.offset = Double.random(in: -0.4...0.4, using: &random)
        return scene
    }
}

extension Detection {
    /// The same panel in the mirrored photo: left and right change places, and so do the artwork's corners.
    package func mirrored(width: Double) -> Detection {
        var other = self
        let names = [Slot.cduVerticalLeft: Slot.cduVerticalRight, Slot.cduVerticalRight: Slot.cduVerticalLeft]
        other.slot = names[slot] ?? slot
        other.box = Box(width - box.x1, box.y0, width - box.x0, box.y1)
        other.quad = quad.map { q in
            let m = q.map { Point(width - $0.x, $0.y) }
            return Quad(m.topRight, m.topLeft, m.bottomLeft, m.bottomRight)
        }
        return other
    }

    package func scaled(_ s: Double) -> Detection {
        Detection(
            slot: slot, confidence: confidence, box: Box(box.x0 * s, box.y0 * s, box.x1 * s, box.y1 * s),
            quad: quad?.map { $0 * s })
    }
}
