import COpenVINO
public import Records
import Synchronization

/// The OpenVINO runtime of this process, loaded at run time so that the program builds and starts without it.
public struct Runtime: Hashable, Sendable {
    /// The library that was loaded.
    public let library: PathBytes
    /// OpenVINO's own version text, such as `2026.4.1-22982-…`.
    public let version: String
    /// True where both the processor and the CPU plugin run bf16 natively.
    public let hasBF16: Bool

    /// What puts a runtime where this program finds it.
    public static let remedy =
        "Run Systemd/openvino-runtime (it fetches the pinned runtime), or set SIGHTLINE_OPENVINO to the folder that "
        + "holds libopenvino_c.so"

    /// Finds and loads the runtime; later calls give the one already loaded.
    ///
    /// - Parameter explicit: a library or folder to use instead of searching.
    /// - Throws: `runtime_missing` or `runtime_broken`, with the command that repairs it.
    public static func load(_ explicit: PathBytes? = nil) throws(InferenceError) -> Runtime {
        var search = RuntimeSearch.here()
        if let explicit { search.override = explicit }
        return try load(search)
    }

    /// Set once; a process has one runtime.
    private static let loaded = Mutex<Runtime?>(nil)

    static func load(_ search: RuntimeSearch) throws(InferenceError) -> Runtime {
        if let runtime = loaded.withLock({ $0 }) { return runtime }
        let candidates = search.candidates()
        if candidates.isEmpty {
            let what = search.override.map { "holds no libopenvino_c.so: \($0.escaped)" } ?? "was not found"
            throw InferenceError(.runtimeMissing, faults: ["the OpenVINO runtime \(what)"], remedy: remedy)
        }
        var faults: [String] = []
        for library in candidates {
            switch open(library) {
            case nil:
                let runtime = Runtime(library: library, version: loadedVersion, hasBF16: cov_has_bf16())
                loaded.withLock { $0 = runtime }
                return runtime
            case let reason?: faults.append("\(library.escaped): \(reason)")
            }
        }
        throw InferenceError(
            .runtimeBroken, path: candidates.first, faults: ["the OpenVINO runtime does not load"] + faults,
            remedy: remedy)
    }

    private static var loadedVersion: String { String(cString: cov_version()) }

    /// Loads a library; nil when it is in, else why not.
    private static func open(_ library: PathBytes) -> String? {
        var error = cov_error()
        let result = (library.bytes + [0]).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in text.baseAddress.map { cov_load($0, &error) } ?? -1 }
        }
        return result == 0 ? nil : message(of: error)
    }
}

/// The text of a C error.
func message(of error: cov_error) -> String {
    withUnsafeBytes(of: error.text) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}
