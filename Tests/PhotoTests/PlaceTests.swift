import Foundation
import Photo
import Records
import Testing

@Suite struct PlaceTests {
    private func facts(_ latitude: [(Int, Int)], _ longitude: [(Int, Int)]) throws -> ExifFacts {
        let exif = ExifBuilder(gps: [
            (1, .text("N")), (2, .rationals(latitude)), (3, .text("E")), (4, .rationals(longitude)),
        ])
        return readExif(jpeg(try fixture("grey.jpg"), with: exif.segment), zone: .gmt)
    }

    @Test func zeroDegreesNorthAndEastIsNoPlaceAndSaidToBeNone() throws {
        let zero = [(0, 1), (0, 1), (0, 1)]
        let nowhere = try facts(zero, zero)
        for fact in [nowhere.latitude, nowhere.longitude] {
            #expect(fact?.value == nil)
            #expect(fact?.problem?.contains("no place") == true)
        }
        // On the equator, or on the meridian of Greenwich, one may be.
        #expect(
            try facts(zero, [(127, 1), (0, 1), (0, 1)]).latitude == Sourced(0, source: "GPSLatitude+GPSLatitudeRef"))
        #expect(try facts([(51, 1), (28, 1), (0, 1)], zero).longitude?.value == 0)
    }

    @Test(arguments: [FileKind.html, .text, .pdf, .zip, .mp4])
    func whatIsNoPictureIsNotBlamedOnTheCamerasFormat(_ kind: FileKind) {
        let message = PhotoError.unsupportedFormat(kind).message
        #expect(message.contains(kind.title) && message.contains("not a photo"))
        #expect(!message.contains("camera"))
    }

    @Test(arguments: [FileKind.heic, .avif, .png, .webp])
    func aPictureOfAnotherFormatIs(_ kind: FileKind) {
        #expect(PhotoError.unsupportedFormat(kind).message.contains("set the phone's camera to JPEG"))
    }
}
