import Foundation

/// The name of a bundle's file: `<branch>-<yyyymmddThhmmssZ>-<seq>.tar.zst`.
///
/// Names sort by time, then sequence, then branch: the order of cutting, and of upload.
///
/// Two ledgers of one branch count their bundles alike and may cut within one second, into one outbox or to one head
/// office. So the branch part ends in eight digits of the ledger's identity (`seoul-3f9a1c2b-…`); names that an older
/// version made have no such mark. The mark stands there, and not behind the sequence, so that whatever takes names
/// apart at time and sequence goes on to work.
public struct BundleName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The branch as file names carry it (`sanitise`), with the ledger's mark.
    public let branch: String
    /// UTC, `yyyymmddThhmmssZ`.
    public let stamp: String
    /// Counts the branch's bundles; at least six digits in the name.
    public let sequence: Int

    /// The longest branch in a name, in bytes.
    static let longestBranch = 64

    /// Makes a name.
    /// - Parameters:
    ///   - ledger: whose bundle it is; nil makes a name as older versions did.
    ///   - epoch: seconds since 1970; a clock outside the years 1970…9999 gives the nearest time that a name can hold.
    ///   - sequence: from 0; less counts as 0.
    public init(branch: String, ledger: LedgerIdentity? = nil, epoch: Int, sequence: Int) {
        let mark = ledger.map { "-\($0.mark)" } ?? ""
        self.init(label: BundleName.sanitise(branch) + mark, epoch: epoch, sequence: sequence)
    }

    private init(label: String, epoch: Int, sequence: Int) {
        branch = label
        stamp = utcStamp(min(max(0, epoch), 253_402_300_799))
        self.sequence = max(0, sequence)
    }

    /// The eight digits at the branch's end that say whose bundle it is; nil where there are none.
    ///
    /// A branch of an older version that ends so by itself cannot be told from a mark; it counts as another ledger's.
    public var mark: String? {
        let end = branch.utf8.suffix(LedgerIdentity.markLength + 1)
        guard branch.utf8.count > LedgerIdentity.markLength + 1, end.first == UInt8(ascii: "-"),
            end.dropFirst().allSatisfy(isLowerHexDigit)
        else { return nil }
        return String(branch.suffix(LedgerIdentity.markLength))
    }

    /// Reads a file name (no folder); nil when `init(branch:ledger:epoch:sequence:)` would not have made exactly this
    /// name.
    public init?(_ text: String) {
        guard text.hasSuffix(BundleName.ending) else { return nil }
        let parts = text.dropLast(BundleName.ending.count).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, let sequence = Int(parts[parts.count - 1]),
            sequence >= 0, let epoch = epochOf(stamp: Array(parts[parts.count - 2].utf8))
        else { return nil }
        self.init(label: parts.dropLast(2).joined(separator: "-"), epoch: epoch, sequence: sequence)
        let unmarked = mark == nil ? branch : String(branch.dropLast(LedgerIdentity.markLength + 1))
        guard BundleName.sanitise(branch) == branch || BundleName.sanitise(unmarked) == unmarked,
            Array(self.text.utf8) == Array(text.utf8)
        else { return nil }
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
    /// A branch that has to change keeps its readable part, other scripts in Latin letters (서울 is `seoul`, 東京 is
    /// `dong_jing`, Zürich is `Zurich`), and gets eight digits of its FNV-1a hash, so that two branches do not share a name.
    public static func sanitise(_ branch: String) -> String {
        let bytes = Array(branch.utf8)
        if bytes.count <= longestBranch, let first = bytes.first, isWord(first), bytes.allSatisfy(isPortable) {
            return branch
        }
        var kept: [UInt8] = []
        for byte in latin(branch).utf8 {
            let wanted = isPortable(byte) ? byte : UInt8(ascii: "_")
            if wanted != UInt8(ascii: "_") || kept.last != wanted { kept.append(wanted) }
        }
        if let first = kept.first, !isWord(first) { kept[0] = UInt8(ascii: "_") }
        let readable = String(decoding: kept.prefix(longestBranch - 9), as: UTF8.self)
        return "\(readable)_\(fingerprint(bytes))"
    }
}

/// The text in ASCII letters as far as it has sounds: Hangul by its own table, all else by Unicode's transliteration (CLDR).
private func latin(_ text: String) -> String {
    let romanised = Hangul.romanised(text)
    // Control characters and the like are left to the caller, which makes one `_` of them.
    guard romanised.unicodeScalars.contains(where: { !$0.isASCII && $0.properties.isAlphabetic }) else {
        return romanised
    }
    return romanised.applyingTransform(StringTransform("Any-Latin; Latin-ASCII"), reverse: false) ?? romanised
}

/// Eight hex digits of the 32-bit FNV-1a hash.
private func fingerprint(_ bytes: [UInt8]) -> String {
    let digits = String(FNV1a.hash32(bytes), radix: 16)
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

/// `yyyymmddThhmmssZ`.
private func utcStamp(_ epoch: Int) -> String {
    let (year, month, day) = CalendarDay(number: epoch / 86_400).parts
    let second = epoch % 86_400
    return year.padded(4) + month.padded(2) + day.padded(2) + "T" + (second / 3_600).padded(2)
        + (second / 60 % 60).padded(2) + (second % 60).padded(2) + "Z"
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
    let days = CalendarDay(year: year, month: month, day: day).number
    let epoch = days * 86_400 + hour * 3_600 + minute * 60 + second
    return epoch < 253_402_300_800 ? epoch : nil
}

extension BundleName {
    /// Where the bundle stands in a folder.
    public func path(in folder: PathBytes) -> PathBytes { folder.appending(PathBytes(text)) }

    /// Where its checksum file stands in a folder.
    public func checksumPath(in folder: PathBytes) -> PathBytes { folder.appending(PathBytes(checksumText)) }
}
