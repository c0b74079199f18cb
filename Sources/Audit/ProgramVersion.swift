/// The program's own version, written into every record.
public enum ProgramVersion {
    /// Semantic version.
    public static let current = "0.1.0"
}
