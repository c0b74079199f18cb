/// A small JPEG that shows what a record says.
public struct Evidence: Hashable, Sendable {
    /// The file's name in a bundle, `<name>.jpg`: at most 60 of `A-Za-z0-9._-`, beginning with a letter or digit.
    public var name: String
    /// The file's bytes.
    public var jpeg: [UInt8]

    public init(name: String, jpeg: [UInt8]) {
        self.name = name
        self.jpeg = jpeg
    }
}
