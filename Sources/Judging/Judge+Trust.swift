import Foundation
import Records

/// Whether place and time of a photo can be believed, from what the photo itself says.
///
/// Facts with a value and a limit, never a verdict unless the policy sets it: a clock is set wrong, a fix is old, and a
/// gallery that turns a photo rewrites the time of its last change.
extension Judge {
    /// Time first, then place.
    func doubts(of record: Record) -> [Finding] { times(of: record) + places(of: record) }

    private func times(of record: Record) -> [Finding] {
        let rules = policy.time
        var findings = clockDoubts(of: record)
        let changed = TimeEvidence.secondsToChange(record.exif)
        let traces = [PhotoMeasure.editorTables, PhotoMeasure.makerDataMissing]
        let hasTraces = traces.contains { record.measures[$0] != nil }
        if changed != nil || hasTraces || TimeEvidence.isEditor(record.exif.software?.value) {
            findings.append(FindingCode.edited.finding(rules.edited, value: changed))
        }
        return findings
    }

    /// Earlier or later than what else the file says of the time.
    func clockDoubts(of record: Record) -> [Finding] {
        let rules = policy.time
        // By a right clock, as far as that is known.
        let exif = record.exif.correcting(clock: record.device?.clock)
        let daysAhead = (record.device?.clock ?? 0) / 86_400
        let afterFile = record.measures[PhotoMeasure.daysTakenAfterFile].map { $0 - daysAhead }
        var findings: [Finding] = []
        if let days = TimeEvidence.daysBackdated(exif), days > rules.daysAllowed {
            findings.append(
                FindingCode.captureBackdated.finding(rules.backdated, value: days, limit: rules.daysAllowed))
        }
        let late = [TimeEvidence.daysInFuture(exif), afterFile]
        if let days = late.compactMap({ $0 }).max(), days > rules.daysAllowed {
            findings.append(FindingCode.captureInFuture.finding(rules.inFuture, value: days, limit: rules.daysAllowed))
        }
        return findings
    }

    private func places(of record: Record) -> [Finding] {
        let rules = policy.place
        if let distance = record.measures[PhotoMeasure.storeDistance] {
            let fence = rules.fence(in: record.photo.region)
            guard let fence, distance > fence else { return [] }
            return [FindingCode.outsideStoreFence.finding(rules.outside, value: distance, limit: fence)]
        }
        guard record.measures[PhotoMeasure.storeDistanceUnknown] != nil else { return [] }
        let isStated = record.exif.latitude != nil || record.exif.longitude != nil
        return [(isStated ? FindingCode.gpsUnusable : .gpsMissing).finding(rules.missing)]
    }
}

/// What the times in a file say about each other.
enum TimeEvidence {
    private static let day = 86_400.0

    /// Days by which the capture time is earlier than a time that must be about the same; nil without one.
    static func daysBackdated(_ exif: ExifFacts) -> Double? {
        guard let taken = taken(exif) else { return nil }
        return [gps(exif), exif.digitizedAt?.value?.epoch].compactMap { $0 }.map { ($0 - taken) / day }.max()
    }

    /// Days by which it is later than a time before which it must lie.
    static func daysInFuture(_ exif: ExifFacts) -> Double? {
        guard let taken = taken(exif) else { return nil }
        return [gps(exif), exif.changedAt?.value?.epoch].compactMap { $0 }.map { (taken - $0) / day }.max()
    }

    /// Seconds from the capture to a later change of the file.
    static func secondsToChange(_ exif: ExifFacts) -> Double? {
        guard let taken = taken(exif), let changed = exif.changedAt?.value?.epoch, changed > taken else { return nil }
        return changed - taken
    }

    /// A time that the folder gave is not a camera's.
    private static func taken(_ exif: ExifFacts) -> Double? {
        exif.capturedAt?.value.flatMap { $0.zone == .folder ? nil : $0.epoch }
    }

    private static func gps(_ exif: ExifFacts) -> Double? { exif.gpsEpoch }

    /// The program that wrote the file is one that changes pictures; cameras and phones write their firmware there.
    static func isEditor(_ software: String?) -> Bool {
        guard let name = software?.lowercased() else { return false }
        return editors.contains { name.contains($0) }
    }

    private static let editors = [
        "photoshop", "lightroom", "gimp", "snapseed", "picsart", "vsco", "pixlr", "paint.net", "facetune", "meitu",
        "beautyplus", "b612", "snow", "fotor", "canva", "polarr", "imagemagick", "affinity", "luminar", "darktable",
        "rawtherapee", "photoscape", "irfanview", "acd systems", "acdsee", "xnview", "faststone", "picasa",
        "photodirector",
        "photo editor", "photoeditor", "photo studio", "paintshop", "paint shop", "corel", "capture one", "pixelmator",
        "google photos", "windows photo", "microsoft photo", "nik collection", "remini", "youcam", "epik",
    ]
}
