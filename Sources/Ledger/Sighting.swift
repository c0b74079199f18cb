public import Records

/// A candidate as a drop's walk saw it: what the ledger knows a path by, and where the layout says it belongs.
public struct Sighting: Hashable, Sendable {
    /// Relative to the drop.
    public var path: PathBytes
    /// Bytes.
    public var size: Int64
    public var mtimeNanoseconds: Int64
    /// As the layout reads it from the path.
    public var storeID: String?
    /// `yyyy-mm-dd`, as the layout reads it from the path.
    public var date: String?

    public init(path: PathBytes, size: Int64, mtimeNanoseconds: Int64, storeID: String? = nil, date: String? = nil) {
        self.path = path
        self.size = size
        self.mtimeNanoseconds = mtimeNanoseconds
        self.storeID = storeID
        self.date = date
    }
}

/// A path in the two parts the ledger keeps: its folder and its name there.
struct SplitPath {
    let folder: [UInt8]
    let name: [UInt8]

    init(_ path: PathBytes) {
        let parts = path.folderAndName
        folder = parts.folder.bytes
        name = parts.name.bytes
    }
}

/// How many paths stand in which state.
public struct Counts: Hashable, Sendable {
    public var discovered = 0
    public var audited = 0
    public var rejected = 0
    public var failed = 0
    public var duplicate = 0
    public var pending = 0

    public init() {}

    /// `discovered = audited + rejected + failed + duplicate + pending`.
    public var closes: Bool { discovered == [audited, rejected, failed, duplicate, pending].clampedSum }

    public subscript(state: PhotoState) -> Int {
        switch state {
        case .audited: audited
        case .rejected: rejected
        case .failed: failed
        case .duplicate: duplicate
        case .pending: pending
        }
    }

    mutating func set(_ name: String, _ number: Int) {
        switch name {
        case "discovered": discovered = number
        case "audited": audited = number
        case "rejected": rejected = number
        case "failed": failed = number
        case "duplicate": duplicate = number
        case "pending": pending = number
        default: break
        }
    }
}
