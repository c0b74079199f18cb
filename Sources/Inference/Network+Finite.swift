extension InferenceError {
    /// A photo's answers that are not finite, of a model that was sound when it was loaded.
    package static func notFinite(output: String) -> InferenceError {
        InferenceError(
            .inferenceFailed, faults: [sentence(notFinite: output)],
            remedy: "The model overflows on this photo; use --precision f32, or package it anew with Sources/Training.")
    }

    static func sentence(notFinite output: String) -> String {
        "output \"\(output)\" holds values that are not finite numbers"
    }
}

package func areFinite(_ values: UnsafePointer<Float>, count: Int) -> Bool {
    UnsafeBufferPointer(start: values, count: count).allSatisfy(\.isFinite)
}
