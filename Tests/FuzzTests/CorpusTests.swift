import Foundation
import FuzzDoors
import TestSupport
import Testing

/// Inputs that `Tests/fuzz` starts from, and those that once broke a door.
@Suite struct CorpusTests {
    static func corpus(_ door: Door) throws -> [URL] {
        let folder = Fixtures.root.appending(path: "Tests/FuzzTests/corpus/\(door.rawValue)")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    }

    @Test(arguments: Door.allCases)
    func everyKeptInputKeepsItsDoorsProperty(door: Door) throws {
        let files = try Self.corpus(door)
        #expect(!files.isEmpty)
        for file in files {
            let bytes = Array(try Data(contentsOf: file))
            #expect(throws: Never.self, "\(file.lastPathComponent)") { try door.open(with: bytes) }
        }
    }

    @Test(arguments: Door.allCases)
    func keptInputsCutShortOrWithOneByteChangedKeepIt(door: Door) throws {
        var random = Seeded(7)
        for file in try Self.corpus(door) {
            let bytes = Array(try Data(contentsOf: file))
            for _ in 0..<20 where !bytes.isEmpty {
                var changed = Array(bytes.prefix(Int.random(in: 1...bytes.count, using: &random)))
                #expect(throws: Never.self) { try door.open(with: changed) }
                changed[Int.random(in: 0..<changed.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                #expect(throws: Never.self, "\(file.lastPathComponent): \(changed)") { try door.open(with: changed) }
            }
        }
    }
}
