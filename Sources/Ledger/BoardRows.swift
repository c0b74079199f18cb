import Records

/// A record's rows of `board_seen`.
enum BoardRows {
    /// Writes them in place of what was there.
    static func write(_ record: Record, row: Int64, _ database: Connection) throws(LedgerError) {
        try database.run("DELETE FROM board_seen WHERE record_id = ?1", [.integer(row)])
        for (ordinal, board) in record.boards.enumerated() {
            let creative = board.creative
            guard board.slot != nil || creative?.id != nil || creative?.family != nil else { continue }
            let tags = board.tags.map { $0.map(\.rawValue).joined(separator: ";") }
            try database.run(
                """
                INSERT INTO board_seen (record_id, ordinal, slot, confidence, matched, creative, family, score, turn, visible,
                  damaged, glare, blank, tags)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
                """,
                [
                    .integer(row), LedgerValue(ordinal), LedgerValue(board.slot), .real(board.confidence),
                    LedgerValue(creative != nil), LedgerValue(creative?.id), LedgerValue(creative?.family),
                    LedgerValue(creative?.score), LedgerValue(creative?.turn), LedgerValue(board.state?.visible),
                    LedgerValue(board.state?.damaged), LedgerValue(board.state?.glare),
                    LedgerValue(board.state?.blank), LedgerValue(tags),
                ])
        }
        let isMatched = record.state == .audited && record.versions.catalogue != nil
        try database.run(
            "UPDATE record SET matched = ?2 WHERE id = ?1 AND matched <> ?2", [.integer(row), LedgerValue(isMatched)])
    }
}
