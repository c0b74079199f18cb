/// What a reviewer says of a photo, whole: every panel that is there, as it should have been found.
public struct Correction: Hashable, Sendable, Codable {
    /// What hides or harms a panel; training and figures ask for it.
    public enum Tag: String, Hashable, Sendable, Codable, CaseIterable {
        /// Part of it lies outside the photo.
        case truncated
        /// Something stands before it.
        case occluded
        case glare
        case damaged
    }

    /// A panel, or the cabinet, that is in the photo.
    public struct Panel: Hashable, Sendable, Codable {
        /// A slot or the cabinet's label; nil for a board that hangs in no slot's place.
        public var slot: String?
        public var quad: Quad
        /// The catalogue's creative; empty: none of the catalogue's; nil: the reviewer did not say.
        public var creative: String?
        /// In the order of `Tag`, each once.
        public var tags: [Tag]

        public init(slot: String?, quad: Quad, creative: String? = nil, tags: [Tag] = []) {
            self.slot = slot
            self.quad = quad
            self.creative = creative
            self.tags = tags
        }
    }

    /// The reviewer cannot tell from this photo; panels and texts then count for nothing.
    public var cannotTell: Bool
    public var panels: [Panel]
    /// The lines as they should read; nil: the reviewer did not touch them.
    public var texts: [ReadText]?

    public init(cannotTell: Bool = false, panels: [Panel], texts: [ReadText]? = nil) {
        self.cannotTell = cannotTell
        self.panels = panels
        self.texts = texts
    }

    enum CodingKeys: String, CodingKey {
        case cannotTell = "cannot_tell"
        case panels, texts
    }

    /// The most that one photo may hold; more is a fault of whoever sends it.
    public static let mostPanels = 100
    public static let mostTexts = 200

    /// Why it cannot be taken, nil where it can: corners far from the photo, unusable names.
    public func problem(in size: Size) -> String? {
        guard panels.count <= Correction.mostPanels else { return "more than \(Correction.mostPanels) panels" }
        guard (texts ?? []).count <= Correction.mostTexts else { return "more than \(Correction.mostTexts) texts" }
        let (width, height) = (Double(size.width), Double(size.height))
        for panel in panels {
            // A panel's corners may lie outside; further than a photo's size they are a slip.
            let isNear = panel.quad.corners.allSatisfy {
                (-width...2 * width).contains($0.x) && (-height...2 * height).contains($0.y)
            }
            guard isNear else { return "a corner is too far outside the photo" }
            guard panel.slot.map(Correction.isName) ?? true else { return "a slot's name is not a name" }
            guard panel.creative.map({ $0.isEmpty || Correction.isName($0) }) ?? true else {
                return "a creative's name is not a name"
            }
        }
        for line in texts ?? [] {
            guard line.text.count <= 500, Correction.isPlain(line.text), line.field.map(Correction.isName) ?? true
            else {
                return "a text is too long or holds control characters"
            }
            guard line.board.map({ (0..<1000).contains($0) }) ?? true else { return "a text's board is not one" }
        }
        return nil
    }

    private static func isName(_ text: String) -> Bool { (1...200).contains(text.count) && isPlain(text) }

    private static func isPlain(_ text: String) -> Bool {
        !text.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }
    }
}

/// A correction with who made it and what the machine had said: what is put into records of the photo.
public struct ReviewersWord: Hashable, Sendable {
    /// Pseudonym.
    public var by: String
    /// RFC 3339, UTC.
    public var at: String
    public var correction: Correction
    /// What the machine had found when a person first looked.
    public var machine: [Correction.Panel]

    public init(by: String, at: String, correction: Correction, machine: [Correction.Panel]) {
        self.by = by
        self.at = at
        self.correction = correction
        self.machine = machine
    }
}
