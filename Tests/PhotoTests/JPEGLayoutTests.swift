import Foundation
import Photo
import TestSupport
import Testing

@Suite struct JPEGLayoutTests {
    @Test func aLayoutTellsHowThePictureIsCoded() throws {
        let layouts = try Dictionary(
            uniqueKeysWithValues: jpegFixtures.map { ($0, JPEGLayout(try fixture($0 + ".jpg"))) })
        for (name, layout) in layouts {
            #expect(layout.frame?.width == 61 && layout.frame?.height == 43 && layout.frame?.precision == 8)
            #expect(layout.hasEndOfImage, "\(name)")
        }
        #expect(layouts["progressive"]?.frame?.process == .progressive)
        #expect(layouts["progressive"]?.scans == 10)
        #expect(layouts["separate_scans"]?.scans == 3)
        #expect(layouts["arithmetic"]?.frame?.isArithmetic == true)
        #expect(layouts["ycc420"]?.frame?.isArithmetic == false)
        #expect(layouts["restart"]?.restartInterval == 4)
        #expect(layouts["grey"]?.frame?.components == 1)
        #expect(layouts["cmyk"]?.frame?.components == 4)
        #expect(layouts["ycck"]?.adobeTransform == 2)
        #expect(layouts["ycc411"]?.frame?.sampling.first?.horizontal == 4)
    }

    @Test func exifIsFoundBehindXMP() throws {
        let xmp: [UInt8] = Array("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>".utf8)
        let first: [UInt8] = [0xFF, 0xE1, 0, UInt8(xmp.count + 2)] + xmp
        let file = jpeg(try fixture("ycc420.jpg"), with: first + ExifBuilder(main: [(0x0112, .short(6))]).segment)
        let layout = JPEGLayout(file)
        #expect(layout.exif.first?.lowerBound == 2 + first.count + 4)
        #expect(readOrientation(file, layout: layout) == .turnedRight)
    }

    @Test func bytesBehindThePictureAndThumbnailsInsideDoNotCount() throws {
        let picture = try fixture("ycc420.jpg")
        let thumbnail = try fixture("grey.jpg")
        let segment: [UInt8] = [0xFF, 0xE2, UInt8((thumbnail.count + 2) >> 8), UInt8((thumbnail.count + 2) & 255)]
        let file = jpeg(picture, with: segment + thumbnail)
        #expect(JPEGLayout(file).endOfImage == file.count)
        #expect(JPEGLayout(file + thumbnail).endOfImage == file.count)
        #expect(JPEGLayout(Array(file.dropLast(2)) + [0, 0, 0]).endOfImage == nil)
        // A second picture behind one that lacks its end: the start of image is passed over as libjpeg does.
        #expect(JPEGLayout(file).frame?.components == 3)
    }

    @Test func aCutSegmentIsNotUsable() throws {
        let file = try fixture("ycc420.jpg")
        for end in 2..<file.count {
            let layout = JPEGLayout(Array(file.prefix(end)))
            #expect(layout.usableEnd <= end && !layout.hasEndOfImage)
        }
    }

    @Test(.enabled(if: Fixtures.shared != nil && hasTool("exiftool"))) func sizesEqualExiftool() throws {
        let all = try files(in: "real/exif") + files(in: "real/photos")
        let listing = try runTool("exiftool", ["-j", "-n", "-fast2", "-File:all"] + all.map(\.path))
        let rows = try #require(JSONSerialization.jsonObject(with: listing.output) as? [[String: Any]])
        #expect(rows.count == all.count)
        for (row, file) in zip(rows, all) {
            let frame = JPEGLayout(try bytes(of: file)).frame
            #expect(row["ImageWidth"] as? Int == frame?.width, "\(file.lastPathComponent)")
            #expect(row["ColorComponents"] as? Int == frame?.components)
            #expect(row["BitsPerSample"] as? Int == frame?.precision)
            // exiftool reads no DNL segment.
            if row["ImageHeight"] as? Int != 0 { #expect(row["ImageHeight"] as? Int == frame?.height) }
        }
    }
}
