import Records

/// Names of columns as people write them.
public enum ColumnName {
    /// `Store ID` and `store-id` are `store_id`.
    public static func plain(_ name: String) -> String {
        StoreName.tidy(name).lowercased().replacing(" ", with: "_").replacing("-", with: "_")
    }
}
