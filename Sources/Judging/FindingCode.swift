import Records

/// Every finding that can be made of a photo: the published list of codes, with their meanings and default severities.
///
/// Codes are stable; `value` and `limit` of the `Finding` are in the unit named here. A code about a panel names its
/// slot, so that a model with other labels needs no new code.
public enum FindingCode: Hashable, Sendable {
    /// The top ad's centre is too far from the cabinet's centre line. Value: fixture offset in cabinet widths,
    /// signed, positive to the right as seen; limit: the largest absolute offset allowed.
    case offCentre(slot: String)
    /// The panel leans in its own plane. Value and limit: degrees, value positive clockwise as seen.
    case tilted(slot: String)
    /// Part of the panel lies outside the photo. Value: share of the panel in the frame, 0…1; limit: the least allowed.
    case cutOff(slot: String)
    /// Nothing was found although the slot's place is in view and the photo shows a counter (a cabinet, or ads at both
    /// sides). Value: share of the slot's usual place that is
    /// in the frame, 0…1; limit: the share from which absence is believed.
    case missing(slot: String)
    /// A required panel was not found, and whether its place is in view is not known or the photo is too dark or too
    /// blurred to tell: no violation, but nothing to assess either. Value: as `missing` where known.
    case notFound(slot: String)
    /// Something in the slot's place may be the panel, or stands before it, but is not recognised with enough
    /// confidence: no violation, and nothing to assess where the panel is required. Value: the confidence of what was
    /// found there, 0…1; limit: the confidence from which absence is no longer believed.
    case unclear(slot: String)
    /// An empty frame hangs in the slot's place. Value: the probability that nothing is printed on it, 0…1; limit: from
    /// which it is believed.
    case boardBlank(slot: String)
    /// A printed board hangs in the slot's place and cannot be said to be an ad of the programme: no violation, and
    /// nothing to assess where the ad is required. Value: the probability, by print alone, that it is one, 0…1; no limit.
    case boardUnrecognised(slot: String)
    /// The creative on the board was made for another slot. No value.
    case creativeWrongSlot(slot: String)
    /// The creative's last day has passed. Value: days since then.
    case creativeOutdated(slot: String)
    /// The creative's first day has not come yet. Value: days until then.
    case creativeNotYetValid(slot: String)
    /// The creative is a current one, but the programme names another for this store and slot. No value.
    case creativeNotProgrammed(slot: String)
    /// The board shows one of several siblings, and the photo does not show which. Value: the likeliest one's score, 0…1.
    case creativeUndecided(slot: String)
    /// Too little of the print can be seen. Value: share that can, 0…1; limit: the least allowed.
    case creativeOccluded(slot: String)
    /// Too much of the print shines. Value: share of what can be seen, 0…1; limit: the most allowed.
    case creativeGlare(slot: String)
    /// The print hangs turned. Value: degrees clockwise.
    case creativeTurned(slot: String)
    /// There is a top ad but nothing to measure it against. No value.
    case noReference
    /// The interval of the measured offset straddles the limit and is wider than the policy accepts. Value:
    /// half the 95 % interval in cabinet widths; limit: the widest accepted.
    case tooUncertain
    /// Value and limit: mean luma, 0…1.
    case photoTooDark
    /// Out of focus, or blurred in a way that is not known. Value and limit: blur, 0…1; of a record without it, variance of
    /// the Laplacian of luma at detector size.
    case photoBlurred
    /// Blurred along one direction: the camera moved. Value and limit: blur in that direction, 0…1.
    case photoShaken
    /// Value and limit: share in which nothing but white is left, 0…1.
    case photoOverexposed
    /// A finger, a strap or a case lies before the lens. Value and limit: share of the photo that it hides, 0…1.
    case lensCovered
    /// The camera was turned. Value: degrees by which the scene is turned, positive clockwise as seen; limit: to either side.
    case cameraTilted
    /// The cabinet is too small in the photo. Value and limit: its width in widths of the photo.
    case takenTooFar
    /// The cabinet does not fit into the photo's width. Value and limit: as above.
    case takenTooNear
    /// Too little of the cabinet is in the photo. Value and limit: the share of it that is, 0…1.
    case cabinetCutOff
    /// The file ended before the picture did. No value.
    case photoTruncated
    /// The camera's day is not the day of the visit: its clock is wrong, or the photo is of another day. Value: days that
    /// the camera's day lies after the visit's (negative: before); limit: the most that is put down to midnight and zones.
    case captureTimeConflict
    /// The camera's clock says an earlier day than GPS or the file's own digitising time: it was set back, or the time was
    /// rewritten. Value: days by which it is earlier; limit: the most that is put down to zones and old fixes.
    case captureBackdated
    /// The camera's clock says a later day than GPS, than the file's last change or than the file came to be. Value: days by
    /// which it is later; limit: as above.
    case captureInFuture
    /// The file went through an editor, or was changed after it was taken. Value: seconds from the capture to the last
    /// change where the file states it. No limit.
    case edited
    /// The photo was taken too far from its store. Value: metres; limit: the most that the policy allows in the region.
    case outsideStoreFence
    /// The registry says where the store is, the photo does not say where it was taken. No value.
    case gpsMissing
    /// The photo states a place that cannot be one: 0° N 0° E, a latitude of 200. No value.
    case gpsUnusable
    /// Bytes in the middle of the file were lost, zeroed or replaced: from a row on, the picture is not to be trusted.
    /// Value: that row as stored, full size; 0 where nothing says where the damage begins. No limit.
    case photoDamaged
    /// The same picture was handed in for another store too, as the same file or as another one (cut, scaled, mirrored,
    /// written upon). Value: the number of other stores. No limit.
    case samePhotoOtherStore
    /// The same picture was handed in for this store on another day too. Value: the number of other days. No limit.
    case samePhotoSameStore
    /// The same device took a photo in another store so shortly before or after that nobody travels that fast. Value: kilometres
    /// per hour; limit: the most that the policy allows.
    case travelTooFast
    /// A photo of another store states the very same position, to the last digit. Value: the number of other stores. No limit.
    case samePositionOtherStore
    /// A price that was read is not the one in the catalogue or in `products.csv`. Value: the price read; limit: the other one.
    case priceDiffers
    /// A line that was read on a creative is not what is printed there. No value; the finding carries both texts.
    case textDiffers
    /// A code that was read is that of no product, nor near one. No value; the finding carries what was read.
    case codeUnknown
    /// A reviewer looked at the photo and cannot tell either. No value.
    case reviewerCannotTell

    /// The stable code in records: `top_ad_off_centre`, `missing_cdu_horizontal`, `photo_too_dark`, …
    public var code: String {
        switch self {
        case .offCentre(let slot): slot + "_off_centre"
        case .tilted(let slot): slot + "_tilted"
        case .cutOff(let slot): slot + "_cut_off"
        case .missing(let slot): "missing_" + slot
        case .notFound(let slot): "no_" + slot
        case .unclear(let slot): "unclear_" + slot
        case .boardBlank(let slot): "board_blank_" + slot
        case .boardUnrecognised(let slot): "board_unrecognised_" + slot
        case .creativeWrongSlot(let slot): "creative_wrong_slot_" + slot
        case .creativeOutdated(let slot): "creative_outdated_" + slot
        case .creativeNotYetValid(let slot): "creative_not_yet_valid_" + slot
        case .creativeNotProgrammed(let slot): "creative_not_programmed_" + slot
        case .creativeUndecided(let slot): "creative_undecided_" + slot
        case .creativeOccluded(let slot): "creative_occluded_" + slot
        case .creativeGlare(let slot): "creative_glare_" + slot
        case .creativeTurned(let slot): "creative_turned_" + slot
        case .noReference: "centering_no_reference"
        case .tooUncertain: "centering_too_uncertain"
        case .photoTooDark: "photo_too_dark"
        case .photoBlurred: "photo_blurred"
        case .photoShaken: "photo_shaken"
        case .photoOverexposed: "photo_overexposed"
        case .lensCovered: "lens_covered"
        case .cameraTilted: "camera_tilted"
        case .takenTooFar: "taken_too_far"
        case .takenTooNear: "taken_too_near"
        case .cabinetCutOff: "cabinet_out_of_photo"
        case .photoTruncated: "photo_truncated"
        case .captureTimeConflict: "capture_time_conflict"
        case .captureBackdated: "capture_backdated"
        case .captureInFuture: "capture_in_future"
        case .edited: "edited"
        case .outsideStoreFence: "outside_store_fence"
        case .gpsMissing: "gps_missing"
        case .gpsUnusable: "gps_unusable"
        case .photoDamaged: "photo_damaged"
        case .samePhotoOtherStore: "same_photo_other_store"
        case .samePhotoSameStore: "same_photo_same_store"
        case .travelTooFast: "travel_too_fast"
        case .samePositionOtherStore: "same_position_other_store"
        case .priceDiffers: "price_differs"
        case .textDiffers: "text_differs"
        case .codeUnknown: "code_unknown"
        case .reviewerCannotTell: "reviewer_cannot_tell"
        }
    }

    /// The slot in whose place no ad hangs, where the code says that: another photo of the visit may show it.
    public var absentSlot: String? {
        switch self {
        case .missing(let slot), .boardBlank(let slot): slot
        default: nil
        }
    }

    /// One line for people.
    public var summary: String {
        switch self {
        case .offCentre(let slot): "\(slot) hangs off the cabinet's centre line"
        case .tilted(let slot): "\(slot) hangs askew"
        case .cutOff(let slot): "\(slot) is cut off by the edge of the photo"
        case .missing(let slot): "\(slot) is missing although its place is in view"
        case .notFound(let slot): "\(slot) was not found, and the photo does not show whether it is missing"
        case .unclear(let slot): "something in the place of \(slot) may be it, but cannot be recognised"
        case .boardBlank(let slot): "an empty frame hangs in the place of \(slot)"
        case .boardUnrecognised(let slot):
            "the board in the place of \(slot) is not recognised as an ad of the programme"
        case .creativeWrongSlot(let slot): "the creative in the place of \(slot) was made for another slot"
        case .creativeOutdated(let slot): "the creative in the place of \(slot) is of a campaign that is over"
        case .creativeNotYetValid(let slot): "the creative in the place of \(slot) is of a campaign that has not begun"
        case .creativeNotProgrammed(let slot): "the creative in the place of \(slot) is not the one for this store"
        case .creativeUndecided(let slot):
            "which of several alike creatives hangs in the place of \(slot) cannot be told"
        case .creativeOccluded(let slot): "the creative in the place of \(slot) is partly hidden"
        case .creativeGlare(let slot): "light shines on the creative in the place of \(slot)"
        case .creativeTurned(let slot): "the creative in the place of \(slot) hangs turned"
        case .noReference: "centering cannot be assessed: nothing to measure the top ad against"
        case .tooUncertain: "centering cannot be assessed: the measurement is too uncertain to tell"
        case .photoTooDark: "the photo is too dark"
        case .photoBlurred: "the photo is blurred"
        case .photoShaken: "the photo is blurred because the camera moved"
        case .photoOverexposed: "too much of the photo is blown out to white"
        case .lensCovered: "something lies before the lens"
        case .cameraTilted: "the camera was turned"
        case .takenTooFar: "the photo was taken from too far away"
        case .takenTooNear: "the photo was taken from too near"
        case .cabinetCutOff: "too little of the cabinet is in the photo"
        case .photoTruncated: "the file ends before the picture does"
        case .captureTimeConflict: "the camera's clock says another day than the visit's folder"
        case .captureBackdated: "the capture time is earlier than what else the file says of it"
        case .captureInFuture: "the capture time is later than the file itself"
        case .edited: "the file was changed after it was taken"
        case .outsideStoreFence: "the photo was taken too far from its store"
        case .gpsMissing: "the photo does not say where it was taken"
        case .gpsUnusable: "the place that the photo states cannot be one"
        case .photoDamaged: "the file is damaged in the middle: the picture is not to be trusted from a row on"
        case .samePhotoOtherStore: "the same photo was handed in for another store too"
        case .samePhotoSameStore: "the same photo was handed in for this store on another day too"
        case .travelTooFast: "the same device was in another store too shortly before or after"
        case .samePositionOtherStore: "a photo of another store states the very same position"
        case .priceDiffers: "a price that was read is not the one that should stand there"
        case .textDiffers: "a text that was read is not the one that should stand there"
        case .codeUnknown: "a code that was read belongs to no product"
        case .reviewerCannotTell: "a reviewer looked at the photo and cannot tell from it"
        }
    }

    /// What `value` and `limit` are, with their unit, short enough to stand before a number; nil where there are none.
    public var measure: String? {
        switch self {
        case .offCentre: "offset in cabinet widths"
        case .tilted: "tilt in degrees"
        case .cutOff: "share of the panel in the photo"
        case .missing, .notFound: "share of its place in the photo"
        case .unclear: "confidence of what is there"
        case .tooUncertain: "half the 95 % interval in cabinet widths"
        case .photoTooDark: "mean luma, 0 to 1,"
        case .photoBlurred: "blur, 0 to 1 (older records: sharpness),"
        case .photoShaken: "blur, 0 to 1,"
        case .photoOverexposed: "share that is white"
        case .lensCovered: "share that is hidden"
        case .cameraTilted: "degrees clockwise"
        case .takenTooFar, .takenTooNear: "cabinet's width in widths of the photo"
        case .cabinetCutOff: "share of the cabinet in the photo"
        case .photoDamaged: "row from which it is damaged"
        case .captureTimeConflict: "days between camera and folder"
        case .captureBackdated: "days by which the camera is early"
        case .captureInFuture: "days by which the camera is late"
        case .edited: "seconds from the capture to the last change"
        case .outsideStoreFence: "metres from the store"
        case .samePhotoOtherStore, .samePositionOtherStore: "other stores"
        case .samePhotoSameStore: "other days"
        case .travelTooFast: "kilometres per hour"
        case .boardBlank: "probability that nothing is printed on it"
        case .boardUnrecognised: "probability, by print alone, that it is an ad"
        case .creativeOutdated: "days since its last day"
        case .creativeNotYetValid: "days until its first day"
        case .creativeUndecided: "score of the likeliest creative"
        case .creativeOccluded: "share of the print that can be seen"
        case .creativeGlare: "share of what can be seen that shines"
        case .creativeTurned: "degrees clockwise"
        case .priceDiffers: "price that was read"
        case .creativeWrongSlot, .creativeNotProgrammed, .noReference, .photoTruncated, .gpsMissing, .gpsUnusable,
            .textDiffers, .codeUnknown, .reviewerCannotTell:
            nil
        }
    }

    /// The finding with this code.
    func finding(
        _ severity: Severity, value: Double? = nil, limit: Double? = nil, read: String? = nil, expected: String? = nil
    ) -> Finding {
        Finding(code: code, severity: severity, value: value, limit: limit, read: read, expected: expected)
    }
}
