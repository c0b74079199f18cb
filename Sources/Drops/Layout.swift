public import Records

/// Where a photo belongs, as far as its path tells.
public struct Place: Hashable, Sendable {
    /// As the registry would have it: without spaces at its ends and in Unicode's composed form (NFC), so that `S2 ` and a
    /// store written on a Mac are the same store.
    public var store: String?
    public var region: String?
    /// Who took it, as the path names them; reports count by it.
    public var staff: String?
    /// Day of the visit, `yyyy-mm-dd`.
    public var date: String?
    /// True when the path has the layout's form in every part.
    public var fits: Bool

    public init(store: String? = nil, region: String? = nil, date: String? = nil, fits: Bool = false) {
        self.store = store
        self.region = region
        self.date = date
        self.fits = fits
    }
}

/// How the paths of a drop are built: a pattern such as `{store}/{date}/{file}`.
///
/// A pattern is literal text with placeholders: `{store}`, `{region}` and `{staff}` (any text), `{date}` (`yyyy-mm-dd`), `{yyyy}`,
/// `{mm}`, `{dd}` (digits), `{file}` (the rest of the file's name) and `{*}` (any text, ignored). None spans a slash.
/// `{{` and `}}` represent the braces themselves. What doesn't fit is not lost: each part of a path is read for itself,
/// so a photo in the wrong place keeps the store its folder names, and says that it does not fit.
public struct Layout: Hashable, Sendable {
    /// `{store}/{date}/{file}`.
    public static let standard = Layout(folders: [[.field(.store)], [.field(.date)]], file: [.field(.file)])

    /// As it was written.
    public let pattern: String
    let folders: [[Token]]
    let file: [Token]

    enum Field: String, Hashable, CaseIterable {
        case store, region, staff, date, yyyy, mm, dd, file
        case any = "*"

        /// How many bytes it takes, where that is fixed.
        var width: Int? {
            switch self {
            case .date: 10
            case .yyyy: 4
            case .mm, .dd: 2
            case .store, .region, .staff, .file, .any: nil
            }
        }
    }

    enum Token: Hashable {
        case literal([UInt8])
        case field(Field)
    }

    /// Reads a pattern.
    /// - Throws: `LayoutError`, which names the fault and shows its place.
    public init(_ pattern: String) throws(LayoutError) {
        let parts = try Layout.parse(pattern)
        self.pattern = pattern
        folders = parts.dropLast()
        file = parts.last ?? []
    }

    private init(folders: [[Token]], file: [Token]) {
        self.folders = folders
        self.file = file
        pattern = "{store}/{date}/{file}"
    }

    /// Reads store, region and date out of a path.
    /// - Parameter path: relative to the drop.
    public func place(of path: PathBytes) -> Place {
        let parts = path.bytes.split(separator: UInt8(ascii: "/"))
        guard let name = parts.last else { return Place() }
        var values: [Field: ArraySlice<UInt8>] = [:]
        var fits = parts.count == folders.count + 1
        for (tokens, part) in zip(folders, parts.dropLast()) {
            fits = match(tokens, part, &values) && fits
        }
        fits = match(file, name, &values) && fits
        let date = date(in: values)
        var place = Place(
            store: values[.store].map { identifier($0) }, region: values[.region].map { identifier($0) }, date: date,
            fits: fits && (date != nil || !namesADate))
        place.staff = values[.staff].map { identifier($0) }
        return place
    }

    /// The store that a folder at the top of a drop belongs to; nil where that is not what the pattern says of it.
    public func store(ofTopFolder name: PathBytes) -> String? {
        guard let tokens = folders.first, tokens.contains(.field(.store)),
            !name.bytes.withUnsafeBufferPointer(NameRule.isHidden(folder:))
        else { return nil }
        var values: [Field: ArraySlice<UInt8>] = [:]
        guard match(tokens, name.bytes[...], &values) else { return nil }
        return values[.store].map { identifier($0) }
    }

    /// Whether the pattern says where the salesperson's name stands.
    public var namesStaff: Bool { (folders + [file]).contains { $0.contains(.field(.staff)) } }

    /// Whether the pattern says where the day of the visit stands.
    public var namesADate: Bool {
        (folders + [file]).contains { $0.contains(.field(.date)) || $0.contains(.field(.yyyy)) }
    }

    private func date(in values: [Field: ArraySlice<UInt8>]) -> String? {
        if let date = values[.date] { return VisitDate.parse(date) }
        guard let year = values[.yyyy], let month = values[.mm], let day = values[.dd] else { return nil }
        return VisitDate.parse(year + [UInt8(ascii: "-")] + month + [UInt8(ascii: "-")] + day)
    }
}

/// A layout pattern that cannot be used.
public struct LayoutError: Error, Hashable, Sendable, CustomStringConvertible {
    public let code = "bad_layout"
    public let pattern: String
    /// What is wrong, and what to write instead; on one line whatever the pattern holds.
    public let fault: String

    public var description: String { "layout \"\(PathBytes(pattern).escaped)\": \(fault)" }
}
