/// A row's number in the ledger; the phantom type keeps a drop's from being taken for a record's.
public struct LedgerID<Kind>: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let number: Int64

    public init(_ number: Int64) { self.number = number }

    public static func < (a: Self, b: Self) -> Bool { a.number < b.number }
    public var description: String { String(number) }
    var value: LedgerValue { .integer(number) }
}

public enum DropKind {}
public enum RecordKind {}
public enum RunKind {}
public enum BundleKind {}
public enum StoreKind {}
public enum VersionKind {}

public typealias DropID = LedgerID<DropKind>
public typealias RecordID = LedgerID<RecordKind>
public typealias RunID = LedgerID<RunKind>
public typealias BundleID = LedgerID<BundleKind>
/// A store's row; negative for a store that the ledger does not know.
public typealias StoreRow = LedgerID<StoreKind>
/// A set of program, model, precision and policy.
public typealias VersionID = LedgerID<VersionKind>
