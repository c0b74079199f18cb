import Records

extension Policy.CreativeRules: Encodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case wrongSlot = "wrong_slot"
        case outdated
        case notYetValid = "not_yet_valid"
        case notProgrammed = "not_programmed"
        case undecided
        case visibleMinimum = "visible_minimum"
        case occluded
        case glareLimit = "glare_limit"
        case glare, turned
    }

    /// - Parameter standard: what stays where the text names nothing.
    init(_ value: StrictValue, over standard: Policy.CreativeRules) throws(StrictJSON.Fault) {
        let object = try StrictObject<CodingKeys>(value)
        self.init(
            wrongSlot: try object.choice(.wrongSlot, standard.wrongSlot),
            outdated: try object.choice(.outdated, standard.outdated),
            notYetValid: try object.choice(.notYetValid, standard.notYetValid),
            notProgrammed: try object.choice(.notProgrammed, standard.notProgrammed),
            undecided: try object.choice(.undecided, standard.undecided),
            visibleMinimum: try object.limit(.visibleMinimum, standard.visibleMinimum, in: 0...1),
            occluded: try object.choice(.occluded, standard.occluded),
            glareLimit: try object.limit(.glareLimit, standard.glareLimit, in: 0...1),
            glare: try object.choice(.glare, standard.glare), turned: try object.choice(.turned, standard.turned))
    }

    /// A limit that is off is written as null, so that reading it back keeps it off.
    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(wrongSlot, forKey: .wrongSlot)
        try c.encode(outdated, forKey: .outdated)
        try c.encode(notYetValid, forKey: .notYetValid)
        try c.encode(notProgrammed, forKey: .notProgrammed)
        try c.encode(undecided, forKey: .undecided)
        try c.encode(visibleMinimum, forKey: .visibleMinimum)
        try c.encode(occluded, forKey: .occluded)
        try c.encode(glareLimit, forKey: .glareLimit)
        try c.encode(glare, forKey: .glare)
        try c.encode(turned, forKey: .turned)
    }
}
