import Bundles
import Foundation
import Records
import SystemCalls
import TestSupport

/// Records and evidence as the ledger would give them.
enum Samples {
    static let name = BundleName(branch: "seoul-3", epoch: 1_755_062_452, sequence: 7)

    /// The ledger that these are of, and a bundle's name with its mark.
    static let ledger = identity("5ea1")
    static let ownName = BundleName(branch: "seoul-3", ledger: ledger, epoch: 1_755_062_452, sequence: 7)

    /// A ledger's identity that begins so.
    static func identity(_ start: String) -> LedgerIdentity {
        guard let identity = LedgerIdentity(start + String(repeating: "0", count: 32 - start.utf8.count)) else {
            preconditionFailure("\(start) is not hex")
        }
        return identity
    }

    static func record(
        drop: String = "field", path: PathBytes, sha256: String? = nil, state: PhotoState = .audited,
        model: String = "panels-1"
    ) -> Record {
        let hash = sha256 ?? fakeHash(drop + path.escaped)
        return Record(
            photo: PhotoSource(
                drop: drop, path: path, storeID: "S05000", region: "서울", date: "2025-08-13", sha256: hash,
                bytes: 178_662, width: 960, height: 720, orientation: 1),
            state: state, reason: state == .rejected ? Reason(code: "no_pixels", message: "no pixels") : nil,
            detections: [
                Detection(slot: "top_ad", confidence: 0.97, box: Box(10, 20, 300, 200), quad: nil)
            ],
            verdict: state == .audited ? .compliant : nil,
            versions: Versions(
                program: "0.1.0", model: model, modelSHA256: fakeHash(model), precision: "f32", policy: "standard"))
    }

    /// 64 hex digits that depend on the text; no real hash is needed.
    static func fakeHash(_ text: String) -> String {
        var generator = Seeded(text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
        return (0..<4).map { _ in
            let digits = String(generator.next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    static func jpeg(_ count: Int, seed: UInt64) -> [UInt8] {
        var generator = Seeded(seed)
        return [0xFF, 0xD8, 0xFF] + (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) } + [
            0xFF, 0xD9,
        ]
    }

    /// `count` records in order, every third without evidence, every seventh rejected.
    static func items(_ count: Int, evidenceBytes: Int = 900) -> [(record: BundleRecord, evidence: [Evidence])] {
        (0..<count).compactMap { index in
            let number = String(index)
            let path = PathBytes("S05000/2025-08-13/\(String(repeating: "0", count: 6 - number.count))\(number).jpg")
            let rejected = index % 7 == 6
            guard let record = try? BundleRecord(record(path: path, state: rejected ? .rejected : .audited)) else {
                return nil
            }
            let evidence = Evidence(name: "top_ad.jpg", jpeg: jpeg(evidenceBytes, seed: UInt64(index)))
            return (record, rejected || index % 3 == 2 ? [] : [evidence])
        }
    }

    /// Seals the items in a folder.
    @discardableResult
    static func seal(
        _ items: [(record: BundleRecord, evidence: [Evidence])], in folder: URL, as name: BundleName = name,
        ledger: LedgerIdentity? = nil
    ) throws -> SealedBundle {
        var writer = try BundleWriter(in: folder.pathBytes, branch: "seoul-3", ledger: ledger)
        for item in items { try writer.add(item.record, evidence: item.evidence) }
        return try writer.seal(as: name)
    }
}

extension URL {
    var pathBytes: PathBytes { PathBytes(path) }

    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
}

/// The error that a call ends with, nil when it succeeds.
func bundleError(_ body: () throws -> Void) -> BundleError? {
    do {
        try body()
        return nil
    } catch {
        return error as? BundleError
    }
}
