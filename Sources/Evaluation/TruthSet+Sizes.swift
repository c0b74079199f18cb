import Interchange
import Photo
import Records
import SystemCalls

extension TruthSet {
    /// Puts truth into the pixels of the files themselves where the COCO file states other sizes, as some exports do:
    /// x and y are scaled by the file's own upright size over the stated one. The training side reads truth the same way.
    ///
    /// A photo stated with its sides exchanged stays as it is: its boxes lie in another frame, and the run reports it. Files
    /// that are not JPEGs or cannot be read stay, too.
    ///
    /// - Returns: a line for each photo that was changed, with its name.
    mutating func fitToFiles(in folder: PathBytes) -> [String] {
        var notes: [String] = []
        for index in photos.indices {
            let photo = photos[index]
            guard let own = uprightSize(of: photo.place(in: folder)), own != photo.size,
                !isTurned(own, photo.size)
            else { continue }
            photos[index] = photo.scaled(to: own)
            notes.append(
                "\(photo.file): is \(own.width)×\(own.height), but the truth says "
                    + "\(photo.size.width)×\(photo.size.height): its truth is scaled to the file's size")
        }
        return notes
    }
}

extension TruthPhoto {
    /// The same truth in a photo of another size.
    func scaled(to own: Size) -> TruthPhoto {
        let (x, y) = (Double(own.width) / Double(size.width), Double(own.height) / Double(size.height))
        func point(_ p: Point) -> Point { Point(p.x * x, p.y * y) }
        func box(_ box: Box) -> Box { Box(box.x0 * x, box.y0 * y, box.x1 * x, box.y1 * y) }
        var photo = self
        photo.size = own
        for index in photo.panels.indices {
            photo.panels[index].box = box(panels[index].box)
            photo.panels[index].quad = panels[index].quad?.map(point)
        }
        photo.distractors = distractors.map(box)
        photo.emptyFixtures = emptyFixtures.map { $0.map(point) }
        photo.cabinet = cabinet?.map(point)
        return photo
    }
}

/// True where the sides are those of the other, exchanged, within 3 %, and not also as they are.
private func isTurned(_ own: Size, _ stated: Size) -> Bool {
    guard stated.width > 0, stated.height > 0, own.height > 0 else { return true }
    let (a, b) = (Double(stated.width) / Double(stated.height), Double(own.width) / Double(own.height))
    return abs(a * b - 1) < 0.03 && abs(a / b - 1) >= 0.03
}

/// nil for what is not a readable JPEG.
private func uprightSize(of file: PathBytes) -> Size? {
    guard let bytes = try? FileSystem.read(file) else { return nil }
    let layout = JPEGLayout(bytes)
    guard let frame = layout.frame, frame.width > 0, frame.height > 0 else { return nil }
    return readOrientation(bytes, layout: layout).swapsSides
        ? Size(width: frame.height, height: frame.width) : Size(width: frame.width, height: frame.height)
}
