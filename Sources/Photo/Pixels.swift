public import Records

/// Where a picture's pixels lie in the upright full-size photo.
///
/// Points are edges, not pixel indices: pixel (i, j) covers `full(Point(i, j))` to `full(Point(i+1, j+1))`.
/// The origin is not always (0, 0): a scaled decode rounds its size up, so after a mirroring orientation its first
/// column hangs over the photo's edge by the part that was rounded.
public struct PixelFrame: Hashable, Sendable {
    /// Full-size coordinates of the corner of the first pixel.
    public var origin: Point
    /// Full-size pixels per pixel.
    public var scaleX: Double
    public var scaleY: Double

    public init(origin: Point = Point(0, 0), scaleX: Double, scaleY: Double) {
        self.origin = origin
        self.scaleX = scaleX
        self.scaleY = scaleY
    }

    /// Full-size coordinates of a point of the picture.
    public func full(_ p: Point) -> Point { Point(origin.x + p.x * scaleX, origin.y + p.y * scaleY) }
    /// The point of the picture at full-size coordinates.
    public func pixel(_ full: Point) -> Point { Point((full.x - origin.x) / scaleX, (full.y - origin.y) / scaleY) }

    public func full(_ box: Box) -> Box {
        let a = full(Point(box.x0, box.y0))
        let b = full(Point(box.x1, box.y1))
        return Box(a.x, a.y, b.x, b.y)
    }

    public func pixel(_ full: Box) -> Box {
        let a = pixel(Point(full.x0, full.y0))
        let b = pixel(Point(full.x1, full.y1))
        return Box(a.x, a.y, b.x, b.y)
    }

    public func full(_ quad: Quad) -> Quad { quad.map { full($0) } }
    public func pixel(_ full: Quad) -> Quad { full.map { pixel($0) } }
}

/// An upright RGB picture, 8 bits per channel, rows tightly packed, that knows its place in the full-size photo.
///
/// Keep one and decode into it again and again: its storage grows to the largest picture and stays.
public struct Pixels: Hashable, Sendable {
    /// `width × height × 3` bytes.
    public internal(set) var bytes: [UInt8]
    public internal(set) var width: Int
    public internal(set) var height: Int
    /// Scale of the decode that the pixels come from: 1, 2, 4 or 8 full-size pixels per decoded pixel.
    public internal(set) var denominator: Int
    /// Size of the upright photo.
    public internal(set) var fullSize: Size
    /// How pixel coordinates map to the upright full-size photo, exactly.
    public internal(set) var frame: PixelFrame

    /// No pixels yet.
    public init() {
        bytes = []
        width = 0
        height = 0
        denominator = 1
        fullSize = Size(width: 0, height: 0)
        frame = PixelFrame(scaleX: 1, scaleY: 1)
    }

    /// A picture of one colour at full size.
    public init(width: Int, height: Int, filledWith colour: Colour = .black) {
        precondition(width >= 0 && height >= 0)
        self.init()
        bytes = [UInt8](unsafeUninitializedCapacity: width * height * 3) { buffer, count in
            for index in 0..<width * height {
                buffer[index * 3] = colour.red
                buffer[index * 3 + 1] = colour.green
                buffer[index * 3 + 2] = colour.blue
            }
            count = width * height * 3
        }
        self.width = width
        self.height = height
        fullSize = Size(width: width, height: height)
    }

    /// A full-size picture from RGB bytes; the count must be `width × height × 3`.
    public init(width: Int, height: Int, rgb: [UInt8]) {
        precondition(rgb.count == width * height * 3)
        self.init()
        bytes = rgb
        self.width = width
        self.height = height
        fullSize = Size(width: width, height: height)
    }

    /// The colour at a pixel inside the picture.
    public subscript(x: Int, y: Int) -> Colour {
        get {
            let at = index(x, y)
            return Colour(bytes[at], bytes[at + 1], bytes[at + 2])
        }
        set {
            let at = index(x, y)
            bytes[at] = newValue.red
            bytes[at + 1] = newValue.green
            bytes[at + 2] = newValue.blue
        }
    }

    private func index(_ x: Int, _ y: Int) -> Int {
        precondition(x >= 0 && x < width && y >= 0 && y < height)
        return (y * width + x) * 3
    }

    /// Makes room for a picture without giving storage back; the content is undefined afterwards.
    mutating func resize(width: Int, height: Int) {
        bytes.setCount(width * height * 3)
        self.width = width
        self.height = height
    }
}

extension [UInt8] {
    /// Cuts the end off, or appends zeros; storage is never released.
    mutating func setCount(_ count: Int) {
        if self.count > count { removeLast(self.count - count) }
        if capacity < count { reserveCapacity(count) }
        while self.count < count { append(contentsOf: zeros.prefix(count - self.count)) }
    }
}

/// Appended in blocks, because an append of a block is one copy and not a loop.
private let zeros = [UInt8](repeating: 0, count: 1 << 16)

/// An opaque colour, sRGB.
public struct Colour: Hashable, Sendable {
    public var red: UInt8
    public var green: UInt8
    public var blue: UInt8

    public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    public static let black = Colour(0, 0, 0)
    public static let white = Colour(255, 255, 255)
    public static let red = Colour(230, 40, 40)
    public static let green = Colour(40, 190, 70)
    public static let blue = Colour(40, 110, 240)
    public static let yellow = Colour(255, 214, 10)
    public static let cyan = Colour(40, 210, 230)
    public static let magenta = Colour(230, 60, 220)
    public static let orange = Colour(255, 140, 0)
}
