import Records

/// What a walk left alone, by reason.
public struct SkipCounts: Hashable, Sendable, Codable {
    /// Files that are not pictures, by name or by content.
    public private(set) var other = 0
    /// Hidden files and those of a transfer under way.
    public var temporary = 0
    /// Folders that are hidden or a server's own.
    public var hiddenFolders = 0
    /// Symbolic links.
    public var links = 0
    /// FIFOs, sockets and devices.
    public var special = 0
    /// The files of `other` by kind: the name's ending (`csv`, `mp4`) where it told enough, else what the content is
    /// (`text`, `zip`, `unknown`), `backup` for a program's backup of a file beside it.
    public private(set) var kinds: [String: Int] = [:]

    /// Most kinds distinguished; the rest is `more`.
    static let mostKinds = 64

    public init() {}

    enum CodingKeys: String, CodingKey {
        case other, temporary, links, special, kinds
        case hiddenFolders = "hidden_folders"
    }

    /// Counts files that are not pictures.
    public mutating func noteOther(_ kind: String, count: Int = 1) {
        other += count
        kinds[kinds[kind] != nil || kinds.count < SkipCounts.mostKinds ? kind : "more", default: 0] += count
    }

    public static func += (a: inout SkipCounts, b: SkipCounts) {
        for (kind, count) in b.kinds.sorted(by: { $0.key < $1.key }) { a.noteOther(kind, count: count) }
        a.temporary += b.temporary
        a.hiddenFolders += b.hiddenFolders
        a.links += b.links
        a.special += b.special
    }

    /// Nothing was left alone.
    public var isEmpty: Bool { self == SkipCounts() }

    /// For people, such as `1 link, 3 other files (2 csv, 1 db)`; nil where no file was left alone. Hidden folders are
    /// not in it.
    public var text: String? {
        var parts: [String] = []
        if links > 0 { parts.append(counted(links, "link")) }
        if special > 0 { parts.append(counted(special, "FIFO, socket or device", "FIFOs, sockets or devices")) }
        if temporary > 0 { parts.append(counted(temporary, "temporary or hidden name")) }
        if other > 0 {
            let list = kinds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
            parts.append("\(counted(other, "other file")) (\(list.joined(separator: ", ")))")
        }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
