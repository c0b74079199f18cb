public import Photo

/// What a network found in an artwork, for matching boards against it. The catalogue keeps it and does not look inside.
public struct ArtworkFeatures: Hashable, Sendable {
    /// A place in the picture that the features were taken from, in 1/64 pixel from its top left edge.
    public struct Keypoint: Hashable, Sendable {
        public var x: UInt16
        public var y: UInt16

        public init(x: UInt16, y: UInt16) {
            self.x = x
            self.y = y
        }
    }

    /// Pixels of the picture that the points lie in; the whole artwork, made smaller.
    public var width: Int
    public var height: Int
    public var points: [Keypoint]
    /// Values per point.
    public var dimensions: Int
    /// `dimensions` values for each point, in the points' order.
    public var descriptors: [Int8]
    /// Values of the whole picture, for a first choice among many; may be empty.
    public var global: [Int8]

    /// - Throws: `CatalogueError` where the counts do not fit each other or a file's limits (`FeatureLimits`).
    public init(
        width: Int, height: Int, points: [Keypoint], dimensions: Int, descriptors: [Int8], global: [Int8] = []
    ) throws(CatalogueError) {
        let isSound =
            FeatureLimits.side.contains(width) && FeatureLimits.side.contains(height)
            && points.count <= FeatureLimits.points && FeatureLimits.dimensions.contains(dimensions)
            && descriptors.count == points.count * dimensions && global.count <= FeatureLimits.global
        guard isSound else {
            throw CatalogueError(
                .badFeatures,
                "features that cannot be kept: \(points.count) points in \(width) × \(height) pixels, \(descriptors.count) "
                    + "values of \(dimensions) dimensions, \(global.count) of the whole")
        }
        self.width = width
        self.height = height
        self.points = points
        self.dimensions = dimensions
        self.descriptors = descriptors
        self.global = global
    }
}

/// What a compiled catalogue keeps of one artwork at most.
public enum FeatureLimits {
    /// A point's 16 bits count 1/64 pixels.
    public static let side = 1...1024
    public static let points = 4096
    public static let dimensions = 1...1024
    public static let global = 16_384
}

/// Who makes features of artworks: a network with its name and version.
public struct ArtworkDescriber: Sendable {
    /// Name and version of all that decides the features; another name makes every feature anew.
    public let name: String
    /// The features of an artwork, upright, its longer side at most `ArtworkPicture.longSide` pixels.
    public let describe: @Sendable (Pixels) throws -> ArtworkFeatures

    public init(name: String, describe: @escaping @Sendable (Pixels) throws -> ArtworkFeatures) {
        self.name = name
        self.describe = describe
    }
}
