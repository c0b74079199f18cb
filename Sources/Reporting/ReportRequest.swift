public import Foundation
public import Records
public import Stores

/// What to report: the period, the branch, and how to write it.
public struct ReportRequest: Sendable {
    public var branch: String
    /// The branch's zone: days and months are its.
    public var zone: TimeZone
    public var period: ReportPeriod
    /// Only stores of this region.
    public var region: String?
    /// Only this store.
    public var store: String?
    /// Replaces the registry that the ledger took over at the latest scan.
    public var registry: StoreRegistry?
    public var language: ReportLanguage
    /// Wanted compliance rate, 0…1.
    public var target: Double?
    /// Puts the pictures into the page, `CallCard.embeddedBytes` at most, instead of into `pictures/` beside it.
    public var embedsPictures = false
    /// From when on a photo's audit is a change since the last report; nil: no earlier report is known.
    public var since: Date?
    /// Who took a photo, by its drop and its path there; nil where layouts name nobody.
    public var staff: (@Sendable (_ drop: String, _ path: PathBytes) -> String?)?
    /// When the report was made: the only thing that differs between two reports of the same ledger.
    public var created: Date

    public init(
        branch: String, zone: TimeZone, period: ReportPeriod, language: ReportLanguage = .english,
        created: Date = Date()
    ) {
        self.branch = branch
        self.zone = zone
        self.period = period
        self.language = language
        self.created = created
    }
}

/// The languages of the page.
public enum ReportLanguage: String, Sendable, CaseIterable {
    case korean = "ko"
    case english = "en"

    /// By the locale of the environment; where it states none, by the branch's zone.
    public init(environment: [String: String], zone: TimeZone) {
        let name = ["LC_ALL", "LC_MESSAGES", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        if ["", "C", "POSIX", "C.UTF-8", "C.utf8"].contains(name) {
            self = ["Asia/Seoul", "ROK", "Asia/Pyongyang"].contains(zone.identifier) ? .korean : .english
        } else {
            self = name.hasPrefix("ko") ? .korean : .english
        }
    }
}

/// Why a report could not be written.
public struct ReportError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// `--store` or `--region` names none that the ledger or the registry knows.
        case unknownScope = "unknown_scope"
        /// A file of the report cannot be written.
        case unwritable = "report_unwritable"
    }

    public let code: Code
    public let message: String

    public var description: String { "\(code.rawValue): \(message)" }
}
