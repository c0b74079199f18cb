import Foundation
import Judging
import Records

/// What a photo's place in the queue depends on: a dozen numbers from 0 to 1, more of each speaking for a mistake of the
/// machine.
struct PhotoFeatures: Sendable {
    static let names = [
        "not_assessable", "non_compliant", "near_limit", "uncertainty", "least_confidence", "mean_confidence",
        "candidates",
        "unrecognised", "undecided_creative", "narrow_creative", "missing", "suspicion", "blurred", "dark",
    ]
    static var count: Int { names.count }

    let values: [Float]

    /// - Parameter policy: its limits are what a value may be near to.
    init(_ record: Record, policy: Policy) {
        let codes = record.findings.compactMap { FindingCode(code: $0.code) }
        let ads = record.detections.filter { $0.slot != Slot.cabinet }
        let confidences = ads.map(\.confidence)
        let creatives = record.boards.filter { $0.slot != nil }.compactMap(\.creative)
        var list: [Double] = []
        list.append(record.verdict == .notAssessable ? 1 : 0)
        list.append(record.verdict == .nonCompliant ? 1 : 0)
        list.append(PhotoFeatures.nearness(record.centering, policy.slots[Slot.topAd]?.centreLimit))
        list.append(min(1, (record.centering?.uncertainty ?? 0) / 0.1))
        list.append(1 - (confidences.min() ?? 0))
        list.append(confidences.isEmpty ? 1 : 1 - confidences.reduce(0, +) / Double(confidences.count))
        list.append(min(1, Double((record.candidates ?? []).count) / 3))
        list.append(codes.contains { $0.isDoubt } ? 1 : 0)
        list.append(creatives.contains { $0.id == nil } ? 1 : 0)
        list.append(creatives.map(PhotoFeatures.narrowness).max() ?? 0)
        list.append(codes.contains { $0.absentSlot != nil } ? 1 : 0)
        list.append(PhotoFeatures.suspicion(record))
        list.append(1 - min(1, (record.quality?.sharpness ?? 0) / 500))
        list.append(1 - min(1, (record.quality?.brightness ?? 0) / 0.5))
        values = list.map { Float($0.isFinite ? min(1, max(0, $0)) : 0) }
    }

    /// Cold: how uncertain the machine's answer is, before anyone corrected anything. The doubts of the answer itself weigh
    /// most; that a photo is dark says little.
    static func uncertainty(_ values: [Float]) -> Float {
        guard values.count == count else { return 0 }
        let weights: [Float] = [0.5, 0.15, 0.7, 0.4, 0.5, 0.3, 0.4, 0.6, 0.7, 0.4, 0.35, 0.3, 0.1, 0.1]
        return 1 - zip(values, weights).reduce(Float(1)) { $0 * (1 - $1.0 * $1.1) }
    }

    private static func nearness(_ centering: Centering?, _ limit: Double?) -> Double {
        guard let limit, let offset = centering?.fixtureOffset else { return 0 }
        let width = max(0.01, centering?.uncertainty ?? 0.02)
        return exp(-abs(abs(offset) - limit) / width)
    }

    private static func narrowness(_ creative: RecognisedCreative) -> Double {
        guard creative.ranked.count > 1 else { return 1 - creative.score }
        return 1 - min(1, max(0, creative.ranked[0].score - creative.ranked[1].score) * 3)
    }

    private static func suspicion(_ record: Record) -> Double {
        let capture = max(record.capture?.screen ?? 0, record.capture?.print ?? 0)
        let isTwin = record.relations.contains { $0.kind != .nearDuplicateSameVisit }
        return max(capture, isTwin ? 1 : 0)
    }
}

extension FindingCode {
    /// It says that the machine could not decide.
    fileprivate var isDoubt: Bool {
        switch self {
        case .unclear, .boardUnrecognised, .tooUncertain, .notFound, .noReference: true
        default: false
        }
    }
}
