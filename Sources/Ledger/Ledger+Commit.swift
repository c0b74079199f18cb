public import Foundation
import Records

/// One batch of outcomes being committed: what its outcomes share.
struct CommitContext {
    let drop: DropID
    let dropName: String
    let run: RunID
    let time: Int64
    var folders: FolderRows
}

extension Ledger {
    /// Commits a batch of outcomes of one drop in one durable transaction: all or, on an error, none.
    ///
    /// Which of equal photos represents the others is decided here, inside the transaction (see `Ledger`); so are
    /// the relations between photos. A record that cannot be written as JSON makes its path failed, not the batch.
    /// - Returns: what became of each outcome, in the order given.
    /// - Throws: `disk_full`, `io_error`, `ledger_busy`, …: nothing of the batch was kept, it may be committed again.
    public func commit(
        drop: DropID, _ outcomes: [Outcome], run: RunID, now: Date = Date()
    ) throws(LedgerError) -> [Committed] {
        // JSON is made before the write lock is taken.
        let prepared = outcomes.map { Prepared($0, options.kinship) }
        let name = try database.first("SELECT name FROM drop_root WHERE id = ?1", [drop.value]) { $0.text(0) ?? "" }
        guard let name else {
            throw LedgerError(.invalidValue, "drop \(drop) was never registered", path: file.escaped)
        }
        let proposals = try proposeKin(prepared)
        return try database.write { () throws(LedgerError) in
            let time = milliseconds(now)
            try extendLease(run, time)
            var context = CommitContext(
                drop: drop, dropName: name, run: run, time: time, folders: FolderRows(database, drop))
            var results: [Committed] = []
            for outcome in prepared {
                let result = try commit(outcome, &context)
                switch result {
                case .recorded(let id), .unchanged(let id):
                    try noteKin(id.number, outcome, proposals)
                    try refreshTraces(around: id.number)
                default: break
                }
                results.append(result)
            }
            try countResults(results, prepared, run)
            return results
        }
    }

    private func commit(_ outcome: Prepared, _ context: inout CommitContext) throws(LedgerError) -> Committed {
        let place = SplitPath(outcome.sighting.path)
        guard let folder = try context.folders.existing(place.folder), let row = try pathRow(folder, place.name),
            row.claimRun == context.run.number
        else { return .lostClaim }
        switch outcome.kind {
        case .recorded(let entry): return try commit(entry, row, outcome.sighting, context)
        case .repeated(let content): return try commitRepeat(content, row, outcome.sighting, context)
        case .failed(let reason): return try commitFailure(reason, row, outcome.sighting, context)
        case .released:
            try release(row)
            return .released
        }
    }

    private func commit(
        _ entry: RecordEntry, _ row: PathRow, _ sighting: Sighting, _ context: CommitContext
    ) throws(LedgerError) -> Committed {
        var entry = entry
        let store = try storeRow(entry.record.photo.storeID, region: entry.record.photo.region)
        try noteArrival(entry.content, at: row, context.time)
        if entry.record.state == .audited {
            try noteReview(&entry, store: store, context.drop)
            try noteRelations(&entry, store: store)
            // A withdrawn photo represents no other, and none for it.
            if try !isWithdrawn(row, entry.content),
                let rival = try rival(of: entry.content, store: store, excluding: row.ownRecord, context)
            {
                if standsBefore(rival, sighting.path, context) {
                    return try become(duplicateOf: rival.id, content: entry.content, row, sighting, context)
                }
                let made = try insertAsCurrent(entry, store: store, row, sighting, context)
                try yield(rival, to: made, context)
                return .recorded(RecordID(made))
            }
        }
        if let own = row.ownRecord, try says(own, what: entry) {
            try database.run(
                "UPDATE record SET current = 1, gone_ms = NULL, left_ms = NULL WHERE id = ?1", [.integer(own)])
            try settle(row, sighting, state: entry.record.state, record: own, reason: entry.record.reason, context)
            if entry.record.state == .audited { try updateRelations(entry.content, except: store) }
            return .unchanged(RecordID(own))
        }
        return .recorded(RecordID(try insertAsCurrent(entry, store: store, row, sighting, context)))
    }

    /// Makes the record the path's own; what stood there before is superseded.
    private func insertAsCurrent(
        _ entry: RecordEntry, store: Int64?, _ row: PathRow, _ sighting: Sighting, _ context: CommitContext
    ) throws(LedgerError) -> Int64 {
        if let own = row.ownRecord {
            try database.run("UPDATE record SET current = 0 WHERE id = ?1", [.integer(own)])
        }
        let audited = entry.record.state == .audited
        let made = try insert(entry, store: store, context)
        if let own = row.ownRecord { try supersede(own, by: made, content: audited ? entry.content : nil, context) }
        try settle(row, sighting, state: entry.record.state, record: made, reason: entry.record.reason, context)
        if audited { try updateRelations(entry.content, except: store) }
        return made
    }

    private func commitRepeat(
        _ content: [UInt8]?, _ row: PathRow, _ sighting: Sighting, _ context: CommitContext
    ) throws(LedgerError) -> Committed {
        let store = try storeRow(sighting.storeID, region: nil)
        if let content, let rival = try rival(of: content, store: store, excluding: row.ownRecord, context),
            standsBefore(rival, sighting.path, context)
        {
            return try become(duplicateOf: rival.id, content: content, row, sighting, context)
        }
        // What represented these bytes does so no longer: the path has to be audited itself.
        try release(row)
        return .released
    }

    private func commitFailure(
        _ reason: Reason, _ row: PathRow, _ sighting: Sighting, _ context: CommitContext
    ) throws(LedgerError) -> Committed {
        if [.audited, .rejected, .duplicate].contains(row.state) {
            try release(row)
            return .kept
        }
        let doubled = options.retryDelay * Double(1 << min(max(row.attempts, 0), 30))
        let pause = Int64(clamped: min(doubled, options.longestRetryDelay) * 1000)
        try database.run(
            """
            UPDATE path SET state = 'failed', claim_run = NULL, attempts = attempts + 1, next_try_ms = ?3,
              reason_code = ?4, reason_message = ?5, changed_ms = ?6 WHERE folder_id = ?1 AND name = ?2
            """,
            [
                .integer(row.folder), .blob(row.name), .integer(context.time.addingClamped(pause)), .text(reason.code),
                .text(reason.message), .integer(context.time),
            ])
        return .failed
    }

    private func become(
        duplicateOf rival: Int64, content: [UInt8], _ row: PathRow, _ sighting: Sighting, _ context: CommitContext
    ) throws(LedgerError) -> Committed {
        if let own = row.ownRecord {
            try database.run("UPDATE record SET current = 0 WHERE id = ?1", [.integer(own)])
            try supersede(own, by: rival, content: content, context)
        }
        try settle(row, sighting, state: .duplicate, record: rival, reason: nil, context)
        return .duplicate(of: RecordID(rival))
    }

    /// The path's final state, with size and time as they were read.
    private func settle(
        _ row: PathRow, _ sighting: Sighting, state: PhotoState, record: Int64, reason: Reason?,
        _ context: CommitContext
    ) throws(LedgerError) {
        try database.run(
            """
            UPDATE path SET size = ?3, mtime_ns = ?4, state = ?5, record_id = ?6, claim_run = NULL, attempts = 0,
              next_try_ms = NULL, reason_code = ?7, reason_message = ?8, changed_ms = ?9, gone_ms = NULL
             WHERE folder_id = ?1 AND name = ?2
            """,
            [
                .integer(row.folder), .blob(row.name), .integer(sighting.size), .integer(sighting.mtimeNanoseconds),
                .text(state.rawValue), .integer(record), LedgerValue(reason?.code), LedgerValue(reason?.message),
                .integer(context.time),
            ])
        try carryWithdrawal(row, state: state, record: record)
    }

    private func release(_ row: PathRow) throws(LedgerError) {
        try database.run(
            "UPDATE path SET claim_run = NULL WHERE folder_id = ?1 AND name = ?2",
            [.integer(row.folder), .blob(row.name)])
    }

    private func countResults(_ results: [Committed], _ outcomes: [Prepared], _ run: RunID) throws(LedgerError) {
        var counts = Counts()
        for (result, outcome) in zip(results, outcomes) {
            switch result {
            case .recorded, .unchanged:
                if case .recorded(let entry) = outcome.kind, entry.record.state == .rejected {
                    counts.rejected += 1
                } else {
                    counts.audited += 1
                }
            case .duplicate: counts.duplicate += 1
            case .failed, .kept: counts.failed += 1
            case .released, .lostClaim: break
            }
        }
        try database.run(
            """
            UPDATE run SET audited = audited + ?2, rejected = rejected + ?3, failed = failed + ?4,
              duplicate = duplicate + ?5 WHERE id = ?1
            """,
            [
                run.value, LedgerValue(counts.audited), LedgerValue(counts.rejected), LedgerValue(counts.failed),
                LedgerValue(counts.duplicate),
            ])
    }
}
