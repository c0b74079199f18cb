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

    init(_ configuration: Configuration) throws {
        self.configuration = configuration
        detector = try Detector(
            modelFolder: try ModelLocation.find(explicit: configuration.model), precision: configuration.precision)
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
