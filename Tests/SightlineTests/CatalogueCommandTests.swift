import Catalogue
import Foundation
import Inference
import Photo
import Records
import TestSupport
import Testing

@testable import Sightline

@Suite struct CatalogueCommandTests {
    private let samples = Fixtures.root.appending(path: "Samples/catalogue").path

    /// Two of the samples' creatives with a programme, as a folder of their own.
    private func twoSiblings(_ folder: URL) throws -> URL {
        let catalogue = folder.appending(path: "artworks")
        try FileManager.default.createDirectory(at: catalogue, withIntermediateDirectories: true)
        for name in ["veloce-cdu-1", "veloce-cdu-2"] {
            try FileManager.default.copyItem(
                atPath: "\(samples)/\(name).jpg", toPath: catalogue.appending(path: "\(name).jpg").path)
        }
        try Data(
            """
            id,file,slots,family
            veloce-cdu-1,veloce-cdu-1.jpg,cdu_horizontal,veloce
            veloce-cdu-2,veloce-cdu-2.jpg,cdu_horizontal,veloce

            """.utf8
        ).write(to: catalogue.appending(path: "creatives.csv"))
        try Data("store_id,slot,creative\nS1,cdu_horizontal,veloce-cdu-1\n".utf8).write(
            to: catalogue.appending(path: "programme.csv"))
        return catalogue
    }

    private static let describer: CatalogueBuilding.Describer = { _ in
        ArtworkDescriber(name: "mean 1") { picture in
            try ArtworkFeatures(
                width: 1, height: 1, points: [], dimensions: 1, descriptors: [],
                global: [Int8(truncatingIfNeeded: picture.width)])
        }
    }

    private func build(_ arguments: [String]) throws -> ExitCode {
        let words = try Arguments(arguments.map { PathBytes($0) }, options: Command.catalogueBuild.options)
        return try CatalogueBuilding(
            words, describer: Self.describer, finder: { _ in PrintedLineFinder(name: "none") { _, _ in [] } }
        ).run()
    }

    @Test func faultsArePrintedWithFileAndLineAndEndWithTwo() throws {
        try Fixtures.withTemporaryFolder { folder in
            let catalogue = try twoSiblings(folder)
            let sound = try sightline(["catalogue", "check", catalogue.path, "--model", shippedModel], home: folder)
            #expect(sound.status == 0 && sound.output.contains("near_twins"), "\(sound.output + sound.errors)")
            #expect(sound.lastLine == "2 creatives, 1 lines of the programme: 0 errors, 0 warnings, 1 notes")
            try FileManager.default.removeItem(at: catalogue.appending(path: "veloce-cdu-2.jpg"))
            try Data("store_id,slot,creative\nS7,cdu_horizontl,veloce-cdu-1\n".utf8).write(
                to: catalogue.appending(path: "programme.csv"))
            let stores = folder.appending(path: "stores.csv")
            try Data("store_id\nS1\n".utf8).write(to: stores)
            let faulty = try sightline(
                ["catalogue", "check", catalogue.path, "--model", shippedModel, "--stores", stores.path, "--json"],
                home: folder)
            #expect(faulty.status == 2)
            let lines = faulty.output.split(separator: "\n")
            #expect(lines.count == 4, "\(faulty.output)")
            #expect(lines.allSatisfy { $0.hasPrefix("{\"code\":") })
            for text in [
                "\"code\":\"missing_file\",\"file\":\"creatives.csv\",\"line\":3", "did you mean cdu_horizontal?",
                "unknown_store",
            ] { #expect(faulty.output.contains(text), "\(faulty.output)") }
        }
    }

    @Test(.enabled(if: (try? Runtime.load()) != nil, "no OpenVINO runtime: run Systemd/openvino-runtime"))
    func theShippedNetworkDescribesArtworksOnceAndAlwaysAlike() throws {
        try Fixtures.withTemporaryFolder { folder in
            let catalogue = try twoSiblings(folder)
            let build = ["catalogue", "build", catalogue.path, "--model", shippedModel, "--json"]
            let first = try sightline(build, home: folder)
            #expect(first.status == 0 && first.output.contains("\"described\":2"), "\(first.errors)")
            let file = URL(filePath: catalogue.path + ".catalogue")
            let bytes = try Data(contentsOf: file)
            let second = try sightline(build, home: folder)
            #expect(second.output.contains("\"kept\":2"))
            #expect(try Data(contentsOf: file) == bytes)
            try FileManager.default.removeItem(at: file)
            _ = try sightline(build, home: folder)
            #expect(try Data(contentsOf: file) == bytes)
        }
    }

    @Test func aBuildIsListedShownAndCompared() throws {
        try Fixtures.withTemporaryFolder { folder in
            let catalogue = try twoSiblings(folder)
            let file = folder.appending(path: "a.catalogue").path
            #expect(try build([catalogue.path, "--out", file, "--model", shippedModel]) == .done)
            let first = try Data(contentsOf: URL(filePath: file))
            #expect(try build([catalogue.path, "--out", file, "--model", shippedModel]) == .done)
            #expect(try Data(contentsOf: URL(filePath: file)) == first)

            let list = try sightline(["catalogue", "list", file], home: folder)
            #expect(list.output.contains("veloce-cdu-1  cdu_horizontal") && list.output.contains("features by mean 1"))
            let show = try sightline(["catalogue", "show", file, "veloce-cdu-2"], home: folder)
            #expect(show.output.contains("near-twin veloce-cdu-1: differs at "), "\(show.output)")
            let unknown = try sightline(["catalogue", "show", file, "veloce-cdu-3"], home: folder)
            #expect(unknown.status == 2 && unknown.errors.contains("did you mean veloce-cdu-1?"))

            let same = try sightline(["catalogue", "diff", catalogue.path, file], home: folder)
            #expect(
                same.lastLine
                    == "creatives: 0 added, 0 removed, 0 changed; programme: 0 lines added, 0 removed, of 0 stores")
            try Data("id,file,slots\nveloce-cdu-1,veloce-cdu-2.jpg,cdu_horizontal\nnew,veloce-cdu-2.jpg,top_ad\n".utf8)
                .write(
                    to: catalogue.appending(path: "creatives.csv"))
            try FileManager.default.removeItem(at: catalogue.appending(path: "programme.csv"))
            let other = try sightline(["catalogue", "diff", file, catalogue.path, "--json"], home: folder)
            #expect(
                other.output == """
                    {"added":["new"],"changed":[{"id":"veloce-cdu-1","parts":["artwork","file","family"]}],\
                    "programme_added":[],"programme_removed":[{"creative":"veloce-cdu-1","slot":"cdu_horizontal",\
                    "store":"S1"}],"removed":["veloce-cdu-2"]}

                    """)
        }
    }

    @Test func aBrokenFileIsBuiltAnewAndAPhotoIsNotReplaced() throws {
        try Fixtures.withTemporaryFolder { folder in
            let catalogue = try twoSiblings(folder)
            let file = folder.appending(path: "a.catalogue")
            _ = try build([catalogue.path, "--out", file.path, "--model", shippedModel])
            let whole = try Data(contentsOf: file)
            try whole.dropLast(5).write(to: file)
            let broken = try sightline(["catalogue", "list", file.path], home: folder)
            #expect(broken.status == 2 && broken.errors.contains("is cut short or changed"), "\(broken.errors)")
            #expect(try build([catalogue.path, "--out", file.path, "--model", shippedModel]) == .done)
            #expect(try Data(contentsOf: file) == whole)
            let photo = catalogue.appending(path: "veloce-cdu-1.jpg")
            let before = try Data(contentsOf: photo)
            #expect(throws: CatalogueError.self) {
                _ = try build([catalogue.path, "--out", photo.path, "--model", shippedModel])
            }
            #expect(try Data(contentsOf: photo) == before)
        }
    }

    @Test func whatIsNoCatalogueIsRefused() throws {
        try Fixtures.withTemporaryFolder { folder in
            let photo = "\(samples)/veloce-cdu-1.jpg"
            for arguments in [
                ["list", photo], ["list", folder.path], ["diff", photo, samples], ["list"], ["show", samples],
            ] {
                let run = try sightline(["catalogue"] + arguments, home: folder)
                #expect(run.status == 2, "\(arguments)")
            }
        }
    }
}
