import Photo
import Records
import Testing

@testable import Text

@Suite struct DecodingTests {
    private func decode(_ steps: [[Float]]) -> (text: String, confidence: Double) {
        steps.flatMap { $0 }.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return ("", 0) }
            let read = LineDecoder.decode(base, steps: steps.count, classes: 4, characters: ["", "4", "5", " "])
            return (read.characters.joined(), read.confidence)
        }
    }

    @Test func repeatsCountOnceAndTheBlankPartsThem() {
        let (four, five, none): ([Float], [Float], [Float]) = ([0.1, 0.8, 0.1, 0], [0, 0, 1, 0], [0.9, 0.1, 0, 0])
        #expect(decode([four, four, none, four, five]).text == "445")
        let read = decode([none, four, five])
        #expect(read.text == "45")
        #expect(abs(read.confidence - 0.9) < 1e-6)
        #expect(decode([none, none]) == ("", 0))
        #expect(decode([]) == ("", 0))
    }

    @Test(arguments: [(4.0, 1), (9.0, 0)])
    func aSmallSignBeforeAPriceIsNotADigit(scale: Double, small: Int) {
        var picture = Pixels(width: 260, height: 80, filledWith: .white)
        picture.text("1", at: Point(10, 70), anchor: .bottomLeft, scale: scale, colour: .black, backing: nil)
        picture.text("493", at: Point(55, 74), anchor: .bottomLeft, scale: 9, colour: .black, backing: nil)
        let places = [22.0, 80, 135, 190]
        #expect(SignHeights.smallAtStart(["1", "4", "9", "3"], at: places, in: picture) == small)
        #expect(SignHeights.smallAtStart(["4", "9"], at: [80, 135], in: picture) == 0)
        let line = ReadLine(
            text: "1493", confidence: 1, quad: Quad(Box(0, 0, 200, 80)), smallAtStart: small)
        #expect(TextFields().find(in: [line]).map(\.value) == [small == 1 ? "493" : "1493"])
    }

    @Test func upsideDownNumbersThatReadAsLettersLose() {
        func line(_ text: String, _ confidence: Double) -> ReadLine {
            ReadLine(text: text, confidence: confidence, quad: Quad(Box(0, 0, 10, 10)))
        }
        #expect(UprightEvidence.of([line("79", 0.95)]) > UprightEvidence.of([line("6L", 0.99)]))
        #expect(UprightEvidence.of([line("COFFEE", 0.9)]) > UprightEvidence.of([line("33JJOO", 0.6)]))
        #expect(UprightEvidence.of([]) == 0)
    }
}
