public import Compliance
public import Detection
import Foundation
public import Inference
import Records

extension UncertaintyModel {
    /// The corner errors that a model's card states, the standard ones where it states none.
    /// - Throws: `InferenceError` (`model_card_invalid`) where the card's `uncertainty` cannot be read.
    public init(of card: ModelCard) throws(InferenceError) {
        guard let json = card.uncertainty else {
            self = .standard
            return
        }
        do {
            self = try CanonicalJSON.decode(UncertaintyModel.self, from: Data(json))
        } catch {
            throw InferenceError(
                .modelCardInvalid, faults: ["uncertainty: \(error)"],
                remedy: "Fit it with `sightline evaluate --fit-uncertainty` and put the result into the card.")
        }
    }
}
