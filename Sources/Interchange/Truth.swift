public import Records

/// One labelled panel.
public struct TruthPanel: Hashable, Sendable {
    public var label: String
    /// Extent of the visible pixels, upright full-size frame.
    public var box: Box
    /// The artwork's corners where the truth has them.
    public var quad: Quad?
    /// Hard to see (marked so in the truth): neither asked for nor counted against.
    public var difficult: Bool
    /// COCO's crowd region: any number of detections may lie in it.
    public var isCrowd: Bool
    public var tags: [String]
    /// The creative on it; nil where the truth does not say.
    public var creative: String?

    public init(
        label: String, box: Box, quad: Quad? = nil, difficult: Bool = false, isCrowd: Bool = false, tags: [String] = [],
        creative: String? = nil
    ) {
        self.label = label
        self.box = box
        self.quad = quad
        self.difficult = difficult
        self.isCrowd = isCrowd
        self.tags = tags
        self.creative = creative
    }
}

/// One labelled photo.
public struct TruthPhoto: Hashable, Sendable {
    /// COCO's image id: the order in which pycocotools reads.
    public var id: Int
    /// Relative to the photos' folder.
    public var file: String
    public var size: Size
    public var panels: [TruthPanel]
    /// `ok`, `blur`, `dark`, `finger`; `ok` where the truth does not say.
    public var quality: String
    /// Boxes of posters that are not programme ads.
    public var distractors: [Box]
    /// Boards and lightboxes without an ad, as quads.
    public var emptyFixtures: [Quad]
    public var cabinet: Quad?
    /// The top ad's true offset from the cabinet's centre line, cabinet widths; nil without a top ad or where unknown.
    public var topOffset: Double?

    public init(
        id: Int, file: String, size: Size, panels: [TruthPanel], quality: String = "ok", distractors: [Box] = [],
        emptyFixtures: [Quad] = [], cabinet: Quad? = nil, topOffset: Double? = nil
    ) {
        self.id = id
        self.file = file
        self.size = size
        self.panels = panels
        self.quality = quality
        self.distractors = distractors
        self.emptyFixtures = emptyFixtures
        self.cabinet = cabinet
        self.topOffset = topOffset
    }
}

/// The Interchange room: labelled photos as they go to other tools and come from them, in COCO JSON.
///
/// `TruthSet(coco:file:)` reads what a labelling tool or a generator wrote; `COCOWriter` writes stored records so that
/// such a tool, and `TruthSet`, can read them. It opens no file: callers bring bytes and take bytes. All places are
/// pixels of the upright full-size photo.
///
/// A `TruthSet` is a labelled set: what the pipeline is measured against.
public struct TruthSet: Hashable, Sendable {
    /// The labels that are asked for, in the order of their COCO ids.
    public var labels: [String]
    /// In the order of their COCO ids.
    public var photos: [TruthPhoto]

    public init(labels: [String], photos: [TruthPhoto]) {
        self.labels = labels
        self.photos = photos
    }
}
