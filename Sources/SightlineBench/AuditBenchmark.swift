import Audit
import CJPEG
import Detection
import Drops
import Examining
import Foundation
import Judging
import Ledger
import Photo
import Records
import Synchronization

/// The whole audit (read, hash, EXIF, decode, inference, assessment, evidence, commit) against its floor: nothing but
/// libjpeg-turbo at the same scale and the networks, on the same photos, with as many lanes; in turn, in one process.
///
/// The panel network's part of the floor is what it takes for as many crops as the audit really looks at; it is reported
/// separately, and so is the ratio to a floor without it.
struct AuditBenchmark {
    private let rounds = 7
    private let photosARound = 60

    func run() async throws {
        let detector = try Detector(modelFolder: try ModelLocation.find())
        print("model \(detector.card.name) \(detector.card.version), \(detector.precision.rawValue)")
        print("\(rounds) rounds of \(photosARound) photos; medians; a ratio is taken round by round")
        for set in try PhotoSet.all() {
            let photos = set.copies(photosARound)
            let work = try needs(of: photos, detector)
            let looks = Double(work.reduce(0) { $0 + $1.looks }) / Double(photos.count)
            for lanes in [1, 2] {
                var floors: [Floor] = []
                var audits: [Double] = []
                let stages = Spent()
                for _ in 0..<rounds {
                    floors.append(try floor(photos, work, lanes: lanes, detector))
                    audits.append(try await audit(photos, lanes: lanes, detector, stages))
                }
                let ratios = zip(audits, floors).map { $0 / $1.whole }
                let withoutPanel = zip(audits, floors).map { $0 / ($1.whole - $1.panel) }
                print(
                    String(
                        format:
                            "%-38@ %d lane%@  floor %6.2f ms  audit %6.2f ms  ratio %.3f (%.3f–%.3f)  %6.1f photos/s",
                        set.name as NSString, lanes, (lanes == 1 ? " " : "s") as NSString,
                        median(floors.map(\.whole)) * 1000 / Double(photos.count),
                        median(audits) * 1000 / Double(photos.count),
                        median(ratios), ratios.min() ?? 0, ratios.max() ?? 0,
                        Double(photos.count) / median(audits)))
                if detector.card.panel != nil {
                    print(
                        String(
                            format: "    of the floor, the panel network: %.2f ms for %.1f crops per photo; ratio to a "
                                + "floor without it %.3f", median(floors.map(\.panel)) * 1000 / Double(photos.count),
                            looks, median(withoutPanel)))
                }
                printStages(stages.take(), photos: rounds * photos.count)
                fflush(nil)
            }
        }
    }

    /// A line with the mean milliseconds per photo of each stage. The reader's stages run beside the lanes', a commit is
    /// shared by a batch: they do not add up to the audit.
    private func printStages(_ times: StageTimes, photos: Int) {
        let parts = times.stages.map {
            String(format: "%@ %.2f", $0.stage.name as NSString, $0.seconds * 1000 / Double(max(1, photos)))
        }
        print("    ms per photo: " + parts.joined(separator: ", "))
    }

    /// What the audit does with a photo: the scale it is decoded at, the input size, the panels looked at again.
    private struct Need {
        var denominator: Int
        var sizeIndex: Int
        var looks: Int
    }

    /// Seconds for all photos, and the panel network's part of them.
    private struct Floor {
        var whole: Double
        var panel: Double
    }

    private func needs(of photos: [[UInt8]], _ detector: Detector) throws -> [Need] {
        let session = detector.makeSession()
        let decoder = try PhotoDecoder()
        var pixels = Pixels()
        return try photos.map { jpeg in
            let info = try decoder.decode(jpeg, atLeast: detector.card.longestSide, into: &pixels)
            _ = try session.detect(pixels)
            let size = Size(width: pixels.width, height: pixels.height)
            return Need(
                denominator: info.denominator, sizeIndex: session.sizeIndex(for: size), looks: session.panelsLookedAt)
        }
    }

    /// Bare decode and bare inference of all photos.
    private func floor(_ photos: [[UInt8]], _ work: [Need], lanes: Int, _ detector: Detector) throws -> Floor {
        let next = Atomic(0)
        let failed = Atomic(0)
        let panelNanoseconds = Atomic(0)
        // Made, and warmed, before the clock starts.
        let ready = DispatchSemaphore(value: 0)
        let go = DispatchSemaphore(value: 0)
        let group = DispatchGroup()
        for lane in 0..<lanes {
            DispatchQueue(label: "floor.\(lane)").async(group: group) {
                let session = detector.makeSession()
                var out = [UInt8](repeating: 0, count: 4096 * 4096)
                for size in detector.card.input.sizes.indices { try? session.inferBare(sizeIndex: size) }
                for count in Set(work.map(\.looks)) { try? session.inferPanelsBare(count) }
                ready.signal()
                go.wait()
                while true {
                    let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard index < photos.count else { break }
                    let written = photos[index].withUnsafeBufferPointer { jpeg in
                        cj_bare_decode(jpeg.baseAddress, jpeg.count, Int32(work[index].denominator), &out, out.count)
                    }
                    let first: Void? = try? session.inferBare(sizeIndex: work[index].sizeIndex)
                    let clock = ContinuousClock()
                    let start = clock.now
                    let second: Void? = try? session.inferPanelsBare(work[index].looks)
                    panelNanoseconds.wrappingAdd(Int((clock.now - start) / .nanoseconds(1)), ordering: .relaxed)
                    if written == 0 || first == nil || second == nil { failed.wrappingAdd(1, ordering: .relaxed) }
                }
            }
        }
        for _ in 0..<lanes { ready.wait() }
        let time = seconds {
            for _ in 0..<lanes { go.signal() }
            group.wait()
        }
        precondition(failed.load(ordering: .relaxed) == 0, "the floor could not decode or infer")
        return Floor(whole: time, panel: Double(panelNanoseconds.load(ordering: .relaxed)) / 1e9 / Double(lanes))
    }

    private func write(_ photo: [UInt8], _ index: Int, to root: URL) throws {
        let store = root.appending(path: "S\(index % 6)/2026-11-01")
        try FileManager.default.createDirectory(at: store, withIntermediateDirectories: true)
        try Data(photo).write(to: store.appending(path: "\(index).jpg"))
    }

    /// Seconds from the first look at the folder to the last commit.
    /// - Parameter stages: the times of the measured photos are added to it.
    private func audit(
        _ photos: [[UInt8]], lanes: Int, _ detector: Detector, _ stages: Spent
    ) async throws -> Double {
        try await withScratch { folder in
            let root = folder.appending(path: "drop")
            let warmUp = folder.appending(path: "warm-up")
            for (index, photo) in photos.enumerated() {
                try write(photo, index, to: root)
                // Other bytes, so that the photo is not a duplicate later.
                if index < 8 * lanes { try write(photo + [0], index, to: warmUp) }
            }
            let keeper = try LedgerKeeper(at: PathBytes(folder.appending(path: "ledger.sqlite").path))
            let run = try await keeper.use { (ledger) throws(LedgerError) in
                try ledger.beginRun(kind: "bench", owner: "bench")
            }
            let spent = Spent()
            let engine = AuditEngine(
                keeper: keeper, run: run, detector: { detector },
                settings: AuditSettings(branch: "bench", zone: .gmt, policy: .standard), limits: .init(lanes: lanes),
                observer: { if case .spent(let times) = $0 { spent.add(times) } })
            // Networks are compiled, one per lane and input size, when a photo first needs them.
            let warm = try await engine.open(Drop(name: "warm-up", root: PathBytes(warmUp.path)), stores: .empty)
            _ = try await engine.scan(warm)
            let before = engine.progress.counts.audited
            _ = spent.take()
            let line = try await engine.open(Drop(name: "bench", root: PathBytes(root.path)), stores: .empty)
            let clock = ContinuousClock()
            let start = clock.now
            _ = try await engine.scan(line)
            let time = clock.now - start
            try await engine.close()
            let audited = engine.progress.counts.audited - before
            stages.add(spent.take())
            precondition(audited == photos.count, "only \(audited) of \(photos.count) photos were audited")
            return Double(time / .microseconds(1)) / 1e6
        }
    }
}

/// Times that arrive from several threads.
private final class Spent: Sendable {
    private let times = Mutex(StageTimes())

    func add(_ more: StageTimes) { times.withLock { $0 += more } }

    /// All since the last call.
    func take() -> StageTimes {
        times.withLock { sum in
            defer { sum = StageTimes() }
            return sum
        }
    }
}
