import Records

/// Which of two photos of the same picture came first, as far as the photos themselves tell.
///
/// Dates say nothing: in 7 of the 17 pairs of the field sets the copy is dated before its original. A copy loses: pixels,
/// detail, the camera's data. Where reasons speak for both or for none, the order is unknown.
enum Origin {
    /// Pixels by which one photo must be larger.
    private static let larger = 1.02
    /// Variance of the Laplacian by which one must be sharper, at equal sizes.
    private static let sharper = 1.25

    /// nil where the order is unknown.
    static func of(_ one: Record, against other: Record) -> Relation.Origin? {
        let mine = reasons(for: one, against: other)
        let theirs = reasons(for: other, against: one)
        if !mine.isEmpty, theirs.isEmpty { return Relation.Origin(photo: .this, reasons: mine) }
        if mine.isEmpty, !theirs.isEmpty { return Relation.Origin(photo: .other, reasons: theirs) }
        return nil
    }

    private static func reasons(for one: Record, against other: Record) -> [Relation.Reason] {
        var reasons: [Relation.Reason] = []
        let (pixels, others) = (area(one), area(other))
        if pixels > others * larger { reasons.append(.larger) }
        // Sharpness is measured at the detector's size: a photo that was made smaller looks sharper there.
        let areAlike = pixels < others * larger && others < pixels * larger
        if areAlike, let sharpness = one.quality?.sharpness, let their = other.quality?.sharpness,
            sharpness > their * sharper
        {
            reasons.append(.sharper)
        }
        if hasCameraData(one.exif), !hasCameraData(other.exif) { reasons.append(.cameraData) }
        return reasons
    }

    private static func area(_ record: Record) -> Double { Double(record.photo.width) * Double(record.photo.height) }

    /// What a camera writes, and messengers and screenshots leave out.
    private static func hasCameraData(_ exif: ExifFacts) -> Bool {
        exif.make?.value != nil || exif.model?.value != nil || exif.exposureTime?.value != nil
    }
}
