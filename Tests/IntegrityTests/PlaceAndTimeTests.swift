import Foundation
import Judging
import Photo
import Records
import TestSupport
import Testing

@testable import Integrity

/// Photos whose times and places exiftool wrote, and what is found of each.
@Suite struct PlaceAndTimeTests {
    static let taken = "2025:08:13 14:20:52"
    static let store = PlaceAndTime.Place(latitude: 37.5005, longitude: 127)
    /// A phone's photo at its store, as phones write it.
    static let base = [
        "-AllDates=\(taken)", "-OffsetTimeOriginal=+09:00", "-GPSLatitude=37.5", "-GPSLatitudeRef=N",
        "-GPSLongitude=127",
        "-GPSLongitudeRef=E", "-GPSDateStamp=2025:08:13", "-GPSTimeStamp=05:20:50", "-Make=Mirae", "-Model=M12",
        "-Software=Camera 4.2",
    ]
    static let noFixTime = ["-GPSDateStamp=", "-GPSTimeStamp="]

    static let kinds: [(change: [String], codes: [String])] = [
        ([], []),
        (["-AllDates=2025:03:13 14:20:52"], ["capture_time_conflict", "capture_backdated"]),
        (["-DateTimeOriginal=2025:03:13 14:20:52"], ["capture_time_conflict", "capture_backdated", "edited"]),
        (["-AllDates=2025:12:25 10:00:00"], ["capture_time_conflict", "capture_in_future"]),
        (["-DateTimeOriginal=2025:12:25 10:00:00"], ["capture_time_conflict", "capture_in_future"]),
        (["-AllDates=2025:03:13 14:20:52"] + noFixTime, ["capture_time_conflict"]),
        (
            ["-DateTimeOriginal=2025:03:13 14:20:52", "-ModifyDate=2025:03:13 14:20:52"] + noFixTime,
            ["capture_time_conflict", "capture_backdated"]
        ),
        (["-AllDates=2035:08:13 14:20:52"] + noFixTime, ["capture_time_conflict", "capture_in_future"]),
        (["-AllDates=2025:08:11 14:20:52"], ["capture_time_conflict", "capture_backdated"]),
        (["-Software=Adobe Photoshop 25.0 (Windows)"], ["edited"]),
        (["-Software=GIMP 2.10.30"], ["edited"]),
        (["-Software=Snapseed 2.19"], ["edited"]),
        (["-Software=PicsArt"], ["edited"]),
        (["-ModifyDate=2025:08:14 09:00:00"], ["edited"]),
        (["-ModifyDate=2025:08:13 14:21:52"], ["edited"]),
        (["-GPSLatitude=37.51"], ["outside_store_fence"]),
        (["-GPSLatitude=35.1", "-GPSLongitude=129"], ["outside_store_fence"]),
        (["-GPSLongitudeRef=W"], ["outside_store_fence"]),
        (["-GPS:all="], ["gps_missing"]),
        (["-GPSLatitude=0", "-GPSLongitude=0"], ["gps_unusable"]),
        (["-GPSLatitudeRef="], ["gps_unusable"]),
        (["-all="], ["gps_missing"]),
        // What is not a fault: a fix of the evening before, a visit about midnight, a phone that writes the file slowly.
        (["-GPSDateStamp=2025:08:12", "-GPSTimeStamp=09:00:00"], []),
        (["-AllDates=2025:08:14 00:10:00", "-GPSDateStamp=2025:08:13", "-GPSTimeStamp=15:09:00"], []),
        (["-ModifyDate=2025:08:13 14:20:55"], []),
        (["-Software=HDR+ 1.0.345618096zd"], []),
    ]

    @Test func eachKindOfWrittenTimeAndPlaceIsFoundAndNothingElse() throws {
        try Fixtures.withTemporaryFolder { folder in
            let picture = Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures/ycc420.jpg")
            for (number, kind) in Self.kinds.enumerated() {
                let photo = folder.appending(path: "\(number).jpg")
                try FileManager.default.copyItem(at: picture, to: photo)
                for arguments in [Self.base, kind.change] where !arguments.isEmpty {
                    let run = try runTool(
                        "exiftool", ["-q", "-m", "-n", "-overwrite_original"] + arguments + [photo.path])
                    #expect(run.status == 0, "exiftool \(arguments)")
                }
                // Handed in on that day, in a file of the day after.
                let found = try Self.findings(
                    [UInt8](Data(contentsOf: photo)), store: Self.store, day: "2025-08-13", modified: 1_755_140_000)
                #expect(found == kind.codes, "\(kind.change)")
            }
        }
    }

    /// Codes of a photo by its metadata alone.
    static func findings(
        _ jpeg: [UInt8], store: PlaceAndTime.Place, day: String, modified: Double?
    ) throws -> [String] {
        let zone = try #require(TimeZone(secondsFromGMT: 9 * 3600))
        var record = Record(
            photo: PhotoSource(
                drop: "d", path: PathBytes("p"), storeID: "S", region: "R", date: day, sha256: "", bytes: 1,
                width: 100, height: 100, orientation: 1),
            state: .audited, exif: readExif(jpeg, zone: zone),
            versions: Versions(program: "", model: "", modelSHA256: "", precision: "", policy: ""))
        PlaceAndTime.measure(record.exif, store: store, modified: modified, into: &record.measures)
        Judge(policy: Policy(name: "p", version: "1", slots: [:])).judge(&record)
        return record.findings.map(\.code)
    }

    @Test func thePolicySaysHowFarPerRegionAndHowMuchItWeighs() throws {
        let text = """
            {name: 'p', version: '1', place: {fence: 200, regions: {R: 5000}, outside: 'violation'}, time: {edited: 'violation'}}
            """
        let policy = try Policy(json5: Data(text.utf8), origin: "p.json5")
        var record = Record(
            photo: PhotoSource(
                drop: "d", path: PathBytes("p"), storeID: "S", region: "R", date: nil, sha256: "", bytes: 1, width: 100,
                height: 100, orientation: 1),
            state: .audited, versions: Versions(program: "", model: "", modelSHA256: "", precision: "", policy: ""))
        for (metres, region, limit) in [(4999.0, "R", nil), (5001, "R", 5000.0), (201, "Q", 200), (199, "Q", nil)] {
            record.measures = [PhotoMeasure.storeDistance: metres]
            record.photo.region = region
            Judge(policy: policy).judge(&record)
            let found = record.findings.first { $0.code == "outside_store_fence" }
            #expect(found?.limit == limit)
            #expect(found?.severity == (limit == nil ? nil : .violation))
            #expect((record.verdict == .nonCompliant) == (limit != nil))
        }
        for wrong in [
            "place: {regions: {R: 0}}", "place: {fence: -1}", "time: {days_allowed: 'x'}", "place: {Fence: 3}",
        ] {
            #expect(throws: PolicyError.self) {
                try Policy(json5: Data("{name: 'p', version: '1', \(wrong)}".utf8), origin: "p.json5")
            }
        }
    }

    @Test func distancesAreThoseOfAnAtlas() {
        let seoul = PlaceAndTime.Place(latitude: 37.5665, longitude: 126.978)
        let busan = PlaceAndTime.Place(latitude: 35.1796, longitude: 129.0756)
        #expect(abs(PlaceAndTime.metres(from: seoul, to: busan) - 325_000) < 2000)
        #expect(PlaceAndTime.metres(from: seoul, to: seoul) == 0)
        let (west, east) = (
            PlaceAndTime.Place(latitude: 0, longitude: 179.9999), PlaceAndTime.Place(latitude: 0, longitude: -179.9999)
        )
        #expect(PlaceAndTime.metres(from: west, to: east) < 30)
    }
}
