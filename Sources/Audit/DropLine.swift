public import Drops
import Integrity
public import Ledger
import Records
import Stores
public import Watching

/// A drop in a run: its number in the ledger, its reader, and how its paths map to stores.
public final class DropLine: Sendable {
    public let id: DropID
    public let drop: Drop
    public let reader: DropReader
    private let stores: StoreRegistry

    init(id: DropID, drop: Drop, stores: StoreRegistry, reader: DropReader) {
        self.id = id
        self.drop = drop
        self.stores = stores
        self.reader = reader
    }

    /// Looks into this drop's files to see what they are.
    public func contentCheck(_ keeper: LedgerKeeper) -> ContentCheck {
        ContentCheck(keeper: keeper, drop: id, reader: reader)
    }

    /// Where a photo belongs. Any folder could be a store: without a registry that says which are, only a path that has a
    /// date where the layout wants one is believed.
    private func place(of path: PathBytes) -> Place {
        var place = drop.layout.place(of: path)
        if stores.stores.isEmpty, drop.layout.namesADate, place.date == nil { place.store = nil }
        return place
    }

    func sighting(_ candidate: Candidate) -> Sighting {
        let place = place(of: candidate.path)
        return Sighting(
            path: candidate.path, size: Int64(candidate.size), mtimeNanoseconds: candidate.mtimeNanoseconds,
            storeID: place.store, date: place.date)
    }

    func input(_ bytes: [UInt8], _ sighting: Sighting) -> PhotoInput {
        var input = PhotoInput(
            drop: drop.name, path: sighting.path, bytes: bytes, storeID: sighting.storeID,
            region: sighting.storeID.flatMap { stores[$0]?.region } ?? drop.layout.place(of: sighting.path).region,
            date: sighting.date)
        if let store = sighting.storeID.flatMap({ stores[$0] }), let latitude = store.latitude,
            let longitude = store.longitude
        {
            input.storePlace = PlaceAndTime.Place(latitude: latitude, longitude: longitude)
        }
        input.staff = drop.layout.place(of: sighting.path).staff
        input.modified = Double(sighting.mtimeNanoseconds) / 1e9
        return input
    }

    /// Photos of one store stay on one lane as long as it has work of that store.
    func affinity(_ sighting: Sighting) -> Int? {
        // A hash that is the same in every run, so that each deals the same way.
        sighting.storeID.map { Int(truncatingIfNeeded: FNV1a.hash64($0.utf8)) }
    }
}
