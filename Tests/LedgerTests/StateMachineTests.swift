import Foundation
import Records
import TestSupport
import Testing

@testable import Ledger

/// Random work of three runs on two connections, every step held against the model.
struct Machine {
    var random: Seeded
    let ledgers: [Ledger]
    let drop: DropID
    var model = Model()
    var runs: [RunID] = []
    var now = noon.timeIntervalSince1970
    var policy = 1
    /// What lies on the disk.
    var disk: [String: (content: Int, mtime: Int64)] = [:]

    init(_ file: PathBytes, seed: UInt64) throws {
        random = Seeded(seed)
        ledgers = [try Ledger(at: file), try Ledger(at: file)]
        drop = try ledgers[0].register(drop: "d", root: PathBytes("/d"), now: noon)
        for index in 0..<3 { try begin(index) }
    }

    var date: Date { Date(timeIntervalSince1970: now) }
    func ledger(_ index: Int) -> Ledger { ledgers[index % 2] }

    mutating func begin(_ index: Int) throws {
        let run = try ledger(index).beginRun(kind: "test", owner: "\(index)", now: date, lease: Model.lease)
        model.leases[run] = now + Model.lease
        if index < runs.count { runs[index] = run } else { runs.append(run) }
    }

    mutating func step() throws {
        let index = Int.random(in: 0..<3, using: &random)
        switch Int.random(in: 0..<100, using: &random) {
        case ..<25: write()
        case ..<55: try claim(index)
        case ..<85: try commit(index)
        case ..<90: now += Double.random(in: 1...150, using: &random).rounded()
        case ..<94: try restart(index)
        case ..<98: try stage(index)
        default: try reassess(index)
        }
    }

    /// A file is written, rewritten, touched, or rewritten without its time telling.
    mutating func write() {
        let name = "S\(Int.random(in: 1...2, using: &random))/2025-08-13/\(Int.random(in: 1...9, using: &random)).jpg"
        let content = Int.random(in: 1...8, using: &random)
        let old = disk[name]
        switch Int.random(in: 0..<10, using: &random) {
        case 0: disk[name] = (old?.content ?? content, (old?.mtime ?? 0) + 1)
        case 1: disk[name] = (content, old?.mtime ?? 1)
        default: disk[name] = (content, (old?.mtime ?? 0) + 1)
        }
    }

    mutating func claim(_ index: Int, all: Bool = false, mode asked: ClaimMode? = nil) throws {
        let mode = asked ?? [.due, .due, .due, .retryFailures, .again].randomElement(using: &random) ?? .due
        let names = disk.keys.sorted().filter { _ in all || Bool.random(using: &random) }
        let seen = names.map { sighting($0, mtime: disk[$0]?.mtime ?? 0) }
        let result = try ledger(index).claim(drop: drop, seen, run: runs[index], now: date, mode: mode)
        model.renew(runs[index], now)
        var expected: [Int] = []
        for (place, one) in seen.enumerated() {
            let granted = model.claim(
                names[place], mtime: one.mtimeNanoseconds, run: runs[index], now: now, mode: mode)
            if granted { expected.append(place) }
        }
        #expect(result.granted == expected)
        #expect(result.granted.count + result.settled + result.waiting + result.held == seen.count)
    }

    mutating func commit(_ index: Int, all: Bool = false) throws {
        let held = model.paths.filter { $0.value.claim == runs[index] }.keys.sorted()
        var outcomes: [Outcome] = []
        for name in held where all || Bool.random(using: &random) {
            outcomes.append(try outcome(name, index, certain: all))
        }
        let results = try ledger(index).commit(drop: drop, outcomes, run: runs[index], now: date)
        model.renew(runs[index], now)
        #expect(!results.contains(.lostClaim))
    }

    mutating func outcome(_ name: String, _ index: Int, certain: Bool) throws -> Outcome {
        guard let file = disk[name] else { throw TestFailure() }
        let seen = sighting(name, mtime: file.mtime)
        switch certain ? 9 : Int.random(in: 0..<10, using: &random) {
        case 0:
            model.failed(name, now: now)
            return Outcome(seen, .failed(Reason(code: "read_error", message: "EIO")))
        case 1:
            model.release(name)
            return Outcome(seen, .released)
        case 2, 3:
            model.repeated(name, content: file.content, mtime: file.mtime)
            return Outcome(seen, .repeated(sha256: sha(file.content)))
        default:
            model.recorded(name, content: file.content, mtime: file.mtime, policy: "p\(policy)")
            let made = record(
                name, content: file.content, state: Model.isRejected(file.content) ? .rejected : .audited,
                policy: "p\(policy)")
            return Outcome(seen, .recorded(made, evidence: [jpeg]))
        }
    }

    mutating func restart(_ index: Int) throws {
        try ledger(index).endRun(runs[index], outcome: "done", now: date)
        model.end(runs[index])
        try begin(index)
    }

    mutating func stage(_ index: Int) throws {
        let limit = Int.random(in: 1...4, using: &random)
        let chosen = model.stage(limit)
        let bundle = try ledger(index).stage(branch: "b", maxRecords: limit, now: date)
        #expect((bundle?.records ?? 0) == chosen.count)
        guard let bundle else { return }
        let cursor = try ledger(index).records(RecordFilter(.bundle(bundle.id)))
        var paths: [String] = []
        while let stored = try cursor.next() { paths.append(try stored.record().photo.path.escaped) }
        #expect(paths == chosen)
        if Bool.random(using: &random) {
            try ledger(index).sealBundle(bundle.id, sha256: sha(1), bytes: 10, now: date)
        }
    }

    mutating func reassess(_ index: Int) throws {
        policy += 1
        let name = "p\(policy)"
        let changed = model.paths.values.filter { $0.state == .audited && $0.own?.policy != name }.count
        let result = try ledger(index).reassess(run: runs[index], now: date, batch: 3) { record in
            var judged = record
            judged.versions.policy = name
            return judged
        }
        #expect(result.changed == changed)
        model.reassess(name)
    }

    func check() throws {
        for ledger in ledgers {
            let counts = try ledger.counts(drop: drop)
            #expect(counts.closes)
            #expect(counts == model.counts())
        }
        var states: [String: String] = [:]
        try ledgers[0].query("SELECT path, state FROM paths") { states[$0.text(0) ?? ""] = $0.text(1) }
        #expect(states == model.paths.mapValues(\.state.rawValue))
        #expect(try ledgers[1].integrityProblems(quick: true) == [])
    }
}

@Suite struct StateMachineTests {
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func everyStepOfRandomWorkAgreesWithTheModel(seed: UInt64) throws {
        try withLedgerFile { file in
            var machine = try Machine(file, seed: seed)
            for _ in 0..<150 {
                try machine.step()
                try machine.check()
            }
        }
    }

    @Test(arguments: 21...26 as ClosedRange<UInt64>)
    func afterAnyHistoryOneMoreScanAuditsEveryContentOncePerStore(seed: UInt64) throws {
        try withLedgerFile { file in
            var machine = try Machine(file, seed: seed)
            for _ in 0..<120 { try machine.step() }
            machine.now += 10_000
            for mode in [ClaimMode.again, .retryFailures, .due] {
                try machine.claim(0, all: true, mode: mode)
                try machine.commit(0, all: true)
                try machine.check()
            }
            var audited: Set<String> = []
            let cursor = try machine.ledgers[0].records()
            while let stored = try cursor.next() {
                let record = try stored.record()
                #expect(machine.disk[record.photo.path.escaped].map { sha($0.content) } == record.photo.sha256)
                guard record.state == .audited else { continue }
                #expect(audited.insert("\(record.photo.storeID ?? "") \(record.photo.sha256)").inserted)
            }
            let contents = Set(
                machine.disk.filter { !Model.isRejected($0.value.content) }
                    .map { "\(Model.store($0.key)) \(sha($0.value.content))" })
            #expect(audited == contents)
            let counts = try machine.ledgers[0].counts()
            #expect(counts.pending == 0 && counts.failed == 0)
        }
    }
}
