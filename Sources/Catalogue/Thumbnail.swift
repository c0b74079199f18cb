import Photo

/// The small picture of an artwork that the compiled file keeps; in colour, since siblings may differ in nothing else.
enum Thumbnail {
    /// What a thumbnail may take, so that 2,000 of them stay below 9 MB; the coarsest quality is taken where none fits.
    static let bytes = 4500
    static let qualities = [80, 70, 60, 50, 40, 30, 20]

    /// The same picture gives the same bytes.
    static func jpeg(of picture: borrowing Pixels, _ encoder: JPEGEncoder) throws(PhotoError) -> [UInt8] {
        var small = Pixels()
        picture.resize(longSide: ArtworkPicture.thumbnailSide, into: &small)
        var options = JPEGEncoder.Options()
        options.optimisesTables = true
        var jpeg: [UInt8] = []
        for quality in qualities {
            jpeg = try encoder.encode(small, quality: quality, options: options)
            if jpeg.count <= bytes { break }
        }
        return jpeg
    }

    static func picture(of jpeg: [UInt8], _ decoder: PhotoDecoder) throws(PhotoError) -> GreyPicture {
        var pixels = Pixels()
        try decoder.decode(jpeg, atLeast: ArtworkPicture.thumbnailSide, into: &pixels)
        return GreyPicture(pixels)
    }
}
