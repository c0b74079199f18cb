import Foundation
import Photo
import Records
import Testing

@Suite struct ExifReaderTests {
    private let seoul = TimeZone(identifier: "Asia/Seoul") ?? .gmt

    private func facts(_ exif: ExifBuilder, zone: TimeZone? = nil) throws -> ExifFacts {
        readExif(jpeg(try fixture("grey.jpg"), with: exif.segment), zone: zone ?? seoul)
    }

    @Test func aFullSegmentIsReadWithItsSources() throws {
        let facts = try facts(
            ExifBuilder(
                main: [
                    (0x010F, .text("Maker ")), (0x0110, .text("Phone 7")), (0x0131, .text("1.0")), (0x0112, .short(6)),
                ],
                exif: [
                    (0x9003, .text("2025:08:13 14:20:52")), (0x9291, .text("25")), (0x9011, .text("+09:00")),
                    (0x829A, .rationals([(1, 50)])), (0x829D, .rationals([(18, 10)])), (0x8827, .short(320)),
                    (0x920A, .rationals([(43, 10)])), (0xA405, .short(26)), (0xA002, .long(4000)),
                    (0xA003, .long(3000)),
                ],
                gps: [
                    (1, .text("N")), (2, .rationals([(37, 1), (30, 1), (36, 1)])), (3, .text("W")),
                    (4, .rationals([(127, 1), (0, 1), (18, 1)])), (5, .bytes([1])), (6, .rationals([(125, 10)])),
                    (7, .rationals([(5, 1), (20, 1), (525, 10)])), (0x1D, .text("2025:08:13")),
                ]))
        #expect(facts.make == Sourced("Maker", source: "Make"))
        #expect(facts.model?.value == "Phone 7" && facts.software?.value == "1.0")
        #expect(facts.orientation == Sourced(6, source: "Orientation"))
        #expect(facts.capturedAt?.value?.rfc3339 == "2025-08-13T14:20:52.25+09:00")
        #expect(facts.capturedAt?.value?.epoch == 1_755_062_452.25)
        #expect(facts.capturedAt?.value?.zone == .exif)
        #expect(facts.capturedAt?.source == "DateTimeOriginal+SubSecTimeOriginal+OffsetTimeOriginal")
        #expect(facts.exposureTime?.value == 0.02 && facts.fNumber?.value == 1.8 && facts.iso?.value == 320)
        #expect(facts.focalLength?.value == 4.3 && facts.focalLength35mm?.value == 26)
        #expect(facts.pixelWidth?.value == 4000 && facts.pixelHeight?.value == 3000)
        #expect(facts.latitude == Sourced(37.51, source: "GPSLatitude+GPSLatitudeRef"))
        #expect(facts.longitude?.value == -127.005 && facts.altitude?.value == -12.5)
        #expect(facts.gpsTime?.value == "2025-08-13T05:20:52.5Z")
    }

    @Test func withoutAnOffsetTheBranchsZoneIsAppliedAndNamed() throws {
        let time = ExifBuilder(exif: [(0x9003, .text("2025:07:01 12:00:00"))])
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        let captured = try #require(try facts(time, zone: berlin).capturedAt)
        #expect(captured.value?.rfc3339 == "2025-07-01T12:00:00+02:00")
        #expect(captured.value?.zone == .branch && captured.source == "DateTimeOriginal+branch")
        let winter = ExifBuilder(exif: [(0x9003, .text("2025:01:01 12:00:00"))])
        #expect(try facts(winter, zone: berlin).capturedAt?.value?.rfc3339 == "2025-01-01T12:00:00+01:00")
    }

    @Test func aClockChangeTakesTheOffsetBeforeIt() throws {
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        for (clock, expected) in [
            ("2025:03:30 01:59:59", "+01:00"), ("2025:03:30 02:30:00", "+01:00"), ("2025:03:30 03:00:00", "+02:00"),
            ("2025:10:26 01:59:59", "+02:00"), ("2025:10:26 02:30:00", "+02:00"), ("2025:10:26 03:00:00", "+01:00"),
        ] {
            let value = try facts(ExifBuilder(exif: [(0x9003, .text(clock))]), zone: berlin).capturedAt?.value
            #expect(value?.rfc3339.hasSuffix(expected) == true, "\(clock): \(value?.rfc3339 ?? "-")")
        }
    }

    @Test func laterTimesStandInAndSayWhich() throws {
        let digitised = try facts(ExifBuilder(exif: [(0x9004, .text("2025:07:01 12:00:00"))]))
        #expect(digitised.capturedAt?.source == "DateTimeDigitized+branch")
        let changed = try facts(
            ExifBuilder(main: [(0x0132, .text("2025:07:02 12:00:00"))], exif: [(0x9003, .text("0000:00:00 00:00:00"))]))
        #expect(changed.capturedAt?.source == "DateTime+branch")
        #expect(changed.capturedAt?.problem == "DateTimeOriginal: '0000:00:00 00:00:00'")
        #expect(changed.capturedAt?.value?.rfc3339 == "2025-07-02T12:00:00+09:00")
    }

    @Test(arguments: [
        "0000:00:00 00:00:00", "2025:13:01 12:00:00", "2025:02:29 12:00:00", "2025:00:10 12:00:00",
        "2025:06:31 12:00:00", "2025:06:30 25:00:00", "2025:06:30 12:60:00", "2025:06:30 12:00:61",
        "-025:06:30 12:00:00", "2025:06:30 12:00:00 or so", "2025:06:30 12", "2025:06-30 12:00:00", "2025:06:31",
        "9999:99:99 99:99:99", "yesterday", "1025:06:30 12:00:00", "2025:06:30 12:00:00+25:00", "2025:06:30T",
    ])
    func absurdTimesAreNamedAndNotPassedOn(_ text: String) throws {
        let captured = try #require(try facts(ExifBuilder(exif: [(0x9003, .text(text))])).capturedAt)
        #expect(captured.value == nil)
        #expect(captured.problem == "DateTimeOriginal: '\(text)'" && captured.source == "DateTimeOriginal")
    }

    /// Forms that phones and programs write instead of the standard's, and what they mean.
    @Test(
        arguments: [
            ("2026:11:20 24:08:19", "2026-11-20T00:08:19+09:00", "hour 24 read as the first of the day"),
            ("2026:11:20 10:20:30.250", "2026-11-20T10:20:30.250+09:00", nil),
            ("2026:11:20 10:20:30-03:00", "2026-11-20T10:20:30-03:00", nil),
            ("2026:11:20 10:20:30 +0900", "2026-11-20T10:20:30+09:00", nil),
            ("2026-11-20T01:20:30Z", "2026-11-20T01:20:30+00:00", nil),
            ("2026:11:20 10:20", "2026-11-20T10:20:00+09:00", "no seconds"),
            ("2026:11:20", "2026-11-20T12:00:00+09:00", "no time of day: midday stands in"),
            ("2026:11:20  9:05:03", "2026-11-20T09:05:03+09:00", nil),
            ("2026:11:20 9:05:03", "2026-11-20T09:05:03+09:00", nil),
            ("2026:11:20 10:20:60", "2026-11-20T10:20:59+09:00", "second 60 read as 59"),
            ("2026:11:20 오후 03:20:30", "2026-11-20T15:20:30+09:00", nil),
            ("2026:11:20 오전 12:20:30", "2026-11-20T00:20:30+09:00", nil),
            ("2026:11:20 03:20:30 PM", "2026-11-20T15:20:30+09:00", nil),
            ("2026:11:20 10:20:30\n", "2026-11-20T10:20:30+09:00", nil),
        ] as [(String, String, String?)])
    func unusualTimesAreReadAndSayWhatWasReadIntoThem(_ text: String, _ expected: String, _ note: String?) throws {
        let edited = ExifBuilder(main: [(0x0132, .text("2026:11:27 18:00:00"))], exif: [(0x9003, .text(text))])
        let captured = try #require(try facts(edited).capturedAt)
        #expect(captured.value?.rfc3339 == expected)
        #expect(captured.source.hasPrefix("DateTimeOriginal"))
        #expect(captured.problem.map { $0.hasSuffix(note ?? "?") } ?? (note == nil), "\(captured.problem ?? "-")")
    }

    @Test func noTextTrapsTheReaderOfTimes() throws {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array("0123456789:::--/ .TZ+APM오전후\0".utf8)
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 0...40, using: &random)).compactMap { _ in
                alphabet.randomElement(using: &random)
            }
            let exif = ExifBuilder(exif: [(0x9003, .text(String(decoding: text, as: UTF8.self)))])
            _ = try facts(exif)
        }
    }

    @Test func anEmptyFirstSegmentDoesNotHideTheSecond() throws {
        let good = ExifBuilder(main: [(0x0110, .text("Phone 7"))])
        let both = jpeg(jpeg(try fixture("grey.jpg"), with: good.segment), with: ExifBuilder().segment)
        #expect(JPEGLayout(both).exif.count == 2)
        #expect(readExif(both, zone: seoul).model?.value == "Phone 7")
    }

    @Test func exifBehindTheImageDataIsNotApplied() throws {
        let plain = try fixture("grey.jpg")
        let turned = ExifBuilder(main: [(0x0112, .short(6))]).segment
        let end = try #require(JPEGLayout(plain).endOfImage)
        #expect(readExif(Array(plain[..<(end - 2)]) + turned + [0xFF, 0xD9], zone: seoul) == ExifFacts())
        // A gain map behind a picture that lacks its end marker.
        let gainMap = jpeg(plain, with: turned)
        let layout = JPEGLayout(Array(plain[..<(end - 2)]) + gainMap)
        #expect(layout.exif.isEmpty && layout.scans == 1)
        #expect(layout.usableEnd == end - 2 && layout.endOfImage == nil)
    }

    @Test func blankMeansUnknown() throws {
        let facts = try facts(
            ExifBuilder(main: [(0x010F, .text("    "))], exif: [(0x9003, .text("    :  :     :  :  "))]))
        #expect(facts.make == nil && facts.capturedAt == nil)
    }

    @Test func absurdPlacesAreNamedAndNotPassedOn() throws {
        let cases: [([(Int, Int)], String, String)] = [
            ([(200, 1), (0, 1), (0, 1)], "N", "200/1 0/1 0/1"), ([(37, 0), (0, 1), (0, 1)], "N", "37/0 0/1 0/1"),
            ([(37, 1), (75, 1), (0, 1)], "N", "37/1 75/1 0/1"), ([(0, 0), (0, 0), (0, 0)], "N", "0/0 0/0 0/0"),
            ([(90, 1), (0, 1), (1, 1)], "S", "90/1 0/1 1/1"),
            ([(37, 1), (0, 1), (0, 1)], "?", "37/1 0/1 0/1, GPSLatitudeRef '?'"),
        ]
        for (rationals, reference, problem) in cases {
            let latitude = try #require(
                try facts(ExifBuilder(gps: [(1, .text(reference)), (2, .rationals(rationals))])).latitude)
            #expect(latitude.value == nil && latitude.problem == problem)
        }
        let pole = try facts(ExifBuilder(gps: [(1, .text("S")), (2, .rationals([(90, 1), (0, 1), (0, 1)]))]))
        #expect(pole.latitude?.value == -90)
    }

    @Test func absurdNumbersAreNamedAndNotPassedOn() throws {
        let facts = try facts(
            ExifBuilder(
                main: [(0x0112, .short(9))],
                exif: [
                    (0x829A, .rationals([(1, 0)])), (0x829D, .rationals([(0, 0)])), (0x8827, .short(0)),
                    (0x920A, .rationals([(0, 10)])), (0xA405, .short(0)), (0xA002, .long(0)), (0xA003, .text("tall")),
                ],
                gps: [
                    (6, .rationals([(1, 0)])), (7, .rationals([(25, 1), (0, 1), (0, 1)])), (0x1D, .text("2025:08:13")),
                ]))
        #expect(facts.orientation == Sourced(nil, source: "Orientation", problem: "9"))
        #expect(facts.appliedOrientation == .upright)
        #expect(facts.exposureTime == Sourced(nil, source: "ExposureTime", problem: "1/0"))
        #expect(facts.fNumber?.problem == "0/0" && facts.iso?.problem == "0" && facts.focalLength?.problem == "0/10")
        #expect(facts.focalLength35mm?.problem == "0" && facts.pixelWidth?.problem == "0")
        #expect(facts.pixelHeight?.value == nil && facts.pixelHeight?.problem == "'tall'")
        #expect(facts.altitude?.value == nil && facts.altitude?.problem == "1/0")
        #expect(facts.gpsTime?.value == nil && facts.gpsTime?.problem == "'2025:08:13' 25/1 0/1 0/1")
    }

    @Test func anImpossibleOffsetFallsBackToTheBranchAndSaysSo() throws {
        let builder = ExifBuilder(exif: [(0x9003, .text("2025:07:01 12:00:00")), (0x9011, .text("+25:00"))])
        let captured = try #require(try facts(builder).capturedAt)
        #expect(captured.value?.rfc3339 == "2025-07-01T12:00:00+09:00" && captured.value?.zone == .branch)
        #expect(captured.problem == "OffsetTimeOriginal: '+25:00'")
    }

    @Test func whatIsNoJPEGHasNoFacts() {
        #expect(readExif([], zone: seoul) == ExifFacts())
        #expect(readExif(Array("hello".utf8), zone: seoul) == ExifFacts())
        #expect(readExif([0xFF, 0xD8, 0xFF, 0xE1, 0, 8] + Array("Exif\0\0".utf8), zone: seoul) == ExifFacts())
    }

    /// Every day of four centuries against Foundation's calendar.
    @Test func theCalendarEqualsFoundations() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        for year in [1900, 1970, 1999, 2000, 2024, 2025, 2100, 2199] {
            for month in 1...12 {
                for day in [1, 28, 29, 30, 31] {
                    let text = String(format: "%04d:%02d:%02d 01:02:03", year, month, day)
                    let parts = DateComponents(
                        calendar: calendar, year: year, month: month, day: day, hour: 1, minute: 2, second: 3)
                    let ours = try facts(ExifBuilder(exif: [(0x9003, .text(text))]), zone: .gmt).capturedAt?.value?
                        .epoch
                    #expect(ours == (parts.isValidDate ? parts.date?.timeIntervalSince1970 : nil), "\(text)")
                }
            }
        }
    }
}
