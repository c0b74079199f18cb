public import Inference
public import Records

/// Where the feature network's folder is: `SIGHTLINE_FEATURES`, the installed one, or the one built with the program.
public enum FeatureLocation {
    /// - Throws: `model_missing`, saying where was searched.
    public static func find() throws(InferenceError) -> PathBytes {
        try ProgramPlace.shippedNetwork(
            variable: "SIGHTLINE_FEATURES", folder: "features", room: "Artwork", holding: "card.json",
            name: "the feature network")
    }
}
