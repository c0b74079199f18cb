import Foundation
import Judging
import Ledger
import Records
import SystemCalls
import WorkStealing

/// Gives photos out, keeps what people say of them: the owner of the ledger and the queue, on a queue of its own.
///
/// All that must survive a kill is in the ledger before anyone is answered: leases, drafts, corrections, sessions. What is
/// in memory (the order of the queue, who skipped what) is made anew at each start.
actor ReviewDesk {
    let request: ReviewRequest
    let ledger: Ledger
    nonisolated let key = Secret()
    private let run: RunID
    private nonisolated let executor = QueueExecutor(label: "review.desk")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    var queue = ReviewQueue()
    private var skipped: [String: [ReviewID: Date]] = [:]
    private var wishes: [String: [ReviewID]] = [:]
    private var answered: [String: Int] = [:]
    private var sinceLearning = 0
    /// What the pictures beside a photo in work are; by ticket.
    var beside: [String: [PhotoPlace]] = [:]
    /// Tickets whose holders chose to see faces.
    private var unhidden: Set<String> = []

    /// Opens the ledger; `options` must be the ones that judge.
    init(_ request: ReviewRequest, options: sending Ledger.Options) throws {
        self.request = request
        ledger = try Ledger(at: request.ledger, options: options)
        run = try ledger.beginRun(kind: "review", owner: ProcessIdentity.current.text, lease: 3600)
    }

    /// Reads the queue; photos that came since are taken in by `enrol`.
    func start() throws {
        queue.add(try ledger.queuedPhotos())
        learn()
    }

    /// Ends the work.
    func end() {
        try? ledger.endRun(run, outcome: "done")
        try? ledger.finish()
    }

    /// Takes photos into the queue that were audited since, some at a time.
    /// - Returns: false when there are none.
    func enrol() throws -> Bool {
        let found = try ledger.unqueued(limit: 200)
        guard !found.isEmpty else { return false }
        var random = SystemRandomNumberGenerator()
        let photos = found.map { item in
            (
                record: item.id, features: PhotoFeatures(item.record, policy: request.judge.policy).values,
                draw: Double.random(in: 0..<1, using: &random)
            )
        }
        queue.add(try ledger.enqueue(photos))
        try? ledger.renew(run)
        return true
    }

    // MARK: Work

    /// What a person works on, filled up to two photos, so that the next one is there at once.
    func desk(of person: Reviewer) throws -> ReviewMessages.Desk {
        var leases = try ledger.leases(of: person.name)
        var work: [ReviewMessages.Work] = []
        for lease in leases {
            if let item = try self.work(lease, of: person.name) { work.append(item) }
        }
        let busy = Set(try ledger.leases().map(\.photo))
        var tries = 0
        while work.count < 2, tries < 50 {
            tries += 1
            guard let lease = try take(for: person.name, busy: busy.union(leases.map(\.photo))) else { break }
            leases.append(lease)
            if let item = try self.work(lease, of: person.name) { work.append(item) }
        }
        return ReviewMessages.Desk(work: work, left: queue.openCount, mine: answered[person.name] ?? 0)
    }

    private func take(for name: String, busy: Set<ReviewID>) throws -> ReviewLease? {
        let now = Date()
        skipped[name] = skipped[name]?.filter { now.timeIntervalSince($0.value) < ReviewTimes.skip }
        let mine = skipped[name] ?? [:]
        let allows = { @Sendable (id: ReviewID) in !busy.contains(id) && mine[id] == nil }
        var random = SystemRandomNumberGenerator()
        let isDrawn = Double.random(in: 0..<1, using: &random) < ReviewDesk.randomShare
        let wish = wishes[name]?.first { id in allows(id) && queue[id]?.isDone == false }
        wishes[name]?.removeAll { $0 == wish }
        let wished = isDrawn ? nil : wish.flatMap { queue[$0] }
        if let wished { return try lease(wished, to: name, isDrawn: false) }
        guard let photo = queue.next(drawn: isDrawn, allows: allows) else { return nil }
        return try lease(photo, to: name, isDrawn: isDrawn)
    }

    /// The share of photos that are drawn at random, whatever is worth more.
    static let randomShare = 0.1

    private func lease(_ photo: QueuedPhoto, to name: String, isDrawn: Bool) throws -> ReviewLease? {
        let ticket = Secret().text
        let chance =
            isDrawn ? nil : queue.model?.chance(photo.features) ?? Double(PhotoFeatures.uncertainty(photo.features))
        let now = Date()
        guard
            try ledger.lease(
                photo.id, to: name, ticket: ticket, length: ReviewTimes.lease, isDrawn: isDrawn, chance: chance,
                now: now)
        else { return nil }
        queue.noteGiven(photo.id, drawn: isDrawn)
        return ReviewLease(
            photo: photo.id, reviewer: name, ticket: ticket, began: now, until: now + ReviewTimes.lease, chance: chance)
    }

    /// A lease's photo for the page; nil, and the lease ended, where it cannot be shown any more.
    private func work(_ lease: ReviewLease, of name: String) throws -> ReviewMessages.Work? {
        guard let stored = try ledger.reviewRecord(lease.photo) else {
            queue.close(lease.photo)
            try ledger.endLease(ticket: lease.ticket)
            return nil
        }
        return try work(lease, stored, of: name)
    }

    /// The lease with a ticket, if this person holds it.
    func held(_ ticket: String, by name: String) throws -> ReviewLease? {
        try ledger.leases(of: name).first { isEqualInConstantTime($0.ticket, ticket) }
    }

    /// Keeps unfinished work; false where the lease has ended.
    func save(_ draft: ReviewMessages.Draft, of person: Reviewer) throws -> Bool {
        guard try held(draft.ticket, by: person.name) != nil else { return false }
        _ = try ledger.extendLease(ticket: draft.ticket, length: ReviewTimes.lease)
        return try ledger.saveDraft(ticket: draft.ticket, draft.draft)
    }

    /// What the policy makes of an answer that is not given yet.
    func preview(_ answer: ReviewMessages.Answer, of person: Reviewer) throws -> ReviewMessages.Judged? {
        guard let lease = try held(answer.ticket, by: person.name), let stored = try ledger.reviewRecord(lease.photo)
        else {
            return nil
        }
        var record = try stored.record()
        let size = Size(width: record.photo.width, height: record.photo.height)
        guard answer.correction.problem(in: size) == nil else { return nil }
        let word = ReviewersWord(
            by: person.name, at: "", correction: answer.correction, machine: Judge.panels(of: record))
        request.judge.apply(word, to: &record)
        return ReviewMessages.Judged(record)
    }

    /// Keeps an answer.
    /// - Returns: nil where the lease has ended and the answer was not kept before.
    func submit(_ answer: ReviewMessages.Answer, of person: Reviewer) throws -> Corrected? {
        let lease = try held(answer.ticket, by: person.name)
        let record = try lease.flatMap { try ledger.reviewRecord($0.photo)?.id }
        let took = min(max(0, answer.took ?? 0), 86_400)
        let correction = NewCorrection(
            ticket: answer.ticket, reviewer: person.name, took: took.isFinite ? took : 0, origin: .page,
            correction: answer.correction, chance: lease?.chance)
        guard let lease, let record else {
            // Sent twice, since the first answer got lost on its way: what was kept is kept once.
            return try ledger.hasCorrection(ticket: answer.ticket) ? .repeated : nil
        }
        let result = try ledger.correct(record, correction, run: run)
        if case .gone = result {
            queue.close(lease.photo)
        } else {
            queue.done(lease.photo)
            answered[person.name, default: 0] += 1
        }
        forget(answer.ticket)
        sinceLearning += 1
        if sinceLearning >= ReviewDesk.learnsEvery { learn() }
        return result
    }

    private static let learnsEvery = 25

    private func learn() {
        sinceLearning = 0
        // What was chosen teaches as well as what was drawn: the features are known of both.
        let known = (try? ledger.reviewedFeatures(limit: 5000)) ?? []
        queue.learn(known.map { ChangeModel.Example(features: $0.features, isChanged: $0.isChanged) })
    }

    /// Gives a photo back; the draft stays. False where the lease had ended.
    func skip(_ ticket: String, of person: Reviewer) throws -> Bool {
        guard let lease = try held(ticket, by: person.name) else { return false }
        skipped[person.name, default: [:]][lease.photo] = Date()
        try ledger.endLease(ticket: ticket)
        forget(ticket)
        return true
    }

    /// Takes the photo that this person answered last once more, before all others.
    func back(_ person: Reviewer) throws -> Bool {
        guard let photo = try ledger.lastReviewed(by: person.name), let known = queue[photo],
            try !ledger.leases().contains(where: { $0.photo == photo })
        else { return false }
        // It goes before what is leased already: that is released, and comes again with its draft.
        for lease in try ledger.leases(of: person.name) { try ledger.endLease(ticket: lease.ticket) }
        return try lease(known, to: person.name, isDrawn: false) != nil
    }

    private func forget(_ ticket: String) {
        beside[ticket] = nil
        unhidden.remove(ticket)
    }

    // MARK: Administrators

    /// Photos that an administrator wants to see first.
    func wish(_ wish: ReviewMessages.Wish, of person: Reviewer) throws -> Int {
        let given = [wish.store, wish.finding, wish.creative].compactMap { $0 }.contains { !$0.isEmpty }
        func asked(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
        wishes[person.name] =
            given
            ? try ledger.photosAsked(
                store: asked(wish.store), finding: asked(wish.finding), creative: asked(wish.creative), limit: 500) : []
        return wishes[person.name]?.count ?? 0
    }

    /// What has been learned so far.
    func figures() throws -> ReviewMessages.Figures {
        let sample = try ledger.fieldSample()
        var rows: [ReviewMessages.Figures.Row] = []
        for question in FieldSample.Question.allCases {
            for region in [nil] + sample.regions.map(Optional.some) {
                guard let accuracy = sample.accuracy(question, region: region) else { continue }
                rows.append(.init(question: question.rawValue, region: region, accuracy: accuracy))
            }
        }
        let known = try ledger.reviewedFeatures(limit: 5000)
        func rate(drawn: Bool) -> Double? {
            let some = known.filter { $0.isDrawn == drawn }
            return some.count < 10 ? nil : Double(some.count { $0.isChanged }) / Double(some.count)
        }
        return ReviewMessages.Figures(
            corrections: try ledger.correctionCount(), accuracy: rows, hitRate: rate(drawn: false),
            chance: rate(drawn: true), learned: queue.model != nil)
    }

    /// Lets the holder of a lease see faces in one photo; logged.
    func unhide(_ ticket: String, of person: Reviewer) throws -> Bool {
        guard let lease = try held(ticket, by: person.name) else { return false }
        try ledger.noteReview("unhidden", by: person.name, subject: "photo \(lease.photo)")
        unhidden.insert(ticket)
        return true
    }

    func isUnhidden(_ ticket: String) -> Bool { unhidden.contains(ticket) }
}
