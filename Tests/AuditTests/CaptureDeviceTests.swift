import Foundation
import Photo
import Records
import TestSupport
import Testing

@testable import Audit

@Suite struct CaptureDeviceTests {
    @Test func aPseudonymIsTheSameForTheSameAndTellsNothing() throws {
        let one = try #require(CaptureDevice(body: "Mirae\nM12\n0012345", staff: "김민수"))
        #expect(one == CaptureDevice(body: "Mirae\nM12\n0012345", staff: nil))
        #expect(one.source == .serial && one.id.hasPrefix("serial-") && one.id.count == 17)
        #expect(!one.id.contains("12345"))
        let staff = try #require(CaptureDevice(body: nil, staff: "김민수"))
        #expect(staff.source == .staff && staff != CaptureDevice(body: nil, staff: "이지은"))
        #expect(CaptureDevice(body: nil, staff: nil) == nil && CaptureDevice(body: nil, staff: "") == nil)
        // A name that is another's number is not the same device.
        #expect(CaptureDevice(body: "x", staff: nil)?.id != CaptureDevice(body: nil, staff: "x")?.id)
    }

    @Test(
        .enabled(if: hasTool("exiftool"), "exiftool is needed"),
        arguments: [
            ("0012345", true), ("0000000", false), ("12", false), ("  ", false), ("A1-B2", true),
        ])
    func theCamerasNumberIsReadFromEXIF(_ serial: String, _ isNumber: Bool) throws {
        try Fixtures.withTemporaryFolder { folder in
            let photo = folder.appending(path: "a.jpg")
            try FileManager.default.copyItem(
                at: Fixtures.root.appending(path: "Tests/PhotoTests/Fixtures/ycc420.jpg"), to: photo)
            let run = try runTool(
                "exiftool",
                ["-q", "-overwrite_original", "-Make=Mirae", "-Model=M12", "-EXIF:SerialNumber=\(serial)", photo.path])
            #expect(run.status == 0)
            let jpeg = [UInt8](try Data(contentsOf: photo))
            let body = readBody(jpeg, layout: JPEGLayout(jpeg))
            #expect(body == (isNumber ? "Mirae\nM12\n\(serial)" : nil))
        }
    }
}
