import Foundation
import Records

extension Pixels {
    /// A JPEG as it is to be looked at: decoded, orientation applied.
    /// - Parameter longSide: a smaller scale is taken as long as the longer side keeps this many pixels.
    /// - Throws: `PhotoError`.
    public init(upright jpeg: [UInt8], longSide: Int) throws(PhotoError) {
        self.init()
        let layout = JPEGLayout(jpeg)
        let exif = readExif(jpeg, layout: layout, zone: .gmt)
        try PhotoDecoder().decode(
            jpeg, layout: layout, orientation: exif.appliedOrientation, atLeast: longSide, into: &self)
    }
}
