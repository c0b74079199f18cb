import Foundation
import TestSupport
import Testing

@testable import Photo

@Suite struct EditorTablesTests {
    /// A file head with these quantisation tables.
    private func head(_ tables: [(id: UInt8, values: [UInt8])]) -> [UInt8] {
        var bytes: [UInt8] = [0xFF, 0xD8]
        for table in tables { bytes += [0xFF, 0xDB, 0, 67, table.id] + table.values }
        return bytes + [0xFF, 0xDA, 0, 2]
    }

    private let luma = [UInt8](repeating: 3, count: 64)
    private let chroma = [UInt8](repeating: 7, count: 64)

    @Test func theOrderOfSegmentsDoesNotMatterTheTablesDo() {
        let one = EditorTables.fingerprint(head([(0, luma), (1, chroma)]))
        #expect(one != nil && one == EditorTables.fingerprint(head([(1, chroma), (0, luma)])))
        #expect(one != EditorTables.fingerprint(head([(0, chroma), (1, luma)])))
        var both: [UInt8] = [0xFF, 0xD8, 0xFF, 0xFF, 0xDB, 0, 132, 0] + luma + [1] + chroma
        #expect(EditorTables.fingerprint(both) == one, "two tables in one segment")
        both.removeLast(70)
        #expect(EditorTables.fingerprint(both) == nil, "a segment that is cut off")
    }

    @Test func noBytesAreTooStrange() {
        var random = Seeded(3)
        let whole = head([(0, luma), (17, luma + chroma), (1, chroma)])
        for length in 0..<whole.count { _ = EditorTables.areIn(Array(whole[..<length])) }
        for _ in 0..<2000 {
            var bytes = whole
            for _ in 0..<4 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = EditorTables.areIn(bytes)
        }
    }

    @Test func aCamerasPhotoHasNone() throws {
        let folder = Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures")
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        where file.pathExtension == "jpg" {
            #expect(!EditorTables.areIn([UInt8](try Data(contentsOf: file))), "\(file.lastPathComponent)")
        }
    }
}
