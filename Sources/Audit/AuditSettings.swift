public import Artwork
public import Foundation
public import Judging
public import Records
public import Text

/// What every photo of a run is audited by.
public struct AuditSettings: Sendable {
    /// The branch's name, in bundles and where no zone is given.
    public var branch: String
    /// The zone of wall-clock times without an offset.
    public var zone: TimeZone
    public var policy: Policy
    /// The company's artworks, which boards are matched with; nil: nobody asks which creative hangs there.
    public var artworks: ArtworkIndex?
    /// Where texts are read; nothing is without `reader`.
    public var texts = TextScope.off
    /// The networks that read.
    public var reader: TextModel?
    /// Keeps everything outside the panels recognisable in evidence, but for faces. Off unless the administrator sets it.
    public var fullPhotos = false
    /// Paints an overlay of every photo for the observer.
    public var overlays = false
    /// Writes overlays as PNG, not as JPEG.
    public var overlaysAsPNG = false
    /// The largest evidence file, bytes.
    public var evidenceLimit = 30_000

    public init(branch: String, zone: TimeZone, policy: Policy) {
        self.branch = branch
        self.zone = zone
        self.policy = policy
    }
}
