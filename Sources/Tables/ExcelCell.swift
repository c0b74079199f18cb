import Records

/// What Excel needs around an identifier, and what it leaves of one.
public enum ExcelCell {
    /// An identifier without what keeps Excel from reading it as a number: `="00123"`, `'00123`; and without the spaces
    /// inside of it, as a folder's name is.
    public static func bare(_ id: String) -> String {
        // By scalars: a mark that combines with the quote makes one character of the two.
        let scalars = id.unicodeScalars
        if scalars.count > 3, scalars.starts(with: "=\"".unicodeScalars), scalars.last == "\"" {
            return StoreName.tidy(String(String.UnicodeScalarView(scalars.dropFirst(2).dropLast())))
        }
        guard scalars.count > 1, scalars.first == "'" else { return id }
        return StoreName.tidy(String(String.UnicodeScalarView(scalars.dropFirst())))
    }
}
