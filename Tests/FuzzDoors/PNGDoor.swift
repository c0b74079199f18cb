import Photo

/// The bytes as a PNG: a whole picture of at most as many pixels as asked for, or one line that says why there is none.
func openPNG(_ bytes: [UInt8]) throws(BrokenProperty) {
    let limit = 1 << 20
    let picture: Pixels
    do throws(PNGError) { picture = try PNGDecoder.decode(bytes, pixelLimit: limit) } catch {
        try require(isOneLine("\(error)"), "an error of more than one line: \(error)")
        return try require(error != .noMemory, "the machine is blamed for the file")
    }
    try require(
        (1...limit).contains(picture.width * picture.height)
            && picture.bytes.count == picture.width * picture.height * 3,
        "\(picture.bytes.count) bytes of \(picture.width) × \(picture.height) pixels")
}
