/// The name of a bundle's file: `<branch>-<yyyymmddThhmmssZ>-<seq>.tar.zst`.
///
/// Names sort by time, then sequence, then branch: the order of cutting, and of upload.
public struct BundleName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The branch as file names carry it (`sanitise`).
    public let branch: String
    /// UTC, `yyyymmddThhmmssZ`.
    public let stamp: String
    /// Counts the branch's bundles; at least six digits in the name.
    public let sequence: Int

    /// The longest branch in a name, in bytes.
    static let longestBranch = 64

    /// Makes a name; `epoch` is in seconds since 1970, `sequence` counts from 0. A clock outside the years 1970…9999
    /// gives the nearest second inside.
    public init(branch: String, epoch: Int, sequence: Int) {
        self.branch = BundleName.sanitise(branch)
        self.stamp = utcStamp(min(max(0, epoch), 253_402_300_799))
        self.sequence = max(0, sequence)
    }

    /// Reads a file name (no folder); nil when `init(branch:epoch:sequence:)` would not have made exactly this name.
    public init?(_ text: String) {
        guard text.hasSuffix(BundleName.ending) else { return nil }
        let parts = text.dropLast(BundleName.ending.count).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, let sequence = Int(parts[parts.count - 1]),
            sequence >= 0, let epoch = epochOf(stamp: Array(parts[parts.count - 2].utf8))
        else { return nil }
        self.init(branch: parts.dropLast(2).joined(separator: "-"), epoch: epoch, sequence: sequence)
        guard Array(self.text.utf8) == Array(text.utf8) else { return nil }
    }

    /// The file name.
    public var text: String {
        let digits = String(sequence)
        let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        return "\(branch)-\(stamp)-\(padded)\(BundleName.ending)"
    }

    /// The name of the checksum file beside it.
    public var checksumText: String { text + BundleName.checksumEnding }

    public var description: String { text }

    /// What every bundle's name ends in.
    public static let ending = ".tar.zst"
    /// What the name of its checksum file adds.
    public static let checksumEnding = ".sha256"

    public static func < (a: BundleName, b: BundleName) -> Bool {
        (a.stamp, a.sequence, a.branch) < (b.stamp, b.sequence, b.branch)
    }

    /// A branch as file names on any system can carry it: ASCII letters, digits, `.`, `_`, `-`, not beginning with `.`
    /// or `-`, at most 64 bytes.
    ///
    /// A branch that has to change keeps its readable part and gets eight digits of its FNV-1a hash, so that two
    /// branches do not share a name (서울 and 부산 would both be `_`).
    public static func sanitise(_ branch: String) -> String {
        let bytes = Array(branch.utf8)
        if bytes.count <= longestBranch, let first = bytes.first, isWord(first), bytes.allSatisfy(isPortable) {
            return branch
        }
        var kept: [UInt8] = []
        for byte in bytes {
            let wanted = isPortable(byte) ? byte : UInt8(ascii: "_")
            if wanted != UInt8(ascii: "_") || kept.last != wanted { kept.append(wanted) }
        }
        if let first = kept.first, !isWord(first) { kept[0] = UInt8(ascii: "_") }
        let readable = String(decoding: kept.prefix(longestBranch - 9), as: UTF8.self)
        return "\(readable)_\(fingerprint(bytes))"
    }
}

/// Eight hex digits of the 32-bit FNV-1a hash (draft-eastlake-fnv).
private func fingerprint(_ bytes: [UInt8]) -> String {
    let hash = bytes.reduce(0x811C_9DC5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
}

/// ASCII letters, digits and `_`.
private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
        true
    default: false
    }
}

/// Word bytes, `.` and `-`: the portable file name characters of POSIX (3.282).
private func isPortable(_ byte: UInt8) -> Bool {
    isWord(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
}

/// `yyyymmddThhmmssZ`. Days to date after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
private func utcStamp(_ epoch: Int) -> String {
    let z = epoch / 86_400 + 719_468
    let era = z / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let second = epoch % 86_400
    return padded(year, 4) + padded(month, 2) + padded(day, 2) + "T" + padded(second / 3_600, 2)
        + padded(second / 60 % 60, 2) + padded(second % 60, 2) + "Z"
}

private func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// The way back; a date that the calendar does not have gives a stamp that differs, which the caller compares.
private func epochOf(stamp: [UInt8]) -> Int? {
    guard stamp.count == 16, stamp[8] == UInt8(ascii: "T"), stamp[15] == UInt8(ascii: "Z") else { return nil }
    func number(_ range: Range<Int>) -> Int? {
        let digits = stamp[range]
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }
    guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8), let hour = number(9..<11),
        let minute = number(11..<13), let second = number(13..<15), year >= 1970, (1...12).contains(month),
        (1...31).contains(day), hour < 24, minute < 60, second < 60
    else { return nil }
    let y = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = y % 400 * 365 + y % 400 / 4 - y % 400 / 100 + dayOfYear
    let epoch = (y / 400 * 146_097 + dayOfEra - 719_468) * 86_400 + hour * 3_600 + minute * 60 + second
    return epoch < 253_402_300_800 ? epoch : nil
}

extension BundleName {
    /// Where the bundle stands in a folder.
    public func path(in folder: PathBytes) -> PathBytes { folder.appending(PathBytes(text)) }

    /// Where its checksum file stands in a folder.
    public func checksumPath(in folder: PathBytes) -> PathBytes { folder.appending(PathBytes(checksumText)) }
}
