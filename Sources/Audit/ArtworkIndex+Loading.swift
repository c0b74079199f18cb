public import Artwork
import Catalogue
import Foundation
public import Records

extension ArtworkIndex {
    /// The compiled catalogue of a file, ready for matching; every command and the service load theirs here.
    /// - Throws: `CatalogueError` for a file that is none, is damaged or was compiled for another network; `InferenceError`.
    public static func load(_ file: PathBytes, precision: PrecisionChoice) throws -> ArtworkIndex {
        let catalogue = try CompiledCatalogue(contentsOf: file)
        let model = try FeatureModel(folder: try FeatureLocation.find(), precision: precision)
        return try ArtworkIndex(catalogue, model)
    }
}
