import Digest
import Foundation
import TestSupport
import Testing

@Suite struct SHA256Tests {
    /// FIPS 180-4 examples.
    @Test(arguments: [
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ])
    func knownDigests(text: String, hex: String) {
        #expect(SHA256Digest.hex(of: Array(text.utf8)) == hex)
    }

    @Test func piecesHashLikeTheWholeAndLikeSha256sum() throws {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let hasher = SHA256Hasher()
        for start in stride(from: 0, to: bytes.count, by: 777) {
            hasher.update(bytes[start..<min(start + 777, bytes.count)])
        }
        let pieces = SHA256Digest.hex(hasher.finalize())
        #expect(pieces == SHA256Digest.hex(of: bytes))
        let tool = try runTool("sha256sum", [], input: Data(bytes))
        #expect(String(decoding: tool.output, as: UTF8.self).hasPrefix(pieces))
    }
}
