import Foundation
import Records
import SystemCalls

/// The five files of a report, each written under a temporary name; `commit` makes them visible, the page last.
struct ReportFiles: ~Copyable {
    private var photos: BufferedFile
    private var stores: BufferedFile
    private var visits: BufferedFile
    private var summary: BufferedFile
    private var page: BufferedFile

    static let names = ["report.csv", "stores.csv", "report.ndjson", "summary.json", "report.html"]

    init(in folder: PathBytes) throws(SystemError) {
        let photos = try BufferedFile(folder.appending(PathBytes("report.csv")))
        let stores = try BufferedFile(folder.appending(PathBytes("stores.csv")))
        let visits = try BufferedFile(folder.appending(PathBytes("report.ndjson")))
        let summary = try BufferedFile(folder.appending(PathBytes("summary.json")))
        let page = try BufferedFile(folder.appending(PathBytes("report.html")))
        self.photos = photos
        self.stores = stores
        self.visits = visits
        self.summary = summary
        self.page = page
    }

    mutating func addPhoto(_ line: String) throws(SystemError) { try photos.write(line.utf8) }
    mutating func addStore(_ line: String) throws(SystemError) { try stores.write(line.utf8) }
    mutating func addVisit(_ line: Data) throws(SystemError) { try visits.write(line) }
    mutating func setSummary(_ json: Data) throws(SystemError) { try summary.write(json) }
    mutating func addPage(_ html: String) throws(SystemError) { try page.write(html.utf8) }

    mutating func commit() throws(SystemError) {
        try photos.commit()
        try stores.commit()
        try visits.commit()
        try summary.commit()
        try page.commit()
    }
}

/// An atomic file that is written in pieces of 64 KiB.
private struct BufferedFile: ~Copyable {
    private var file: AtomicFile
    private var buffer: [UInt8] = []

    init(_ path: PathBytes) throws(SystemError) { file = try AtomicFile(path) }

    mutating func write(_ bytes: some Sequence<UInt8>) throws(SystemError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= 65_536 { try flush() }
    }

    private mutating func flush() throws(SystemError) {
        try file.write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    mutating func commit() throws(SystemError) {
        try flush()
        try file.commit()
    }
}
