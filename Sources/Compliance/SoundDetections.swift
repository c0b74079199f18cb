import Geometry
public import Records

extension PhotoQuality {
    /// Those detections that lie in the sound part of the photo, clear of the damage.
    ///
    /// What hangs in a damaged part, reaches into it or touches it was seen at most in part, or not at all where lost
    /// data moved the rest of the picture sideways: it is neither recorded nor judged.
    public func sound(_ detections: [Detection]) -> [Detection] {
        detections.filter { isSound($0.box, $0.quad) }
    }

    /// Whether a panel lies clear of the damage.
    public func isSound(_ box: Box, _ quad: Quad?) -> Bool {
        guard let area = damagedArea else { return true }
        let extent = box.union(quad?.hull ?? box)
        // A row of blocks and a little of its own size: an edge that was cut off lies where the picture ends.
        let margin = max(16, 0.05 * max(extent.width, extent.height))
        let near = Box(extent.x0 - margin, extent.y0 - margin, extent.x1 + margin, extent.y1 + margin)
        return near.intersection(area).area <= 0
    }
}
