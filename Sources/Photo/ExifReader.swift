public import Foundation
public import Records

/// Reads the EXIF facts from the bytes of a JPEG that are in memory already.
///
/// Every value carries the tags it came from; what cannot be true (a month 13, latitude 200, n/0, a camera's
/// "unknown" zero) becomes no value, with the raw text in `problem`. Nothing is repaired or guessed but the capture time:
/// one without an offset is taken to be in the branch's zone, and one in an unusual form is read as `WrittenTime` says;
/// both are stated.
///
/// - Parameters:
///   - jpeg: the file; anything that is not a JPEG gives empty facts.
///   - layout: the file's layout, where it is known already.
///   - zone: the branch's time zone.
public func readExif(_ jpeg: [UInt8], layout: JPEGLayout? = nil, zone: TimeZone) -> ExifFacts {
    withExif(jpeg, layout) { tree in
        var facts = ExifFacts()
        readCapture(tree, zone, &facts)
        readPlace(tree, &facts)
        readCamera(tree, &facts)
        return facts
    } ?? ExifFacts()
}

/// What EXIF says of the camera's body, for a pseudonym: maker, model and serial number (BodySerialNumber, CIPA DC-008 4.6.5),
/// on three lines. nil where there is no number, or one that several cameras share: fewer than four letters and digits,
/// or all of them the same.
public func readBody(_ jpeg: [UInt8], layout: JPEGLayout) -> String? {
    withExif(jpeg, layout) { tree -> String? in
        guard let serial = text(tree.value(0xA431, in: .exif, .main), "BodySerialNumber")?.value else { return nil }
        let signs = serial.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        guard signs.count >= 4, Set(signs).count > 1 else { return nil }
        let make = text(tree.value(0x010F, in: .main, .exif), "Make")?.value ?? ""
        let model = text(tree.value(0x0110, in: .main, .exif), "Model")?.value ?? ""
        return "\(make)\n\(model)\n\(serial)"
    } ?? nil
}

/// The orientation alone; upright where the file states none or an impossible one.
public func readOrientation(_ jpeg: [UInt8], layout: JPEGLayout) -> Orientation {
    withExif(jpeg, layout) { orientation($0) }.flatMap { $0?.value }.flatMap { Orientation(rawValue: $0) } ?? .upright
}

extension ExifFacts {
    /// The orientation to apply; upright where none or an impossible one is stated.
    public var appliedOrientation: Orientation { orientation?.value.flatMap { Orientation(rawValue: $0) } ?? .upright }
}

extension ExifFacts {
    /// The capture time is that of the file's last change (DateTime), since no better one could be read.
    public var capturedAtIsLastChange: Bool {
        guard let source = capturedAt?.source else { return false }
        return source == "DateTime" || source.hasPrefix("DateTime+")
    }
}

private func withExif<Value>(
    _ jpeg: [UInt8], _ layout: JPEGLayout?, _ body: (borrowing ExifTree) -> Value
) -> Value? {
    // An empty first segment hides nothing: the next one counts, as exiftool has it.
    jpeg.withUnsafeBufferPointer { bytes in
        for range in (layout ?? JPEGLayout(jpeg)).exif {
            if let tree = ExifTree(segment: UnsafeBufferPointer(rebasing: bytes[range])), !tree.isEmpty {
                return body(tree)
            }
        }
        return nil
    }
}

// MARK: - Camera and picture

private func readCamera(_ tree: borrowing ExifTree, _ facts: inout ExifFacts) {
    facts.make = text(tree.value(0x010F, in: .main, .exif), "Make")
    facts.model = text(tree.value(0x0110, in: .main, .exif), "Model")
    facts.software = text(tree.value(0x0131, in: .main, .exif), "Software")
    facts.orientation = orientation(tree)
    facts.exposureTime = number(tree.value(0x829A, in: .exif, .main), "ExposureTime") { $0 > 0 && $0 <= 86400 }
    facts.iso = integer(tree.value(0x8827, in: .exif, .main), "ISOSpeedRatings") { $0 > 0 && $0 < 10_000_000 }
    facts.fNumber = number(tree.value(0x829D, in: .exif, .main), "FNumber") { $0 >= 0.5 && $0 <= 1000 }
    facts.focalLength = number(tree.value(0x920A, in: .exif, .main), "FocalLength") { $0 > 0 && $0 <= 10_000 }
    facts.focalLength35mm = integer(tree.value(0xA405, in: .exif, .main), "FocalLengthIn35mmFilm") {
        $0 > 0 && $0 <= 20_000
    }
    facts.pixelWidth = integer(tree.value(0xA002, in: .exif, .main), "PixelXDimension") { $0 > 0 && $0 <= 65535 }
    facts.pixelHeight = integer(tree.value(0xA003, in: .exif, .main), "PixelYDimension") { $0 > 0 && $0 <= 65535 }
}

private func orientation(_ tree: borrowing ExifTree) -> Sourced<Int>? {
    integer(tree.value(0x0112, in: .main, .exif), "Orientation") { 1...8 ~= $0 }
}

/// Blank text means unknown (CIPA DC-008, 4.6.4): as good as no tag.
private func text(_ value: ExifValue?, _ source: String) -> Sourced<String>? {
    guard let value else { return nil }
    guard let bytes = value.text else { return Sourced(nil, source: source, problem: "not text: \(value.raw)") }
    if bytes.isEmpty { return nil }
    guard let text = String(validating: bytes, as: UTF8.self) else {
        return Sourced(nil, source: source, problem: "neither ASCII nor UTF-8: \(value.raw)")
    }
    return Sourced(text, source: source)
}

private func number(_ value: ExifValue?, _ source: String, _ isSane: (Double) -> Bool) -> Sourced<Double>? {
    guard let value else { return nil }
    guard let number = value.numbers.first ?? nil, isSane(number) else {
        return Sourced(nil, source: source, problem: value.raw)
    }
    return Sourced(number, source: source)
}

private func integer(_ value: ExifValue?, _ source: String, _ isSane: (Int) -> Bool) -> Sourced<Int>? {
    guard let value else { return nil }
    guard let number = value.integer, isSane(number) else { return Sourced(nil, source: source, problem: value.raw) }
    return Sourced(number, source: source)
}

// MARK: - Capture time

/// The tags of one of EXIF's three times: the moment of the shutter, of digitising, of the last change.
private struct TimeTags {
    var name: String
    var folder: ExifTree.Folder
    var tag: UInt32
    var fraction: UInt32
    var offset: UInt32
    var suffix: String

    static let secondsToWrite = 5

    static let all = [
        TimeTags(
            name: "DateTimeOriginal", folder: .exif, tag: 0x9003, fraction: 0x9291, offset: 0x9011, suffix: "Original"),
        TimeTags(
            name: "DateTimeDigitized", folder: .exif, tag: 0x9004, fraction: 0x9292, offset: 0x9012,
            suffix: "Digitized"),
        TimeTags(name: "DateTime", folder: .main, tag: 0x0132, fraction: 0x9290, offset: 0x9010, suffix: ""),
    ]
}

private func readCapture(_ tree: borrowing ExifTree, _ zone: TimeZone, _ facts: inout ExifFacts) {
    var problems: [String] = []
    var firstSource: String?
    for tags in TimeTags.all {
        let other: ExifTree.Folder = tags.folder == .exif ? .main : .exif
        guard let value = tree.value(tags.tag, in: tags.folder, other), !isBlankTime(value) else { continue }
        firstSource = firstSource ?? tags.name
        guard let written = value.text.flatMap({ WrittenTime(exif: $0) }) else {
            problems.append("\(tags.name): \(value.raw)")
            continue
        }
        if !written.notes.isEmpty {
            problems.append("\(tags.name): \(value.raw), \(written.notes.joined(separator: ", "))")
        }
        facts.capturedAt = captured(tree, written, tags, zone, &problems)
        if tags.name == TimeTags.all[0].name { readOtherTimes(tree, written.clock, &facts) }
        return
    }
    if let firstSource {
        facts.capturedAt = Sourced(nil, source: firstSource, problem: problems.joined(separator: "; "))
    }
}

/// The other two times, where they are not that of the shutter: a camera writes the same three times, give or take the time
/// that it needs to write the file.
private func readOtherTimes(_ tree: borrowing ExifTree, _ taken: WallClock, _ facts: inout ExifFacts) {
    guard let captured = facts.capturedAt?.value else { return }
    let offset = Int((Double(taken.secondsAsUTC) - captured.epoch.rounded(.down)) / 60)
    func other(_ tags: TimeTags) -> Sourced<CaptureTime>? {
        let folder: ExifTree.Folder = tags.folder == .exif ? .main : .exif
        guard let value = tree.value(tags.tag, in: tags.folder, folder), !isBlankTime(value),
            let clock = value.text.flatMap({ WrittenTime(exif: $0) })?.clock
        else { return nil }
        let seconds = clock.secondsAsUTC - taken.secondsAsUTC
        guard abs(seconds) > TimeTags.secondsToWrite else { return nil }
        return Sourced(
            CaptureTime(
                rfc3339: clock.rfc3339(fraction: [], offsetMinutes: offset),
                epoch: captured.epoch.rounded(.down) + Double(seconds), zone: captured.zone), source: tags.name)
    }
    facts.digitizedAt = other(TimeTags.all[1])
    facts.changedAt = other(TimeTags.all[2])
}

/// All blanks and colons: the standard's way to say that the time is unknown.
private func isBlankTime(_ value: ExifValue) -> Bool {
    value.text?.allSatisfy { $0 == 0x20 || $0 == 0x3A } ?? false
}

private func captured(
    _ tree: borrowing ExifTree, _ written: WrittenTime, _ tags: TimeTags, _ zone: TimeZone, _ problems: inout [String]
) -> Sourced<CaptureTime> {
    var source = tags.name
    var fraction = written.fraction
    if let value = tree.value(tags.fraction, in: .exif, .main), let text = value.text, !text.isEmpty {
        if text.count <= 9, text.allSatisfy({ 0x30...0x39 ~= $0 }) {
            fraction = text
            source += "+SubSecTime\(tags.suffix)"
        } else {
            problems.append("SubSecTime\(tags.suffix): \(value.raw)")
        }
    }
    var offset: Int?
    if let value = tree.value(tags.offset, in: .exif, .main), !isBlankTime(value) {
        offset = value.text.flatMap { offsetMinutes(exif: $0) }
        if offset == nil { problems.append("OffsetTime\(tags.suffix): \(value.raw)") }
        if offset != nil { source += "+OffsetTime\(tags.suffix)" }
    }
    offset = offset ?? written.offsetMinutes
    if offset == nil { source += "+branch" }
    let clock = written.clock
    let minutes = offset ?? clock.offsetMinutes(in: zone)
    var epoch = Double(clock.secondsAsUTC - minutes * 60)
    if let parts = Double("0." + String(decoding: fraction, as: UTF8.self)) { epoch += parts }
    return Sourced(
        CaptureTime(
            rfc3339: clock.rfc3339(fraction: fraction, offsetMinutes: minutes), epoch: epoch,
            zone: offset == nil ? .branch : .exif),
        source: source, problem: problems.isEmpty ? nil : problems.joined(separator: "; "))
}

// MARK: - Place

private func readPlace(_ tree: borrowing ExifTree, _ facts: inout ExifFacts) {
    facts.latitude = degrees(tree.value(2, in: .gps), tree.value(1, in: .gps), "GPSLatitude", "N", "S", limit: 90)
    facts.longitude = degrees(tree.value(4, in: .gps), tree.value(3, in: .gps), "GPSLongitude", "E", "W", limit: 180)
    dropNullIsland(&facts)
    facts.altitude = altitude(tree.value(6, in: .gps), tree.value(5, in: .gps))
    facts.gpsTime = gpsTime(tree.value(7, in: .gps), tree.value(0x1D, in: .gps))
}

/// 0° N 0° E lies in the sea off Ghana: phones write it where they have no fix. It is not a place, and is reported as none.
private func dropNullIsland(_ facts: inout ExifFacts) {
    guard let latitude = facts.latitude, let longitude = facts.longitude, latitude.value == 0, longitude.value == 0
    else { return }
    let problem = "latitude and longitude are both 0, as a phone without a fix writes them: no place"
    facts.latitude = Sourced(nil, source: latitude.source, problem: problem)
    facts.longitude = Sourced(nil, source: longitude.source, problem: problem)
}

/// Degrees, minutes and seconds with a hemisphere: without one the number says nothing.
private func degrees(
    _ value: ExifValue?, _ reference: ExifValue?, _ source: String, _ positive: Character, _ negative: Character,
    limit: Double
) -> Sourced<Double>? {
    guard let value else { return nil }
    let name = "\(source)+\(source)Ref"
    let letter = reference?.text?.first.map { Character(Unicode.Scalar($0)) }
    guard letter == positive || letter == negative else {
        let found = reference?.raw ?? "missing"
        return Sourced(nil, source: name, problem: "\(value.raw), \(source)Ref \(found)")
    }
    let parts = value.numbers.compactMap { $0 }
    guard 1...3 ~= parts.count, parts.count == value.numbers.count, parts.allSatisfy({ $0 >= 0 }),
        parts.dropFirst().allSatisfy({ $0 <= 60 })
    else { return Sourced(nil, source: name, problem: value.raw) }
    let total = zip(parts, [1, 60, 3600.0]).reduce(0) { $0 + $1.0 / $1.1 }
    guard total <= limit else { return Sourced(nil, source: name, problem: value.raw) }
    return Sourced(letter == negative ? -total : total, source: name)
}

private func altitude(_ value: ExifValue?, _ reference: ExifValue?) -> Sourced<Double>? {
    guard let value else { return nil }
    // A missing reference means above sea level (CIPA DC-008, default 0); Pentax and others write it as text.
    let below = reference?.integer ?? reference?.text?.first.map { Int($0) & 1 } ?? 0
    guard let metres = value.numbers.first ?? nil, abs(metres) <= 50_000, 0...3 ~= below else {
        return Sourced(nil, source: "GPSAltitude", problem: value.raw)
    }
    let source = reference == nil ? "GPSAltitude" : "GPSAltitude+GPSAltitudeRef"
    return Sourced(below & 1 == 1 ? -metres : metres, source: source)
}

private func gpsTime(_ time: ExifValue?, _ date: ExifValue?) -> Sourced<String>? {
    guard time != nil || date != nil else { return nil }
    let source = "GPSDateStamp+GPSTimeStamp"
    let raw = "\(date?.raw ?? "no date") \(time?.raw ?? "no time")"
    guard let time, let day = date?.text, day.count == 10 else { return Sourced(nil, source: source, problem: raw) }
    let parts = time.numbers.compactMap { $0 }
    guard parts.count == 3, parts.allSatisfy({ $0 >= 0 && $0 < 60 }), parts[0] == parts[0].rounded(.down),
        parts[1] == parts[1].rounded(.down),
        let midnight = WallClock(exif: day + Array(" 00:00:00".utf8)),
        let clock = WallClock(
            year: midnight.year, month: midnight.month, day: midnight.day, hour: Int(parts[0]), minute: Int(parts[1]),
            second: Int(parts[2]))
    else { return Sourced(nil, source: source, problem: raw) }
    return Sourced(clock.rfc3339(fraction: thousandths(parts[2]), offsetMinutes: nil), source: source)
}

/// Digits behind the point, to a thousandth, without trailing zeros.
private func thousandths(_ seconds: Double) -> [UInt8] {
    let value = min(999, Int(((seconds - seconds.rounded(.down)) * 1000).rounded()))
    var digits = Array(String(value + 1000).utf8.dropFirst())
    while digits.last == 0x30 { digits.removeLast() }
    return digits
}
