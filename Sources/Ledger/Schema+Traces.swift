extension Schema {
    /// Where and when a photo was taken, and by what: what travel and equal positions are looked up in.
    ///
    /// A row for each audited record whose photo states a place, or whose device is known together with the time. Records that
    /// are older than this table have none until they are audited again.
    static let traces: Migration.Step = """
        CREATE TABLE trace (
          record_id INTEGER PRIMARY KEY REFERENCES record(id) ON DELETE CASCADE,
          device TEXT, taken_ms INTEGER NOT NULL, gps_ms INTEGER, lat REAL, lon REAL
        ) STRICT;
        CREATE INDEX trace_device ON trace(device, taken_ms) WHERE device IS NOT NULL;
        CREATE INDEX trace_place ON trace(lat, lon) WHERE lat IS NOT NULL;
        """
}
