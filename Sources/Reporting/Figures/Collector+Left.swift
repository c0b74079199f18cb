import Foundation
import Ledger
import Records

extension Collector {
    private struct Withdrawal {
        var content: [UInt8]
        var time: Int
        var why: String
    }

    private struct Place: Hashable {
        var drop: Int
        var path: PathBytes
    }

    /// Records of the period that count no longer: those taken back by hand, with the reason, and those whose photos
    /// count at another path.
    mutating func finishLeft() throws {
        let withdrawals = try readWithdrawals()
        var gone = summary.gone
        try ledger.query(DayReader.left, reader.bounds(period.from, period.to)) { row in
            let store = row.integer(2)
            guard book.includes(store) else { return }
            let path = PathBytes(row.blob(1))
            let found = withdrawals[Place(drop: row.integer(0) ?? 0, path: path)]
            guard let withdrawal = found, withdrawal.content == row.blob(5) else {
                gone.moved += 1
                return
            }
            gone.withdrawn += 1
            guard gone.listed.count < Self.listedPhotos else { return }
            gone.listed.append(
                .init(
                    storeId: store.map { book[$0].id }, date: "\(visitDay(row, 3, taken: 4))", path: path.escaped,
                    why: withdrawal.why, withdrawn: rfc3339(instant(withdrawal.time))))
        }
        summary.gone = gone
    }

    /// All there are: people make them one by one.
    private func readWithdrawals() throws -> [Place: Withdrawal] {
        var found: [Place: Withdrawal] = [:]
        try ledger.query(
            """
            SELECT f.drop_id, f.path, w.name, w.sha256, w.withdrawn_ms, w.why
              FROM withdrawal w JOIN folder f ON f.id = w.folder_id
            """
        ) { row in
            let path = PathBytes(row.blob(1)).appending(PathBytes(row.blob(2)))
            found[Place(drop: row.integer(0) ?? 0, path: path)] = Withdrawal(
                content: row.blob(3), time: row.integer(4) ?? 0, why: row.text(5) ?? "")
        }
        return found
    }
}
