import Records

/// Something in a catalogue's folder that someone should know or repair.
public struct CatalogueFault: Hashable, Sendable, CustomStringConvertible {
    /// What a fault keeps from happening.
    public enum Severity: String, Hashable, Sendable, Comparable, CaseIterable {
        /// Nothing: good to know.
        case info
        /// Nothing, but matching or the programme will suffer.
        case warning
        /// The catalogue is not compiled.
        case error

        public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
        private var rank: Int { Severity.allCases.firstIndex(of: self) ?? 0 }
    }

    public enum Code: String, Hashable, Sendable, CaseIterable {
        case missingColumn = "missing_column"
        case repeatedColumn = "repeated_column"
        case noCreatives = "no_creatives"
        case missingValue = "missing_value"
        case badValue = "bad_value"
        case extraFields = "extra_fields"
        case strayQuote = "stray_quote"
        case repeatedID = "repeated_id"
        case badDate = "bad_date"
        case validToBeforeValidFrom = "valid_to_before_valid_from"
        case unknownCreative = "unknown_creative"
        case overlappingDates = "overlapping_dates"
        case unknownSlot = "unknown_slot"
        case unknownStore = "unknown_store"
        case slotNotOfCreative = "slot_not_of_creative"
        case outsideValidity = "outside_validity"
        case missingFile = "missing_file"
        case unreadableFile = "unreadable_file"
        case littleTexture = "little_texture"
        case blankBorder = "blank_border"
        case aspectFitsNoSlot = "aspect_fits_no_slot"
        case samePicture = "same_picture"
        case nearTwins = "near_twins"

        public var severity: Severity {
            switch self {
            case .nearTwins: .info
            case .strayQuote, .unknownStore, .slotNotOfCreative, .outsideValidity, .littleTexture, .blankBorder,
                .aspectFitsNoSlot, .samePicture:
                .warning
            default: .error
            }
        }
    }

    /// The table that the fault stands in, relative to the catalogue's folder.
    public let file: String
    /// From 1; of a row that spans lines, its first; nil for the whole table.
    public let line: Int?
    public let code: Code
    /// One line: what is wrong and what to do.
    public let message: String

    init(_ file: String, _ line: Int?, _ code: Code, _ message: String) {
        self.file = file
        self.line = line
        self.code = code
        self.message = message
    }

    public var severity: Severity { code.severity }
    public var description: String { "\(file)\(line.map { " line \($0)" } ?? ""): \(message)" }
}

/// A value from outside as a message shows it: on one line, in quotes, not too long.
func shown(_ value: String) -> String { "\"\(PathBytes(String(value.prefix(60))).escaped)\"" }
