import Photo

/// Every offset lies in the file and points at what it says, and bytes after the image data change nothing.
func openJPEG(_ bytes: [UInt8]) throws(BrokenProperty) {
    let layout = JPEGLayout(bytes)
    try require((0...bytes.count).contains(layout.usableEnd), "usableEnd \(layout.usableEnd) of \(bytes.count) bytes")
    for range in layout.exif {
        try require(
            range.upperBound <= bytes.count && bytes[range].starts(with: Array("Exif\0\0".utf8)),
            "an Exif segment at \(range)")
    }
    if let frame = layout.frame {
        try require(
            (0...65535).contains(frame.width) && (0...65535).contains(frame.height)
                && frame.sampling.count <= frame.components, "frame \(frame)")
    }
    _ = readOrientation(bytes, layout: layout)
    guard let end = layout.endOfImage else { return }
    try require(
        end <= bytes.count && end >= 4 && bytes[end - 2] == 0xFF && bytes[end - 1] == 0xD9, "end of image at \(end)")
    try require(same(JPEGLayout(Array(bytes[..<end])), layout), "the layout depends on bytes after the image data")
    try require(same(JPEGLayout(bytes + bytes), layout), "the layout depends on bytes that were appended")
}

/// Equal but for where the file ends.
private func same(_ one: JPEGLayout, _ other: JPEGLayout) -> Bool {
    var one = one
    one.usableEnd = other.usableEnd
    return one == other
}
