public import Foundation
import Records

extension Policy {
    /// Reads a policy in JSON5 (comments, trailing commas and bare keys are welcome).
    ///
    /// `name` and `version` must be given. A policy changes only what it names: every other key keeps its value of
    /// `Policy.standard`, in each slot too, and a slot that is not named keeps its rules. A slot that is null is not
    /// judged. A slot that `standard` does not know starts from `SlotRules()`. Unknown and repeated keys, unknown slots,
    /// values of the wrong kind and values out of range are errors with line, column and key.
    ///
    /// - Parameters:
    ///   - origin: file name for messages.
    ///   - slots: those that the model knows; nil where no model is at hand: then the names are not checked.
    public init(json5 data: Data, origin: String, slots: [String]? = nil) throws(PolicyError) {
        do throws(StrictJSON.Fault) {
            let file = try StrictJSON.read(PolicyFile.self, from: data)
            if let slots { try file.check(slots) }
            self = file.policy
        } catch {
            throw PolicyError(error, origin: origin)
        }
    }
}

/// A policy as it is written, and where it names which slot.
private struct PolicyFile: StrictReadable {
    var policy: Policy
    var named: [(name: String, place: TextPlace, value: StrictValue)] = []

    init(_ value: StrictValue) throws(StrictJSON.Fault) {
        let object = try StrictObject<Policy.CodingKeys>(value)
        policy = Policy.standard
        policy.name = try object.required(.name)
        policy.version = try object.required(.version)
        if let slots = object[.slots] {
            named = try slots.entries()
            for slot in named { policy.slots[slot.name] = try PolicyFile.rules(slot.name, slot.value) }
        }
        if let photo = object[.photo] { policy.photo = try Policy.PhotoRules(photo, over: policy.photo) }
        if let relations = object[.relations] {
            policy.relations = try Policy.RelationRules(relations, over: policy.relations)
        }
        if let time = object[.time] { policy.time = try Policy.TimeRules(time, over: policy.time) }
        if let place = object[.place] { policy.place = try Policy.PlaceRules(place, over: policy.place) }
        if let creatives = object[.creatives] {
            policy.creatives = try Policy.CreativeRules(creatives, over: policy.creatives)
        }
        if let texts = object[.texts] { policy.texts = try Policy.TextRules(texts, over: policy.texts) }
        policy.uncertaintyLimit = try object.number(.uncertaintyLimit, policy.uncertaintyLimit, in: 0...10)
        policy.placeInViewMinimum = try object.number(.placeInViewMinimum, policy.placeInViewMinimum, in: 0...1)
    }

    /// nil for a slot that is not to be judged.
    private static func rules(_ slot: String, _ value: StrictValue) throws(StrictJSON.Fault) -> Policy.SlotRules? {
        if value.isNull { return nil }
        let rules = try Policy.SlotRules(value, over: Policy.standard.slots[slot] ?? Policy.SlotRules())
        guard slot == Slot.topAd || rules.centreLimit == nil else {
            throw try StrictObject<Policy.SlotRules.CodingKeys>(value).fault(
                .centreLimit, "would never be judged: only the centre of \(Slot.topAd) is measured")
        }
        return rules
    }

    /// A slot that no model's label has would never be found: a slip of the finger.
    func check(_ slots: [String]) throws(StrictJSON.Fault) {
        for slot in named where !slot.value.isNull && !slots.contains(slot.name) {
            let near = NearName.of(slot.name, among: slots).map { "did you mean \($0)? " } ?? ""
            throw StrictJSON.Fault(
                kind: .unknownSlot, place: slot.place, key: slot.value.key,
                message: "is not a slot of the model; \(near)the model's slots: \(slots.joined(separator: ", "))")
        }
    }
}

extension Policy: Encodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, version, slots, photo, relations, time, place, creatives, texts
        case uncertaintyLimit = "uncertainty_limit"
        case placeInViewMinimum = "place_in_view_minimum"
    }

    /// A standard slot that is not judged is written as null, so that reading it back keeps it so.
    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(name, forKey: .name)
        try c.encode(version, forKey: .version)
        var written: [String: SlotRules?] = slots.mapValues { $0 }
        for slot in Policy.standard.slots.keys where slots[slot] == nil { written[slot] = .some(nil) }
        try c.encode(written, forKey: .slots)
        try c.encode(photo, forKey: .photo)
        try c.encode(relations, forKey: .relations)
        try c.encode(time, forKey: .time)
        try c.encode(place, forKey: .place)
        try c.encode(creatives, forKey: .creatives)
        try c.encode(texts, forKey: .texts)
        try c.encode(uncertaintyLimit, forKey: .uncertaintyLimit)
        try c.encode(placeInViewMinimum, forKey: .placeInViewMinimum)
    }
}

extension Policy.SlotRules: Encodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case required, missing
        case centreLimit = "centre_limit"
        case offCentre = "off_centre"
        case tiltLimit = "tilt_limit"
        case tilted
        case inFrameMinimum = "in_frame_minimum"
        case cutOff = "cut_off"
    }

    /// - Parameter standard: what stays where the text names nothing.
    init(_ value: StrictValue, over standard: Policy.SlotRules) throws(StrictJSON.Fault) {
        let object = try StrictObject<CodingKeys>(value)
        self.init(
            required: try object.value(.required, standard.required),
            missing: try object.choice(.missing, standard.missing),
            centreLimit: try object.limit(.centreLimit, standard.centreLimit, in: 0...10),
            offCentre: try object.choice(.offCentre, standard.offCentre),
            tiltLimit: try object.limit(.tiltLimit, standard.tiltLimit, in: 0...180),
            tilted: try object.choice(.tilted, standard.tilted),
            inFrameMinimum: try object.limit(.inFrameMinimum, standard.inFrameMinimum, in: 0...1),
            cutOff: try object.choice(.cutOff, standard.cutOff))
    }

    /// A limit that is off is written as null, so that reading it back keeps it off.
    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(required, forKey: .required)
        try c.encode(missing, forKey: .missing)
        try c.encode(centreLimit, forKey: .centreLimit)
        try c.encode(offCentre, forKey: .offCentre)
        try c.encode(tiltLimit, forKey: .tiltLimit)
        try c.encode(tilted, forKey: .tilted)
        try c.encode(inFrameMinimum, forKey: .inFrameMinimum)
        try c.encode(cutOff, forKey: .cutOff)
    }
}

extension Policy.RelationRules: Encodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case samePhotoOtherStore = "same_photo_other_store"
        case samePhotoSameStore = "same_photo_same_store"
    }

    /// - Parameter standard: what stays where the text names nothing.
    init(_ value: StrictValue, over standard: Policy.RelationRules) throws(StrictJSON.Fault) {
        let object = try StrictObject<CodingKeys>(value)
        self.init(
            samePhotoOtherStore: try object.choice(.samePhotoOtherStore, standard.samePhotoOtherStore),
            samePhotoSameStore: try object.choice(.samePhotoSameStore, standard.samePhotoSameStore))
    }

    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(samePhotoOtherStore, forKey: .samePhotoOtherStore)
        try c.encode(samePhotoSameStore, forKey: .samePhotoSameStore)
    }
}
