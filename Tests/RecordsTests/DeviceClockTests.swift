import Records
import Testing

@Suite struct DeviceClockTests {
    @Test(arguments: [
        ("2025-08-16T00:10:00+09:00", 3 * 86_400.0, "2025-08-13T00:10:00+09:00"),
        ("2025-08-13T14:20:52.25+09:00", -3600, "2025-08-13T15:20:52+09:00"),
        ("2025-01-01T00:00:30Z", 60, "2024-12-31T23:59:30Z"),
        ("2025-01-01T00:00:30-03:30", 60, "2024-12-31T23:59:30-03:30"),
    ])
    func aTimeIsWrittenAsARightClockWouldHave(_ written: String, _ seconds: Double, _ right: String) throws {
        let epochs = [
            "2025-08-16T00:10:00+09:00": 1_755_270_600.0, "2025-08-13T14:20:52.25+09:00": 1_755_062_452.25,
            "2025-01-01T00:00:30Z": 1_735_689_630, "2025-01-01T00:00:30-03:30": 1_735_702_230,
        ]
        let time = CaptureTime(rfc3339: written, epoch: try #require(epochs[written]), zone: .exif)
        #expect(time.earlier(by: seconds).rfc3339 == right)
        #expect(time.earlier(by: seconds).epoch == time.epoch - seconds)
    }

    @Test func whatIsNoClockStays() {
        let folder = CaptureTime(rfc3339: "2025-08-13T12:00:00+09:00", epoch: 1_755_054_000, zone: .folder)
        #expect(folder.earlier(by: 86_400) == folder)
        for text in ["", "Z", "+1", "2025", "2025-08-13T12:00:00+xx:yy"] {
            for epoch in [0, -1e300, 1e300, Double.infinity, Double.nan] {
                _ = CaptureTime(rfc3339: text, epoch: epoch, zone: .exif).earlier(by: 1e9)
            }
        }
    }
}
