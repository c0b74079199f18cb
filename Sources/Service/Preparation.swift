import Audit
import Detection
import Drops
import Foundation
import Judging
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
        let card = self.detector.card
        let policy = try configuration.policy.map { try Policy(file: $0, slots: card.slots) } ?? .standard
        try card.requireFit(of: policy)
        var settings = AuditSettings(branch: configuration.branch, zone: configuration.zone, policy: policy)
        settings.fullPhotos = configuration.fullPhotos
        self.settings = settings
        stores = try configuration.stores.map { try StoreRegistry(contentsOf: $0) } ?? .empty
    }

    /// Reads, opens and checks all that a configuration names, as a start or a reload does.
    /// - Returns: what is wrong with the store registry and stops nothing, a line each.
    /// - Throws: what would keep the service from taking this configuration.
    static func check(_ configuration: Configuration) throws -> [String] {
        try Preparation(configuration).warnings
    }

    /// What the log is told at a start and a reload.
    var warnings: [String] {
        guard let file = configuration.stores else { return [] }
        return stores.faultLines.map { "\(file.escaped): \($0)" }
    }

    var lanes: Int {
        configuration.lanes > 0 ? configuration.lanes : max(1, ProcessInfo.processInfo.activeProcessorCount)
    }
}
