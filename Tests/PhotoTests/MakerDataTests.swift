import Foundation
import Records
import TestSupport
import Testing

@testable import Photo

private let cameraFiles = Fixtures.shared?.appending(path: "real")

@Suite struct MakerDataTests {
    private func facts(_ make: String, _ model: String, software: String? = nil, exposure: Double? = 0.01) -> ExifFacts
    {
        var facts = ExifFacts()
        facts.make = Sourced(make, source: "Make")
        facts.model = Sourced(model, source: "Model")
        facts.software = software.map { Sourced($0, source: "Software") }
        facts.exposureTime = exposure.map { Sourced($0, source: "ExposureTime") }
        return facts
    }

    private func isMissing(_ segment: [UInt8], _ facts: ExifFacts) -> Bool {
        var layout = JPEGLayout(segment)
        layout.exif = [0..<segment.count]
        return MakerData.isMissing(segment, layout: layout, exif: facts)
    }

    @Test func onlyWhatAlwaysWritesItIsMissingIt() {
        let none = [UInt8](repeating: 0x92, count: 40)
        #expect(isMissing(none, facts("Canon", "Canon EOS 7D")))
        #expect(isMissing(none, facts("Apple", "iPhone 13", software: "17.1.2")))
        #expect(!isMissing(none, facts("Apple", "iPhone 4", software: "4.1")))
        #expect(!isMissing(none, facts("Apple", "iPhone 13")), "another program wrote it")
        #expect(!isMissing(none, facts("samsung", "SM-G991N", software: "G991NKSU3AUH1")))
        #expect(!isMissing(none, facts("Canon", "Canon EOS 7D", exposure: nil)))
        #expect(!isMissing(none, ExifFacts()))
        for entry: [UInt8] in [[0x7C, 0x92, 7, 0], [0x92, 0x7C, 0, 7]] {
            #expect(!isMissing(none + entry + none, facts("Canon", "Canon EOS 7D")))
        }
        for length in 0..<5 { _ = isMissing(Array(none[..<length]), facts("Canon", "Canon EOS 7D")) }
    }

    @Test(.enabled(if: cameraFiles != nil && hasTool("exiftool"), "needs ../shared/data/real and exiftool"))
    func itIsFoundMissingWhereItWasTakenOutAndNowhereElse() throws {
        let root = try #require(cameraFiles)
        let files = try ["exif", "photos"].flatMap {
            try FileManager.default.contentsOfDirectory(at: root.appending(path: $0), includingPropertiesForKeys: nil)
        }.filter { $0.pathExtension.lowercased() == "jpg" }.sorted { $0.path < $1.path }
        func isMissing(_ file: URL) throws -> (Bool, ExifFacts) {
            let jpeg = [UInt8](try Data(contentsOf: file))
            let layout = JPEGLayout(jpeg)
            let exif = readExif(jpeg, layout: layout, zone: .gmt)
            return (MakerData.isMissing(jpeg, layout: layout, exif: exif), exif)
        }
        var edited: [String] = []
        var whole: [URL] = []
        for file in files {
            let (missing, exif) = try isMissing(file)
            if missing { edited.append(exif.software?.value ?? "nothing") } else { whole.append(file) }
        }
        print("maker data missing as they are: \(edited.count) of \(files.count), by \(edited.sorted())")
        #expect(edited.allSatisfy { $0.contains("Adobe") || $0.contains("GIMP") }, "\(edited)")
        try Fixtures.withTemporaryFolder { folder in
            var copies: [URL] = []
            for (number, source) in whole.enumerated() {
                let copy = folder.appending(path: "\(number).jpg")
                try FileManager.default.copyItem(at: source, to: copy)
                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: copy.path)
                copies.append(copy)
            }
            _ = try? runTool(
                "exiftool", ["-q", "-q", "-m", "-overwrite_original", "-MakerNotes:all="] + copies.map(\.path))
            var (models, found) = (0, 0)
            for copy in copies where try isMissing(copy).0 {
                found += 1
                if try isMissing(copy).1.software?.value?.contains("Adobe") != true { models += 1 }
            }
            print("taken out of \(copies.count) files, found missing in \(found)")
            #expect(found >= 25 && models > 0)
        }
    }
}
