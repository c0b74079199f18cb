import Records

/// Takes the content of a bundle's entries, in the archive's order.
protocol EntrySink: ~Copyable {
    mutating func begin(_ name: EntryName) throws(BundleError)
    mutating func write(_ bytes: ArraySlice<UInt8>) throws(BundleError)
    mutating func end() throws(BundleError)
}

/// Takes nothing: verifying is walking.
struct NoSink: EntrySink {
    mutating func begin(_ name: EntryName) {}
    mutating func write(_ bytes: ArraySlice<UInt8>) {}
    mutating func end() {}
}

/// Takes the records, line by line.
struct LineSink: EntrySink {
    /// Far more than any record has.
    static let limit = 16 << 20

    let body: ([UInt8]) -> Void
    private var isTaking = false
    private var line: [UInt8] = []

    init(body: @escaping ([UInt8]) -> Void) { self.body = body }

    mutating func begin(_ name: EntryName) { isTaking = name == .records }

    mutating func write(_ bytes: ArraySlice<UInt8>) throws(BundleError) {
        guard isTaking else { return }
        var rest = bytes
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            body(line + rest[..<end])
            line = []
            rest = rest[(end + 1)...]
        }
        line += rest
        guard line.count <= LineSink.limit else {
            throw BundleError(.overLimit, "a record has more than \(LineSink.limit) bytes")
        }
    }

    mutating func end() {}
}

/// Walks a bundle from its first byte to its last and holds every entry against the manifest.
///
/// Nothing is taken on trust: the manifest is read within its limit and checked before the rest, an entry's name and
/// size must be the next in the manifest before its content is read, and the first thing that is wrong ends the walk.
struct BundleWalk: ~Copyable {
    private var stream: InflatedStream
    private let manifestBytes: [UInt8]
    let manifest: Manifest
    /// Size of the bundle's file.
    let fileBytes: Int

    /// Reads the manifest.
    init(_ source: consuming BundleBytes, fileBytes: Int, limits: BundleLimits) throws(BundleError) {
        var stream = try InflatedStream(source)
        let size = stream.contentSize
        guard size <= limits.totalBytes else {
            throw BundleError(.overLimit, "\(size) bytes unpacked, the limit is \(limits.totalBytes)")
        }
        guard size <= limits.ratioFreeBytes || size / limits.ratio <= fileBytes else {
            throw BundleError(.overLimit, "unpacks to more than \(limits.ratio) times its size: not an honest bundle")
        }
        let name = EntryName.manifest.text
        let bytes = try blaming(name) { () throws(BundleError) in try readManifest(&stream, limits) }
        manifest = try Manifest(reading: bytes, limits: limits)
        manifestBytes = bytes
        self.stream = stream
        self.fileBytes = fileBytes
    }

    /// Walks the rest; gives the SHA-256 of the bundle's file.
    mutating func run(into sink: inout some EntrySink & ~Copyable) throws(BundleError) -> String {
        try sink.begin(.manifest)
        try sink.write(manifestBytes[...])
        try sink.end()
        for index in manifest.entries.indices {
            let entry = manifest.entries[index]
            do throws(BundleError) {
                try expect(entry)
                try copy(entry, to: &sink)
            } catch {
                throw error.blaming(entry.path)
            }
        }
        switch try TarFormat.read(stream.take(TarFormat.block)) {
        case .file(let name, _):
            throw BundleError(.entryExtra, entry: name, "the archive holds an entry that its manifest does not list")
        case .zero:
            guard try stream.take(TarFormat.block).allSatisfy({ $0 == 0 }) else {
                throw BundleError(.trailingBytes, "bytes follow the end of the archive")
            }
        }
        return try stream.finish()
    }

    /// Reads the next header, which must be this entry's.
    private mutating func expect(_ entry: Manifest.Entry) throws(BundleError) {
        let header = try stream.take(TarFormat.block)
        guard case .file(let name, let size) = try TarFormat.read(header) else {
            throw BundleError(.entryMissing, entry: entry.path, "the manifest lists it, the archive ends before it")
        }
        guard name == entry.path else {
            if manifest.entries.contains(where: { $0.path == name }) {
                throw BundleError(
                    .entryOutOfPlace, entry: entry.path, "is missing, or out of order: \(name) stands in its place")
            }
            throw BundleError(.entryExtra, entry: name, "the archive holds an entry that its manifest does not list")
        }
        guard size == entry.size else {
            throw BundleError(
                .entrySizeMismatch, entry: entry.path, "has \(size) bytes, its manifest says \(entry.size)")
        }
    }

    /// Reads and hashes an entry's content and padding.
    private mutating func copy(
        _ entry: Manifest.Entry, to sink: inout some EntrySink & ~Copyable
    ) throws(BundleError) {
        guard let name = EntryName(entry.path) else { throw unsafeName(entry.path) }
        try sink.begin(name)
        var hash = RunningHash()
        var lines = 0
        var lastByte = UInt8(ascii: "\n")
        var left = entry.size
        while left > 0 {
            let piece = try stream.next(upTo: left)
            guard let last = piece.last else { throw BundleError(.damagedStream, "the archive ends early") }
            hash.update(piece)
            if name == .records {
                lines += countNewlines(piece)
                lastByte = last
            }
            try sink.write(piece)
            left -= piece.count
        }
        guard hash.finish() == entry.sha256 else {
            throw BundleError(.entryHashMismatch, entry: entry.path, "its bytes are not those that were sealed")
        }
        if name == .records, lines != manifest.records || lastByte != UInt8(ascii: "\n") {
            throw BundleError(
                .recordCountMismatch, entry: entry.path, "has \(lines) lines, its manifest counts \(manifest.records)")
        }
        try sink.end()
        guard try stream.take(TarFormat.padding(entry.size)).allSatisfy({ $0 == 0 }) else {
            throw BundleError(.entryMalformed, entry: entry.path, "bytes hide in the padding after it")
        }
    }
}

private func countNewlines(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.withUnsafeBufferPointer { $0.reduce(0) { $0 &+ ($1 == UInt8(ascii: "\n") ? 1 : 0) } }
}

private func readManifest(_ stream: inout InflatedStream, _ limits: BundleLimits) throws(BundleError) -> [UInt8] {
    guard case .file("manifest.json", let size) = try TarFormat.read(stream.take(TarFormat.block)) else {
        throw BundleError(.manifestMalformed, "the first entry is not manifest.json")
    }
    guard size <= limits.manifestBytes else {
        throw BundleError(.overLimit, "\(size) bytes, the limit is \(limits.manifestBytes)")
    }
    let bytes = try stream.take(size)
    guard try stream.take(TarFormat.padding(size)).allSatisfy({ $0 == 0 }) else {
        throw BundleError(.entryMalformed, "bytes hide in the padding after it")
    }
    return bytes
}

/// Names the entry in errors that name none.
private func blaming<Result>(_ entry: String, _ body: () throws(BundleError) -> Result) throws(BundleError) -> Result {
    do throws(BundleError) { return try body() } catch { throw error.blaming(entry) }
}

extension BundleError {
    fileprivate func blaming(_ name: String) -> BundleError {
        var copy = self
        copy.entry = copy.entry ?? name
        return copy
    }
}
