/// A number with its noun, for people: `1 photo`, `2 photos`, `0 photos`.
/// - Parameter many: where it is not `one` with an `s`.
public func counted(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
}
