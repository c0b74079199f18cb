import Foundation
import Judging
import Ledger
import Records
import Reporting
import TestSupport

/// The zone of the test's branch.
let seoul = TimeZone(identifier: "Asia/Seoul") ?? .gmt

/// A JPEG of one grey pixel.
let greyJPEG: [UInt8] = Array(
    Data(
        base64Encoded:
            "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA="
    ) ?? Data())

/// Seconds since 1970 of a local time in Seoul.
func seoulTime(_ day: CalendarDay, hour: Int, minute: Int = 0) -> Double {
    Double(day.number * 86_400 + (hour - 9) * 3600 + minute * 60)
}

/// A ledger built through the Ledger's own door: two months of visits to stores of three regions, with everything a
/// report has to tell apart, and names that try to break out of wherever they are written.
struct Fleet {
    static let period = ReportPeriod(
        CalendarDay(year: 2026, month: 11, day: 1), CalendarDay(year: 2026, month: 11, day: 20))
    static let hostile = [
        "<script>document.title='broken'</script>", "\"quoted\" & 'single' <b>bold</b>",
        "=HYPERLINK(\"http://x\",\"y\")",
        "two\nlines, and a comma", "-2+3", "\u{202E}backwards",
    ]

    let file: PathBytes
    let ledger: Ledger
    private let drop: DropID
    private let run: RunID
    private var random = Seeded(20_261_121)
    private var content = 0
    private let versions = Versions(
        program: "0.1.0", model: "counter-1", modelSHA256: String(repeating: "a", count: 64), precision: "f32",
        policy: "standard 1")

    init(in folder: URL, options given: Ledger.Options? = nil) throws {
        file = PathBytes(folder.appending(path: "ledger.sqlite").path)
        var options = given ?? Ledger.Options()
        let judge = Judge(policy: .standard)
        if given == nil { options.judge = { judge.judgeRelations(&$0) } }
        ledger = try Ledger(at: file, options: options)
        drop = try ledger.register(drop: "d", root: PathBytes("/mnt/점포 drop"))
        run = try ledger.beginRun(kind: "test", owner: "test", lease: 1e9)
    }

    /// 26 registered stores (two never visited), two that are not registered.
    mutating func fill(days: Int = 62, last: CalendarDay = Fleet.period.to) throws {
        try ledger.setStores(
            (0..<26).map { number in
                RegisteredStore(
                    storeID: "S\(100 + number)",
                    name: number < Self.hostile.count ? Self.hostile[number] : "행복슈퍼 \(number)호점",
                    region: [nil, "서울", "경기", "부산 <해운대>"][number % 4], latitude: nil, longitude: nil)
            })
        try ledger.setCreatives([
            RegisteredCreative(
                id: "지난 광고 <1>", family: nil, slots: [Slot.topAd], validFrom: nil, validTo: Self.period.from - 1),
            RegisteredCreative(
                id: "new & current", family: "new", slots: [Slot.topAd], validFrom: Self.period.from, validTo: nil),
        ])
        for number in stride(from: days - 1, through: 0, by: -1) {
            let day = last - number
            for store in 0..<28 where store < 24 || store >= 26 {
                guard (day.number + store * 3) % 5 == 0 else { continue }
                try visit("S\(100 + store)", store: store, day: day)
            }
        }
        try oddities()
    }

    private mutating func visit(_ id: String, store: Int, day: CalendarDay) throws {
        let count = Int.random(in: 1...3, using: &random)
        // The ad hangs where it hangs, whatever photo shows it.
        let truth = Double.random(in: store % 4 == 1 ? -0.3...0.3 : -0.12...0.12, using: &random)
        for index in 0..<count {
            let kind = Int.random(in: 0..<14, using: &random)
            let late = day < Self.period.from && kind == 5
            let arrival = late ? Self.period.from + 3 : day
            try photo(
                id, day: day, name: "IMG_\(index).jpg", kind: kind, truth: truth,
                arrived: seoulTime(arrival, hour: 23, minute: index))
        }
    }

    private mutating func photo(
        _ id: String, day: CalendarDay, name: String, kind: Int, truth: Double, arrived: Double
    ) throws {
        let minute = Int.random(in: 0..<60, using: &random)
        let seen = sighting(id, day, PathBytes("\(id)/\(day)/\(name)"))
        content += 1
        var record = make(seen, content: content, state: kind == 0 ? .rejected : .audited)
        let source: CaptureTime.Zone? = kind == 1 ? .folder : kind == 2 ? nil : kind < 7 ? .branch : .exif
        if let source {
            // Now and then the camera's clock is a day behind.
            let epoch = seoulTime(kind == 9 ? day - 1 : day, hour: source == .folder ? 12 : 10, minute: minute)
            record.exif.capturedAt = Sourced(CaptureTime(rfc3339: "", epoch: epoch, zone: source), source: "test")
        }
        if kind != 0 { judge(&record, kind: kind, truth: truth) }
        try commit([(seen, record)], at: arrived)
    }

    private mutating func judge(_ record: inout Record, kind: Int, truth: Double) {
        let uncertainty = Double(Int.random(in: 5...40, using: &random)) / 1000
        let offset = ((truth + Double.random(in: -0.02...0.02, using: &random)) * 1e4).rounded() / 1e4
        func see(_ slots: [String]) {
            record.detections = slots.map { Detection(slot: $0, confidence: 0.9, box: Box(0, 0, 9, 9), quad: nil) }
        }
        see([Slot.topAd, Slot.cduHorizontal, Slot.cduVerticalLeft, Slot.cabinet])
        record.centering = Centering(
            photoOffset: offset / 2, fixtureOffset: offset, uncertainty: uncertainty, reference: .cabinet)
        switch kind {
        case 3:
            see([Slot.cduHorizontal, Slot.cabinet])
            record.centering = nil
            record.findings = [Finding(code: "missing_top_ad", severity: .violation, value: 0.99, limit: 0.95)]
        case 4:
            record.centering?.uncertainty = 0.09
            record.findings = [
                Finding(code: "photo_blurred", severity: .warning, value: 20, limit: 50),
                Finding(code: "centering_too_uncertain", severity: .warning, value: 0.09, limit: 0.06),
            ]
        case 5:
            record.centering = Centering(photoOffset: 0.1, fixtureOffset: nil, uncertainty: nil, reference: .photo)
            record.findings = [Finding(code: "centering_no_reference", severity: .warning)]
        default:
            // Boards of some are compared with a catalogue.
            if kind > 9 {
                let id = kind == 10 ? "지난 광고 <1>" : "new & current"
                record.boards = [
                    Board(
                        box: Box(0, 0, 9, 9), quad: nil, confidence: 0.9, slot: Slot.topAd,
                        creative: RecognisedCreative(id: id, family: id, score: 0.9, ranked: []))
                ]
                record.versions.catalogue = String(repeating: "c", count: 64)
                if kind == 10 {
                    record.findings = [Finding(code: "creative_outdated_top_ad", severity: .info, value: 3)]
                }
            }
            record.findings.append(Finding(code: "missing_cdu_vertical_right", severity: .info, value: 1, limit: 0.95))
            if abs(offset) > 0.1 {
                record.findings.append(
                    Finding(code: "top_ad_off_centre", severity: .violation, value: offset, limit: 0.1))
            }
        }
        let isBad = record.findings.contains { $0.severity == .violation }
        record.verdict = isBad ? .nonCompliant : kind == 4 || kind == 5 ? .notAssessable : .compliant
    }

    /// One photo in two stores, duplicates, a failure, a pending path, a path that is not UTF-8, one of no store.
    private mutating func oddities() throws {
        let day = Self.period.to - 2
        let arrived = seoulTime(day, hour: 22)
        let shared = 900_001
        for (store, name) in [("S101", "same.jpg"), ("S102", "same.jpg"), ("S101", "same copy.jpg")] {
            let seen = sighting(store, day, PathBytes("\(store)/\(day)/\(name)"))
            var record = make(seen, content: shared, state: .audited)
            judge(&record, kind: 13, truth: 0.01)
            try commit([(seen, record)], at: arrived)
        }
        let broken = sighting(
            "S103", day, PathBytes(Array("S103/\(day)/".utf8) + [0xFF, 0x3C, 0x62, 0x3E, 0x0A, 0x2E]))
        var record = make(broken, content: 900_002, state: .audited)
        judge(&record, kind: 4, truth: 0)
        try commit([(broken, record)], at: arrived)
        let stray = sighting(nil, nil, PathBytes("stray<img src=x>.jpg"))
        var lost = make(stray, content: 900_003, state: .audited)
        judge(&lost, kind: 13, truth: 0)
        try commit([(stray, lost)], at: arrived)
        let open = [
            sighting("S104", day, PathBytes("S104/\(day)/unreadable.jpg")),
            sighting("S104", day, PathBytes("S104/\(day)/waiting.jpg")),
            sighting("S104", Self.period.from - 1, PathBytes("S104/x/before the period.jpg")),
        ]
        let now = Date(timeIntervalSince1970: arrived)
        _ = try ledger.claim(drop: drop, open, run: run, now: now)
        _ = try ledger.commit(
            drop: drop, [Outcome(open[0], .failed(Reason(code: "io_error", message: "=cannot read")))], run: run,
            now: now)
    }

    func sighting(_ store: String?, _ day: CalendarDay?, _ path: PathBytes) -> Sighting {
        Sighting(path: path, size: 1000, mtimeNanoseconds: 1, storeID: store, date: day.map { "\($0)" })
    }

    func make(_ seen: Sighting, content: Int, state: PhotoState) -> Record {
        let digits = String(content, radix: 16)
        return Record(
            photo: PhotoSource(
                drop: "d", path: seen.path, storeID: seen.storeID, region: nil, date: seen.date,
                sha256: String(repeating: "0", count: 64 - digits.count) + digits, bytes: 1000, width: 40, height: 30,
                orientation: 1),
            state: state, reason: state == .rejected ? Reason(code: "no_pixels", message: "no pixels") : nil,
            verdict: state == .audited ? .compliant : nil, versions: versions)
    }

    /// - Parameters:
    ///   - picture: instead of one of its own for each photo with a centering.
    ///   - evidence: for every photo.
    func commit(
        _ photos: [(Sighting, Record)], at time: Double, picture: [UInt8]? = nil, evidence: [UInt8]? = nil,
        likeness: Likeness? = nil
    ) throws {
        let now = Date(timeIntervalSince1970: time)
        _ = try ledger.claim(drop: drop, photos.map(\.0), run: run, now: now)
        let outcomes = photos.map { seen, record in
            // What follows a JPEG's end is not shown: every photo has a picture of its own.
            let jpeg = picture ?? greyJPEG + Array(record.photo.sha256.utf8.suffix(8))
            let picture = Evidence(name: "top_ad.jpg", jpeg: evidence ?? jpeg)
            let hasPicture = evidence != nil || record.centering != nil
            return Outcome(seen, .recorded(record, evidence: hasPicture ? [picture] : []), likeness: likeness)
        }
        _ = try ledger.commit(drop: drop, outcomes, run: run, now: now)
    }
}

func request(_ period: ReportPeriod = Fleet.period, language: ReportLanguage = .english) -> ReportRequest {
    var request = ReportRequest(
        branch: "서울 <1>", zone: seoul, period: period, language: language,
        created: Date(timeIntervalSince1970: 1_795_000_000))
    request.target = 0.95
    return request
}

/// The filled ledger, made once: every test works on a copy.
private let filled = Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sightline-fleet-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var fleet = try Fleet(in: folder)
    try fleet.fill()
    try fleet.ledger.checkpoint()
    return try Data(contentsOf: folder.appending(path: "ledger.sqlite"))
}

/// Runs `body` on a filled ledger and the folder of its report.
func withFleet(_ body: (Fleet, URL) throws -> Void) throws {
    try Fixtures.withTemporaryFolder { folder in
        try filled.get().write(to: folder.appending(path: "ledger.sqlite"))
        try body(try Fleet(in: folder), folder)
    }
}

func path(_ url: URL) -> PathBytes { PathBytes(url.path) }

func contents(_ folder: URL, _ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }
