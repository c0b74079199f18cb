import Records

/// What all COCO files of this program write in one form.
enum COCOParts {
    struct Category: Encodable {
        var id: Int
        var name: String
        /// Left out of the JSON where there is none.
        var supercategory: String?
    }

    /// By name, numbered from 1.
    static func categories(_ names: Set<String>, supercategory: String? = nil) -> [Category] {
        names.sorted().enumerated().map { Category(id: $0.offset + 1, name: $0.element, supercategory: supercategory) }
    }

    /// The path in the drop, which begins with the drop's name where the photos are of several: drops that are called by their
    /// whole path give names that lead to the files from the root folder.
    static func fileName(of photo: PhotoSource, isOneDrop: Bool) -> String {
        (isOneDrop ? "" : photo.drop.drop { $0 == "/" } + "/") + photo.path.escaped
    }

    /// `bbox`: left, top, width and height, pixels.
    static func box(_ box: Box) -> [Double] {
        [box.x0, box.y0, box.width, box.height].map { rounded($0, decimals: 2) }
    }

    /// `segmentation` of one polygon, pixels.
    static func polygon(_ quad: Quad) -> [[Double]] {
        [quad.corners.flatMap { [rounded($0.x, decimals: 2), rounded($0.y, decimals: 2)] }]
    }
}
