public import Records
public import SystemCalls

/// What went wrong with a bundle: which file, which entry, why, and what to do.
public struct BundleError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The stable name of the fault.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// The file system has no room for the bundle; nothing was left behind.
        case diskFull = "disk_full"
        /// A system call failed.
        case inputOutput = "bundle_io"
        /// The file does not begin as a bundle's zstd frame does.
        case notABundle = "not_a_bundle"
        /// The zstd stream is broken or ends early.
        case damagedStream = "damaged_stream"
        /// Bytes follow the bundle's end.
        case trailingBytes = "trailing_bytes"
        /// `<bundle>.sha256` is not there.
        case checksumMissing = "checksum_missing"
        /// `<bundle>.sha256` is not one line of `sha256sum` for this bundle's name.
        case checksumMalformed = "checksum_malformed"
        /// The file's SHA-256 is not the one in `<bundle>.sha256`.
        case checksumMismatch = "checksum_mismatch"
        /// `manifest.json` is not first, not JSON, or contradicts itself.
        case manifestMalformed = "manifest_malformed"
        /// `manifest.json` is of another schema: a newer program made it.
        case unsupportedSchema = "unsupported_schema"
        /// An entry's bytes are not those that the manifest hashed.
        case entryHashMismatch = "entry_hash_mismatch"
        /// An entry's size is not the manifest's.
        case entrySizeMismatch = "entry_size_mismatch"
        /// An entry of the manifest is not in the archive.
        case entryMissing = "entry_missing"
        /// Another entry stands where the manifest puts this one.
        case entryOutOfPlace = "entry_out_of_place"
        /// The archive holds an entry that the manifest does not know.
        case entryExtra = "entry_extra"
        /// A name that no bundle holds: absolute, with `..`, or not of a bundle's form.
        case entryUnsafeName = "entry_unsafe_name"
        /// A link, folder, device or extension header: bundles hold plain files only.
        case entryNotAFile = "entry_not_a_file"
        /// A tar header that a bundle never has.
        case entryMalformed = "entry_malformed"
        /// `records.ndjson` does not hold as many lines as the manifest counts.
        case recordCountMismatch = "record_count_mismatch"
        /// A size, count or ratio is over `BundleLimits`.
        case overLimit = "over_limit"
        /// A record is not a JSON object on one line with the keys a bundle needs.
        case recordMalformed = "record_malformed"
        /// Records must come in strictly rising (drop, path, SHA-256).
        case recordOutOfOrder = "record_out_of_order"
        /// A bundle without records is not made.
        case nothingToSeal = "nothing_to_seal"
        /// The name is taken: neither sealing nor extracting overwrites.
        case alreadyExists = "already_exists"
        /// A sealed bundle cannot be rebuilt as it was: its evidence was deleted since, or the library is another.
        case notTheSame = "bundle_not_the_same"
        /// Another process has been working in the outbox for too long.
        case outboxBusy = "outbox_busy"
    }

    public var code: Code
    /// The bundle, or the folder or file that the call was about.
    public var file: PathBytes?
    /// The first entry that is wrong, where one is to blame.
    public var entry: String?
    /// One sentence: what happened and what to do.
    public var message: String
    /// The system call behind `diskFull` and `inputOutput`.
    public var cause: SystemError?

    public init(
        _ code: Code, file: PathBytes? = nil, entry: String? = nil, _ message: String, cause: SystemError? = nil
    ) {
        self.code = code
        self.file = file
        self.entry = entry
        self.message = message
        self.cause = cause
    }

    public var description: String {
        let place = [file?.escaped, entry.map { PathBytes($0).escaped }].compactMap { $0 }.joined(separator: ": ")
        return place.isEmpty ? message : "\(place): \(message)"
    }
}

extension BundleError {
    /// Wraps a failed system call, telling a full disk from the rest.
    init(_ error: SystemError, file: PathBytes? = nil) {
        self.init(
            error.isDiskFull ? .diskFull : .inputOutput, file: file ?? error.path, error.description, cause: error)
    }

    /// The same error with the bundle's path filled in.
    func about(_ file: PathBytes) -> BundleError {
        var copy = self
        copy.file = copy.file ?? file
        return copy
    }
}

/// Runs calls into SystemCalls and gives their errors as this room's.
func io<Result: ~Copyable>(_ body: () throws(SystemError) -> Result) throws(BundleError) -> Result {
    do throws(SystemError) {
        return try body()
    } catch {
        throw BundleError(error)
    }
}
