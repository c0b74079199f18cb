import Audit
import Compliance
import Detection
import Drops
import Foundation
import Records
import SystemCalls

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
        var policy = Policy.standard
        if let file = configuration.policy {
            policy = try Policy(json5: Data(try FileSystem.read(file)), origin: file.escaped)
        }
        var settings = AuditSettings(branch: configuration.branch, zone: configuration.zone, policy: policy)
        settings.fullPhotos = configuration.fullPhotos
        self.settings = settings
        stores = try configuration.stores.map { try StoreRegistry(contentsOf: $0) } ?? .empty
    }

    var lanes: Int {
        configuration.lanes > 0 ? configuration.lanes : max(1, ProcessInfo.processInfo.activeProcessorCount)
    }
}
