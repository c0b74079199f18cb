/// Names of `Record.measures` that more than one room knows.
public enum PhotoMeasure {
    /// Metres from the place that the photo states to its store in the registry.
    public static let storeDistance = "store_distance"
    /// 1 where the registry has the store's place and the photo states none that can be one.
    public static let storeDistanceUnknown = "store_distance_unknown"
    /// 1 where the JPEG has quantisation tables that an editor writes and no camera does; else absent.
    public static let editorTables = "editor_tables"
    /// 1 where EXIF names a camera that writes maker data into every photo, and there is none; else absent.
    public static let makerDataMissing = "maker_data_missing"
    /// Mean of the cabinet's upper and lower edge, in widths of the photo; absent where no cabinet was found.
    public static let cabinetWidth = "cabinet_width"
    /// Share of the cabinet inside the photo, 0…1.
    public static let cabinetInPhoto = "cabinet_in_photo"
    /// Days by which the capture time lies after the file's modification time; only where it does by more than a minute.
    public static let daysTakenAfterFile = "days_taken_after_file"
}
