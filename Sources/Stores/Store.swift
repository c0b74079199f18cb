/// A store as the registry lists it.
public struct Store: Hashable, Sendable {
    public var id: String
    public var name: String?
    public var region: String?
    /// Degrees, north positive.
    public var latitude: Double?
    /// Degrees, east positive.
    public var longitude: Double?
    /// What further columns say, such as a phone number: in the table's order, empty fields left out.
    public var further: [Further] = []

    /// A field of a column that has no meaning of its own here.
    public struct Further: Hashable, Sendable {
        /// The column's title as the table has it.
        public var title: String
        public var value: String

        public init(title: String, value: String) {
            self.title = title
            self.value = value
        }
    }

    public init(
        id: String, name: String? = nil, region: String? = nil, latitude: Double? = nil, longitude: Double? = nil
    ) {
        self.id = id
        self.name = name
        self.region = region
        self.latitude = latitude
        self.longitude = longitude
    }
}
