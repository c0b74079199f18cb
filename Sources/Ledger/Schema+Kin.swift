extension Schema {
    /// What photos look like, and which show the same picture.
    ///
    /// - `fingerprint`: a number and the PDQ hash of a record that has one; narrow, since all of it is read into memory. It moves
    ///   with the photo to the record that supersedes its own by another policy.
    /// - `likeness`: the picture that is compared (`Likeness`), 4 KB per photo.
    /// - `kin`: pairs of the same picture, each in both directions.
    static let kin: Migration.Step = """
        CREATE TABLE fingerprint (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          record_id INTEGER NOT NULL UNIQUE REFERENCES record(id) ON DELETE CASCADE,
          pdq BLOB NOT NULL CHECK (length(pdq) = 32)
        ) STRICT;
        CREATE TABLE likeness (
          fingerprint_id INTEGER PRIMARY KEY REFERENCES fingerprint(id) ON DELETE CASCADE,
          picture BLOB NOT NULL CHECK (length(picture) = 4096)
        ) STRICT;
        CREATE TABLE kin (
          fingerprint_id INTEGER NOT NULL REFERENCES fingerprint(id) ON DELETE CASCADE,
          other_id INTEGER NOT NULL REFERENCES fingerprint(id) ON DELETE CASCADE, alike REAL NOT NULL,
          PRIMARY KEY (fingerprint_id, other_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX kin_other ON kin(other_id);
        """
}
