import Digest
import Drops
import Geometry
import People
import Photo
import Records
import WorkStealing

/// Draws the JPEGs that the page shows: always of the server's own making, without EXIF, upright, and only of the bytes that
/// the record is of.
///
/// Each drop has a reader of its own, so that one that hangs keeps nobody waiting but those who look at its photos.
actor Pictures {
    private nonisolated let executor = QueueExecutor(label: "review.pictures")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let decoder: PhotoDecoder
    private let encoder: JPEGEncoder
    private let finder: FaceFinder
    private var pixels = Pixels()
    private var ready: [(key: String, jpeg: [UInt8])] = []

    /// Pictures that are kept for whoever looks next.
    private static let mostReady = 24
    /// The longer side of what is shown first, and of what is shown when somebody looks closer.
    static let sides = (screen: 1600, detail: 4096)

    /// - Parameter people: finds the faces that are hidden.
    init(people: FaceModel) throws(PhotoError) {
        finder = FaceFinder(people)
        decoder = try PhotoDecoder()
        encoder = try JPEGEncoder()
    }

    /// The photo, reduced.
    /// - Parameters:
    ///   - showsFaces: only where somebody chose to see them, which is logged.
    ///   - bytes: reads the file; not called where the picture is ready.
    /// - Returns: nil where the photo cannot be drawn, or nobody can say where faces are.
    func photo(
        _ place: PhotoPlace, side: Int, showsFaces: Bool, bytes: @Sendable () async -> [UInt8]?
    ) async -> [UInt8]? {
        let key = "\(place.sha256) \(place.prints.hashValue) \(side) \(showsFaces)"
        if let known = ready.first(where: { $0.key == key }) { return known.jpeg }
        guard let file = await bytes(), decode(file, side) else { return nil }
        if max(pixels.width, pixels.height) > side {
            var reduced = Pixels()
            pixels.resize(longSide: side, into: &reduced)
            pixels = reduced
        }
        guard showsFaces || hideFaces(except: place.prints) else { return nil }
        return keep(try? encoder.encode(pixels, quality: 85), key)
    }

    /// A board from the front, by its corners in the upright full-size photo.
    func board(
        _ place: PhotoPlace, quad: Quad, showsFaces: Bool, bytes: @Sendable () async -> [UInt8]?
    ) async -> [UInt8]? {
        let corners = quad.corners.map { "\(Int(clamped: $0.x))_\(Int(clamped: $0.y))" }.joined(separator: "_")
        let key = "\(place.sha256) \(place.prints.hashValue) \(corners) \(showsFaces)"
        if let known = ready.first(where: { $0.key == key }) { return known.jpeg }
        guard let file = await bytes(), decode(file, 2048), let size = Pictures.size(of: quad) else { return nil }
        guard showsFaces || hideFaces(except: place.prints) else { return nil }
        let frame = Box(0, 0, Double(size.width), Double(size.height))
        let target = pixels.frame.pixel(quad)
        guard let map = Homography(from: frame, to: target), let front = pixels.warped(by: map, size: size) else {
            return nil
        }
        return keep(try? encoder.encode(front, quality: 88), key)
    }

    private func hideFaces(except prints: [Quad]) -> Bool {
        guard let faces = try? finder.faces(in: pixels, except: prints) else { return false }
        pixels.pixelate(inside: faces)
        return true
    }

    private func keep(_ jpeg: [UInt8]?, _ key: String) -> [UInt8]? {
        guard let jpeg else { return nil }
        ready.append((key, jpeg))
        if ready.count > Pictures.mostReady { ready.removeFirst() }
        return jpeg
    }

    private func decode(_ file: [UInt8], _ side: Int) -> Bool {
        (try? decoder.decode(file, atLeast: side, into: &pixels)) != nil
    }

    /// As wide and high as its sides, 480 at most.
    private static func size(of quad: Quad) -> Size? {
        let width = max(quad.topLeft.distance(to: quad.topRight), quad.bottomLeft.distance(to: quad.bottomRight))
        let height = max(quad.topLeft.distance(to: quad.bottomLeft), quad.topRight.distance(to: quad.bottomRight))
        guard width.isFinite, height.isFinite, min(width, height) >= 4 else { return nil }
        let scale = 480 / max(width, height)
        return Size(width: max(8, Int(clamped: width * scale)), height: max(8, Int(clamped: height * scale)))
    }
}

/// Reads the files of the ledger's drops.
struct PhotoShelf: Sendable {
    private let readers: [String: DropReader]

    init(_ drops: [Drop]) {
        readers = Dictionary(drops.map { ($0.name, DropReader($0)) }) { first, _ in first }
    }

    /// The file's bytes; nil where it is gone or holds other bytes than the record is of.
    func bytes(of place: PhotoPlace) async -> [UInt8]? {
        guard let reader = readers[place.drop], let photo = try? await reader.read(place.path),
            SHA256Digest.hex(of: photo.bytes) == place.sha256
        else { return nil }
        return photo.bytes
    }
}
