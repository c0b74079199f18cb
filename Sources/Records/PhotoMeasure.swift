/// Names of `Record.measures` that more than one room knows.
public enum PhotoMeasure {
    /// Metres from the place that the photo states to its store in the registry.
    public static let storeDistance = "store_distance"
    /// 1 where the registry has the store's place and the photo states none that can be one.
    public static let storeDistanceUnknown = "store_distance_unknown"
    /// 1 where the JPEG has quantisation tables that an editor writes and no camera does; else absent.
    public static let editorTables = "editor_tables"
    /// Days by which the capture time lies after the file's modification time; only where it does by more than a minute.
    public static let daysTakenAfterFile = "days_taken_after_file"
}
