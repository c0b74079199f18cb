/// The tables of the ledger, version by version. Analysts read the views (`Views.swift`); the tables may change with
/// any version, the views keep their columns.
///
/// | table | a row is | kept narrow because |
/// | --- | --- | --- |
/// | `drop_root` | a drop | |
/// | `folder` | a folder of a drop that holds photos | 30,000 folders, not 1,000,000 copies of their paths |
/// | `path` | a candidate path: its state and who works on it | walked whole by every scan |
/// | `tally` | how many paths a drop has in a state; kept by triggers | counts cost nothing |
/// | `run` | a running process, with its lease | a claim lives as long as its run's lease |
/// | `store` | a store of the registry, or one seen in a path only | |
/// | `version` | a set of program, model, precision and policy | |
/// | `record` | an audited or rejected photo: what reports filter and add up | a month is read in one go |
/// | `record_json` | the record itself, canonical JSON | apart: 2 KB per record |
/// | `finding`, `slot_seen` | a record's findings; its slots with count and best confidence | |
/// | `board_seen`, `creative` | a board in a slot's place or with a known print; the catalogue's creatives (`Schema+Boards`) | posters are left out |
/// | `other_file` | a file that is not a picture, by content; no candidate | looked at once, not at every walk |
/// | `evidence` | a JPEG of a record | apart: 20 KB each, pruned |
/// | `bundle` | a bundle from staged to pruned | |
/// | `ledger_identity` | the one row that tells this ledger's bundles from others' | |
/// | `fingerprint`, `likeness`, `kin` | what photos look like; which show the same picture (`Schema+Kin`) | hashes are read whole, pictures are not |
/// | `trace` | where, when and by what a photo was taken (`Schema+Traces`) | |
/// | `correction`, `review_…`, `reviewer` | what reviewers said, and their work (`Schema+Review`) | corrections are appended only |
/// | `withdrawal` | a photo taken back by hand, with the reason (`Schema+Presence`) | |
///
/// Rules that hold after every transaction (`Ledger.integrityProblems` checks them):
/// - `record.current` is 1 exactly where a path in state audited or rejected has that `record_id`; one per path.
/// - A duplicate's `record_id` is a current audited record with the same bytes in the same store.
/// - A pending or failed path's `record_id` is the record of its former bytes (not current) or null.
/// - At most one current audited record a content and store, apart from those that have left (`record.left_ms`).
/// - A path is gone (`gone_ms`) exactly where its own current record is.
/// - `tally` equals the paths counted, and `discovered` the sum of the states.
///
/// Instants are integers: milliseconds since 1970-01-01T00:00:00Z (`…_ms`). Paths and names are BLOBs: bytes.
enum Schema {
    /// "SGLT": `PRAGMA application_id` of every ledger.
    static let applicationID: Int64 = 0x5347_4C54

    /// Step n turns version n into n + 1. A step that was ever shipped is never edited; add one.
    static let migrations: [Migration.Step] = [
        version1, bundleOwnership, otherFiles, presence, recordsOfVersion2, kin, review, traces, boards,
        boardsOfOlderRecords,
    ]

    static let version1: Migration.Step = """
        CREATE TABLE drop_root (
          id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, root BLOB NOT NULL, first_seen_ms INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE store (
          id INTEGER PRIMARY KEY, store_id TEXT NOT NULL UNIQUE, name TEXT, region TEXT, lat REAL, lon REAL,
          registered INTEGER NOT NULL DEFAULT 0 CHECK (registered IN (0, 1))
        ) STRICT;

        CREATE TABLE version (
          id INTEGER PRIMARY KEY, program TEXT NOT NULL, model TEXT NOT NULL, model_sha256 TEXT NOT NULL,
          precision TEXT NOT NULL, policy TEXT NOT NULL, UNIQUE (program, model, model_sha256, precision, policy)
        ) STRICT;

        CREATE TABLE run (
          id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, owner TEXT NOT NULL,
          started_ms INTEGER NOT NULL, lease_ms INTEGER NOT NULL, lease_until_ms INTEGER NOT NULL,
          ended_ms INTEGER, ended TEXT,
          audited INTEGER NOT NULL DEFAULT 0, rejected INTEGER NOT NULL DEFAULT 0,
          failed INTEGER NOT NULL DEFAULT 0, duplicate INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX run_open ON run(id) WHERE ended_ms IS NULL;

        CREATE TABLE folder (
          id INTEGER PRIMARY KEY, drop_id INTEGER NOT NULL REFERENCES drop_root(id), path BLOB NOT NULL,
          UNIQUE (drop_id, path)
        ) STRICT;

        CREATE TABLE path (
          folder_id INTEGER NOT NULL REFERENCES folder(id), name BLOB NOT NULL,
          size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('audited', 'rejected', 'failed', 'duplicate', 'pending')),
          record_id INTEGER, claim_run INTEGER, store INTEGER, date TEXT,
          attempts INTEGER NOT NULL DEFAULT 0, next_try_ms INTEGER, reason_code TEXT, reason_message TEXT,
          first_seen_ms INTEGER NOT NULL, changed_ms INTEGER NOT NULL,
          PRIMARY KEY (folder_id, name),
          CHECK (record_id IS NOT NULL OR state IN ('failed', 'pending'))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX path_pending ON path(changed_ms) WHERE state = 'pending';
        CREATE INDEX path_failed ON path(next_try_ms) WHERE state = 'failed';
        CREATE INDEX path_duplicate ON path(record_id) WHERE state = 'duplicate';
        CREATE INDEX path_claimed ON path(claim_run) WHERE claim_run IS NOT NULL;

        CREATE TABLE tally (
          drop_id INTEGER NOT NULL REFERENCES drop_root(id), state TEXT NOT NULL, paths INTEGER NOT NULL,
          PRIMARY KEY (drop_id, state)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER path_added AFTER INSERT ON path BEGIN
          UPDATE tally SET paths = paths + 1
           WHERE drop_id = (SELECT drop_id FROM folder WHERE id = NEW.folder_id)
             AND state IN ('discovered', NEW.state);
        END;
        CREATE TRIGGER path_moved AFTER UPDATE OF state ON path WHEN OLD.state <> NEW.state BEGIN
          UPDATE tally SET paths = paths + CASE state WHEN NEW.state THEN 1 ELSE -1 END
           WHERE drop_id = (SELECT drop_id FROM folder WHERE id = NEW.folder_id)
             AND state IN (OLD.state, NEW.state);
        END;

        CREATE TABLE bundle (
          id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, branch TEXT NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('staged', 'sealed', 'uploaded', 'pruned')),
          records INTEGER NOT NULL, content_bytes INTEGER NOT NULL, created_ms INTEGER NOT NULL,
          sha256 TEXT, bytes INTEGER, sealed_ms INTEGER,
          attempts INTEGER NOT NULL DEFAULT 0, next_try_ms INTEGER, problem TEXT,
          uploaded_ms INTEGER, receipt TEXT, pruned_ms INTEGER
        ) STRICT;

        CREATE TABLE record (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          drop_id INTEGER NOT NULL REFERENCES drop_root(id), path BLOB NOT NULL,
          store INTEGER REFERENCES store(id), date TEXT,
          taken_ms INTEGER NOT NULL, time_source TEXT NOT NULL CHECK (time_source IN ('exif', 'branch', 'folder', 'none')),
          sha256 BLOB NOT NULL CHECK (length(sha256) = 32), bytes INTEGER NOT NULL,
          width INTEGER NOT NULL, height INTEGER NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('audited', 'rejected')), reason_code TEXT, reason_message TEXT,
          verdict TEXT, reference TEXT, photo_offset REAL, fixture_offset REAL, uncertainty REAL,
          version INTEGER NOT NULL REFERENCES version(id), run INTEGER NOT NULL, audited_ms INTEGER NOT NULL,
          current INTEGER NOT NULL CHECK (current IN (0, 1)), superseded_by INTEGER,
          bundle_id INTEGER REFERENCES bundle(id)
        ) STRICT;
        CREATE UNIQUE INDEX record_current ON record(drop_id, path) WHERE current = 1;
        CREATE INDEX record_taken ON record(taken_ms) WHERE current = 1;
        CREATE INDEX record_visit ON record(date, store) WHERE current = 1;
        CREATE INDEX record_content ON record(sha256, store) WHERE current = 1;
        CREATE INDEX record_unbundled ON record(drop_id, path) WHERE current = 1 AND bundle_id IS NULL;
        CREATE INDEX record_superseded ON record(superseded_by) WHERE superseded_by IS NOT NULL;
        CREATE INDEX record_bundle ON record(bundle_id) WHERE bundle_id IS NOT NULL;

        CREATE TABLE record_json (
          record_id INTEGER PRIMARY KEY REFERENCES record(id) ON DELETE CASCADE, json TEXT NOT NULL
        ) STRICT;
        CREATE TABLE finding (
          record_id INTEGER NOT NULL REFERENCES record(id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
          code TEXT NOT NULL, severity TEXT NOT NULL, value REAL, "limit" REAL,
          PRIMARY KEY (record_id, ordinal)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE slot_seen (
          record_id INTEGER NOT NULL REFERENCES record(id) ON DELETE CASCADE, slot TEXT NOT NULL,
          detections INTEGER NOT NULL, confidence REAL NOT NULL, PRIMARY KEY (record_id, slot)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE evidence (
          id INTEGER PRIMARY KEY, record_id INTEGER NOT NULL REFERENCES record(id) ON DELETE CASCADE,
          name TEXT NOT NULL, created_ms INTEGER NOT NULL, jpeg BLOB NOT NULL, UNIQUE (record_id, name)
        ) STRICT;
        CREATE INDEX evidence_created ON evidence(created_ms);
        """
}
