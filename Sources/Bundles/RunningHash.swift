import Digest

/// A SHA-256 that is fed over time and read once.
struct RunningHash: ~Copyable {
    private var hasher = SHA256Hasher()

    func update(_ bytes: some Collection<UInt8>) { hasher.update(bytes) }

    /// The hash of all bytes so far in lower-case hex; starts anew.
    mutating func finish() -> String {
        let ended = hasher
        self = RunningHash()
        return SHA256Digest.hex(ended.finalize())
    }
}
