import Records

/// Decides between two artworks that share most of what they show, by where they differ.
///
/// Each is held against the photo in the parts in which they differ, at the small shift at which what they share fits best,
/// and in the light that what they share has there. Points cannot tell one price from another: they are few, and most lie
/// where the two agree.
struct SiblingComparison {
    /// Pixels about a part that are compared with it.
    private static let around = 8
    /// Difference of a channel from which two prints differ at a pixel, and up to which they agree, grey levels.
    private static let differs: Float = 20
    private static let agrees: Float = 12
    /// A pixel that is off by more says that something else is there, not how much.
    private static let cap: Float = 45 * 45

    /// Side of the places that count as one, pixels: neighbours say the same.
    private static let side = 6

    private var sum: Float = 0
    private var whole: Float = 0
    /// What each place says.
    private var places: [Float] = []

    /// Positive where the photo looks like the first.
    ///
    /// - Parameters:
    ///   - first, second: artworks, both of the size of the view's thumbnail.
    ///   - parts: where they differ, 0…1 of width and height.
    static func margin(_ view: BoardView, first: ColourPlanes, second: ColourPlanes, parts: [Box])
        -> SiblingMargin
    {
        guard first.width == view.seen.width, first.height == view.seen.height, second.width == first.width,
            second.height == first.height
        else { return .none }
        var comparison = SiblingComparison()
        for part in parts {
            let range = PixelRange(part, width: first.width, height: first.height, around: around)
            comparison.add(view, first, second, range)
        }
        return comparison.result
    }

    private var result: SiblingMargin {
        let squares = places.reduce(0) { $0 + $1 * $1 }
        guard whole > 0, squares > 0 else { return .none }
        return SiblingMargin(margin: Double(sum / whole), agreement: Double(sum / squares.squareRoot()))
    }

    private mutating func add(
        _ view: BoardView, _ first: ColourPlanes, _ second: ColourPlanes, _ range: PixelRange
    ) {
        let apart = first.part(range).blurred(1).differences(second.part(range).blurred(1))
        var differing: [Int] = []
        var common: [Int] = []
        for index in apart.indices {
            let at = (range.top + index / range.width) * first.width + range.left + index % range.width
            guard view.inside[at] else { continue }
            if apart[index] > SiblingComparison.differs { differing.append(index) }
            if apart[index] < SiblingComparison.agrees { common.append(index) }
        }
        guard differing.count >= 8 else { return }
        // A sample of what they share is enough to find the place.
        let sample = stride(from: 0, to: common.count, by: max(1, common.count / 160)).map { common[$0] }
        let patch = Patch(
            seen: view.seen.part(range), width: range.width, height: range.height, common: sample,
            cap: SiblingComparison.cap)
        let (a, b) = (view.prediction(of: first, in: range), view.prediction(of: second, in: range))
        let place = patch.place(of: a)
        let (offA, offB) = (patch.errors(a, place), patch.errors(b, place))
        let noise = Float(view.light.deviation * view.light.deviation)
        let across = range.width / SiblingComparison.side + 1
        var said = [Float](repeating: 0, count: across * (range.height / SiblingComparison.side + 1))
        for index in differing {
            var distance: Float = 0
            for channel in 0..<3 {
                let off = a.planes[channel][index] - b.planes[channel][index]
                distance += off * off / 3
            }
            let weight = min(distance, SiblingComparison.cap)
            let says = weight * (offB[index] - offA[index])
            let (x, y) = (index % range.width / SiblingComparison.side, index / range.width / SiblingComparison.side)
            said[y * across + x] += says
            sum += says
            whole += weight * (offA[index] + offB[index] + noise)
        }
        places += said
    }
}

/// A part of the photo with the pixels in which two artworks agree.
private struct Patch {
    let seen: ColourPlanes
    let width: Int
    let height: Int
    let common: [Int]
    let cap: Float

    /// Where and in what light a print lies.
    struct Place {
        var dx = 0
        var dy = 0
        var light = SIMD4<Float>(repeating: 0)
    }

    /// The shift of up to two pixels at which what both share fits best; a larger one must fit clearly better.
    func place(of print: ColourPlanes) -> Place {
        guard common.count > 20 else { return Place() }
        var best: (error: Float, place: Place)?
        for dy in -2...2 {
            for dx in -2...2 {
                var place = Place(dx: dx, dy: dy)
                place.light = light(print, place)
                var sum: Float = 0
                for index in common { sum += min(error(print, place, index), cap) }
                let error = sum / Float(common.count) + 4 * Float(dx * dx + dy * dy)
                if error < best?.error ?? .infinity { best = (error, place) }
            }
        }
        return best?.place ?? Place()
    }

    /// How much lighter each channel is there than the light of the whole board says; what is far off says nothing.
    private func light(_ print: ColourPlanes, _ place: Place) -> SIMD4<Float> {
        var light = SIMD4<Float>(repeating: 0)
        for channel in 0..<3 {
            var (sum, count): (Float, Float) = (0, 0)
            for index in common {
                let off = seen.planes[channel][index] - value(print, channel, place, index)
                guard abs(off) < 60 else { continue }
                sum += off
                count += 1
            }
            light[channel] = min(max(count > 0 ? sum / count : 0, -25), 25)
        }
        return light
    }

    private func value(_ print: ColourPlanes, _ channel: Int, _ place: Place, _ index: Int) -> Float {
        let x = min(max(index % width - place.dx, 0), width - 1)
        let y = min(max(index / width - place.dy, 0), height - 1)
        return print.planes[channel][y * width + x]
    }

    private func error(_ print: ColourPlanes, _ place: Place, _ index: Int) -> Float {
        var sum: Float = 0
        for channel in 0..<3 {
            let off = seen.planes[channel][index] - value(print, channel, place, index) - place.light[channel]
            sum += off * off
        }
        return sum / 3
    }

    /// The smallest mean squared difference about each pixel, over shifts of half a pixel from the place; at most `cap`.
    func errors(_ print: ColourPlanes, _ place: Place) -> [Float] {
        var best = [Float](repeating: .infinity, count: width * height)
        for (across, down) in [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)] {
            var beside = place
            beside.dx += across
            beside.dy += down
            var errors = best
            for index in errors.indices {
                var sum: Float = 0
                for channel in 0..<3 {
                    let half = (value(print, channel, place, index) + value(print, channel, beside, index)) / 2
                    let off = seen.planes[channel][index] - half - place.light[channel]
                    sum += off * off
                }
                errors[index] = min(sum / 3, cap)
            }
            let means = Plane(width: width, height: height, values: errors).boxMeans(radius: 1)
            for index in best.indices { best[index] = min(best[index], means[index]) }
        }
        return best
    }
}
