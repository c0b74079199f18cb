import Foundation

/// The Prometheus text file (node exporter's textfile format 0.0.4).
struct Metrics {
    var status: ServiceStatus
    var now: Date

    var text: String {
        var out = ""
        func metric(_ name: String, _ kind: String, _ help: String, _ values: [(labels: String, value: Double)]) {
            out += "# HELP sightline_\(name) \(help)\n# TYPE sightline_\(name) \(kind)\n"
            for value in values { out += "sightline_\(name)\(value.labels) \(Self.number(value.value))\n" }
        }
        metric(
            "photos", "gauge", "Paths in the ledger by state.",
            status.photos.sorted { $0.key < $1.key }.map { (Self.label("state", $0.key), Double($0.value)) })
        metric("committed_total", "counter", "Photos committed since the start.", [("", Double(status.committed))])
        metric("in_hand", "gauge", "Photos between reading and commit.", [("", Double(status.inHand))])
        metric(
            "drop_up", "gauge", "1 when the drop is there.",
            status.drops.map { (Self.label("drop", $0.name), $0.state == "up" ? 1 : 0) })
        metric(
            "drop_waiting", "gauge", "Photos seen and not audited yet.",
            status.drops.map { (Self.label("drop", $0.name), Double($0.waiting)) })
        metric(
            "stage_seconds_total", "counter", "Seconds spent by stage.",
            status.stages.sorted { $0.key < $1.key }.map { (Self.label("stage", $0.key), $0.value.seconds) })
        metric(
            "stage_total", "counter", "Times a stage was gone through.",
            status.stages.sorted { $0.key < $1.key }.map { (Self.label("stage", $0.key), Double($0.value.times)) })
        metric(
            "queue_depth", "gauge",
            "Photos claimed and not committed; of them those waiting for lanes and for the commit.",
            status.queues.sorted { $0.key < $1.key }.map { (Self.label("queue", $0.key), Double($0.value)) })
        metric("outbox_bundles", "gauge", "Bundles that wait for upload.", [("", Double(status.outbox.bundles))])
        metric("outbox_bytes", "gauge", "Bytes of bundles in the outbox.", [("", Double(status.outbox.bytes))])
        metric("outbox_age_seconds", "gauge", "Age of the oldest bundle not uploaded.", [("", status.outbox.age)])
        metric(
            "outbox_failing_bundles", "gauge", "Bundles that the uploader tried and could not deliver.",
            [("", Double(status.outbox.failing ?? 0))])
        metric(
            "upload_failed_attempts", "gauge", "Failed attempts of the bundles that are not delivered yet.",
            [("", Double(status.outbox.attempts ?? 0))])
        metric(
            "report_failing_deliveries", "gauge", "Reports that report.deliver.command could not deliver yet.",
            [("", Double(status.deliveries?.failing ?? 0))])
        metric(
            "report_failed_attempts", "gauge", "Failed attempts of the reports that are not delivered yet.",
            [("", Double(status.deliveries?.attempts ?? 0))])
        metric(
            "drop_not_configured_photos", "gauge",
            "Pending and failed photos of a drop that the configuration does not name.",
            (status.strayDrops ?? []).map { (Self.label("drop", $0.name), Double($0.pending + $0.failed)) })
        metric("unbundled_records", "gauge", "Records in no bundle yet.", [("", Double(status.outbox.unbundled))])
        metric("problems_total", "counter", "Problems since the start.", [("", Double(status.problems))])
        metric(
            "resting", "gauge", "1 for each reason to pause.",
            PauseReason.allCases.map {
                (Self.label("reason", $0.rawValue), status.resting[$0.rawValue] == nil ? 0 : 1)
            })
        if let success = status.lastSuccess {
            metric(
                "last_success_timestamp_seconds", "gauge", "When a photo was last committed.",
                [("", success.timeIntervalSince1970)])
        }
        metric(
            "store_photos_month", "gauge", "Photos of this month by store.",
            (status.storesMonth ?? [:]).sorted { $0.key < $1.key }.map {
                (Self.label("store", $0.key), Double($0.value))
            })
        metric(
            "visits_month", "gauge", "Visits of this month by status, as reports count them.",
            (status.visitsMonth ?? [:]).sorted { $0.key < $1.key }.map {
                (Self.label("status", $0.key), Double($0.value))
            })
        metric("written_timestamp_seconds", "gauge", "When this file was written.", [("", now.timeIntervalSince1970)])
        return out
    }

    static func label(_ name: String, _ value: String) -> String {
        let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        return "{\(name)=\"\(escaped)\"}"
    }

    static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}
