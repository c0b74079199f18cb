/// A point in pixels of the upright full-size photo unless a function says otherwise; x grows to the right, y down.
public struct Point: Hashable, Sendable {
    public var x: Double
    public var y: Double

    public init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }

    public static func + (a: Point, b: Point) -> Point { Point(a.x + b.x, a.y + b.y) }
    public static func - (a: Point, b: Point) -> Point { Point(a.x - b.x, a.y - b.y) }
    public static func * (a: Point, s: Double) -> Point { Point(a.x * s, a.y * s) }

    /// Euclidean distance to another point.
    public func distance(to other: Point) -> Double {
        let d = self - other
        return (d.x * d.x + d.y * d.y).squareRoot()
    }
}

/// A pixel size; of the upright photo unless a function says otherwise.
public struct Size: Hashable, Sendable, Codable {
    public var width: Int
    public var height: Int

    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }
}

/// An axis-aligned box, `x0 ≤ x1`, `y0 ≤ y1`, edges in pixels (not pixel indices): width is `x1 - x0`.
public struct Box: Hashable, Sendable {
    public var x0: Double
    public var y0: Double
    public var x1: Double
    public var y1: Double

    public init(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double) {
        self.x0 = x0
        self.y0 = y0
        self.x1 = x1
        self.y1 = y1
    }

    public var width: Double { x1 - x0 }
    public var height: Double { y1 - y0 }
    public var area: Double { max(0, width) * max(0, height) }
    public var centre: Point { Point((x0 + x1) / 2, (y0 + y1) / 2) }
}

/// The four corners of a flat panel as seen: top left, top right, bottom right, bottom left **of the artwork**.
///
/// Corners may lie outside the frame. The order is the artwork's, not the photo's: on a panel hung upside down
/// `topLeft` is at the lower right.
public struct Quad: Hashable, Sendable {
    public var topLeft: Point
    public var topRight: Point
    public var bottomRight: Point
    public var bottomLeft: Point

    public init(_ topLeft: Point, _ topRight: Point, _ bottomRight: Point, _ bottomLeft: Point) {
        self.topLeft = topLeft
        self.topRight = topRight
        self.bottomRight = bottomRight
        self.bottomLeft = bottomLeft
    }

    /// The quad of an upright box.
    public init(_ box: Box) {
        self.init(Point(box.x0, box.y0), Point(box.x1, box.y0), Point(box.x1, box.y1), Point(box.x0, box.y1))
    }

    /// Top left, top right, bottom right, bottom left.
    public var corners: [Point] { [topLeft, topRight, bottomRight, bottomLeft] }

    /// The smallest upright box that holds all corners.
    public var hull: Box {
        let xs = corners.map(\.x)
        let ys = corners.map(\.y)
        return Box(xs.min() ?? 0, ys.min() ?? 0, xs.max() ?? 0, ys.max() ?? 0)
    }

    /// A quad whose corners are each mapped by `transform`.
    public func map(_ transform: (Point) -> Point) -> Quad {
        Quad(transform(topLeft), transform(topRight), transform(bottomRight), transform(bottomLeft))
    }
}

/// Rounds to a fixed number of decimals, so that records are short and byte-stable.
public func rounded(_ value: Double, decimals: Int) -> Double {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    return (value * scale).rounded() / scale
}

extension Point: Codable {
    /// Written as `[x, y]`, hundredths of a pixel.
    public func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        try list.encode(rounded(x, decimals: 2))
        try list.encode(rounded(y, decimals: 2))
    }

    public init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        self.init(try list.decode(Double.self), try list.decode(Double.self))
    }
}

extension Box: Codable {
    /// Written as `[x0, y0, x1, y1]`, hundredths of a pixel.
    public func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        for edge in [x0, y0, x1, y1] { try list.encode(rounded(edge, decimals: 2)) }
    }

    public init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        self.init(
            try list.decode(Double.self), try list.decode(Double.self), try list.decode(Double.self),
            try list.decode(Double.self))
    }
}

extension Quad: Codable {
    /// Written as `[[x, y] × TL TR BR BL]`.
    public func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        for corner in corners { try list.encode(corner) }
    }

    public init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        self.init(
            try list.decode(Point.self), try list.decode(Point.self), try list.decode(Point.self),
            try list.decode(Point.self))
    }
}
