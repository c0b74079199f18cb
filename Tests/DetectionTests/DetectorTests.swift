import Foundation
import Geometry
import Photo
import Records
import TestSupport
import Testing

@testable import Detection
@testable import Inference

@Suite(.enabled(if: hasRuntime, "no OpenVINO runtime: run Systemd/openvino-runtime"))
struct DetectorTests {
    static let caseIndices = Array((Golden.shared?.cases ?? []).indices)

    private func compare(_ found: [Detection], _ expected: [Detection]) {
        #expect(found.map(\.slot) == expected.map(\.slot))
        for (a, b) in zip(found, expected) {
            #expect(abs(a.confidence - b.confidence) < 1e-3)
            for (p, q) in zip(Quad(a.box).corners, Quad(b.box).corners) { #expect(p.distance(to: q) < 0.02) }
            for (p, q) in zip(a.quad?.corners ?? [], b.quad?.corners ?? []) { #expect(p.distance(to: q) < 0.02) }
            #expect((a.quad == nil) == (b.quad == nil))
        }
    }

    @Test(arguments: ["model", "model-ir"], caseIndices)
    func detectionsEqualThoseOfOpenCVOnnxruntimeAndNumpy(model: String, index: Int) throws {
        let golden = try #require(Golden.shared?.cases[index])
        let detector = try Detector(modelFolder: path(fixtures.appending(path: model)), precision: .f32)
        #expect(detector.precision == .f32)
        let session = detector.makeSession()
        compare(try session.detect(golden.pixels, floor: golden.floor), golden.detections)
    }

    @Test func aSessionGivesTheSameWhateverItSawBefore() throws {
        let detector = try Detector(modelFolder: path(fixtures.appending(path: "model")), precision: .f32)
        let used = detector.makeSession()
        let cases = try #require(Golden.shared?.cases)
        let mixed = cases + cases.reversed() + cases
        for one in mixed {
            let fresh = try detector.makeSession().detect(one.pixels, floor: one.floor)
            #expect(try used.detect(one.pixels, floor: one.floor) == fresh)
        }
    }

    @Test func aSessionThatEndsLeavesItsNetworksToTheNext() throws {
        let detector = try Detector(modelFolder: path(fixtures.appending(path: "model")), precision: .f32)
        func networks() throws -> [ObjectIdentifier] {
            let session = detector.makeSession()
            return try (0..<detector.card.input.sizes.count).map { ObjectIdentifier(try session.network($0)) }
        }
        #expect(try networks() == networks())
        let session = detector.makeSession()
        #expect(try ObjectIdentifier(session.network(0)) != networks()[0])
    }

    @Test func networksThatNoSessionHasAreFreed() throws {
        let detector = try Detector(modelFolder: path(fixtures.appending(path: "model")), precision: .f32)
        weak let network = try detector.makeSession().network(0)
        #expect(network != nil)
        detector.freeSpares()
        #expect(network == nil)
    }

    @Test func aDetectorKnowsWhetherItsFolderStillHoldsIt() throws {
        try Fixtures.withTemporaryFolder { folder in
            let copy = folder.appending(path: "model")
            try FileManager.default.copyItem(at: fixtures.appending(path: "model"), to: copy)
            let detector = try Detector(modelFolder: path(copy), precision: .f32)
            #expect(detector.isStill(path(copy), .f32))
            #expect(!detector.isStill(path(copy), .automatic))
            #expect(!detector.isStill(path(fixtures.appending(path: "model")), .f32))
            for name in ["card.json", detector.card.file] {
                let file = copy.appending(path: name)
                let bytes = try Data(contentsOf: file)
                try (bytes + [10]).write(to: file)
                #expect(!detector.isStill(path(copy), .f32), "\(name)")
                try FileManager.default.removeItem(at: file)
                #expect(!detector.isStill(path(copy), .f32), "\(name)")
                try bytes.write(to: file)
                #expect(detector.isStill(path(copy), .f32), "\(name)")
            }
        }
    }

    @Test func lanesGiveEqualDetectionsAtTheSameTime() async throws {
        let detector = try Detector(modelFolder: path(fixtures.appending(path: "model")), precision: .f32)
        let cases = try #require(Golden.shared?.cases)
        let alone = try cases.map { try detector.makeSession().detect($0.pixels, floor: 0.05) }
        try await withThrowingTaskGroup(of: [[Detection]].self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let session = detector.makeSession()
                    return try (0..<5).flatMap { _ in try cases.map { try session.detect($0.pixels, floor: 0.05) } }
                }
            }
            for try await lane in group { #expect(lane == Array(repeating: alone, count: 5).flatMap { $0 }) }
        }
    }

    @Test func inferenceStartsNoThreads() throws {
        let detector = try Detector(modelFolder: path(fixtures.appending(path: "model")))
        let session = detector.makeSession()
        let pixels = try #require(Golden.shared?.cases.first?.pixels)
        _ = try session.detect(pixels)
        // Other tests run at the same time; OpenVINO's threads would have names or stay for good.
        let names = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").compactMap {
            try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8)
        }
        #expect(!names.contains { $0.lowercased().contains("tbb") || $0.lowercased().contains("openvino") })
    }

    @Test func coordinatesAreThoseOfTheFullSizePhoto() throws {
        let detector = try Detector(modelFolder: path(fixtures.appending(path: "model")), precision: .f32)
        let session = detector.makeSession()
        let golden = try #require(Golden.shared?.cases.first)
        let whole = golden.pixels
        // The same picture with every pixel doubled is the same photo at twice the size.
        var doubled: [UInt8] = []
        for y in 0..<whole.height * 2 {
            for x in 0..<whole.width * 2 {
                let at = ((y / 2) * whole.width + x / 2) * 3
                doubled += whole.bytes[at..<at + 3]
            }
        }
        let big = Pixels(width: whole.width * 2, height: whole.height * 2, rgb: doubled)
        let small = try session.detect(whole, floor: 0.3)
        let large = try session.detect(big, floor: 0.3)
        #expect(small.count == large.count && !small.isEmpty)
        for (a, b) in zip(small, large) {
            for (p, q) in zip(a.quad?.corners ?? [], b.quad?.corners ?? []) { #expect((p * 2).distance(to: q) < 0.1) }
        }
    }

    @Test func boxesAreCutToThePhotoAndOrderedByConfidence() throws {
        let detector = try Detector(modelFolder: path(fixtures.appending(path: "model")))
        let session = detector.makeSession()
        for golden in try #require(Golden.shared?.cases) {
            let found = try session.detect(golden.pixels, floor: 0.01)
            #expect(!found.isEmpty)
            #expect(zip(found, found.dropFirst()).allSatisfy { $0.confidence >= $1.confidence })
            for one in found {
                #expect(one.box.x0 >= 0 && one.box.y0 >= 0)
                #expect(one.box.x1 <= Double(golden.width) && one.box.y1 <= Double(golden.height))
            }
            for label in detector.card.labels {
                #expect(found.filter { $0.slot == label.name }.count <= detector.card.maxPerLabel)
            }
        }
    }

    @Test func bf16IsUsedOnlyWhereTheProcessorHasIt() throws {
        let folder = path(fixtures.appending(path: "model"))
        let flags = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
        let native = flags.contains("avx512_bf16") || flags.contains("amx_bf16")
        let runtime = try Runtime.load()
        if !native { #expect(!runtime.hasBF16) }
        #expect(try Detector(modelFolder: folder).precision == (runtime.hasBF16 ? .bf16 : .f32))
        #expect(try Detector(modelFolder: folder, precision: .f32).precision == .f32)
        if !runtime.hasBF16 {
            #expect(throws: InferenceError.self) { try Detector(modelFolder: folder, precision: .bf16) }
        }
    }

    @Test func bf16StaysNearF32() throws {
        let folder = path(fixtures.appending(path: "model"))
        let exact = try Detector(modelFolder: folder, precision: .f32).makeSession()
        let quick = try Detector(modelFolder: folder).makeSession()
        let pixels = try #require(Golden.shared?.cases.first?.pixels)
        let best = try #require(try exact.detect(pixels, floor: 0.01).first)
        let near = try quick.detect(pixels, floor: 0.01).filter { $0.slot == best.slot && $0.box.iou(best.box) > 0.9 }
        #expect(!near.isEmpty)
    }

    @Test func noPixelsIsAnError() throws {
        let session = try Detector(modelFolder: path(fixtures.appending(path: "model"))).makeSession()
        let error = #expect(throws: InferenceError.self) { try session.detect(Pixels()) }
        #expect(error?.code == .inferenceFailed)
    }

    @Test(arguments: [(1, 1), (1, 700), (700, 1), (3, 2), (5000, 7)])
    func oddSizesAreTaken(width: Int, height: Int) throws {
        let session = try Detector(modelFolder: path(fixtures.appending(path: "model"))).makeSession()
        let found = try session.detect(Pixels(width: width, height: height), floor: 0.01)
        for one in found {
            #expect(Box(0, 0, Double(width), Double(height)).intersection(one.box) == one.box)
        }
    }
}
