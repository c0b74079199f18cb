import Records

extension Policy.TimeRules: Encodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case daysAllowed = "days_allowed"
        case backdated
        case inFuture = "in_future"
        case edited
    }

    /// - Parameter standard: what stays where the text names nothing.
    init(_ value: StrictValue, over standard: Policy.TimeRules) throws(StrictJSON.Fault) {
        let object = try StrictObject<CodingKeys>(value)
        self.init(
            daysAllowed: try object.number(.daysAllowed, standard.daysAllowed, in: 0...10_000),
            backdated: try object.choice(.backdated, standard.backdated),
            inFuture: try object.choice(.inFuture, standard.inFuture),
            edited: try object.choice(.edited, standard.edited))
    }

    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(daysAllowed, forKey: .daysAllowed)
        try c.encode(backdated, forKey: .backdated)
        try c.encode(inFuture, forKey: .inFuture)
        try c.encode(edited, forKey: .edited)
    }
}

extension Policy.PlaceRules: Encodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case fence, regions, outside, missing
        case speedLimit = "speed_limit"
        case tooFast = "too_fast"
        case samePosition = "same_position"
    }

    private static let metres = 1.0...20_100_000

    /// - Parameter standard: what stays where the text names nothing.
    init(_ value: StrictValue, over standard: Policy.PlaceRules) throws(StrictJSON.Fault) {
        let object = try StrictObject<CodingKeys>(value)
        var regions = standard.regions
        if let named = object[.regions] {
            for region in try named.entries() {
                let metres = try Double(region.value)
                guard Policy.PlaceRules.metres.contains(metres) else {
                    throw region.value.fault("is \(metres); it must be metres from 1 to 20,100,000")
                }
                regions[region.name] = metres
            }
        }
        self.init(
            fence: try object.limit(.fence, standard.fence, in: Policy.PlaceRules.metres), regions: regions,
            outside: try object.choice(.outside, standard.outside),
            missing: try object.choice(.missing, standard.missing),
            speedLimit: try object.limit(.speedLimit, standard.speedLimit, in: Relation.leastSpeed...2000),
            tooFast: try object.choice(.tooFast, standard.tooFast),
            samePosition: try object.choice(.samePosition, standard.samePosition))
    }

    /// A fence that is off is written as null, so that reading it back keeps it off.
    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(fence, forKey: .fence)
        try c.encode(regions, forKey: .regions)
        try c.encode(outside, forKey: .outside)
        try c.encode(missing, forKey: .missing)
        try c.encode(speedLimit, forKey: .speedLimit)
        try c.encode(tooFast, forKey: .tooFast)
        try c.encode(samePosition, forKey: .samePosition)
    }
}
