import Foundation
import FuzzDoors
import TestSupport
import Testing

/// Inputs that `Tests/fuzz` starts from, and those that once broke something: all must hold for good.
@Suite struct CorpusTests {
    @Test(arguments: Door.allCases)
    func everyKeptInputHolds(door: Door) throws {
        let folder = Fixtures.root.appending(path: "Tests/FuzzDoors/corpus/\(door.rawValue)")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(!files.isEmpty)
        for file in files {
            #expect(door.feed([UInt8](try Data(contentsOf: file))) == nil, "\(file.lastPathComponent)")
        }
    }
}
