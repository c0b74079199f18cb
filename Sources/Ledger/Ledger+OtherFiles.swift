public import Records

/// A file whose name tells nothing and whose content is not a picture.
public struct OtherFile: Hashable, Sendable {
    /// Relative to the drop.
    public var path: PathBytes
    /// Bytes.
    public var size: Int64
    public var mtimeNanoseconds: Int64
    /// What it is, as counts call it: `text`, `zip`, `unknown`.
    public var kind: String

    public init(path: PathBytes, size: Int64, mtimeNanoseconds: Int64, kind: String) {
        self.path = path
        self.size = size
        self.mtimeNanoseconds = mtimeNanoseconds
        self.kind = kind
    }
}

extension Ledger {
    /// Remembers files that are not pictures by path, size and time, and forgets those that have become some.
    ///
    /// Not waited for on the disk: an answer lost in a power cut costs one more look.
    /// - Parameters:
    ///   - files: what was looked at and is not a picture.
    ///   - pictures: what was looked at and is one.
    /// - Returns: those of `files`, by place, whose paths the ledger knows as photos: they held one when they were last
    ///   looked at, are not remembered here, and have to be claimed, so that their old record does not represent them.
    public func noteOthers(
        drop: DropID, _ files: [OtherFile], pictures: [PathBytes]
    ) throws(LedgerError) -> [Int] {
        try database.write(durable: false) { () throws(LedgerError) in
            var known: [Int] = []
            var folders = FolderRows(database, drop)
            for (index, file) in files.enumerated() {
                let place = SplitPath(file.path)
                let folder = try folders.row(place.folder)
                if try pathRow(folder, place.name) != nil {
                    known.append(index)
                    continue
                }
                try database.run(
                    """
                    INSERT OR REPLACE INTO other_file (folder_id, name, size, mtime_ns, kind)
                    VALUES (?1, ?2, ?3, ?4, ?5)
                    """,
                    [
                        .integer(folder), .blob(place.name), .integer(file.size), .integer(file.mtimeNanoseconds),
                        .text(file.kind),
                    ])
            }
            for path in pictures {
                let place = SplitPath(path)
                guard let folder = try folders.existing(place.folder) else { continue }
                try database.run(
                    "DELETE FROM other_file WHERE folder_id = ?1 AND name = ?2", [.integer(folder), .blob(place.name)])
            }
            return known
        }
    }

    /// Adds a drop's files that are not pictures to what is known of it.
    func readOthers(drop: DropID, into known: inout KnownPaths) throws(LedgerError) {
        try database.forEach(
            """
            SELECT f.path, o.name, o.size, o.mtime_ns, o.kind
              FROM folder f CROSS JOIN other_file o ON o.folder_id = f.id WHERE f.drop_id = ?1
            """, [drop.value]
        ) { row in
            let key = KnownPaths.key(folder: row.blob(0))
            known.insert(
                row.withBlob(1) { KnownPaths.fingerprint(key, $0, row.int(2), row.int(3)) }, kind: row.text(4) ?? "")
        }
    }
}
