public import Inference
public import Photo
public import Records

/// Reads what stands in parts of pictures, one after the other. Not for two threads at once.
public final class TextReader {
    public let model: TextModel
    var networks: TextNetworks

    init(_ model: TextModel, _ networks: TextNetworks) {
        self.model = model
        self.networks = networks
    }

    deinit { model.takeBack(networks) }

    /// Lines that each direction is judged by, largest first: more tell little and cost as much each.
    static let judged = 4

    /// Everything that is written in a picture.
    /// - Throws: `inference_failed`.
    public func read(_ pixels: Pixels) throws(InferenceError) -> Reading {
        let whole = Quad(Box(0, 0, Double(pixels.width), Double(pixels.height)))
        return try read(pixels.frame.full(whole), in: pixels)
    }

    /// Everything that is written in a part of a picture.
    ///
    /// The part is straightened and read in all four directions; the one in which it reads best counts, for the whole of
    /// it. Turning line by line would lose the lines that the network finds only where they stand upright. Where nearly all
    /// lines are plainly long one way, the two directions across them are left out.
    /// - Parameters:
    ///   - part: corners TL TR BR BL as seen, upright full-size frame; it may lie outside of the picture in part.
    ///   - turn: quarters clockwise by which the text hangs turned, where that is known; nil: it is found.
    /// - Returns: lines in the upright full-size frame; none for what is not a quad.
    /// - Throws: `inference_failed`.
    public func read(_ part: Quad, in pixels: Pixels, turn: Int? = nil) throws(InferenceError) -> Reading {
        var best: (view: StraightView, lines: [PlacedLine], evidence: Double, turn: Int)?
        let isKnown = turn != nil
        var turns = turn.map { [(($0 % 4) + 4) % 4] } ?? Array(0..<4)
        guard let seen = StraightView(of: part, in: pixels) else { return Reading(lines: [], turn: 0) }
        while let turn = turns.first {
            turns.removeFirst()
            guard let view = turn == 0 ? seen : seen.turned(turn) else { continue }
            let places = try find(in: view)
            if !isKnown, turn == 0 {
                turns.removeAll { LinePlaces.excludes(turn: $0, places) }
                if LinePlaces.excludes(turn: 0, places) { continue }
            }
            let lines = try read(places.prefix(TextReader.judged), in: view, pixels)
            let evidence = UprightEvidence.of(lines.map(\.line))
            if evidence > best?.evidence ?? -.infinity {
                best = (view, lines + places.dropFirst(lines.count).map { PlacedLine($0) }, evidence, turn)
            }
        }
        guard var best else { return Reading(lines: [], turn: 0) }
        let rest = best.lines.filter { !$0.isRead }.map(\.place)
        best.lines = best.lines.filter(\.isRead) + (try read(rest[...], in: best.view, pixels))
        let lines = PlacedLine.inReadingOrder(best.lines.filter { !$0.line.text.isEmpty }).map(\.line)
        return Reading(
            lines: lines.map { line in
                var line = line
                line.quad = pixels.frame.full(line.quad)
                return line
            }, turn: best.turn)
    }

    private func find(in view: StraightView) throws(InferenceError) -> [LinePlaces.Place] {
        let network = try model.finder(view.shape, &networks)
        view.write(into: network)
        try network.infer()
        let map = network.outputs[0]
        guard areFinite(map.values, count: map.width * map.height) else {
            throw InferenceError.notFinite(output: model.card.find.output)
        }
        return LinePlaces.find(
            map.values, width: map.width, used: Size(width: view.picture.width, height: view.picture.height))
    }

    private func read(
        _ places: ArraySlice<LinePlaces.Place>, in view: StraightView, _ pixels: Pixels
    ) throws(InferenceError) -> [PlacedLine] {
        var lines: [PlacedLine] = []
        for place in places {
            let quad = place.quad.map { view.map.image(of: $0) }
            let line = try line(at: quad, pixels) ?? ReadLine(text: "", confidence: 0, quad: quad)
            lines.append(PlacedLine(place, line))
        }
        return lines
    }

    /// One line whose place is known.
    /// - Parameter quad: corners in the reading direction, upright full-size frame, with as much around the signs as a found line
    ///   has.
    /// - Returns: in the same frame; nil for what is not a quad.
    /// - Throws: `inference_failed`.
    public func readLine(_ quad: Quad, in pixels: Pixels) throws(InferenceError) -> ReadLine? {
        guard var line = try line(at: pixels.frame.pixel(quad), pixels) else { return nil }
        line.quad = quad
        return line
    }

    /// - Parameter quad: pixels of `pixels`, as that of the answer.
    private func line(at quad: Quad, _ pixels: Pixels) throws(InferenceError) -> ReadLine? {
        guard let picture = LinePicture(of: quad, in: pixels, height: model.card.height) else { return nil }
        let network = try model.reader(picture.shape, &networks)
        picture.write(into: network)
        try network.infer()
        let map = network.outputs[0]
        guard areFinite(map.values, count: map.channels * map.height) else {
            throw InferenceError.notFinite(output: model.card.read.output)
        }
        let read = LineDecoder.decode(
            map.values, steps: map.channels, classes: map.height, characters: model.characters)
        let along = read.steps.map { (Double($0) + 0.5) * Double(model.card.stride) }
        return ReadLine(
            text: read.characters.joined(), confidence: read.confidence, quad: quad,
            smallAtStart: SignHeights.smallAtStart(read.characters, at: along, in: picture.picture))
    }
}

/// A line and where it lies in the straightened view.
struct PlacedLine {
    let place: LinePlaces.Place
    let line: ReadLine
    /// Not merely found.
    let isRead: Bool

    init(_ place: LinePlaces.Place) {
        self.place = place
        line = ReadLine(text: "", confidence: 0, quad: place.quad)
        isRead = false
    }

    init(_ place: LinePlaces.Place, _ line: ReadLine) {
        self.place = place
        self.line = line
        isRead = true
    }

    /// Row by row: what overlaps a row's first line by half of the smaller height stands in that row.
    static func inReadingOrder(_ lines: [PlacedLine]) -> [PlacedLine] {
        var rows: [[PlacedLine]] = []
        for line in lines.sorted(by: { $0.place.centre.y < $1.place.centre.y }) {
            if let first = rows.last?.first,
                line.place.centre.y - first.place.centre.y < min(line.place.half.y, first.place.half.y)
            {
                rows[rows.count - 1].append(line)
            } else {
                rows.append([line])
            }
        }
        return rows.flatMap { row in row.sorted { $0.place.centre.x < $1.place.centre.x } }
    }
}
