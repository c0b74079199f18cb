import Geometry
public import Records

/// What the detector found below its thresholds: too unsure to be reported, too likely to call a panel missing.
public enum Candidates {
    /// Confidence from which a candidate keeps its place from being called empty, 0…1. Any value from 0.01 to 0.25 clears
    /// the same 3 of 4 top ads that were wrongly called missing in fieldset/train and loses none of 74 that are missing
    /// (2 of 3 and none of 12 in the even stores of fieldset/other); at 0.007 one missing in train is lost.
    public static let floor = 0.02

    /// Splits what a detector found down to `floor` into what is reported and the candidates: panels below their
    /// thresholds that are not one of the reported ones found again.
    /// - Parameter thresholds: by label; an unknown label is never reported.
    public static func split(
        _ found: [Detection], thresholds: [String: Double]
    ) -> (detections: [Detection], candidates: [Detection]) {
        let sure = found.filter { $0.confidence >= thresholds[$0.slot] ?? 1 }
        let candidates = found.filter { one in
            one.slot != Slot.cabinet && one.confidence < thresholds[one.slot] ?? 1
                && !sure.contains { $0.slot != Slot.cabinet && $0.box.iou(one.box) > 0.3 }
        }
        return (sure, candidates)
    }
}

extension SlotPlaces {
    /// The likeliest candidate, of any slot, whose middle lies in this slot's usual place.
    static func candidate(for slot: String, among candidates: [Detection], fit: FixtureFit) -> Detection? {
        let hulls = places(of: slot, fit: fit).map(\.hull)
        return candidates.filter { one in
            one.confidence >= Candidates.floor && hulls.contains { $0.contains(one.box.centre) }
        }.max { $0.confidence < $1.confidence }
    }
}
