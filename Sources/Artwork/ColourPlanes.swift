import Foundation
import Photo
import Records

/// A picture as three planes of floats, 0…255: what prints are compared in.
struct ColourPlanes: Sendable {
    let width: Int
    let height: Int
    /// R, G, B; each row by row.
    private(set) var planes: [[Float]]

    init(_ pixels: Pixels) {
        width = pixels.width
        height = pixels.height
        let count = width * height
        planes = (0..<3).map { channel in
            pixels.bytes.withUnsafeBufferPointer { bytes in
                [Float](unsafeUninitializedCapacity: count) { out, filled in
                    for index in 0..<count { out[index] = Float(bytes[index &* 3 &+ channel]) }
                    filled = count
                }
            }
        }
    }

    private init(width: Int, height: Int, planes: [[Float]]) {
        self.width = width
        self.height = height
        self.planes = planes
    }

    /// Green: half of what the eye and the camera see.
    var green: Plane { Plane(width: width, height: height, values: planes[1]) }

    /// Blurred by a Gaussian of this deviation in pixels; as it is for less than a third of one.
    func blurred(_ sigma: Double) -> ColourPlanes {
        guard sigma > 0.33 else { return self }
        let blurred = planes.map { Plane(width: width, height: height, values: $0).blurred(sigma).values }
        return ColourPlanes(width: width, height: height, planes: blurred)
    }

    /// The part from a column and row on, so large; it lies in the picture.
    func part(_ part: PixelRange) -> ColourPlanes {
        let cut = planes.map { plane in part.rows.flatMap { plane[$0 * width + part.left..<$0 * width + part.right] } }
        return ColourPlanes(width: part.width, height: part.height, planes: cut)
    }

    /// Largest difference of a channel, pixel by pixel; of pictures of one size.
    func differences(_ other: ColourPlanes) -> [Float] {
        planes[0].indices.map { index in
            (0..<3).reduce(0) { max($0, abs(planes[$1][index] - other.planes[$1][index])) }
        }
    }

    /// Each channel changed pixel by pixel.
    func mapped(_ change: (_ channel: Int, _ index: Int, _ value: Float) -> Float) -> ColourPlanes {
        var out = self
        for channel in 0..<3 {
            for index in 0..<width * height {
                out.planes[channel][index] = change(channel, index, planes[channel][index])
            }
        }
        return out
    }
}

/// Some columns and rows of a picture.
struct PixelRange {
    let left: Int
    let top: Int
    let right: Int
    let bottom: Int

    var width: Int { right - left }
    var height: Int { bottom - top }
    var rows: Range<Int> { top..<bottom }

    /// A box of 0…1 of a picture with pixels around it, within the picture.
    init(_ box: Box, width: Int, height: Int, around: Int) {
        func place(_ share: Double, _ side: Int) -> Double { min(max(share * Double(side), 0), Double(side)) }
        left = max(0, Int(place(box.x0, width)) - around)
        top = max(0, Int(place(box.y0, height)) - around)
        right = min(width, max(left + 1, Int(place(box.x1, width).rounded(.up)) + around))
        bottom = min(height, max(top + 1, Int(place(box.y1, height).rounded(.up)) + around))
    }
}
