import Foundation
import Records
import TestSupport
import Testing

@testable import Photo

/// Files of which bytes were lost, zeroed or replaced on the way, as a broken transfer or a failing card leaves them.
@Suite struct DamageTests {
    static let photos = ["S05000/2025-05-21/1", "S05008/2025-09-02/1", "S05011/2025-11-17/1"]

    /// What happened to some bytes in the middle of the image data.
    enum Damage: String, CaseIterable {
        case zeroed, lost, repeated, erased

        func apply(to jpeg: [UInt8], at start: Int, count: Int) -> [UInt8] {
            let block: [UInt8] =
                switch self {
                case .zeroed: Array(repeating: 0, count: count)
                case .erased: Array(repeating: 0xFF, count: count)
                case .lost: []
                case .repeated: Array(jpeg[start - count..<start])
                }
            return jpeg[..<start] + block + jpeg[(start + count)...]
        }
    }

    private func sample(_ name: String) throws -> [UInt8] {
        try bytes(of: Fixtures.root.appending(path: "Samples/photos/\(name).jpg"))
    }

    private func decode(_ jpeg: [UInt8], atLeast side: Int = 480) throws -> DecodedInfo {
        var pixels = Pixels()
        return try PhotoDecoder().decode(jpeg, atLeast: side, into: &pixels)
    }

    /// Offset of the first byte of entropy-coded data.
    private func data(of jpeg: [UInt8]) throws -> Int {
        let marker = try #require(
            jpeg.indices.dropLast(3).first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xDA && jpeg[$0 + 2] == 0 })
        return marker + 2 + Int(jpeg[marker + 3])
    }

    @Test(arguments: jpegFixtures)
    func aSoundFileIsWholeInEveryWayOfCoding(_ name: String) throws {
        for side in [Int.max, 30, 15, 2] {
            #expect(try decode(try fixture(name + ".jpg"), atLeast: side).damagedFromRow == nil)
        }
    }

    @Test(arguments: photos, Damage.allCases)
    func damageInTheMiddleIsFoundAtOrAboveItsPlace(_ name: String, _ damage: Damage) throws {
        let whole = try sample(name)
        #expect(try decode(whole).damagedFromRow == nil)
        let first = try data(of: whole)
        for percent in [10, 25, 40, 70] {
            let place = (first + (whole.count - first) * percent / 100 + 4095) / 4096 * 4096
            let info = try decode(damage.apply(to: whole, at: place, count: 4096))
            // A file that ends there has as many real rows.
            let place1 = try decode(Array(whole[..<place])).realRows
            let row = try #require(info.damagedFromRow, "\(damage) at \(percent) %")
            #expect(row <= place1 + 16)
        }
    }

    @Test(arguments: photos, [false, true])
    func aTailThatWasNeverWrittenIsFoundWhereItBegins(_ name: String, _ optimised: Bool) throws {
        let whole = try again(try sample(name), optimised: optimised)
        let first = try data(of: whole)
        for percent in [30, 50, 70] {
            let place = first + (whole.count - first) * percent / 100
            let rows = try decode(Array(whole[..<place])).realRows
            for end in [[], [0xFF, 0xD9]] as [[UInt8]] {
                let tail = Array(repeating: UInt8(0), count: whole.count - place - end.count) + end
                let row = try #require(try decode(whole[..<place] + tail).damagedFromRow)
                #expect(abs(row - rows) <= 32, "\(percent) %: \(row), not \(rows)")
            }
        }
    }

    /// The same picture with one restart marker a row of blocks, or tables of its own.
    private func again(_ jpeg: [UInt8], optimised: Bool = false, restartRows: Int = 0) throws -> [UInt8] {
        var pixels = Pixels()
        try PhotoDecoder().decode(jpeg, atLeast: .max, into: &pixels)
        var options = JPEGEncoder.Options()
        options.optimisesTables = optimised
        options.restartRows = restartRows
        return try JPEGEncoder().encode(pixels, quality: 85, options: options)
    }

    @Test(arguments: Damage.allCases)
    func restartMarkersSayWhereTheDamageIs(_ damage: Damage) throws {
        let whole = try again(try sample(Self.photos[0]), restartRows: 1)
        #expect(try decode(whole).damagedFromRow == nil)
        let place = try data(of: whole) + whole.count / 2
        let rows = try decode(Array(whole[..<place])).realRows
        let row = try #require(try decode(damage.apply(to: whole, at: place, count: 4096)).damagedFromRow)
        #expect(row > rows - 48 && row <= rows + 16, "\(row), not \(rows)")
    }

    @Test func aWholeRestartIntervalThatIsMissingIsFound() throws {
        let whole = try again(try sample(Self.photos[0]), restartRows: 1)
        let markers = whole.indices.dropLast().filter { whole[$0] == 0xFF && 0xD0...0xD7 ~= whole[$0 + 1] }
        for count in [1, 3, 8] {
            let lost = Array(whole[..<markers[10]] + whole[markers[10 + count]...])
            // After eight of them the numbers begin again, so that nothing says where they were.
            let row = try #require(try decode(lost).damagedFromRow, "\(count)")
            #expect(count == 8 ? row == 0 : row > 100 && row <= 11 * 16, "\(count): \(row)")
        }
    }

    @Test func strayBytesBeforeTheTablesAndBehindTheImageAreNoDamage() throws {
        let whole = try sample(Self.photos[0])
        let tables = try #require(whole.indices.dropLast().first { whole[$0] == 0xFF && whole[$0 + 1] == 0xDB })
        let stray = whole[..<tables] + [UInt8](repeating: 0x4E, count: 14) + whole[tables...]
        let info = try decode(Array(stray))
        #expect(info.warnings == 1 && info.damagedFromRow == nil && !info.truncated)
        #expect(try decode(whole + [UInt8](repeating: 0, count: 9000)).damagedFromRow == nil)
        // Hardware encoders fill the data up.
        #expect(try decode(whole.dropLast(2) + [0, 0, 0, 0, 0, 0, 0xFF, 0xD9]).damagedFromRow == nil)
        #expect(try decode(whole.dropLast(2) + [0xFF, 0xFF, 0xFF, 0xD9]).damagedFromRow == nil)
    }

    @Test func aFlatPictureThatIsCodedAsZerosIsWhole() throws {
        var options = JPEGEncoder.Options()
        options.optimisesTables = true
        var picture = Pixels(width: 2400, height: 2400, filledWith: .white)
        picture.fill(Box(1000, 40, 1200, 90), colour: .orange)
        let jpeg = try JPEGEncoder().encode(picture, quality: 85, options: options)
        let zeros = [UInt8](repeating: 0, count: 64)
        #expect(Data(jpeg).range(of: Data(zeros)) != nil, "the test's picture must be coded as zeros")
        #expect(try decode(jpeg).damagedFromRow == nil)
    }

    @Test func aGreyTailThatWasSavedAgainAsASoundFileIsFound() throws {
        let whole = try sample(Self.photos[0])
        let cut = Array(whole.prefix(whole.count / 2))
        let rows = try decode(cut, atLeast: .max).realRows
        let info = try decode(try again(cut))
        #expect(info.warnings == 0 && !info.truncated)
        let row = try #require(info.damagedFromRow)
        #expect(abs(row - rows) <= 16)
        #expect(try decode(try again(whole)).damagedFromRow == nil)
    }

    @Test(arguments: 1...8)
    func theAreaHoldsEveryPixelThatIsWrong(_ number: Int) throws {
        let stored = try again(try sample(Self.photos[0]), restartRows: 1)
        let whole = jpeg(stored, orientation: number)
        let damaged = Damage.zeroed.apply(to: whole, at: whole.count * 6 / 10, count: 4096)
        var right = Pixels()
        var wrong = Pixels()
        let decoder = try PhotoDecoder()
        try decoder.decode(whole, atLeast: 200, into: &right)
        let info = try decoder.decode(damaged, atLeast: 200, into: &wrong)
        let area = wrong.frame.pixel(try #require(info.damagedArea))
        #expect(area.area < 0.8 * Double(right.width * right.height))
        for y in stride(from: 0, to: right.height, by: 5) {
            for x in stride(from: 0, to: right.width, by: 5) where right[x, y] != wrong[x, y] {
                let centre = Point(Double(x) + 0.5, Double(y) + 0.5)
                #expect(area.x0...area.x1 ~= centre.x && area.y0...area.y1 ~= centre.y)
            }
        }
    }

    @Test func aCutFileSaysFromWhereItIsMissing() throws {
        let whole = try sample(Self.photos[0])
        let info = try decode(Array(whole.prefix(whole.count * 2 / 3)))
        #expect(info.truncated && info.damagedFromRow == info.realRows)
    }

    @Test(.enabled(if: Fixtures.shared != nil))
    func realCameraFilesAreWhole() throws {
        var damaged: [String] = []
        for file in try files(in: "real/exif") + files(in: "real/photos") {
            guard let info = try? decode(try bytes(of: file)) else { continue }
            if info.damagedFromRow != nil || info.truncated { damaged.append(file.lastPathComponent) }
        }
        #expect(damaged.isEmpty)
    }

    @Test func complementsWithoutAdobesMarkerShowTheSamePicture() throws {
        let marked = try fixture("cmyk.jpg")
        let adobe = try #require(marked.indices.dropLast().first { marked[$0] == 0xFF && marked[$0 + 1] == 0xEE })
        let length = Int(marked[adobe + 2]) << 8 | Int(marked[adobe + 3])
        let plain = Array(marked[..<adobe] + marked[(adobe + 2 + length)...])
        #expect(JPEGLayout(plain).adobeTransform == nil && JPEGLayout(plain).frame?.components == 4)
        var first = Pixels()
        var second = Pixels()
        try PhotoDecoder().decode(marked, atLeast: .max, into: &first)
        try PhotoDecoder().decode(plain, atLeast: .max, into: &second)
        #expect(first == second)
    }
}
