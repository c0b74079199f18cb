import Foundation
import Judging
import Ledger
import Records
import Reporting

/// What page and server say to each other, in JSON.
enum ReviewMessages {
    struct SignIn: Codable { var token: String }

    struct Who: Codable {
        var name: String
        var role: String
        /// To be stated with every change.
        var change: String
        var slots: [Word]
        var creatives: [Word]
    }

    /// A name with what people call it.
    struct Word: Codable {
        var id: String
        var ko: String
        var en: String
    }

    struct Ticket: Codable { var ticket: String }

    struct Draft: Codable {
        var ticket: String
        var draft: String
    }

    struct Answer: Codable {
        var ticket: String
        var correction: Correction
        /// Seconds since the photo was first seen.
        var took: Double?
    }

    struct Wish: Codable {
        var store: String?
        var finding: String?
        var creative: String?
    }

    struct Judged: Codable {
        struct Said: Codable {
            var code: String
            var severity: String
            var ko: String
            var en: String
            var value: Double?
            var limit: Double?
        }

        var verdict: String
        var findings: [Said]
        var offset: Double?

        init(_ record: Record) {
            verdict = (record.verdict ?? .notAssessable).rawValue
            offset = record.centering?.fixtureOffset
            findings = record.findings.map {
                Said(
                    code: $0.code, severity: $0.severity.rawValue, ko: PageWords.finding($0.code, .korean),
                    en: PageWords.finding($0.code, .english), value: $0.value, limit: $0.limit)
            }
        }
    }

    /// A photo to be looked at, with all that the page shows of it.
    struct Work: Codable {
        struct Panel: Codable {
            var slot: String?
            var quad: Quad
            var creative: String?
            var tags: [Correction.Tag]
            /// The machine's list, best first.
            var ranked: [String]
        }

        /// Another photo beside it.
        struct Other: Codable {
            /// `earlier`, or the relation's kind.
            var kind: String
            var store: String?
            var date: String?
            var verdict: String?
            var index: Int
        }

        var ticket: String
        var width: Int
        var height: Int
        var store: String?
        var region: String?
        var date: String?
        /// Codes of the reasons for which it is in the queue.
        var why: [String]
        var panels: [Panel]
        var texts: [ReadText]
        var judged: Judged
        var others: [Other]
        var draft: String?
        /// Who answered it before.
        var before: String?
        var conflict: Bool
    }

    struct Desk: Codable {
        var work: [Work]
        /// Photos that nobody answered yet.
        var left: Int
        /// What this person answered since the server started.
        var mine: Int
    }

    struct Figures: Codable {
        struct Row: Codable {
            var question: String
            var region: String?
            var accuracy: FieldAccuracy
        }

        var corrections: Int
        var accuracy: [Row]
        /// Of the photos chosen by worth, and of those drawn at random: the share in which a person changed something.
        var hitRate: Double?
        var chance: Double?
        var learned: Bool
    }
}
