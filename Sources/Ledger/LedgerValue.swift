/// A value as SQLite knows it, for parameters and columns of statements.
enum LedgerValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    init(_ value: Int64?) { self = value.map(LedgerValue.integer) ?? .null }
    init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .null }
    init(_ value: Double?) { self = value.map(LedgerValue.real) ?? .null }
    init(_ value: String?) { self = value.map(LedgerValue.text) ?? .null }
    init(_ value: Bool) { self = .integer(value ? 1 : 0) }
}

extension LedgerValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
    ExpressibleByNilLiteral
{
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(floatLiteral value: Double) { self = .real(value) }
    init(stringLiteral value: String) { self = .text(value) }
    init(nilLiteral: ()) { self = .null }
}
