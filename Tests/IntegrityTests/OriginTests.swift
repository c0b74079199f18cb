import Records
import Testing

@testable import Integrity

@Suite struct OriginTests {
    func record(_ width: Int, sharpness: Double = 100, make: String? = nil) -> Record {
        var record = Record(
            photo: PhotoSource(
                drop: "d", path: PathBytes("p"), storeID: "S", region: nil, date: nil, sha256: "", bytes: 1,
                width: width, height: width, orientation: 1),
            state: .audited,
            versions: Versions(program: "", model: "", modelSHA256: "", precision: "", policy: ""))
        record.quality = PhotoQuality(brightness: 0.5, sharpness: sharpness, truncated: false)
        record.exif.make = make.map { Sourced($0, source: "Make") }
        return record
    }

    @Test func theLargerOrSharperOrTheOneWithCameraDataIsTheOriginal() {
        let plain = record(800)
        #expect(Origin.of(record(900), against: plain) == .init(photo: .this, reasons: [.larger]))
        #expect(Origin.of(plain, against: record(900)) == .init(photo: .other, reasons: [.larger]))
        #expect(Origin.of(record(800, sharpness: 150), against: plain) == .init(photo: .this, reasons: [.sharper]))
        #expect(
            Origin.of(record(900, make: "A"), against: plain) == .init(photo: .this, reasons: [.larger, .cameraData]))
    }

    @Test func withoutAReasonOrWithReasonsForBothTheOrderIsUnknown() {
        #expect(Origin.of(record(800), against: record(800)) == nil)
        #expect(Origin.of(record(900), against: record(800, make: "A")) == nil)
        #expect(Origin.of(record(700, sharpness: 500), against: record(800))?.photo == .other)
    }
}
