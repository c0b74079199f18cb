import Foundation
import Photo
import Records
import TestSupport

@testable import Detection
@testable import Inference

/// What `make-fixtures.py` wrote.
struct Golden: Decodable {
    struct Case: Decodable {
        let width: Int
        let height: Int
        let seed: Int
        let floor: Double?
        let detections: [Detection]

        var pixels: Pixels { Pixels(width: width, height: height, rgb: noisePicture(width, height, seed)) }
    }

    struct Resize: Decodable {
        let `case`: Int
        let width: Int
        let height: Int
        /// [channel, y, x, value]
        let sample: [[Double]]
    }

    let cases: [Case]
    let letterbox: [Resize]

    static let shared: Golden? = try? JSONDecoder().decode(
        Golden.self, from: Data(contentsOf: fixtures.appending(path: "golden.json")))
}

let fixtures = Fixtures.root.appending(path: "Tests/DetectionTests/Fixtures")

func path(_ url: URL) -> PathBytes { PathBytes(url.path) }

/// True where an OpenVINO runtime can be loaded; `Systemd/openvino-runtime` fetches one.
let hasRuntime = (try? Runtime.load()) != nil

/// The same whole-number noise as in `make-fixtures.py`.
func noise(_ seed: Int, _ x: Int, _ y: Int, _ channel: Int) -> Int {
    var h = (x &* 374_761_393 &+ y &* 668_265_263 &+ channel &* 2_147_483_647 &+ seed &* 1_274_126_177) & 0xFFFF_FFFF
    h = ((h ^ (h >> 13)) &* 1_103_515_245) & 0xFFFF_FFFF
    return ((h ^ (h >> 16)) >> 8) & 0xFF
}

func noisePicture(_ width: Int, _ height: Int, _ seed: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(width * height * 3)
    for y in 0..<height {
        for x in 0..<width {
            for c in 0..<3 {
                bytes.append(UInt8((3 * noise(seed, x / 23, y / 19, c) + noise(seed + 99, x / 5, y / 7, c)) / 4))
            }
        }
    }
    return bytes
}
