public import Records

/// What went wrong in the Detection room, and what repairs it.
public struct InferenceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Stable names for machines.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// No OpenVINO runtime was found.
        case runtimeMissing = "runtime_missing"
        /// A runtime was found but does not load, or is too old.
        case runtimeBroken = "runtime_broken"
        /// No model folder was found, or a file of it is missing.
        case modelMissing = "model_missing"
        /// The model card is wrong; `faults` has a line for each reason.
        case modelCardInvalid = "model_card_invalid"
        /// The model file is not the one that the card describes.
        case modelHashMismatch = "model_hash_mismatch"
        /// OpenVINO cannot read or compile the model, or it does not fit its card.
        case modelUnusable = "model_unusable"
        /// The processor lacks the precision asked for.
        case precisionUnavailable = "precision_unavailable"
        /// A photo's pixels could not be run through the model.
        case inferenceFailed = "inference_failed"
    }

    public let code: Code
    /// The file or folder concerned.
    public let path: PathBytes?
    /// Every reason, one line each.
    public let faults: [String]
    /// What to do about it.
    public let remedy: String

    public init(_ code: Code, path: PathBytes? = nil, faults: [String], remedy: String) {
        self.code = code
        self.path = path
        self.faults = faults
        self.remedy = remedy
    }

    /// One line: what happened, to which file, and what to do.
    public var description: String {
        let place = path.map { $0.escaped + ": " } ?? ""
        return place + faults.joined(separator: "; ") + (remedy.isEmpty ? "" : ". " + remedy)
    }
}
