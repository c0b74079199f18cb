/// A reference that the program prints: as a manual page, as Markdown for the documentation, as text.
///
/// The rooms that own keys, views and codes make these from the code itself, and a test holds each to what the code does,
/// so that they cannot go stale.
public struct ReferencePage: Sendable {
    /// What can be looked up, and what it means.
    public struct Entry: Sendable {
        /// A key, a column, a code.
        public var term: String
        public var meaning: String

        public init(_ term: String, _ meaning: String) {
            self.term = term
            self.meaning = meaning
        }
    }

    /// Entries that belong together.
    public struct Section: Sendable {
        public var title: String
        /// One or more paragraphs, divided by an empty line.
        public var text: String
        public var entries: [Entry]
        /// Printed as it stands: an example.
        public var example: String

        public init(_ title: String, _ text: String = "", entries: [Entry] = [], example: String = "") {
            self.title = title
            self.text = text
            self.entries = entries
            self.example = example
        }
    }

    /// `sightline-policy`.
    public var name: String
    /// One line.
    public var summary: String
    public var sections: [Section]

    public init(name: String, summary: String, sections: [Section]) {
        self.name = name
        self.summary = summary
        self.sections = sections
    }
}
