public import Foundation
public import Records

/// Which drop a folder is.
///
/// **The service** names its drops: the name decides, and a drop that is mounted elsewhere stays the same.
/// **A scan** has no name to go by: the canonical path of the folder decides, or the identifier that the administrator
/// wrote into the marker file, which goes with the folder wherever it is mounted. The name in records is the folder's;
/// where another folder has it, as many parts of the path are put before it as tell the two apart (`busan/photos`).
/// Device numbers change at every remount and decide nothing.
///
/// Rows of older ledgers hold a name and the root of the latest scan: the folder of that root goes on with the row, any
/// other folder of that name becomes a drop of its own.
extension Ledger {
    /// Enters a drop that is known by its name, or notes where it is mounted now.
    /// - Throws: `drop_clash` where a scan of another folder has the name.
    public func register(drop name: String, root: PathBytes, now: Date = Date()) throws(LedgerError) -> DropID {
        func known() throws(LedgerError) -> DropRow? { try dropRows().first { $0.drop.name == name } }
        if let row = try known(), row.drop.root == root, row.knownBy == "name" { return row.drop.id }
        return try database.write { () throws(LedgerError) in
            guard let row = try known() else { return try insertDrop(name, root, nil, "name", now) }
            guard row.knownBy != "root" || row.drop.root == root else {
                throw LedgerError(
                    .dropClash,
                    "\(root.escaped) and \(row.drop.root.escaped) would both be the drop \(name): the latter was scanned "
                        + "under that name; give the former another name, or use another ledger", path: file.escaped)
            }
            try database.run(
                "UPDATE drop_root SET root = ?2, known_by = 'name' WHERE id = ?1",
                [row.drop.id.value, .blob(root.bytes)])
            return row.drop.id
        }
    }

    /// Enters the drop of a scanned folder, or finds the one that it is.
    /// - Parameters:
    ///   - root: canonical, without links.
    ///   - mark: the identifier in its marker file.
    ///   - names: names for a new drop, the first that is free is taken; must not be empty.
    public func register(
        root: PathBytes, mark: String? = nil, names: [String], now: Date = Date()
    ) throws(LedgerError) -> KnownDrop {
        try database.write { () throws(LedgerError) in
            let rows = try dropRows()
            if var drop = rows.first(where: { isThis($0.drop, root, mark, among: rows) })?.drop {
                if drop.root != root || (mark != nil && drop.mark != mark) {
                    (drop.root, drop.mark) = (root, mark ?? drop.mark)
                    try database.run(
                        "UPDATE drop_root SET root = ?2, mark = ?3 WHERE id = ?1",
                        [drop.id.value, .blob(root.bytes), LedgerValue(drop.mark)])
                }
                return drop
            }
            let taken = Set(rows.map(\.drop.name))
            var name = names.first { !taken.contains($0) }
            var number = 2
            while name == nil {
                let next = "\(names.last ?? root.escaped) \(number)"
                if !taken.contains(next) { name = next }
                number += 1
            }
            let made = name ?? root.escaped
            return KnownDrop(id: try insertDrop(made, root, mark, "root", now), name: made, root: root, mark: mark)
        }
    }

    /// The identifier decides; without one, or where the ledger has none yet, the path does.
    private func isThis(_ drop: KnownDrop, _ root: PathBytes, _ mark: String?, among rows: [DropRow]) -> Bool {
        if let mark {
            if drop.mark == mark { return true }
            return drop.root == root && drop.mark == nil && !rows.contains { $0.drop.mark == mark }
        }
        guard drop.root == root else { return false }
        return drop.mark == nil || !rows.contains { $0.drop.root == root && $0.drop.mark == nil }
    }

    /// A drop that holds, or lies in, a folder about to be scanned, and knows photos of it: they would count twice.
    /// - Parameter but: the folder's own drop.
    public func overlapping(_ root: PathBytes, but own: DropID? = nil) throws(LedgerError) -> KnownDrop? {
        for row in try dropRows() where row.drop.id != own && row.drop.root != root {
            let drop = row.drop
            if let inner = root.relative(to: drop.root), try holdsPaths(drop.id, under: inner) { return drop }
            if drop.root.relative(to: root) != nil, try holdsPaths(drop.id, under: PathBytes([])) { return drop }
        }
        return nil
    }

    private func holdsPaths(_ drop: DropID, under folder: PathBytes) throws(LedgerError) -> Bool {
        let below = folder.bytes + [UInt8(ascii: "/")]
        let end = folder.bytes + [UInt8(ascii: "/") + 1]
        return try database.integer(
            """
            SELECT 1 FROM folder f CROSS JOIN path p ON p.folder_id = f.id
             WHERE f.drop_id = ?1 AND (length(?2) = 0 OR f.path = ?2 OR (f.path >= ?3 AND f.path < ?4)) AND p.gone_ms IS NULL
             LIMIT 1
            """, [drop.value, .blob(folder.bytes), .blob(below), .blob(end)]) != nil
    }

    /// All drops ever registered, by name.
    public func drops() throws(LedgerError) -> [KnownDrop] { try dropRows().map(\.drop) }

    private struct DropRow {
        var drop: KnownDrop
        /// `name`, `root`, nil in rows of older ledgers.
        var knownBy: String?
    }

    private func dropRows() throws(LedgerError) -> [DropRow] {
        try database.all("SELECT id, name, root, mark, known_by FROM drop_root ORDER BY name") {
            DropRow(
                drop: KnownDrop(
                    id: DropID($0.int(0)), name: $0.text(1) ?? "", root: PathBytes($0.blob(2)), mark: $0.text(3)),
                knownBy: $0.text(4))
        }
    }

    private func insertDrop(
        _ name: String, _ root: PathBytes, _ mark: String?, _ knownBy: String, _ now: Date
    ) throws(LedgerError) -> DropID {
        try database.run(
            "INSERT INTO drop_root (name, root, mark, known_by, first_seen_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
            [.text(name), .blob(root.bytes), LedgerValue(mark), .text(knownBy), .integer(milliseconds(now))])
        let id = DropID(database.lastInsertedRow)
        for state in ["discovered"] + PhotoState.allCases.map(\.rawValue) {
            try database.run(
                "INSERT INTO tally (drop_id, state, paths) VALUES (?1, ?2, 0)", [id.value, .text(state)])
        }
        return id
    }
}
