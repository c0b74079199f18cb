/// The arithmetic that is asked for.
public enum PrecisionChoice: String, Hashable, Sendable, Codable, CaseIterable {
    /// bf16 where the processor runs it natively (AVX512-BF16, AMX-BF16), f32 elsewhere.
    case automatic = "auto"
    case f32
    /// An error where the processor has no bf16.
    case bf16
}
