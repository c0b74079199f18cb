public import Drops
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

    func sighting(_ candidate: Candidate) -> Sighting {
        let place = drop.layout.place(of: candidate.path)
        return Sighting(
            path: candidate.path, size: Int64(candidate.size), mtimeNanoseconds: candidate.mtimeNanoseconds,
            storeID: place.store, date: place.date)
    }

    func input(_ bytes: [UInt8], _ sighting: Sighting) -> PhotoInput {
        PhotoInput(
            drop: drop.name, path: sighting.path, bytes: bytes, storeID: sighting.storeID,
            region: sighting.storeID.flatMap { stores[$0]?.region } ?? drop.layout.place(of: sighting.path).region,
            date: sighting.date)
    }

    /// Photos of one store stay on one lane as long as it has work of that store.
    func affinity(_ sighting: Sighting) -> Int? {
        sighting.storeID.map { store in
            // FNV-1a, so that a run deals the same way each time.
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for byte in store.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            return Int(truncatingIfNeeded: hash)
        }
    }
}
