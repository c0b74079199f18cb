import Foundation
import Photo
import Records
import TestSupport
import Testing

/// Field by field against exiftool on real camera files of many makers.
@Suite struct ExifDifferentialTests {
    @Test(.enabled(if: Fixtures.shared != nil && hasTool("exiftool")))
    func everyFieldEqualsExiftoolOrIsExplained() throws {
        let folder = try #require(Fixtures.shared).appending(path: "real/exif")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names.count > 100)
        let listing = try runTool(
            "exiftool",
            ["-j", "-n", "-G1", "-fast2", "-IFD0:all", "-ExifIFD:all", "-GPS:all"]
                + names.map { folder.appending(path: $0).path })
        let files = try #require(JSONSerialization.jsonObject(with: listing.output) as? [[String: Any]])
        #expect(files.count == names.count)
        let zone = try #require(TimeZone(identifier: "Asia/Seoul"))
        var found: Set<String> = []
        for file in files {
            let path = try #require(file["SourceFile"] as? String)
            let name = URL(filePath: path).lastPathComponent
            let facts = readExif([UInt8](try Data(contentsOf: URL(filePath: path))), zone: zone)
            for (field, theirs, ours) in compare(file, facts) where theirs != ours {
                let key = "\(name) \(field)"
                found.insert(key)
                if explained[key] == nil {
                    Issue.record("\(key): exiftool \(theirs), ours \(ours)")
                }
            }
        }
        #expect(Set(explained.keys).subtracting(found) == [], "explained, but there is no difference")
    }
}

/// File and field, and why the two differ.
private let explained: [String: Why] = [
    "Apple_iPhone_4.jpg gps_time": .halfMoment,
    "Casio_EX-S1.jpg software": .jsonNumber,
    "FujiFilm_FinePixS1Pro_1_.jpg iso": .zero,
    "FujiFilm_FinePixS1Pro_1_.jpg focal_length": .zero,
    "FujiFilm_FinePixS1Pro_1_.jpg gps_time": .halfMoment,
    "FujiFilm_FinePixS1Pro_2_.jpg iso": .zero,
    "FujiFilm_FinePixS1Pro_2_.jpg gps_time": .halfMoment,
    "FujiFilm_FinePixS1Pro_3_.jpg iso": .zero,
    "FujiFilm_FinePixS1Pro_3_.jpg f_number": .aperture,
    "FujiFilm_FinePixS1Pro_3_.jpg gps_time": .halfMoment,
    "FujiFilm_FinePixS1Pro_4_.jpg iso": .zero,
    "FujiFilm_FinePixS1Pro_4_.jpg f_number": .aperture,
    "FujiFilm_FinePixS1Pro_4_.jpg gps_time": .halfMoment,
    "FujiFilm_FinePixS1Pro_5_.jpg iso": .zero,
    "FujiFilm_FinePixS1Pro_5_.jpg gps_time": .halfMoment,
    "FujiFilm_FinePixS2Pro.jpg iso": .zero,
    "FujiFilm_FinePixS2Pro.jpg f_number": .aperture,
    "FujiFilm_FinePixS2Pro.jpg gps_time": .halfMoment,
    "Issue_116.jpg pixel_width": .zero,
    "Issue_116.jpg pixel_height": .zero,
    "Issue_173_dotnet_.jpg gps_time": .yearZero,
    "Issue_508.jpg gps_time": .halfMoment,
    "Issue_609.jpg captured_at": .fallsBack,
    "Nikon_D5000.jpg latitude": .zeroOverZero,
    "Nikon_D5000.jpg longitude": .zeroOverZero,
    "Nikon_E885.jpg captured_at": .yearZero,
    "Nikon_E900_1_.jpg captured_at": .yearZero,
    "Nikon_E900_2_.jpg captured_at": .yearZero,
    "Olympus_C4040Z.jpg captured_at": .yearZero,
    "Olympus_C860L.jpg captured_at": .yearZero,
    "Photoshop_3_.jpg captured_at": .isoTime,
    "Samsung_GT-I9000_Galaxy_S_.jpg focal_length_35mm": .zero,
    "Samsung_GT-I9000_Galaxy_S_.jpg latitude": .nullIsland,
    "Samsung_GT-I9000_Galaxy_S_.jpg longitude": .nullIsland,
    "orientation_Landscape_0.jpg orientation": .zero,
    "orientation_Portrait_0.jpg orientation": .zero,
]

private enum Why {
    /// 0 means "unknown" (or is not an orientation): we give no value, and the raw text as the problem.
    case zero
    /// f/0.2 does not exist: the lens had no contacts. We give no value.
    case aperture
    /// A GPS time without its date, or a date without its time, is not a moment. We give no value.
    case halfMoment
    /// Year 0000 is not a time. We give no value.
    case yearZero
    /// DateTimeOriginal is of year 0000: we pass over to DateTime and name the problem; exiftool does not judge.
    case fallsBack
    /// All of the coordinate's rationals are 0/0: exiftool prints nothing, we name the problem.
    case zeroOverZero
    /// 0° N 0° E is what a phone without a fix writes: we give no place, and say so.
    case nullIsland
    /// Photoshop wrote an ISO 8601 time where EXIF wants its own form: exiftool passes any text on.
    case isoTime
    /// exiftool's JSON makes a number of the text `1.00`; ours is the text.
    case jsonNumber
}

/// Field, what exiftool says, what we say; both as text, `-` for nothing.
private func compare(_ file: [String: Any], _ facts: ExifFacts) -> [(String, String, String)] {
    let value = { (tag: String) -> Any? in file["ExifIFD:" + tag] ?? file["IFD0:" + tag] }
    var rows: [(String, String, String)] = []
    rows.append(("make", text(value("Make")), text(facts.make)))
    rows.append(("model", text(value("Model")), text(facts.model)))
    rows.append(("software", text(value("Software")), text(facts.software)))
    rows.append(("orientation", number(value("Orientation")), number(facts.orientation)))
    rows.append(("exposure_time", number(value("ExposureTime")), number(facts.exposureTime)))
    rows.append(("iso", number(value("ISO")), number(facts.iso)))
    rows.append(("f_number", number(value("FNumber")), number(facts.fNumber)))
    rows.append(("focal_length", number(value("FocalLength")), number(facts.focalLength)))
    rows.append(("focal_length_35mm", number(value("FocalLengthIn35mmFormat")), number(facts.focalLength35mm)))
    rows.append(("pixel_width", number(value("ExifImageWidth")), number(facts.pixelWidth)))
    rows.append(("pixel_height", number(value("ExifImageHeight")), number(facts.pixelHeight)))
    rows.append(("latitude", signed(file, "GPSLatitude", "S"), number(facts.latitude)))
    rows.append(("longitude", signed(file, "GPSLongitude", "W"), number(facts.longitude)))
    let below = (file["GPS:GPSAltitudeRef"] as? NSNumber)?.intValue == 1
    rows.append(("altitude", number(file["GPS:GPSAltitude"], sign: below ? -1 : 1), number(facts.altitude)))
    rows.append(("gps_time", gpsTime(file), facts.gpsTime.map { $0.value ?? "problem" } ?? "-"))
    rows.append(("captured_at", captured(value), facts.capturedAt.map { $0.value.map(local) ?? "problem" } ?? "-"))
    return rows
}

private func text(_ value: Any?) -> String {
    // JSON from exiftool turns text of digits into a number.
    let text = (value as? String) ?? (value as? NSNumber)?.stringValue ?? ""
    let trimmed = text.trimmingCharacters(in: .whitespaces)
    return trimmed.isEmpty ? "-" : trimmed
}

private func text(_ fact: Sourced<String>?) -> String { fact.map { $0.value ?? "problem" } ?? "-" }

private func number(_ value: Any?, sign: Double = 1) -> String {
    guard let value else { return "-" }
    guard let number = value as? NSNumber else { return "\(value)" }
    return String(format: "%.7g", number.doubleValue * sign)
}

private func number(_ fact: Sourced<Double>?) -> String {
    fact.map { $0.value.map { String(format: "%.7g", $0) } ?? "problem" } ?? "-"
}

private func number(_ fact: Sourced<Int>?) -> String {
    fact.map { $0.value.map { String($0) } ?? "problem" } ?? "-"
}

private func signed(_ file: [String: Any], _ tag: String, _ negative: String) -> String {
    let isNegative = (file["GPS:" + tag + "Ref"] as? String)?.hasPrefix(negative) ?? false
    return number(file["GPS:" + tag], sign: isNegative ? -1 : 1)
}

private func gpsTime(_ file: [String: Any]) -> String {
    let date = file["GPS:GPSDateStamp"] as? String
    let time = file["GPS:GPSTimeStamp"] as? String
    if date == nil && time == nil { return "-" }
    return (date ?? "no date").replacingOccurrences(of: ":", with: "-") + "T" + (time ?? "no time") + "Z"
}

private func captured(_ value: (String) -> Any?) -> String {
    let tags = [
        ("DateTimeOriginal", "SubSecTimeOriginal", "OffsetTimeOriginal"),
        ("CreateDate", "SubSecTimeDigitized", "OffsetTimeDigitized"),
        ("ModifyDate", "SubSecTime", "OffsetTime"),
    ]
    for (time, fraction, offset) in tags {
        guard let clock = value(time) as? String, clock.contains(where: \.isNumber) else { continue }
        let parts = (value(fraction).map { text($0) }).flatMap { $0 == "-" ? nil : "." + $0 } ?? ""
        return clock + parts + ((value(offset) as? String) ?? "+branch")
    }
    return "-"
}

/// As exiftool prints it: `2003:12:14 12:01:44.25+09:00`.
private func local(_ time: CaptureTime) -> String {
    var text = Array(time.rfc3339)
    text[4] = ":"
    text[7] = ":"
    text[10] = " "
    let plain = String(text)
    return time.zone == .branch ? String(plain.dropLast(6)) + "+branch" : plain
}

/// The tool is on this machine.
