import Artwork
import Detection
import Foundation
import Geometry
import Inference
import Photo
import Records
import SystemCalls

extension Command {
    static let compare = Command(
        name: "compare", summary: "Says how alike pictures are", operands: "PICTURE OTHER…",
        discussion: """
            Compares the first picture with each of the others and prints how alike they are, in percent, most alike first.
            From 50 % on, the two show the same print; turned, cropped, framed or photographed from the side does not matter.
            An operand that is a folder stands for the JPEGs in it. Every picture gets a line, however unlike.
            """,
        options: [
            Option("--picture", "FILE", "write the most alike pair side by side, laid over each other, as JPEG"),
            .precision,
            Option("--json", "print one line of JSON per picture"),
        ],
        examples: [
            "sightline compare photo.jpg artworks/*.jpg", "sightline compare photo.jpg artworks --picture pair.jpg",
        ],
        run: { arguments in
            guard arguments.operands.count >= 2 else { throw UsageError("name a picture and at least one other") }
            let session = try FeatureModel(
                folder: try FeatureLocation.find(), precision: try arguments.precision()
            ).makeSession()
            let picture = try ComparedFile(arguments.operands[0])
            let compared = try ComparedPicture(picture.pixels, session)
            let others = try arguments.operands.dropFirst().flatMap { try ComparedFile.paths(at: $0) }
            guard !others.isEmpty else { throw UsageError("the folders hold no JPEG") }
            var references: [Features] = []
            for other in others {
                let pixels = try ComparedFile(other).pixels
                references.append(try session.features(ofPicture: pixels)?.features ?? .none)
            }
            let ranked = compared.likenesses(references)
            try ranked.forEach { try print($0, others[$0.index], json: arguments.has("--json")) }
            if let file = arguments.path("--picture"), let best = ranked.first {
                let reference = try ComparedFile(others[best.index]).pixels
                let pair = PairPicture(picture.pixels, reference, best, size: references[best.index].size)
                try AtomicFile.write(try JPEGEncoder().encode(pair.drawn, quality: 88), to: file)
                if !arguments.has("--json") { try Output().line("Picture written to \(file.escaped)") }
            }
            return .done
        })

    /// One line of the answer.
    private struct Line: Encodable {
        var picture: String
        var percent: Double
        /// Quarters clockwise by which the picture is turned against the other.
        var turn: Int
        var points: Int
        /// Corners of the other picture in the first one, pixels; nil where they do not register.
        var quad: Quad?
    }

    private static func print(_ one: Artwork.Likeness, _ other: PathBytes, json: Bool) throws {
        guard json else {
            let turned = one.registration != nil && one.turn != .upright ? "  turned by \(one.turn.rawValue * 90)°" : ""
            try Output().line(String(format: "%5.1f %%  ", one.percent) + other.escaped + turned)
            return
        }
        try Output().json(
            Line(
                picture: other.escaped, percent: rounded(one.percent, decimals: 1), turn: one.turn.rawValue,
                points: one.registration?.inliers ?? 0, quad: one.quad))
    }
}

/// A picture that was named on the command line.
private struct ComparedFile {
    let pixels: Pixels

    /// - Throws: what cannot be read or decoded, by the file's name.
    init(_ path: PathBytes) throws {
        let bytes = try FileSystem.read(path)
        do {
            pixels = try Pixels(upright: bytes, longSide: 1024)
        } catch {
            throw UsageError("\(path.escaped): \(error)")
        }
    }

    /// The path itself, or the JPEGs of the folder that it is, by name.
    static func paths(at path: PathBytes) throws -> [PathBytes] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path.escaped, isDirectory: &isFolder), isFolder.boolValue else {
            return [path]
        }
        return try FileManager.default.contentsOfDirectory(atPath: path.escaped).sorted()
            .filter { $0.lowercased().hasSuffix(".jpg") || $0.lowercased().hasSuffix(".jpeg") }
            .map { path.joining($0) }
    }
}
