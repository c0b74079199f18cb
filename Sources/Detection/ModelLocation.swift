public import Inference
public import Records

/// Where the model folder is: the caller's, `SIGHTLINE_MODEL`, the installed one, or the one built with the program.
public enum ModelLocation {
    /// Finds the folder that holds `card.json`.
    ///
    /// - Parameter explicit: `--model`; nothing else is tried where it is given.
    /// - Throws: `model_missing`, saying where was looked.
    public static func find(explicit: PathBytes? = nil) throws(InferenceError) -> PathBytes {
        let asked = explicit ?? ProgramPlace.environment("SIGHTLINE_MODEL").map { PathBytes($0) }
        if let asked {
            if holdsModel(asked) { return asked }
            throw InferenceError(
                .modelMissing, path: asked, faults: ["the folder holds no card.json"],
                remedy: "Give the folder that Sources/Training wrote, or leave --model out to use the shipped model.")
        }
        let places = shipped(beside: ProgramPlace.executableFolder)
        for place in places where holdsModel(place) { return place }
        throw InferenceError(
            .modelMissing,
            faults: ["no model was found in " + places.map(\.escaped).joined(separator: ", ")],
            remedy: "Install the program with its share/ folder, or give --model DIR.")
    }

    /// `<program>/../share/sightline/model`, then the resources that `swift build` puts beside the program.
    static func shipped(beside program: PathBytes?) -> [PathBytes] {
        guard let program else { return [] }
        var places = [program.joining("../share/sightline/model")]
        places.append(program.joining("sightline_Detection.resources/Resources"))
        return places
    }

    static func holdsModel(_ folder: PathBytes) -> Bool { ProgramPlace.isFile(folder.joining("card.json")) }
}
