import Digest
public import Records
import SystemCalls

/// A network's file, shared by all lanes that compile it.
public struct ModelBytes: Sendable {
    /// ONNX, or the XML of an IR.
    public let model: [UInt8]
    /// The `.bin` of an IR; empty for ONNX.
    public let weights: [UInt8]

    /// Largest file, bytes.
    private static let limit = 256 << 20

    public init(model: [UInt8], weights: [UInt8]) {
        self.model = model
        self.weights = weights
    }

    /// Reads a network's file and, of an IR, its weights.
    /// - Throws: `model_missing`.
    public init(file: PathBytes) throws(InferenceError) {
        model = try ModelBytes.read(file, limit: ModelBytes.limit)
        guard file.bytes.suffix(4).elementsEqual(".xml".utf8) else {
            weights = []
            return
        }
        let beside = PathBytes(Array(file.bytes.dropLast(4)) + Array(".bin".utf8))
        weights = try ModelBytes.read(beside, limit: ModelBytes.limit)
    }

    /// The same, of the hash that the card states.
    /// - Throws: `model_missing`, `model_hash_mismatch`.
    public init(file: PathBytes, sha256 expected: String) throws(InferenceError) {
        try self.init(file: file)
        let hash = sha256
        guard hash == expected else {
            throw InferenceError(
                .modelHashMismatch, path: file, faults: ["SHA-256 is \(hash), the card says \(expected)"],
                remedy: "The file was changed or damaged; copy the model folder again.")
        }
    }

    /// Lower-case hex SHA-256 of the model file; of an IR, of the `.xml` followed by the `.bin`.
    public var sha256: String {
        let hasher = SHA256Hasher()
        hasher.update(model)
        hasher.update(weights)
        return SHA256Digest.hex(hasher.finalize())
    }

    /// Reads a file of a model folder.
    /// - Throws: `model_missing`.
    public static func read(_ path: PathBytes, limit: Int) throws(InferenceError) -> [UInt8] {
        do throws(SystemError) {
            return try FileSystem.read(path, limit: limit)
        } catch {
            throw InferenceError(
                .modelMissing, path: path, faults: ["cannot be read: \(error)"],
                remedy: "Check --model and the folder's permissions.")
        }
    }
}
