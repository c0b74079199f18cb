import Foundation
import Records

/// A record with what its row needs, made before the write lock is taken.
struct RecordEntry {
    var record: Record
    var evidence: [Evidence]
    /// SHA-256, 32 bytes.
    var content: [UInt8]
    /// Canonical JSON.
    var json: [UInt8]

    init(_ record: Record, evidence: [Evidence]) throws(InvalidRecord) {
        guard record.state == .audited || record.state == .rejected else {
            throw InvalidRecord(message: "its state is \(record.state.rawValue), not audited or rejected")
        }
        guard let content = bytes(hex: record.photo.sha256) else {
            throw InvalidRecord(message: "its SHA-256 is not 64 lower-case hex digits")
        }
        self.record = record
        self.evidence = evidence
        self.content = content
        json = try RecordEntry.encode(record)
    }

    /// The same with other findings.
    mutating func replace(_ changed: Record) throws(InvalidRecord) {
        json = try RecordEntry.encode(changed)
        record = changed
    }

    init(record: Record, evidence: [Evidence], content: [UInt8], json: [UInt8]) {
        self.record = record
        self.evidence = evidence
        self.content = content
        self.json = json
    }

    static func decode(_ json: [UInt8]) throws(InvalidRecord) -> Record {
        do {
            return try CanonicalJSON.decode(Record.self, from: Data(json))
        } catch {
            throw InvalidRecord(message: "\(error)")
        }
    }

    static func encode(_ record: Record) throws(InvalidRecord) -> [UInt8] {
        do {
            return Array(try CanonicalJSON.encode(record))
        } catch {
            throw InvalidRecord(message: "it cannot be written as JSON: \(error)")
        }
    }
}

/// Why a record cannot be kept: a fault of the program that made it.
struct InvalidRecord: Error {
    var message: String
}

/// An outcome ready for the transaction.
struct Prepared {
    enum Kind {
        case recorded(RecordEntry)
        case repeated([UInt8]?)
        case failed(Reason)
        case released
    }

    var sighting: Sighting
    var kind: Kind
    /// The photo as it is compared with others; nil where it is not.
    var kin: KinPhoto?

    init(_ outcome: Outcome, _ kinship: (any Kinship)? = nil) {
        if case .recorded(let record, _) = outcome.kind, record.state == .audited, let likeness = outcome.likeness,
            let fingerprint = record.fingerprint,
            kinship?.isTelling(fingerprint, size: Size(width: record.photo.width, height: record.photo.height)) ?? false
        {
            kin = KinPhoto(record, likeness: likeness)
        }
        sighting = outcome.sighting
        switch outcome.kind {
        case .repeated(let sha256): kind = .repeated(bytes(hex: sha256))
        case .failed(let reason): kind = .failed(reason)
        case .released: kind = .released
        case .recorded(let record, let evidence):
            do {
                kind = .recorded(try RecordEntry(record, evidence: evidence))
            } catch {
                kind = .failed(
                    Reason(
                        code: "invalid_record",
                        message: "the record cannot be kept, please report this: \(error.message)"))
            }
        }
    }
}
