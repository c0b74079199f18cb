import Artwork
import Catalogue
import Detection
import Foundation
import Geometry
import Inference
import Photo
import Records
import SystemCalls

extension Command {
    static let compare = Command(
        name: "compare", summary: "Says how alike pictures are", operands: "PICTURE [OTHER…]",
        discussion: """
            Compares the first picture with each of the others and prints how alike they are, in percent, most alike first.
            From 50 % on, the two show the same print; turned, cropped, framed or photographed from the side does not matter.
            An operand that is a folder means the JPEGs in it. Every picture gets a line, however unlike.
            With --catalogue the creatives of a compiled catalogue are compared as well, by their id.
            """,
        options: [
            .catalogue,
            Option("--picture", "FILE", "write the most alike pair side by side, laid over each other, as JPEG"),
            .precision,
            Option("--json", "print one line of JSON per picture"),
        ],
        examples: [
            "sightline compare photo.jpg artworks/*.jpg", "sightline compare photo.jpg artworks --picture pair.jpg",
            "sightline compare photo.jpg --catalogue spring.catalogue",
        ],
        run: { arguments in
            guard let first = arguments.operands.first else { throw UsageError("name a picture") }
            let session = try FeatureModel(
                folder: try FeatureLocation.find(), precision: try arguments.precision()
            ).makeSession()
            let references = try arguments.references(session)
            let picture = try Pixels(compared: first)
            let compared = try ComparedPicture(
                picture, session, withCreatives: try arguments.text("--catalogue") != nil)
            let ranked = compared.likenesses(references.map(\.features))
            try ranked.forEach { try print($0, references[$0.index].name, json: arguments.has("--json")) }
            if let file = arguments.path("--picture"), let best = ranked.first {
                let reference = references[best.index]
                let pair = PairPicture(picture, try reference.picture(), best, size: reference.features.size)
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

    private static func print(_ one: Artwork.Likeness, _ other: String, json: Bool) throws {
        guard json else {
            let turned = one.registration != nil && one.turn != .upright ? "  turned by \(one.turn.rawValue * 90)°" : ""
            try Output().line(String(format: "%5.1f %%  ", one.percent) + other + turned)
            return
        }
        try Output().json(
            Line(
                picture: other, percent: rounded(one.percent, decimals: 1), turn: one.turn.rawValue,
                points: one.registration?.inliers ?? 0, quad: one.quad))
    }
}

/// What a picture is compared with.
private struct ComparedReference {
    /// A file's path, or a creative's id.
    let name: String
    let features: Features
    let picture: () throws -> Pixels
}

extension Arguments {
    /// The operands behind the first, folders by their JPEGs, and the catalogue's creatives.
    fileprivate func references(_ session: FeatureSession) throws -> [ComparedReference] {
        var references: [ComparedReference] = []
        for path in try operands.dropFirst().flatMap({ try Arguments.pictures(at: $0) }) {
            let features = try session.features(ofPicture: try Pixels(compared: path))?.features ?? .none
            references.append(.init(name: path.escaped, features: features) { try Pixels(compared: path) })
        }
        // By the index, which refuses a catalogue whose features another network made.
        for entry in try artworks()?.catalogue.entries ?? [] {
            references.append(
                .init(name: entry.creative.id, features: Features(entry.features)) {
                    try Pixels(upright: entry.thumbnailJPEG, longSide: ArtworkPicture.thumbnailSide)
                })
        }
        guard !references.isEmpty else {
            throw UsageError(
                operands.count > 1
                    ? "the folders hold no JPEG" : "name at least one other picture, or a catalogue (--catalogue)")
        }
        return references
    }

    /// The path itself, or the JPEGs of the folder that it is, by name.
    private static func pictures(at path: PathBytes) throws -> [PathBytes] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path.escaped, isDirectory: &isFolder), isFolder.boolValue else {
            return [path]
        }
        return try FileManager.default.contentsOfDirectory(atPath: path.escaped).sorted()
            .filter { $0.lowercased().hasSuffix(".jpg") || $0.lowercased().hasSuffix(".jpeg") }
            .map { path.joining($0) }
    }
}

extension Pixels {
    /// A picture that was named on the command line.
    /// - Throws: what cannot be read or decoded, by the file's name.
    fileprivate init(compared path: PathBytes) throws {
        let bytes = try FileSystem.read(path)
        do {
            self = try Pixels(upright: bytes, longSide: 1024)
        } catch {
            throw UsageError("\(path.escaped): \(error)")
        }
    }
}
