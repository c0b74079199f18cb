import Foundation
public import Interchange
public import Judging
public import Records
import SystemCalls

/// Runs a pipeline over a labelled set and scores it.
///
/// The pipeline is a closure, so that this room does not depend on how it is built: it gives, for one file, every
/// detection down to the confidence floor and the assessment made from those at the card's thresholds. A photo that
/// cannot be audited counts as one in which nothing was found, and the report names it.
public struct EvaluationRunner: Sendable {
    /// What the pipeline gives for one photo.
    public struct Audited: Sendable {
        /// Upright full size.
        public var size: Size
        public var detections: [Detection]
        public var assessment: Assessment?
        public var boards: [Board]

        public init(size: Size, detections: [Detection], assessment: Assessment?, boards: [Board] = []) {
            self.boards = boards
            self.size = size
            self.detections = detections
            self.assessment = assessment
        }
    }

    /// Detections below it are not asked for.
    public static let confidenceFloor = 0.01

    public let truth: TruthSet
    /// `file_name` of the truth is relative to it.
    public let photos: PathBytes
    /// A line for each photo whose truth was scaled, because the COCO file states another size than the file has.
    public let notes: [String]

    public init(truth: TruthSet, photos: PathBytes) {
        self.truth = truth
        self.photos = photos
        notes = []
    }

    /// Reads a COCO file, and the headers of its photos: see `notes`.
    ///
    /// - Throws: `TruthError`; `truth_photos_missing` where none of the photos lies in the folder.
    public init(coco: PathBytes, photos: PathBytes) throws {
        let data: [UInt8]
        do throws(SystemError) {
            data = try FileSystem.read(coco, limit: 1 << 30)
        } catch {
            throw TruthError(code: "truth_unreadable", file: coco.escaped, message: "cannot be read: \(error)")
        }
        var truth = try TruthSet(coco: Data(data), file: coco.lastComponent.escaped)
        let lost = truth.photos.filter { !FileSystem.exists($0.place(in: photos)) }
        if let first = lost.first, lost.count == truth.photos.count {
            throw TruthError(
                code: "truth_photos_missing", file: coco.lastComponent.escaped,
                message:
                    "none of its \(counted(lost.count, "photo")) lies in \(photos.escaped) (the first is \(first.file)); give "
                    + "--photos the folder that file_name is relative to")
        }
        notes = truth.fitToFiles(in: photos)
        self.truth = truth
        self.photos = photos
    }

    /// One prediction per photo of the truth, in its order.
    ///
    /// - Parameter finished: called after each photo with the number done.
    public func predictions(
        finished: (Int) -> Void = { _ in }, audit: (PathBytes) throws -> Audited
    ) -> [Prediction] {
        truth.photos.enumerated().map { i, photo in
            defer { finished(i + 1) }
            return prediction(photo) { try audit($0) }
        }
    }

    /// The prediction of one photo, for callers that spread the photos over lanes themselves.
    public func prediction(_ photo: TruthPhoto, audit: (PathBytes) throws -> Audited) -> Prediction {
        do {
            let audited = try audit(photo.place(in: photos))
            guard audited.size == photo.size else {
                return Prediction(
                    detections: [],
                    failure: "is \(audited.size.width)×\(audited.size.height) upright, but the truth says "
                        + "\(photo.size.width)×\(photo.size.height)")
            }
            return Prediction(
                detections: audited.detections, assessment: audited.assessment, boards: audited.boards)
        } catch {
            return Prediction(detections: [], failure: "\(error)")
        }
    }
}
