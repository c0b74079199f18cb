public import Inference
public import Records

/// Where the feature network's folder is: `SIGHTLINE_FEATURES`, the installed one, or the one built with the program.
public enum FeatureLocation {
    /// - Throws: `model_missing`, saying where was looked.
    public static func find() throws(InferenceError) -> PathBytes {
        var places: [PathBytes] = []
        if let asked = ProgramPlace.environment("SIGHTLINE_FEATURES") { places.append(PathBytes(asked)) }
        if let program = ProgramPlace.executableFolder, places.isEmpty {
            places.append(program.joining("../share/sightline/features"))
            places.append(program.joining("sightline_Artwork.resources/Resources"))
        }
        for place in places where ProgramPlace.isFile(place.joining("card.json")) { return place }
        throw InferenceError(
            .modelMissing, faults: ["no feature network was found in " + places.map(\.escaped).joined(separator: ", ")],
            remedy: "Install the program with its share/ folder.")
    }
}
