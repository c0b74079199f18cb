/// Why a truth file cannot be used.
public struct TruthError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `truth_unreadable`, `truth_inconsistent`, `truth_photos_missing`, `truth_labels_unknown`.
    public var code: String
    /// The file as messages name it.
    public var file: String
    /// What is wrong and what to do.
    public var message: String

    public init(code: String, file: String, message: String) {
        self.code = code
        self.file = file
        self.message = message
    }

    public var description: String { "\(file): \(message)" }
}
