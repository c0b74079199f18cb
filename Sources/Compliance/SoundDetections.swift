import Geometry
public import Records

extension PhotoQuality {
    /// Those detections that lie in the sound part of the photo, clear of the damage.
    ///
    /// What hangs in a damaged part, reaches into it or touches it was seen at most in part, or not at all where lost
    /// data moved the rest of the picture sideways: it is neither recorded nor judged.
    public func sound(_ detections: [Detection]) -> [Detection] {
        guard let area = damagedArea else { return detections }
        return detections.filter { detection in
            let extent = detection.box.union(detection.quad?.hull ?? detection.box)
            // A row of blocks and a little of its own size: an edge that was cut off lies where the picture ends.
            let margin = max(16, 0.05 * max(extent.width, extent.height))
            let near = Box(extent.x0 - margin, extent.y0 - margin, extent.x1 + margin, extent.y1 + margin)
            return near.intersection(area).area <= 0
        }
    }
}
