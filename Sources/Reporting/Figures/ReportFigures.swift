import Foundation
import Ledger
import Records
import Visits

/// All that a report says: what the page and the tables are made of, with no ledger behind it.
struct ReportFigures: Sendable {
    let request: ReportRequest
    let book: StoreBook
    var summary: ReportSummary
    var stores: [StoreRow: StoreFigures] = [:]
    /// The latest day with a photo of each store, in all that was read.
    var lastSeen: [StoreRow: CalendarDay] = [:]
    var drops: [DropID: KnownDrop] = [:]
    var lists = PhotoLists()
    /// Visits of the period, the latest last, at most `Self.listedVisits`.
    var visits: [ListedVisit] = []
    /// Who took the photos of the day that is being read, by store.
    var staffOfDay: [StoreRow: Set<String>] = [:]
    /// The stores to call first, with their pictures.
    var cards: [CallCard] = []
    /// Photos of several visits that show the same picture, the heaviest first.
    var checks: [CheckCase] = []
    /// What hangs in each store, by its latest visit that was compared with a catalogue.
    var artworks: [StoreRow: StoreArtworks] = [:]
    /// What the latest visit of a store left open for another photo.
    var retakes: [StoreRow: Retake] = [:]
    /// The slots met so far.
    var slots = SlotNames()

    let period: ReportPeriod
    let late: ReportPeriod
    let firstMonth: CalendarDay
}

/// A visit in the list of visits.
struct ListedVisit: Sendable {
    var visit: Visit
    /// Salespeople, sorted; empty where the layout names none.
    var staff: [String]
}

extension ReportFigures {
    static let listedVisits = 300

    /// Stores whose latest visit isn't compliant, worst first.
    var toCall: [StoreRow] {
        stores.filter { $0.value.isToCall }.sorted { a, b in
            a.value.isWorse(than: b.value) ?? byteOrder(book[a.key].id, book[b.key].id)
        }.map(\.key)
    }

    /// Stores that are non-compliant again and again, most often first.
    var repeated: [StoreRow] {
        stores.filter { $0.value.isRepeated }.sorted { a, b in
            let times = (a.value.nonCompliant + a.value.nonCompliantBefore, a.value.nonCompliant)
            let others = (b.value.nonCompliant + b.value.nonCompliantBefore, b.value.nonCompliant)
            return times == others ? byteOrder(book[a.key].id, book[b.key].id) : times > others
        }.map(\.key)
    }

    /// Registered stores without an audited photo in the period.
    var uncovered: [StoreRow] {
        book.registered.filter { (stores[$0]?.audited ?? 0) == 0 }.sorted { byteOrder(book[$0].id, book[$1].id) }
    }

    func byteOrder(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}

/// A store to call, with what proves it.
struct CallCard: Sendable {
    /// Cards at most.
    static let limit = 48
    /// Bytes of their pictures inside a page at most: in base64 half of the 10 MB that a page may have.
    static let embeddedBytes = 3_600_000

    var store: StoreRow
    /// The store's latest visit.
    var visit: Visit
    /// Of the photo that shows what is wrong.
    var place: PhotoPlace?
    var picture: Picture

    enum Picture: Sendable {
        /// The record has none.
        case none
        /// Its bytes.
        case shown([UInt8])
        /// There is one, and no room for it in the page.
        case leftOut
    }

    /// The picture's bytes; nil where none is shown.
    var jpeg: [UInt8]? {
        if case .shown(let jpeg) = picture { jpeg } else { nil }
    }
}

extension Visit {
    /// The photo that shows what is wrong: the one that decides the offset where that is wrong, else the first with a
    /// violation.
    var proof: RecordID {
        if let centre, centre.isOff { return centre.record }
        return witness
    }
}
