extension Schema {
    /// What tells drops apart, and which paths are gone from drops that are there.
    ///
    /// - `drop_root.known_by`: `name` where the service's configuration names the drop, `root` where a scan made it from
    ///   its folder's path; null in rows of older ledgers, which say nothing of it. `mark`: the identifier in its marker
    ///   file. `walked_ms`, `was_mount`, `had_marker`: when and how the drop was at its latest whole walk.
    /// - `path.gone_ms`: since when a path is gone from its drop; a mark, not a state. `record.gone_ms` is the same of a
    ///   current record's path, so that no query over records needs the paths. `path.came_ms`: since when it is back, null
    ///   where it was there from `first_seen_ms` on.
    /// - `record.left_ms`: since when a current record no longer counts, because its photo counts at another path (it was
    ///   moved) or was withdrawn by hand.
    /// - `withdrawal`: photos taken back by hand, each for the bytes that the path held then.
    static let presence: Migration.Step = """
        ALTER TABLE drop_root ADD COLUMN known_by TEXT CHECK (known_by IN ('name', 'root'));
        ALTER TABLE drop_root ADD COLUMN mark TEXT;
        ALTER TABLE drop_root ADD COLUMN walked_ms INTEGER;
        ALTER TABLE drop_root ADD COLUMN was_mount INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE drop_root ADD COLUMN had_marker INTEGER NOT NULL DEFAULT 0;
        CREATE UNIQUE INDEX drop_mark ON drop_root(mark) WHERE mark IS NOT NULL;

        ALTER TABLE path ADD COLUMN gone_ms INTEGER;
        ALTER TABLE path ADD COLUMN came_ms INTEGER;
        ALTER TABLE record ADD COLUMN gone_ms INTEGER;
        ALTER TABLE record ADD COLUMN left_ms INTEGER;
        CREATE INDEX path_gone ON path(gone_ms) WHERE gone_ms IS NOT NULL;
        CREATE INDEX record_gone ON record(gone_ms) WHERE gone_ms IS NOT NULL;
        CREATE INDEX record_left ON record(left_ms) WHERE left_ms IS NOT NULL;

        CREATE TABLE withdrawal (
          folder_id INTEGER NOT NULL REFERENCES folder(id), name BLOB NOT NULL,
          sha256 BLOB NOT NULL CHECK (length(sha256) = 32), withdrawn_ms INTEGER NOT NULL, why TEXT NOT NULL,
          PRIMARY KEY (folder_id, name)
        ) STRICT, WITHOUT ROWID;
        """
}
