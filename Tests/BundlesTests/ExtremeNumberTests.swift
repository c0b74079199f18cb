import Foundation
import Records
import TestSupport
import Testing

@testable import Bundles

/// Doors that a foreign bundle's numbers come in by: its manifest, its tar headers.
@Suite struct ExtremeNumberTests {
    @Test func aManifestWithAnyNumbersIsReadOrRefused() throws {
        let hash = String(repeating: "a", count: 64)
        for number in Extremes.integers.map({ "\($0)" }) + ["1e300", "18446744073709551616", "0.5", "-0"] {
            for other in ["1", "\(Int.max)", number] {
                let text = """
                    {"schema":"sightline.bundle/1","branch":"b","counts":{"audited":\(number),"rejected":\(other)},
                     "versions":[],"entries":[{"path":"records.ndjson","sha256":"\(hash)","size":\(number)},
                     {"path":"evidence/0123456789abcdef-0123456789abcdef/top_ad.jpg","sha256":"\(hash)","size":\(other)}]}
                    """
                do throws(BundleError) {
                    let manifest = try Manifest(reading: Array(text.utf8), limits: BundleLimits())
                    #expect(manifest.records >= 0 && manifest.bytes >= 0)
                } catch {
                    #expect(!error.message.isEmpty)
                }
            }
        }
    }

    @Test func aHeaderOfAnyBytesIsAnEntryOrRefused() throws {
        var header = TarFormat.header(name: "records.ndjson", size: 5)
        var random = Seeded(8)
        for place in header.indices {
            let former = header[place]
            for value: UInt8 in [0, 0x20, 0x30, 0x37, 0x38, 0x7F, 0x80, 0xFF, .random(in: 0...255, using: &random)] {
                header[place] = value
                _ = try? TarFormat.read(header)
            }
            header[place] = former
        }
    }
}
