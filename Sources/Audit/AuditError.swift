/// What keeps a run from going on, beyond what the rooms below say themselves.
public enum AuditError: Error, Sendable, CustomStringConvertible {
    /// The ledger holds a bundle whose name this program never makes.
    case bundleName(String)

    public var description: String {
        switch self {
        case .bundleName(let name):
            "the ledger holds a bundle named \(name), and no version of this program gives a bundle such a name"
        }
    }
}
