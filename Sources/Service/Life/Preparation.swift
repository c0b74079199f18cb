import Artwork
import Audit
import Detection
import Judging
public import Settings
import Stores

/// All that a configuration names and that is only read, opened and checked: what fails here never replaces what works.
struct Preparation: Sendable {
    let configuration: Configuration
    let detector: Detector
    let settings: AuditSettings
    let stores: StoreRegistry

    /// - Parameter detector: what was in force so far; it stays where nothing has changed of its model, since what a
    ///   model leaves behind costs memory for good: the next one's pieces do not fit where it lay.
    init(_ configuration: Configuration, keeping detector: Detector? = nil) throws {
        self.configuration = configuration
        let folder = try ModelLocation.find(explicit: configuration.model)
        if let detector, detector.isStill(folder, configuration.precision) {
            self.detector = detector
        } else {
            self.detector = try Detector(modelFolder: folder, precision: configuration.precision)
        }
        let card = self.detector.card
        let policy = try Policy.load(configuration.policy, for: card)
        var settings = AuditSettings(branch: configuration.branch, zone: configuration.zone, policy: policy)
        settings.artworks = try configuration.catalogue.map {
            try ArtworkIndex.load($0, precision: configuration.precision)
        }
        try settings.read(configuration.texts, precision: configuration.precision)
        settings.fullPhotos = configuration.fullPhotos
        self.settings = settings
        stores = try configuration.stores.map { try StoreRegistry(contentsOf: $0) } ?? .empty
    }

    /// What is logged at a start and a reload.
    var warnings: [String] {
        guard let file = configuration.stores else { return [] }
        return stores.faultLines.map { "\(file.escaped): \($0)" }
    }
}

extension Configuration {
    /// Opens and checks all that the configuration names and that is only read (model, policy, catalogue, stores), as a start or a
    /// reload does.
    /// - Returns: what is wrong with the store registry and stops nothing, a line each.
    /// - Throws: what would keep the service from taking this configuration.
    public func checkWhatItNames() throws -> [String] { try Preparation(self).warnings }
}
