import Foundation
import Photo
import Records
import TestSupport
import Testing

@testable import Catalogue

@Suite struct CompilerTests {
    @Test func whatIsCompiledIsWhatTheFolderHas() throws {
        try Fixtures.withTemporaryFolder { folder in
            let source = try CatalogueDraft.sound(folder).read()
            let catalogue = try source.compiled()
            #expect(catalogue.entries.map(\.creative) == source.creatives)
            #expect(catalogue.entries.map(\.size.width) == [640, 640, 640, 160])
            #expect(
                catalogue.entries[3].features == (try sampledFeatures(source.artwork(source.creatives[3]).picture())))
            #expect(Set(catalogue.programme) == Set(source.programme))
            #expect(catalogue.programme(of: "S1").map(\.creative) == ["v", "a-1", "a-2"])
            #expect(catalogue.programme(of: "S3").isEmpty)
            let day = try #require(CalendarDay("2026-03-31"))
            #expect(catalogue.expected(store: "S1", slot: "top_ad", on: day)?.creative == "a-1")
            #expect(catalogue.expected(store: "S1", slot: "top_ad", on: day + 1)?.creative == "a-2")
            #expect(catalogue.expected(store: "S2", slot: "top_ad", on: day) == nil)
            let thumbnail = try catalogue.entries[0].thumbnail(PhotoDecoder())
            #expect(thumbnail.width == 256 && thumbnail.height == 64)
        }
    }

    @Test func twinsAreTheSiblingsAndTheirRegionIsThePrice() throws {
        try Fixtures.withTemporaryFolder { folder in
            let catalogue = try CatalogueDraft.sound(folder).read().compiled()
            #expect(catalogue.twins.map { [$0.first, $0.second] } == [[0, 1], [0, 2], [1, 2]])
            for pair in catalogue.twins {
                #expect(pair.regions.count == 1)
                let region = try #require(pair.regions.first)
                // 5 glyphs of 18 pixels from 448 on, 21 pixels high from 96 on, in 640 × 160.
                #expect(region.x0 > 0.68 && region.x1 < 0.88 && region.y0 > 0.55 && region.y1 < 0.82, "\(region)")
            }
            #expect(catalogue.twins(of: 1).count == 2 && catalogue.twins(of: 3).isEmpty)
        }
    }

    @Test func theSameFolderGivesTheSameBytesWhateverWasCompiledBefore() throws {
        try Fixtures.withTemporaryFolder { folder in
            let draft = try CatalogueDraft.sound(folder)
            let first = try draft.read().compiled()
            #expect(try first.encoded() == draft.read().compiled().encoded())

            try draft.write(drawnAd(design: 1, price: "9,900"), "a2.jpg")
            try draft.write(
                try String(contentsOf: folder.appending(path: "creatives.csv"), encoding: .utf8)
                    .replacing("v,v.jpg", with: "w,v.jpg"), "creatives.csv")
            try draft.write("store_id,slot,creative\nS1,cdu_vertical_left,w\n", "programme.csv")
            var steps: [CatalogueCompiler.Step] = []
            let second = try CatalogueCompiler.compile(
                try draft.read(), previous: first, describer: "sampled 1", progress: { steps.append($0) },
                describe: sampledFeatures)
            #expect(steps == [.kept(id: "a-1"), .described(id: "a-2"), .kept(id: "a-3"), .kept(id: "w")])
            #expect(try second.encoded() == draft.read().compiled().encoded())
            #expect(second.sha256 != first.sha256)
        }
    }

    @Test func anotherDescriberMakesAllFeaturesAnew() throws {
        try Fixtures.withTemporaryFolder { folder in
            let source = try CatalogueDraft.sound(folder).read()
            let first = try source.compiled()
            var described = 0
            let second = try CatalogueCompiler.compile(
                source, previous: first, describer: "sampled 2",
                progress: { if case .described = $0 { described += 1 } }, describe: sampledFeatures)
            #expect(described == 4)
            #expect(second.describer == "sampled 2" && second.twins == first.twins)
        }
    }

    @Test func placesOfTextsAreKeptUntilTheTextsOrTheirFinderChange() throws {
        try Fixtures.withTemporaryFolder { folder in
            let draft = try CatalogueDraft.sound(folder)
            try draft.write("code,name,price\nP-1,CAMEL,\"4,500\"\n", "products.csv")
            func compiled(_ previous: CompiledCatalogue?, _ name: String) throws -> (CompiledCatalogue, described: Int)
            {
                var described = 0
                let finder = PrintedLineFinder(name: name) { _, texts in
                    texts.keys.sorted().map {
                        PrintedLine(name: $0, quad: Quad(Box(0.1, 0.2, 0.3, 0.4)), price: "4500")
                    }
                }
                let made = try CatalogueCompiler.compile(
                    try draft.read(), previous: previous, describer: "sampled 1", finder: finder,
                    progress: { if case .described = $0 { described += 1 } }, describe: sampledFeatures)
                return (made, described)
            }
            let (first, _) = try compiled(nil, "finder 1")
            #expect(first.reader == "finder 1" && first["a-1"]?.lines.map(\.name) == ["price"])
            #expect(first["a-3"]?.lines.isEmpty == true && first.products.first?.price == "4500")
            #expect(try compiled(first, "finder 1").described == 0)
            #expect(try compiled(first, "finder 1").0 == first)
            #expect(try compiled(first, "finder 2").described == 4)
            let table = try String(contentsOf: folder.appending(path: "creatives.csv"), encoding: .utf8)
            try draft.write(table.replacing("\"4,700\"", with: "\"4,800\""), "creatives.csv")
            #expect(try compiled(first, "finder 1").described == 1)
            #expect(try draft.read().compiled(previous: first)["a-1"]?.lines.isEmpty == true)
        }
    }

    @Test func faultsOfProductsAreReportedWithTheirLines() throws {
        try Fixtures.withTemporaryFolder { folder in
            let draft = try CatalogueDraft.sound(folder)
            try draft.write("code,price\nP-1,many\n", "products.csv")
            let fault = try #require(try draft.read().faults.first)
            #expect(fault.file == "products.csv" && fault.line == 2)
        }
    }

    @Test func siblingsOfAnotherShapeDifferEverywhere() throws {
        try Fixtures.withTemporaryFolder { folder in
            let draft = CatalogueDraft(url: folder)
            try draft.write(drawnAd(design: 1), "a.jpg")
            try draft.write(drawnAd(design: 1, height: 200), "b.jpg")
            try draft.write("id,file,slots,family\na,a.jpg,top_ad,f\nb,b.jpg,top_ad,f\n", "creatives.csv")
            #expect(try draft.read().compiled().twins.map(\.regions) == [[Box(0, 0, 1, 1)]])
        }
    }

    @Test func faultyFoldersAreNotCompiled() throws {
        try Fixtures.withTemporaryFolder { folder in
            let draft = try CatalogueDraft.sound(folder)
            try draft.write("no picture", "a3.jpg")
            #expect(throws: CatalogueError.self) { _ = try draft.read().compiled() }
            let error = #expect(throws: CatalogueError.self) {
                try draft.write("id,file,slots\na,a1.jpg,top_ad\na,a1.jpg,top_ad\n", "creatives.csv")
                _ = try draft.read().compiled()
            }
            #expect(error?.code == .faulty && error?.message.contains("line 3") == true, "\(String(describing: error))")
            try FileManager.default.removeItem(at: folder.appending(path: "creatives.csv"))
            #expect(throws: CatalogueError.self) { _ = try draft.read() }
        }
    }

    /// Siblings that differ in a price and a date alone, pixel by pixel at full size.
    @Test(
        .enabled(if: Fixtures.shared != nil),
        arguments: [["moka-top-1", "moka-top-2"], ["kingsway-cdu-1", "kingsway-cdu-3"]])
    func everyPlainDifferenceOfSiblingsLiesInARegion(names: [String]) throws {
        let folder = try #require(Fixtures.shared).appending(path: "artworks")
        let pictures = try names.map { name in
            try ArtworkFile(contentsOf: PathBytes(folder.appending(path: "\(name).png").path)).picture()
        }
        let regions = ArtworkDifference.regions(
            ArtworkDifference.comparable(pictures[0]), ArtworkDifference.comparable(pictures[1]))
        let (a, b) = (pictures[0], pictures[1])
        var (outside, count) = (0, 0)
        for index in 0..<a.width * a.height where abs(Int(a.bytes[index * 3]) - Int(b.bytes[index * 3])) >= 100 {
            let (x, y) = (Double(index % a.width) / Double(a.width), Double(index / a.width) / Double(a.height))
            let isInside = regions.contains {
                ($0.x0 - 0.005...$0.x1 + 0.005).contains(x) && ($0.y0 - 0.01...$0.y1 + 0.01).contains(y)
            }
            (outside, count) = (outside + (isInside ? 0 : 1), count + 1)
        }
        #expect(count > 100 && outside * 50 < count, "\(outside) of \(count)")
        #expect(regions.reduce(0) { $0 + $1.area } < 0.02)
    }

    @Test func picturesWithNothingInCommonHaveAtMostADozenRegions() {
        var random = Seeded(5)
        let noise = { () -> Pixels in
            Pixels(width: 256, height: 256, rgb: (0..<256 * 256 * 3).map { _ in .random(in: 0...255, using: &random) })
        }
        let regions = ArtworkDifference.regions(noise(), noise())
        #expect((1...12).contains(regions.count))
        #expect(ArtworkDifference.regions(noise(), Pixels()).isEmpty)
    }
}
