extension Schema {
    /// How long things are kept.
    ///
    /// - `fingerprint.made_ms`: when it was entered; it grows with the number, so that the oldest come first.
    /// - `retention`: the time before which corrections and the audit log may be deleted; what is younger stays, whoever asks.
    static let retention: Migration.Step = """
        ALTER TABLE fingerprint ADD COLUMN made_ms INTEGER NOT NULL DEFAULT 0;
        UPDATE fingerprint SET made_ms = coalesce((SELECT audited_ms FROM record WHERE id = record_id), 0);
        CREATE TABLE retention (
          what TEXT PRIMARY KEY CHECK (what IN ('corrections', 'logs')), before_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        DROP TRIGGER correction_stays;
        CREATE TRIGGER correction_stays BEFORE DELETE ON correction
          WHEN OLD.made_ms >= coalesce((SELECT before_ms FROM retention WHERE what = 'corrections'), OLD.made_ms) BEGIN
          SELECT RAISE(ABORT, 'a correction is not deleted before its time');
        END;
        DROP TRIGGER review_event_stays;
        CREATE TRIGGER review_event_stays BEFORE DELETE ON review_event
          WHEN OLD.at_ms >= coalesce((SELECT before_ms FROM retention WHERE what = 'logs'), OLD.at_ms) BEGIN
          SELECT RAISE(ABORT, 'the audit log is not deleted before its time');
        END;
        """
}
