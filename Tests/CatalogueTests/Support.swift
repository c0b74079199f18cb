import Foundation
import Photo
import Records
import TestSupport

@testable import Catalogue

/// A drawn ad: blocks of colour by `design`, a headline, and a price that siblings differ in.
func drawnAd(design: UInt64, price: String = "4,500", width: Int = 640, height: Int = 160) -> Pixels {
    var random = Seeded(design)
    var picture = Pixels(width: width, height: height, filledWith: Colour(30, 60, 120))
    for _ in 0..<60 {
        let (x, y) = (
            Double.random(in: 0..<Double(width), using: &random), Double.random(in: 0..<Double(height), using: &random)
        )
        let side = Double.random(in: 8...50, using: &random)
        let colour = Colour(
            .random(in: 0...255, using: &random), .random(in: 0...255, using: &random),
            .random(in: 0...255, using: &random))
        picture.fill(Box(x, y, x + side, y + side), colour: colour)
    }
    picture.text("DESIGN \(design)", at: Point(20, 20), scale: 3)
    picture.text(price, at: Point(Double(width) * 0.7, Double(height) * 0.6), scale: 3)
    return picture
}

/// A catalogue's folder under construction.
struct CatalogueDraft {
    let url: URL

    var path: PathBytes { PathBytes(url.path) }

    func write(_ picture: Pixels, _ name: String) throws {
        try Data(try JPEGEncoder().encode(picture, quality: 95)).write(to: url.appending(path: name))
    }

    func write(_ text: String, _ name: String) throws { try Data(text.utf8).write(to: url.appending(path: name)) }

    func read() throws -> CatalogueFolder { try CatalogueFolder(contentsOf: path) }

    /// Three siblings of one family and one ad of its own, and a programme of two stores.
    static func sound(_ folder: URL) throws -> CatalogueDraft {
        let draft = CatalogueDraft(url: folder)
        try draft.write(drawnAd(design: 1), "a1.jpg")
        try draft.write(drawnAd(design: 1, price: "4,700"), "a2.jpg")
        try draft.write(drawnAd(design: 1, price: "4,900"), "a3.jpg")
        try draft.write(drawnAd(design: 2, width: 160, height: 400), "v.jpg")
        try draft.write(
            """
            id,file,slots,family,valid_from,valid_to,text_price
            a-1,a1.jpg,top_ad,a,2026-01-01,2026-03-31,"4,500"
            a-2,a2.jpg,top_ad,a,2026-04-01,,"4,700"
            a-3,a3.jpg,top_ad,a,,,
            v,v.jpg,cdu_vertical_left cdu_vertical_right,,,,

            """, "creatives.csv")
        try draft.write(
            """
            store_id,slot,creative,valid_from,valid_to
            S2,top_ad,a-2,2026-04-01,
            S1,top_ad,a-2,2026-04-01,
            S1,top_ad,a-1,2026-01-01,2026-03-31
            S1,cdu_vertical_left,v,,

            """, "programme.csv")
        return draft
    }
}

/// Features that tell what they were made of: the picture's size and a few of its pixels.
func sampledFeatures(_ picture: Pixels) throws -> ArtworkFeatures {
    let places = [(1, 2), (30, 40), (7, 90)]
    return try ArtworkFeatures(
        width: min(1024, picture.width), height: min(1024, picture.height),
        points: places.map { .init(x: UInt16($0.0 * 64), y: UInt16($0.1 * 64)) }, dimensions: 4,
        descriptors: places.flatMap { place in
            let colour = picture[place.0, place.1]
            return [colour.red, colour.green, colour.blue, 7].map { Int8(bitPattern: $0) }
        }, global: [-128, 127])
}

extension CatalogueFolder {
    func compiled(previous: CompiledCatalogue? = nil, describer: String = "sampled 1") throws -> CompiledCatalogue {
        try CatalogueCompiler.compile(self, previous: previous, describer: describer, describe: sampledFeatures)
    }
}
