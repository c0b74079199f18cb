import Catalogue
import Foundation
import Geometry
import Inference
import Photo
import Records
import SystemCalls
import Tables
import Text

extension Command {
    static let read = Command(
        name: "read", summary: "Reads what is written in photos", operands: "PHOTO…",
        discussion: """
            Prints every line that is read in each photo, turned whichever way, with its confidence and place, and what the \
            lines say: prices (the one that is printed largest first), periods and codes. With --products the texts are looked \
            up; candidates are always shown, and one is chosen only where it is near and no other is.

            --quad reads a part alone, such as a price tag: in it the writing may be much smaller. Digits, Latin, Chinese and \
            Japanese are read; Hangul is not.
            """,
        options: [
            Option(
                "--quad", "X,Y,…", "corners of the part to read, TL TR BR BL, pixels of the upright photo: 8 numbers"),
            Option("--products", "FILE", "what is sold, CSV: code,name,price"),
            Option("--picture", "FILE", "write the photo with the lines drawn in, as JPEG; for one photo"),
            .precision,
            Option("--json", "print one line of JSON per photo"),
        ],
        examples: [
            "sightline read tag.jpg",
            "sightline read counter.jpg --quad 812,610,1015,604,1019,731,815,738 --products products.csv",
        ],
        run: { arguments in
            guard !arguments.operands.isEmpty else { throw UsageError("name at least one photo") }
            if arguments.path("--picture") != nil, arguments.operands.count > 1 {
                throw UsageError("--picture takes one photo")
            }
            let quad = try arguments.text("--quad").map { try corners($0) }
            let lookUp = try arguments.path("--products").map { try ProductLookUp(products(at: $0)) }
            let reader = try TextModel(precision: try arguments.precision()).makeReader()
            var isComplete = true
            for photo in arguments.operands {
                guard let pixels = pixels(of: photo) else {
                    isComplete = false
                    continue
                }
                let reading = try quad.map { try reader.read($0, in: pixels) } ?? reader.read(pixels)
                let page = ReadPage(photo, reading, lookUp)
                if arguments.has("--json") {
                    try Output().json(page)
                } else {
                    for line in page.lines { try Output().line(line) }
                }
                if let file = arguments.path("--picture") {
                    try AtomicFile.write(try JPEGEncoder().encode(reading.drawn(on: pixels), quality: 90), to: file)
                    if !arguments.has("--json") { try Output().line("Picture written to \(file.escaped)") }
                }
            }
            return isComplete ? .done : .somePhotosUnread
        })

    /// The photo as it is to be looked at; nil, and a message, where it cannot be read.
    private static func pixels(of photo: PathBytes) -> Pixels? {
        do {
            return try Pixels(upright: try FileSystem.read(photo), longSide: 1 << 16)
        } catch {
            writeError("\(photo.escaped): \(error)\n")
            return nil
        }
    }

    /// `x,y` four times.
    static func corners(_ text: String) throws(UsageError) -> Quad {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map {
            Double($0.trimmingCharacters(in: .whitespaces))
        }
        let sides = numbers.compactMap { $0 }.filter { abs($0) < 1e6 }
        guard numbers.count == 8, sides.count == 8 else {
            throw UsageError("--quad: \(text) is not 8 numbers x,y,… in the order TL TR BR BL")
        }
        let points = stride(from: 0, to: 8, by: 2).map { Point(sides[$0], sides[$0 + 1]) }
        let quad = Quad(points[0], points[1], points[2], points[3])
        guard quad.isStrictlyConvex else {
            throw UsageError("--quad: the corners \(text) must go around the part, in the order TL TR BR BL")
        }
        return quad
    }

    /// The products of a table; what is wrong with a line is reported, the others count.
    private static func products(at path: PathBytes) throws -> [Product] {
        let table: ProductsTable
        do {
            table = try ProductsTable(csv: try FileSystem.read(path))
        } catch let error as TableError {
            throw UsageError("\(path.escaped): \(error)")
        }
        for fault in table.faults { writeError("\(path.escaped): \(fault)\n") }
        guard !table.products.isEmpty else { throw UsageError("\(path.escaped) names no product") }
        return table.products
    }
}
