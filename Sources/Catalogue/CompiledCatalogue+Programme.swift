import Records

/// The programme in the compiled file: the slots, the spans of days, then store by store its lines by their indices. A line
/// takes about four bytes, where 200,000 of them in JSON would take more than all artworks.
extension CompiledCatalogue {
    private struct Span: Hashable {
        var from: CalendarDay?
        var to: CalendarDay?
    }

    func encodedProgramme() -> [UInt8] {
        let slots = Set(programme.map(\.slot)).sorted(by: isBefore)
        let slotPlaces = Dictionary(zip(slots, slots.indices)) { first, _ in first }
        var (spans, spanPlaces) = ([Span](), [Span: Int]())
        for line in programme {
            let span = Span(from: line.validFrom, to: line.validTo)
            if spanPlaces.updateValue(spanPlaces[span] ?? spans.count, forKey: span) == nil { spans.append(span) }
        }
        var out = ByteWriter()
        out.number(slots.count)
        for slot in slots { out.text(slot) }
        out.number(spans.count)
        for span in spans { for day in [span.from, span.to] { out.text(day?.description ?? "") } }
        out.number(programme.count)
        var stores: [(id: String, lines: [ProgrammeLine])] = []
        for line in programme {
            if stores.last?.id != line.storeID { stores.append((line.storeID, [])) }
            stores[stores.count - 1].lines.append(line)
        }
        out.number(stores.count)
        for store in stores {
            out.text(store.id)
            out.number(store.lines.count)
            for line in store.lines {
                out.number(slotPlaces[line.slot] ?? 0)
                out.number(place(of: line.creative) ?? 0)
                out.number(spanPlaces[Span(from: line.validFrom, to: line.validTo)] ?? 0)
            }
        }
        return out.bytes
    }

    static func programme(
        reading bytes: ArraySlice<UInt8>, entries: [Entry]
    ) throws(CatalogueError) -> [ProgrammeLine] {
        var reader = ByteReader(bytes)
        // Each of what is counted takes a byte at least, so no count can be larger than the bytes that are left.
        var slots: [String] = []
        for _ in 0..<(try reader.number(upTo: reader.count)) { slots.append(try reader.text(upTo: 200)) }
        var spans: [Span] = []
        for _ in 0..<(try reader.number(upTo: reader.count)) {
            spans.append(Span(from: try day(&reader), to: try day(&reader)))
        }
        let count = try reader.number(upTo: reader.count)
        var programme: [ProgrammeLine] = []
        programme.reserveCapacity(count)
        for _ in 0..<(try reader.number(upTo: reader.count)) {
            let store = try reader.text(upTo: 200)
            guard CreativesTable.isName(store) else { throw damage("has a store that no table could have") }
            for _ in 0..<(try reader.number(upTo: reader.count)) {
                let slot = slots[try reader.place(in: slots.count)]
                let entry = entries[try reader.place(in: entries.count)]
                let span = spans[try reader.place(in: spans.count)]
                programme.append(
                    ProgrammeLine(
                        storeID: store, slot: slot, creative: entry.creative.id, validFrom: span.from, validTo: span.to)
                )
            }
        }
        guard reader.isAtEnd, programme.count == count else { throw damage("has a programme of another length") }
        guard zip(programme, programme.dropFirst()).allSatisfy({ !ProgrammeLine.isInOrder($1, $0) }) else {
            throw damage("has a programme out of order")
        }
        return programme
    }

    private static func day(_ reader: inout ByteReader) throws(CatalogueError) -> CalendarDay? {
        let text = try reader.text(upTo: 10)
        if text.isEmpty { return nil }
        guard let day = CalendarDay(text) else { throw damage("has a day that is none") }
        return day
    }
}

/// By UTF-8 bytes: the same order everywhere, whatever Unicode's rules of the day are.
func isBefore(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
