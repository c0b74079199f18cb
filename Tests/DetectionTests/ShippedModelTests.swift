import Foundation
import Geometry
import Photo
import Records
import TestSupport
import Testing

@testable import Detection
@testable import Inference

/// The model that ships with the program, on the samples that ship with it.
@Suite(.enabled(if: hasRuntime && shippedModel != nil, "no OpenVINO runtime, or no shipped model"))
struct ShippedModelTests {
    @Test func itIsFoundBesideTheProgram() throws {
        let folder = try ModelLocation.find()
        #expect(ModelLocation.holdsModel(folder))
    }

    @Test func itKnowsTheSlotsAndTheCabinet() throws {
        let card = try Detector(modelFolder: try #require(shippedModel)).card
        let slots = [Slot.topAd, Slot.cduHorizontal, Slot.cduVerticalLeft, Slot.cduVerticalRight]
        #expect(Set(card.slots) == Set(slots))
        #expect(card.references == [Slot.cabinet])
    }

    @Test func itFindsPanelsInSamplesInsideThePhoto() throws {
        let session = try Detector(modelFolder: try #require(shippedModel)).makeSession()
        let decoder = try PhotoDecoder()
        var pixels = Pixels()
        var found = 0
        for photo in try samplePhotos().prefix(6) {
            try decoder.decode([UInt8](Data(contentsOf: photo)), atLeast: 512, into: &pixels)
            let detections = try session.detect(pixels)
            found += detections.count
            let frame = Box(0, 0, Double(pixels.fullSize.width), Double(pixels.fullSize.height))
            for one in detections {
                #expect(frame.intersection(one.box) == one.box)
                #expect((0...1).contains(one.confidence))
                #expect(one.quad != nil)
            }
        }
        #expect(found > 0)
    }

    private func samplePhotos() throws -> [URL] {
        let folder = Fixtures.root.appending(path: "Samples/photos")
        let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".jpg") }.sorted().map { folder.appending(path: $0) }
    }
}

let shippedModel: PathBytes? = {
    let folder = path(Fixtures.root.appending(path: "Sources/Detection/Resources"))
    return ModelLocation.holdsModel(folder) ? folder : nil
}()
