public import Inference
import Photo
public import Records

/// The People room: where faces are, so that they can be hidden. It runs on pictures that people are shown, never on every
/// photo, and nothing that it finds is kept.
///
/// A `FaceModel` is CenterFace (arXiv 1911.03599), checked and shared; whoever draws makes one `FaceFinder`.
public final class FaceModel: Sendable {
    /// SHA-256 of the network's file: another file is refused.
    static let sha256 = "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc"
    /// Sizes that pictures are seen at, wide and tall.
    static let sizes = [Size(width: 1024, height: 768), Size(width: 768, height: 1024)]
    /// Pixels of a cell's side.
    static let stride = 4

    let bytes: ModelBytes
    let path: PathBytes

    /// Loads the network and the runtime.
    /// - Parameter folder: holds `faces.onnx`; nil: `SIGHTLINE_PEOPLE`, the installed one, or the one built with the program.
    /// - Throws: `model_missing`, `model_hash_mismatch`, `runtime_missing`, …
    public init(folder: PathBytes? = nil) throws(InferenceError) {
        let folder =
            if let folder { folder } else {
                try ProgramPlace.shippedNetwork(
                    variable: "SIGHTLINE_PEOPLE", folder: "people", room: "People", holding: "faces.onnx",
                    name: "the face network")
            }
        path = folder.joining("faces.onnx")
        bytes = try ModelBytes(file: path, sha256: FaceModel.sha256)
        _ = try Runtime.load()
    }

    func makeNetwork(_ size: Size) throws(InferenceError) -> Network {
        let (width, height) = (size.width / FaceModel.stride, size.height / FaceModel.stride)
        func output(_ name: String, _ channels: Int, _ reason: String) -> Network.Output {
            Network.Output(name: name, channels: channels, height: height, width: width, reason: reason)
        }
        // Faces are looked for in f32: a face that rounding loses would be shown.
        return try Network(
            bytes,
            Network.Declaration(
                role: "the face network", input: "input.1", size: size,
                outputs: [
                    output("537", 1, "the probability that a face's centre lies in the cell"),
                    output("538", 2, "logarithms of a face's height and width in cells"),
                    output("539", 2, "where in the cell the centre lies"),
                ]), bf16: false, path: path)
    }
}
