extension Schema {
    /// Files whose names tell nothing and whose content is not a picture, so that no later walk opens them again.
    ///
    /// They are not candidates and stand in no count of the accounting; a row whose file is gone or changed is of no use
    /// and does no harm.
    static let otherFiles: Migration.Step = """
        CREATE TABLE other_file (
          folder_id INTEGER NOT NULL REFERENCES folder(id), name BLOB NOT NULL,
          size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (folder_id, name)
        ) STRICT, WITHOUT ROWID;
        """
}
