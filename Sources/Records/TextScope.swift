/// Where in photos texts are read.
public enum TextScope: String, Hashable, Sendable, Codable, CaseIterable {
    case off
    /// On boards: where the creative is known, its known lines; elsewhere all that can be read.
    case boards
    /// As `boards`, and in the whole photo: for price tags.
    case all
}
