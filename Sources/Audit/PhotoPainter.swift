import Artwork
import Compliance
import Foundation
import Geometry
import Inference
import Judging
import People
import Photo
import Records

/// Paints what an audit measured: the evidence that goes with a record, and the overlay a person looks at.
///
/// One a lane; its canvas is kept from photo to photo.
final class PhotoPainter {
    let settings: AuditSettings
    let encoder: JPEGEncoder
    private var canvas = Pixels()
    /// Hides faces where all else is shown; nil where all else is pixelated.
    private let faces: FaceFinder?

    /// - Throws: `PhotoError`; `InferenceError` where evidence is to show whole photos and the network that hides faces in them
    ///   cannot be loaded.
    init(settings: AuditSettings) throws {
        self.settings = settings
        encoder = try JPEGEncoder()
        faces = settings.fullPhotos ? FaceFinder(try FaceModel()) : nil
    }

    /// The top ad and its reference with the offset drawn in, and the places of ads that are missing, marked; nil where
    /// there is neither.
    ///
    /// What lies outside the ad panels is pixelated, the cabinet included: people stand before cabinets.
    func evidence(_ pixels: Pixels, detections: [Detection], assessment: Assessment) throws -> Evidence? {
        let top = detections.first { $0.slot == Slot.topAd }
        let empty = assessment.emptyPlaces
        guard var hull = top?.box ?? empty.first?.quad.hull else { return nil }
        for place in empty { hull = hull.union(place.quad.hull) }
        for detection in detections where detection.slot != Slot.cduHorizontal { hull = hull.union(detection.box) }
        let margin = (empty.isEmpty ? 0.04 : 0.06) * max(hull.width, hull.height)
        let part = Box(hull.x0 - margin, hull.y0 - margin, hull.x1 + margin, hull.y1 + margin)
        guard pixels.crop(part, longSide: 480, into: &canvas) else { return nil }
        try hidePeople(pixels, detections)
        if let top {
            if let offset = drawMeasurement(top, assessment, width: 1.5) {
                canvas.text(
                    offset.text, at: offset.place, anchor: .topCentre, scale: 2,
                    colour: Self.colour(assessment.verdict))
            }
        } else if let cabinet = detections.first(where: { $0.slot == Slot.cabinet }) {
            canvas.outline(cabinet.quad ?? Quad(cabinet.box), width: 1.5, colour: .cyan)
        }
        for place in empty {
            outline(place)
            let hull = place.quad.hull
            canvas.text(
                Self.label(place), at: Point((hull.x0 + hull.x1) / 2, (hull.y0 + hull.y1) / 2), anchor: .centre,
                scale: 1.6, colour: .white)
        }
        let jpeg = try encoder.encode(canvas, maxBytes: settings.evidenceLimit, quality: 72)
        return Evidence(name: top == nil ? "place.jpg" : "top_ad.jpg", jpeg: jpeg.bytes)
    }

    /// The boards that stayed unnamed, to be matched with a later catalogue.
    func boards(_ pixels: Pixels, of record: Record) throws -> [Evidence] {
        let open = record.boards.indices.filter { KeptBoard.isOpen(record.boards[$0]) }
        let chosen = open.sorted { a, b in
            let sure = (record.boards[a].confidence, record.boards[b].confidence)
            return sure.0 == sure.1 ? a < b : sure.0 > sure.1
        }.prefix(KeptBoard.mostPerPhoto)
        return try chosen.sorted().compactMap { index in
            guard let picture = KeptBoard.picture(of: record.boards[index], in: pixels) else { return nil }
            let jpeg = try encoder.encode(picture, maxBytes: KeptBoard.byteLimit, quality: 70)
            return Evidence(.board, board: index, jpeg: jpeg.bytes)
        }
    }

    private static func label(_ empty: Assessment.EmptyPlace) -> String { "no \(empty.slot)" }

    /// Draws where a missing ad should hang: dashed in red.
    private func outline(_ empty: Assessment.EmptyPlace) {
        let corners = empty.quad.corners
        for (index, corner) in corners.enumerated() {
            canvas.line(from: corner, to: corners[(index + 1) % 4], width: 2.5, colour: .red, dash: 9)
        }
    }

    /// Pixelates what lies outside the ads; where whole photos are wanted, faces alone, found in the picture that the detector
    /// saw. Those printed on ads are not persons.
    private func hidePeople(_ pixels: Pixels, _ detections: [Detection]) throws(InferenceError) {
        let panels = detections.filter { $0.slot != Slot.cabinet }.map { $0.quad ?? Quad($0.box) }
        guard let faces else { return canvas.pixelate(outside: panels, block: 12) }
        canvas.pixelate(inside: try faces.faces(in: pixels, except: panels))
    }

    /// The whole photo, at most 1,280 pixels long, with every detection, the reference line, the offset and the places of
    /// missing ads: a JPEG, or a PNG where the settings ask for one.
    /// - Parameter pairs: shown below the photo.
    func overlay(
        _ pixels: Pixels, detections: [Detection], assessment: Assessment, pairs: [ArtworkPair] = []
    ) throws(PhotoError) -> [UInt8] {
        pixels.resize(longSide: 1280, into: &canvas)
        for detection in detections.reversed() {
            let colour = Self.colour(detection.slot)
            canvas.outline(detection.box, width: 1, colour: colour)
            if let quad = detection.quad { canvas.outline(quad, width: 2.5, colour: colour) }
        }
        for place in assessment.emptyPlaces { outline(place) }
        var labels = LabelPlaces(Size(width: canvas.width, height: canvas.height))
        let caption = Self.caption(assessment)
        // At the bottom, whatever else there is.
        let foot = Point(0, Double(canvas.height))
        write(caption, in: Box(foot.x, foot.y, foot.x, foot.y), &labels, Self.colour(assessment.verdict), scale: 2)
        if let top = detections.first(where: { $0.slot == Slot.topAd }),
            let offset = drawMeasurement(top, assessment, width: 2.5)
        {
            let size = Pixels.textSize(offset.text, scale: 2.5)
            let at = canvas.frame.pixel(offset.place)
            let box = Box(at.x - Double(size.width) / 2, at.y, at.x + Double(size.width) / 2, at.y)
            write(offset.text, in: box, below: true, &labels, Self.colour(assessment.verdict), scale: 2.5)
        }
        for detection in detections {
            let text = "\(detection.slot) \(String(format: "%.2f", detection.confidence))"
            write(text, in: canvas.frame.pixel(detection.box), &labels, .white, scale: 1.4)
        }
        for place in assessment.emptyPlaces {
            let hull = canvas.frame.pixel(place.quad.hull)
            let size = Pixels.textSize(Self.label(place), scale: 1.4)
            let left = (hull.x0 + hull.x1 - Double(size.width)) / 2
            let foot = (hull.y0 + hull.y1 + Double(size.height)) / 2
            let line = Box(left, foot, left + Double(size.width), foot)
            write(Self.label(place), in: line, &labels, .white, scale: 1.4)
        }
        canvas.append(pairs.map(\.drawn))
        return settings.overlaysAsPNG ? PNGEncoder.encode(canvas) : try encoder.encode(canvas, quality: 85)
    }

    /// Writes a label where none lies yet, near a box of the canvas.
    private func write(
        _ text: String, in box: Box, below: Bool = false, _ labels: inout LabelPlaces, _ colour: Colour, scale: Double
    ) {
        let size = Pixels.textSize(text, scale: scale)
        // Above a box comes first; a label that belongs below is placed above the line under it.
        let shift = below ? Double(size.height) : 0
        let place = labels.place(size, at: Box(box.x0, box.y0 + shift, box.x1, box.y1 + shift))
        canvas.text(text, at: canvas.frame.full(place), scale: scale, colour: colour)
    }

    /// The cabinet, its centre line, the limits, and an arrow from the centre to the ad's centre.
    /// - Returns: the offset in words, and the place below the ad for it; nil where there is none.
    private func drawMeasurement(
        _ top: Detection, _ assessment: Assessment, width: Double
    ) -> (text: String, place: Point)? {
        let colour = Self.colour(assessment.verdict)
        canvas.outline(top.quad ?? Quad(top.box), width: width, colour: colour)
        guard let geometry = assessment.geometry, let centering = assessment.centering,
            let offset = centering.fixtureOffset
        else { return nil }
        if centering.reference == .cabinet { canvas.outline(geometry.cabinet, width: width, colour: .cyan) }
        for line in geometry.limitLines where line.count == 2 {
            canvas.line(from: line[0], to: line[1], width: 1, colour: .white, dash: 4)
        }
        if let foot = geometry.centreLine.first, let head = geometry.centreLine.last {
            canvas.line(from: foot, to: head, width: width, colour: .cyan, dash: 8)
        }
        guard let centre = geometry.adCentre, let target = geometry.centreAtAd else { return nil }
        canvas.arrow(from: target, to: centre, width: width * 1.6, colour: colour)
        return (Self.percent(offset), Point(centre.x, top.box.y1))
    }

    private static func caption(_ assessment: Assessment) -> String {
        var parts = [assessment.verdict.rawValue.replacing("_", with: " ")]
        if let centering = assessment.centering, let offset = centering.fixtureOffset {
            let uncertainty = centering.uncertainty.map { " ±" + String(format: "%.1f", $0 * 100) } ?? ""
            parts.append(
                "offset \(percent(offset))\(uncertainty) of the cabinet's width (\(centering.reference.rawValue))")
        }
        return parts.joined(separator: "  ")
    }

    private static func percent(_ share: Double) -> String { String(format: "%+.1f%%", share * 100) }

    private static func colour(_ verdict: Verdict) -> Colour {
        switch verdict {
        case .compliant: .green
        case .nonCompliant: .red
        case .notAssessable: .yellow
        }
    }

    private static func colour(_ slot: String) -> Colour {
        switch slot {
        case Slot.topAd: .orange
        case Slot.cduHorizontal: .green
        case Slot.cduVerticalLeft: .magenta
        case Slot.cduVerticalRight: .blue
        case Slot.cabinet: .cyan
        default: .yellow
        }
    }
}
