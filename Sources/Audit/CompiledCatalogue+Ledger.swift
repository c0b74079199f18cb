public import Catalogue
public import Ledger

extension CompiledCatalogue {
    /// The creatives as the ledger keeps them.
    public var registered: [RegisteredCreative] {
        entries.map(\.creative).map {
            RegisteredCreative(
                id: $0.id, family: $0.family, slots: $0.slots, validFrom: $0.validFrom, validTo: $0.validTo)
        }
    }
}
