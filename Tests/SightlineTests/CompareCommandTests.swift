import Foundation
import TestSupport
import Testing

/// `compare`: every reference gets a line, by files and by a catalogue's creatives alike.
@Suite struct CompareCommandTests {
    private struct Line: Decodable {
        var picture: String
        var percent: Double
        var turn: Int
        var points: Int
    }

    private let samples = Fixtures.root.appending(path: "Samples/catalogue")

    /// Three of the samples' creatives as a folder of their own.
    private func three(in home: URL) throws -> URL {
        let folder = home.appending(path: "artworks")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var table = "id,file,slots\n"
        for name in ["nordik-top-2", "orbit-v-1", "sora-cdu-2"] {
            try FileManager.default.copyItem(
                at: samples.appending(path: "\(name).jpg"), to: folder.appending(path: "\(name).jpg"))
            table += "\(name),\(name).jpg,top_ad\n"
        }
        try Data(table.utf8).write(to: folder.appending(path: "creatives.csv"))
        return folder
    }

    private func compared(_ arguments: [String], home: URL) throws -> [Line] {
        let run = try sightline(["compare"] + arguments + ["--json"], home: home)
        #expect(run.status == 0, "\(run.errors)")
        return try run.output.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    /// An artwork half as large, turned by a quarter (exif orientation), against all artworks.
    private func turned(_ name: String, in home: URL) throws -> URL {
        let file = home.appending(path: "turned.jpg")
        let artwork = samples.appending(path: "\(name).jpg").path
        let small = try runTool("sh", ["-c", "djpeg -scale 1/2 \"$1\" | cjpeg -quality 60", "sh", artwork])
        try small.output.write(to: file)
        #expect(try runTool("exiftool", ["-q", "-overwrite_original", "-Orientation#=6", file.path]).status == 0)
        return file
    }

    @Test func aTurnedPictureIsKnownAmongFilesAndAmongCreatives() throws {
        try Fixtures.withTemporaryFolder { home in
            let picture = try turned("nordik-top-2", in: home).path
            let catalogue = try three(in: home)
            let compiled = home.appending(path: "c.catalogue").path
            let built = try sightline(["catalogue", "build", catalogue.path, "--out", compiled], home: home)
            #expect(built.status == 0, "\(built.errors)")

            let files = try compared([picture, catalogue.path], home: home)
            let creatives = try compared([picture, "--catalogue", compiled], home: home)
            #expect(files.count == 3 && creatives.count == 3)
            #expect(files.first?.picture.hasSuffix("/nordik-top-2.jpg") == true)
            #expect(creatives.first?.picture == "nordik-top-2")
            for line in [files.first, creatives.first].compactMap({ $0 }) {
                #expect(line.percent > 90 && line.turn != 0 && line.points > 30)
            }
            for lines in [files, creatives] {
                #expect(lines.filter { $0.percent >= 50 }.count == 1)
                #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.percent >= $1.percent })
            }

            let pair = home.appending(path: "pair.jpg").path
            let drawn = try sightline(["compare", picture, "--catalogue", compiled, "--picture", pair], home: home)
            #expect(drawn.status == 0, "\(drawn.errors)")
            #expect(drawn.output.contains("nordik-top-2  turned by"))
            #expect(try runTool("djpeg", ["-outfile", "/dev/null", pair]).status == 0)
        }
    }

    @Test func nothingToCompareWithIsSaid() throws {
        try Fixtures.withTemporaryFolder { home in
            let picture = samples.appending(path: "nordik-top-2.jpg").path
            for arguments in [[], [picture], [picture, home.path]] {
                let run = try sightline(["compare"] + arguments, home: home)
                #expect(
                    run.status == 2 && run.errors.contains("name ") || run.errors.contains("no JPEG"), "\(run.errors)")
            }
        }
    }
}
