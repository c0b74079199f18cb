/// A store as the registry lists it.
public struct Store: Hashable, Sendable {
    public var id: String
    public var name: String?
    public var region: String?
    /// Degrees, north positive.
    public var latitude: Double?
    /// Degrees, east positive.
    public var longitude: Double?

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
