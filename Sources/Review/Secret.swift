import Digest
import Foundation

/// Names nobody can guess: 256 bits of the kernel's random numbers, as 64 hex digits.
struct Secret: Hashable, Sendable {
    let text: String

    /// A new one.
    init() {
        var random = SystemRandomNumberGenerator()
        text = SHA256Digest.hex((0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    /// One that a caller states; nil for what cannot be one.
    init?(_ text: String) {
        guard text.utf8.count == 64, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.text = text
    }

    /// What the ledger keeps: it cannot be turned back.
    var hash: [UInt8] { Secret.hash(of: "sightline:\(text)") }

    /// What the page states with each change: it follows from the session's secret, which the page cannot read.
    var changeToken: String { SHA256Digest.hex(Secret.hash(of: "change:\(text)")) }

    private static func hash(of text: String) -> [UInt8] {
        let hasher = SHA256Hasher()
        hasher.update(Array(text.utf8))
        return hasher.finalize()
    }
}

/// Compares in a time that tells nothing of where two texts differ.
func isEqualInConstantTime(_ one: String, _ other: String) -> Bool {
    let (a, b) = (Array(one.utf8), Array(other.utf8))
    guard a.count == b.count else { return false }
    var difference: UInt8 = 0
    for (x, y) in zip(a, b) { difference |= x ^ y }
    return difference == 0
}
