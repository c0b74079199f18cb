import Foundation
import Photo
import Records
import TestSupport
import Testing

@testable import Integrity

private let photos = Fixtures.shared?.appending(path: "real")

/// Real photos of phones and cameras that exiftool edited or dated back, in more than 20 ways, and the tables of real editors.
@Suite(.enabled(if: photos != nil && hasTool("exiftool"), "needs ../shared/data/real and exiftool"))
struct RealEditTests {
    /// Exactly what is written, and what must be found; `GPS` is what a phone at the store writes.
    static let kinds: [(name: String, change: [String], code: String)] = [
        ("all dates five months back", ["-AllDates=2025:03:13 14:20:52"], "capture_backdated"),
        ("all dates three days back", ["-AllDates=2025:08:10 14:20:52"], "capture_backdated"),
        ("all dates a year back", ["-AllDates=2024:08:13 14:20:52"], "capture_backdated"),
        ("the capture alone back", ["-DateTimeOriginal=2025:03:13 14:20:52"], "capture_backdated"),
        (
            "back, and GPS with it", ["-DateTimeOriginal=2025:03:13 14:20:52", "-GPSDateStamp=2025:03:13"],
            "capture_backdated"
        ),
        (
            "back, GPS time taken out", ["-DateTimeOriginal=2025:03:13 14:20:52", "-GPSDateStamp=", "-GPSTimeStamp="],
            "capture_backdated"
        ),
        (
            "all dates back, GPS out", ["-AllDates=2025:03:13 14:20:52", "-GPSDateStamp=", "-GPSTimeStamp="],
            "capture_time_conflict"
        ),
        ("all dates ahead", ["-AllDates=2025:12:25 10:00:00"], "capture_in_future"),
        ("the capture alone ahead", ["-DateTimeOriginal=2025:12:25 10:00:00"], "capture_in_future"),
        (
            "all dates ahead, GPS out", ["-AllDates=2035:08:13 14:20:52", "-GPSDateStamp=", "-GPSTimeStamp="],
            "capture_in_future"
        ),
        ("GPS date ahead", ["-GPSDateStamp=2025:11:13"], "capture_backdated"),
        ("GPS date back", ["-GPSDateStamp=2025:03:13"], "capture_in_future"),
        ("Photoshop", ["-Software=Adobe Photoshop 25.0 (Windows)"], "edited"),
        ("Lightroom", ["-Software=Adobe Lightroom 7.1 (Android)"], "edited"),
        ("GIMP", ["-Software=GIMP 2.10.30"], "edited"),
        ("Snapseed", ["-Software=Snapseed 2.19"], "edited"),
        ("PicsArt", ["-Software=PicsArt"], "edited"),
        ("changed a minute after", ["-ModifyDate=2025:08:13 14:21:52"], "edited"),
        ("changed a day after", ["-ModifyDate=2025:08:14 09:00:00"], "edited"),
        ("dated back after the change", ["-DateTimeOriginal=2025:08:10 14:20:52"], "edited"),
        ("a kilometre away", ["-GPSLatitude=37.5105"], "outside_store_fence"),
        ("in another town", ["-GPSLatitude=35.1", "-GPSLongitude=129"], "outside_store_fence"),
        ("on the other hemisphere", ["-GPSLongitudeRef=W"], "outside_store_fence"),
        ("place taken out", ["-GPS:all="], "gps_missing"),
        ("place at zero", ["-GPSLatitude=0", "-GPSLongitude=0"], "gps_unusable"),
        ("everything taken out", ["-all="], "gps_missing"),
    ]

    /// Photos that exiftool can write into, each the first of its camera; up to 40 of cameras and all of phones.
    private static func sources() throws -> [URL] {
        let root = try #require(photos)
        func jpegs(_ folder: String) throws -> [URL] {
            try FileManager.default.contentsOfDirectory(
                at: root.appending(path: folder), includingPropertiesForKeys: nil
            ).filter { $0.pathExtension.lowercased() == "jpg" }.sorted { $0.path < $1.path }
        }
        return try jpegs("photos") + jpegs("exif").prefix(40)
    }

    private func write(_ arguments: [String], _ files: [URL]) throws {
        _ = try runTool("exiftool", ["-q", "-q", "-m", "-n", "-overwrite_original"] + arguments + files.map(\.path))
    }

    @Test func everyKindOfEditOfEveryPhotoIsFound() throws {
        try Fixtures.withTemporaryFolder { folder in
            var files: [URL] = []
            for (number, source) in try Self.sources().enumerated() {
                let file = folder.appending(path: "\(number).jpg")
                try FileManager.default.copyItem(at: source, to: file)
                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
                files.append(file)
            }
            // As a phone at its store writes it; camera, model and maker data stay as they are.
            let base = PlaceAndTimeTests.base.filter { !$0.hasPrefix("-Make=") && !$0.hasPrefix("-Model=") }
            try write(base, files)
            let clean = try files.filter { try found($0).isEmpty }
            // What is left out was edited by an editor before, or cannot be written.
            #expect(clean.count >= 30, "\(clean.count) of \(files.count) photos are unsuspicious to begin with")
            let originals = try clean.map { try Data(contentsOf: $0) }
            var tally: [String: Int] = [:]
            for kind in Self.kinds {
                for (file, bytes) in zip(clean, originals) { try bytes.write(to: file) }
                try write(kind.change, clean)
                for file in clean where try found(file).contains(kind.code) { tally[kind.name, default: 0] += 1 }
                #expect(tally[kind.name] == clean.count, "\(kind.name)")
            }
            let sum = tally.values.reduce(0, +)
            print(
                "\(sum) of \(Self.kinds.count * clean.count) edits found: \(Self.kinds.count) kinds, \(clean.count) photos"
            )
            #expect(Self.kinds.count >= 20 && sum == Self.kinds.count * clean.count)
        }
    }

    private func found(_ file: URL) throws -> [String] {
        try PlaceAndTimeTests.findings(
            [UInt8](Data(contentsOf: file)), store: PlaceAndTimeTests.store, day: "2025-08-13",
            modified: 1_755_140_000)
    }

    /// The list of tables names no file that lacks Adobe's segment, and finds what says that Photoshop wrote it.
    @Test func tablesOfAnEditorAreInFilesOfThatEditorAlone() throws {
        let root = try #require(photos)
        let walk = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
        var (all, listed, strangers) = (0, 0, 0)
        for case let file as URL in walk where ["jpg", "jpeg"].contains(file.pathExtension.lowercased()) {
            let jpeg = [UInt8](try Data(contentsOf: file))
            all += 1
            guard EditorTables.areIn(jpeg) else { continue }
            listed += 1
            if JPEGLayout(jpeg).adobeTransform == nil { strangers += 1 }
        }
        print("\(listed) of \(all) real files have an editor's tables; \(strangers) without Adobe's segment")
        #expect(all > 1000 && listed >= 25 && strangers == 0)
    }
}
