import Geometry
import Records

/// Where each slot usually is, so that an empty place can be told from a place that the photo does not show.
///
/// Boxes in scene axes (cabinet widths; y down from the cabinet's top, `h` being the cabinet's height), wide enough to
/// hold nearly all places seen in the 56 stores of fieldset/train. A slot of another model has no known place.
enum SlotPlaces {
    /// Share of the slot's usual place inside the frame, the worst over the depths at which it may be; nil where the
    /// slot has no known place.
    static func shareInView(_ slot: String, fit: FixtureFit) -> Double? {
        places(of: slot, fit: fit).map { $0.shareInside(fit.size) }.min()
    }

    /// The slot's usual place as it lies in the photo, at each depth at which it may be; empty where it has none.
    static func places(of slot: String, fit: FixtureFit) -> [Quad] {
        let h = fit.cabinetHeight
        let face: Box
        let depths: [Double]
        switch slot {
        case Slot.topAd:
            face = Box(-0.55, -0.32, 0.55, -0.02)
            depths = [0]
        case Slot.cduVerticalLeft:
            face = Box(-0.78, -0.05, -0.53, 0.42)
            depths = [0, 0.12]
        case Slot.cduVerticalRight:
            face = Box(0.53, -0.05, 0.78, 0.42)
            depths = [0, 0.12]
        case Slot.cduHorizontal:
            // On the counter before the cabinet, or on a wall counter right below it.
            face = Box(-0.65, h - 0.35, 0.65, h + 0.1)
            depths = [-0.2, -0.75]
        default:
            return []
        }
        let camera = fit.camera
        return depths.map { z in
            Quad(face).map { camera.project(ScenePoint(x: $0.x, y: $0.y, z: z)) }
        }
    }
}
