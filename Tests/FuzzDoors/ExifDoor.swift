import Foundation
import Photo
import Records

/// The bytes as the body of an Exif segment, and as a file of their own: every value lies in its range or is not a value with
/// the problem said, and the facts are the same after a way through a record's JSON.
func openExif(_ bytes: [UInt8]) throws(BrokenProperty) {
    let body = Array("Exif\0\0".utf8) + bytes.prefix(65_000)
    let length = body.count + 2
    try check(readExif([0xFF, 0xD8, 0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + body, zone: .gmt))
    try check(readExif(bytes, zone: .gmt))
}

private func check(_ facts: ExifFacts) throws(BrokenProperty) {
    try number(facts.latitude, -90...90, "latitude")
    try number(facts.longitude, -180...180, "longitude")
    try number(facts.altitude, -1e9...1e9, "altitude")
    try number(facts.exposureTime, 0...86400, "exposure time")
    try number(facts.fNumber, 0.5...1000, "f-number")
    try number(facts.focalLength, 0...10_000, "focal length")
    try number(facts.orientation, 1...8, "orientation")
    try number(facts.iso, 1...10_000_000, "ISO")
    try number(facts.focalLength35mm, 1...20_000, "focal length of 35 mm film")
    try number(facts.pixelWidth, 1...65535, "width")
    try number(facts.pixelHeight, 1...65535, "height")
    try saysWhy(facts.gpsTime, "GPS time")
    try saysWhy(facts.make, "make")
    try saysWhy(facts.model, "model")
    try saysWhy(facts.software, "software")
    try saysWhy(facts.capturedAt, "capture time")
    if let time = facts.capturedAt?.value {
        try require(
            time.epoch.isFinite && CalendarDay(String(time.rfc3339.prefix(10))) != nil, "capture time \(time)")
    }
    let again = try? JSONDecoder().decode(ExifFacts.self, from: JSONEncoder().encode(facts))
    try require(again == facts, "the facts change on their way through JSON: \(facts)")
}

private func number<Value: Comparable>(
    _ fact: Sourced<Value>?, _ range: ClosedRange<Value>, _ name: String
) throws(BrokenProperty) {
    try saysWhy(fact, name)
    if let value = fact?.value { try require(range.contains(value), "\(name) \(value)") }
}

private func saysWhy<Value>(_ fact: Sourced<Value>?, _ name: String) throws(BrokenProperty) {
    guard let fact, fact.value == nil else { return }
    try require(fact.problem != nil, "no \(name), and no reason why")
}
