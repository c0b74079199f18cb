import Capture
import Detection
import Examining
import Foundation
import Inference
import Records
import TestSupport
import Testing

@testable import Audit
@testable import Photo

/// What every examiner of the plan must keep, whoever adds it: see `Examiner`.
@Suite(.enabled(if: hasRuntime, "no OpenVINO runtime: run Systemd/openvino-runtime"))
struct ExaminerContractTests {
    static func plan() throws -> ExaminationPlan { .standard(DetectionExaminer(try Detector(modelFolder: tinyModel))) }

    /// A view of a picture that was decoded at full size.
    static func view(_ pixels: Pixels) -> View {
        View(
            pixels: pixels,
            decoded: DecodedInfo(
                size: pixels.fullSize, storedSize: pixels.fullSize, orientation: .upright, denominator: 1,
                truncated: false,
                lacksData: false, realRows: pixels.height, damagedFromRow: nil, scans: 1, warnings: 0,
                firstWarning: nil),
            exif: ExifFacts())
    }

    static func noise(_ width: Int, _ height: Int, seed: UInt64) -> Pixels {
        var random = Seeded(seed)
        return Pixels(
            width: width, height: height,
            rgb: (0..<width * height * 3).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    /// Pictures that no camera takes, and two that one might.
    static let pictures: [Pixels] =
        [(1, 1), (1, 900), (900, 1), (2, 3), (64, 48), (301, 203)].flatMap { width, height in
            [
                Pixels(width: width, height: height), Pixels(width: width, height: height, filledWith: .white),
                noise(width, height, seed: UInt64(width)),
            ]
        }

    /// What each examiner alone says of each picture; nil where it gives an error.
    static func facts(_ plan: ExaminationPlan, _ pictures: some Sequence<Pixels>) -> [[Observation?]] {
        pictures.map { picture in
            plan.examiners.map { examiner in
                var facts = Observation()
                do { try examiner.examine(view(picture), &facts) } catch { return nil }
                return facts
            }
        }
    }

    @Test func everyExaminerHasANameOfItsOwnAndAVersion() throws {
        let identities = try Self.plan().identities
        #expect(Set(identities.map(\.name)).count == identities.count)
        #expect(identities.allSatisfy { !$0.name.isEmpty && !$0.version.isEmpty })
    }

    @Test func theSameViewGivesTheSameFactsWhateverWasExaminedBefore() throws {
        let (used, fresh) = (try Self.plan(), try Self.plan())
        let first = Self.facts(used, Self.pictures)
        let again = Self.facts(used, Self.pictures.reversed())
        #expect(Array(again.reversed()) == first)
        #expect(Self.facts(fresh, Self.pictures) == first)
    }

    @Test(arguments: [1, 2, 8])
    func lanesAtTheSameTimeGiveTheSameFacts(lanes: Int) async throws {
        let expected = Self.facts(try Self.plan(), Self.pictures)
        let detector = try Detector(modelFolder: tinyModel)
        try await withThrowingTaskGroup(of: [[Observation?]].self) { group in
            for _ in 0..<lanes {
                group.addTask { Self.facts(.standard(DetectionExaminer(detector)), Self.pictures) }
            }
            for try await facts in group { #expect(facts == expected) }
        }
    }

    @Test func factsOfAnyPictureAreNumbersAndLieInTheirRanges() throws {
        for found in Self.facts(try Self.plan(), Self.pictures).joined() {
            guard let found else { continue }
            for detection in found.detections + found.candidates {
                #expect((0...1).contains(detection.confidence))
                #expect(
                    [detection.box.x0, detection.box.y0, detection.box.x1, detection.box.y1].allSatisfy { $0.isFinite })
            }
            if let quality = found.quality {
                #expect((0...1).contains(quality.brightness) && quality.sharpness.isFinite)
            }
            if let hash = found.fingerprint { #expect(hash.pdq.count == 64 && (0...100).contains(hash.quality)) }
            #expect(found.measures.values.allSatisfy { $0.isFinite })
        }
    }

    /// Bytes of this process that are in memory.
    static func resident() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/statm", encoding: .ascii)
        return (Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0) * Int(getpagesize())
    }

    /// Other suites run in this process at the same time and take memory, too, but not in every window: what grows in
    /// each of them is the examiners'.
    @Test func memoryDoesNotGrowWithTheNumberOfPhotos() throws {
        let plan = try Self.plan()
        // Sizes vary as they do in a drop: what is kept per size must be bounded, too.
        let sizes = (0..<40).map { Pixels(width: 64 + $0, height: 48 + $0 % 7) }
        for _ in 0..<2 { _ = Self.facts(plan, sizes) }
        var growths: [Int] = []
        while growths.count < 8, growths.min() ?? .max > 2 << 20 {
            let before = try Self.resident()
            for _ in 0..<10 { _ = Self.facts(plan, sizes) }
            growths.append(try Self.resident() - before)
        }
        #expect(growths.contains { $0 <= 2 << 20 }, "400 photos grew memory by \(growths) bytes, each time")
    }
}
