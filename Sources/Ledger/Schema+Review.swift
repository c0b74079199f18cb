extension Schema {
    /// What reviewers said, and their work in progress.
    ///
    /// - `correction`: appended, never changed, deleted only after its time (triggers see to it). A photo is its bytes in a store, or in a drop where no
    ///   store is known; its latest correction counts. `machine_json` and `machine_…`: what the machine had found before a
    ///   person first looked, the same in all corrections of the photo; `after_json` is the person's word.
    ///   `ticket`: of the lease it was made under; the same ticket never counts twice.
    /// - `review_photo`: a photo in the queue, with what its place in it depends on. `seen`: the newest record that was taken into
    ///   it, up to which all were; `record_id` may be a later one, which a correction made. `draw`: a number in [0, 1) by which random
    ///   samples are drawn; `drawn_ms`: when it was drawn. `done`: its latest correction.
    /// - `review_lease`: who works on a photo, until when. `review_draft`: unfinished work, kept when a lease ends.
    /// - `reviewer`, `review_secret`: people; the hashes of invitations and sessions, with their ends.
    /// - `review_event`: the audit log, appended only, deleted only after its time.
    static let review: Migration.Step = """
        CREATE TABLE correction (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          sha256 BLOB NOT NULL CHECK (length(sha256) = 32), store INTEGER REFERENCES store(id),
          drop_id INTEGER NOT NULL REFERENCES drop_root(id),
          reviewer TEXT NOT NULL, made_ms INTEGER NOT NULL, took_ms INTEGER NOT NULL,
          origin TEXT NOT NULL CHECK (origin IN ('page', 'import')), ticket TEXT NOT NULL UNIQUE,
          answer TEXT NOT NULL CHECK (answer IN ('confirmed', 'corrected', 'cannot_tell')),
          after_json TEXT NOT NULL, verdict TEXT NOT NULL, fixture_offset REAL,
          machine_json TEXT NOT NULL, machine_model TEXT NOT NULL, machine_verdict TEXT, machine_offset REAL,
          chance REAL
        ) STRICT;
        CREATE INDEX correction_photo ON correction(sha256, store);
        CREATE TRIGGER correction_kept BEFORE UPDATE ON correction BEGIN
          SELECT RAISE(ABORT, 'a correction is never changed');
        END;
        CREATE TRIGGER correction_stays BEFORE DELETE ON correction BEGIN
          SELECT RAISE(ABORT, 'a correction is never deleted');
        END;

        CREATE TABLE review_photo (
          id INTEGER PRIMARY KEY AUTOINCREMENT, record_id INTEGER NOT NULL, seen INTEGER NOT NULL,
          sha256 BLOB NOT NULL CHECK (length(sha256) = 32), store INTEGER, drop_id INTEGER NOT NULL,
          region TEXT NOT NULL, draw REAL NOT NULL, drawn_ms INTEGER, features BLOB NOT NULL, done INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX review_photo_content ON review_photo(sha256, coalesce(store, -drop_id));
        CREATE INDEX review_photo_record ON review_photo(record_id);
        CREATE INDEX review_photo_seen ON review_photo(seen);
        CREATE TABLE review_lease (
          photo INTEGER PRIMARY KEY REFERENCES review_photo(id), reviewer TEXT NOT NULL, ticket TEXT NOT NULL UNIQUE,
          began_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL, chance REAL
        ) STRICT;
        CREATE INDEX review_lease_reviewer ON review_lease(reviewer);
        CREATE TABLE review_draft (
          photo INTEGER NOT NULL REFERENCES review_photo(id), reviewer TEXT NOT NULL, saved_ms INTEGER NOT NULL,
          json TEXT NOT NULL, PRIMARY KEY (photo, reviewer)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE reviewer (
          id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
          role TEXT NOT NULL CHECK (role IN ('reviewer', 'administrator')), invited_ms INTEGER NOT NULL, revoked_ms INTEGER
        ) STRICT;
        CREATE TABLE review_secret (
          hash BLOB PRIMARY KEY CHECK (length(hash) = 32), reviewer INTEGER NOT NULL REFERENCES reviewer(id),
          kind TEXT NOT NULL CHECK (kind IN ('invitation', 'session')), until_ms INTEGER NOT NULL, used_ms INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE review_event (
          id INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, reviewer TEXT NOT NULL, kind TEXT NOT NULL,
          subject TEXT NOT NULL
        ) STRICT;
        CREATE TRIGGER review_event_kept BEFORE UPDATE ON review_event BEGIN
          SELECT RAISE(ABORT, 'the audit log is never changed');
        END;
        CREATE TRIGGER review_event_stays BEFORE DELETE ON review_event BEGIN
          SELECT RAISE(ABORT, 'the audit log is never deleted');
        END;
        """
}
