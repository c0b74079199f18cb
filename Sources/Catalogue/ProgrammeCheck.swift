import Records

/// What is wrong with a programme's lines among themselves, and against creatives and stores.
struct ProgrammeCheck {
    private(set) var faults: [CatalogueFault] = []
    private let lines: [(line: ProgrammeLine, number: Int)]

    init(_ folder: CatalogueFolder, stores: Set<String>?) {
        lines = Array(zip(folder.programme, folder.programmeTable.lines))
        reportOverlaps()
        reportMisfits(Dictionary(folder.creatives.map { ($0.id, $0) }) { first, _ in first })
        if let stores { reportUnknown(stores) }
    }

    private mutating func report(_ line: Int, _ code: CatalogueFault.Code, _ message: String) {
        faults.append(CatalogueFault(ProgrammeTable.name, line, code, message))
    }

    /// A store can show one creative in a slot on a day.
    private mutating func reportOverlaps() {
        struct Place: Hashable {
            let store, slot: String
        }
        for (place, group) in Dictionary(grouping: lines, by: { Place(store: $0.line.storeID, slot: $0.line.slot) })
        where group.count > 1 {
            let inOrder = group.sorted {
                ($0.line.validFrom?.number ?? .min, $0.number) < ($1.line.validFrom?.number ?? .min, $1.number)
            }
            var last = inOrder[0]
            for next in inOrder.dropFirst() {
                let begin = next.line.validFrom?.number ?? .min
                if begin <= last.line.validTo?.number ?? .max {
                    report(
                        next.number, .overlappingDates,
                        "store \(shown(place.store)) shows \(shown(next.line.creative)) in \(place.slot) on days on which line "
                            + "\(last.number) has \(shown(last.line.creative)); let one end (valid_to) before the other begins"
                    )
                }
                if next.line.validTo?.number ?? .max > last.line.validTo?.number ?? .max { last = next }
            }
        }
    }

    /// Lines that ask for what the creative does not offer.
    private mutating func reportMisfits(_ creatives: [String: Creative]) {
        for (line, number) in lines {
            guard let creative = creatives[line.creative] else { continue }
            if !creative.slots.contains(line.slot) {
                report(
                    number, .slotNotOfCreative,
                    "puts \(shown(creative.id)) in \(shown(line.slot)), and it is made for "
                        + "\(creative.slots.joined(separator: ", ")); correct the line, or its slots in \(CreativesTable.name)"
                )
            }
            let startsEarly = (line.validFrom?.number ?? .min) < (creative.validFrom?.number ?? .min)
            let endsLate = (line.validTo?.number ?? .max) > (creative.validTo?.number ?? .max)
            // A line without days means the creative's own.
            if (startsEarly && line.validFrom != nil) || (endsLate && line.validTo != nil) {
                report(
                    number, .outsideValidity,
                    "shows \(shown(creative.id)) on days outside of its own "
                        + "(\(creative.validFrom?.description ?? "…") to \(creative.validTo?.description ?? "…")); correct either"
                )
            }
        }
    }

    /// Each store once: a registry that is out of date would give a fault for every line.
    private mutating func reportUnknown(_ stores: Set<String>) {
        var seen: Set<String> = []
        for (line, number) in lines where !stores.contains(line.storeID) && seen.insert(line.storeID).inserted {
            report(
                number, .unknownStore,
                "the registry has no store \(shown(line.storeID)); correct the identifier or add the store")
        }
    }
}
