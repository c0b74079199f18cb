/// The arithmetic that an inference really ran in; part of a record's versions.
public enum Precision: String, Hashable, Sendable, Codable, CaseIterable {
    case f32, bf16, int8
}
