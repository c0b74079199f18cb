import Foundation
import Photo
import Records
import Text

/// Prices of photographed tags (`../shared/data/real/pricetags`), hanging in four directions, and what a tag costs on one thread.
struct TextBenchmark {
    private struct Tag {
        let file: String
        let price: String
        let pixels: Pixels
    }

    func run() throws {
        let folder = URL(filePath: FileManager.default.currentDirectoryPath).deletingLastPathComponent()
            .appending(path: "shared/data/real/pricetags")
        guard let table = try? String(contentsOf: folder.appending(path: "prices.csv"), encoding: .utf8) else {
            return print("\(folder.path) is missing")
        }
        let tags = try table.split(whereSeparator: \.isNewline).dropFirst().map { line in
            let fields = line.split(separator: ",").map { String($0) }
            let jpeg = Array(try Data(contentsOf: folder.appending(path: fields[0])))
            return Tag(file: fields[0], price: fields[1], pixels: try Pixels(upright: jpeg, longSide: 1 << 16))
        }
        let model = try TextModel()
        print("\(model.card.name) \(model.card.version) in \(model.precision.rawValue)")
        let reader = model.makeReader()
        for turn in 0..<4 {
            let turned = tags.map { (tag: $0, picture: TextBenchmark.turned($0.pixels, turn)) }
            // Networks are compiled when a line of their width first comes.
            for one in turned.prefix(turn == 0 ? 40 : 3) { _ = try reader.read(one.picture) }
            var (exact, upright, wrong, none) = (0, 0, [String](), 0)
            var (wall, processor) = ([Double](), [Double]())
            for one in turned {
                var reading = Reading(lines: [], turn: 0)
                let start = threadSeconds()
                wall.append(try seconds { reading = try reader.read(one.picture) })
                processor.append(threadSeconds() - start)
                let price = TextFields().find(in: reading.lines).first { $0.kind == .price }?.value
                upright += reading.turn == turn ? 1 : 0
                if price == one.tag.price {
                    exact += 1
                } else if let price {
                    wrong.append("\(one.tag.file) \(one.tag.price) read \(price)")
                } else {
                    none += 1
                }
            }
            print(
                String(
                    format: "turned %3d°: price exact %d of %d, direction %d; wrong %d, none %d; per tag %.1f ms, "
                        + "processor %.1f ms (medians)",
                    turn * 90, exact, tags.count, upright, wrong.count, none, median(wall) * 1000,
                    median(processor) * 1000))
            for line in wrong { print("    \(line)") }
        }
    }

    /// Turned clockwise, pixel by pixel.
    private static func turned(_ pixels: Pixels, _ quarters: Int) -> Pixels {
        var picture = pixels
        for _ in 0..<quarters {
            var next = Pixels(width: picture.height, height: picture.width)
            for y in 0..<picture.height {
                for x in 0..<picture.width { next[picture.height - 1 - y, x] = picture[x, y] }
            }
            picture = next
        }
        return picture
    }
}

/// What this thread has had of the processor, seconds: others on the machine do not count.
func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
