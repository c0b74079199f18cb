import Foundation
import Records
import SystemCalls

/// The nine files of a report and the page's pictures; each file is written under a temporary name; `commit` makes them visible, the page last.
///
/// Either all are replaced or none is. All of them are on the disk before the first becomes visible, so that a full
/// disk is met before anything has changed; where a rename fails even so, the former files are put back. Not by one rename
/// of a folder: the report's folder may hold files of others, and the one above it need not be writable. Only a kill or a
/// power cut between the renames leaves a mix: `created` in page and summary tells it, and the next report ends it.
struct ReportFiles: ~Copyable {
    private var photos: BufferedFile
    private var stores: BufferedFile
    private var visits: BufferedFile
    private var checks: BufferedFile
    private var artworks: BufferedFile
    private var campaigns: BufferedFile
    private var photographers: BufferedFile
    private var summary: BufferedFile
    private var page: BufferedFile

    private var pictures: PictureFolder

    private let folder: PathBytes

    static let names = [
        "report.csv", "stores.csv", "report.ndjson", "check.csv", "artworks.csv", "campaigns.csv", "photographers.csv",
        "summary.json",
        "report.html",
    ]

    init(in folder: PathBytes) throws(SystemError) {
        let photos = try BufferedFile(folder.appending(PathBytes("report.csv")))
        let stores = try BufferedFile(folder.appending(PathBytes("stores.csv")))
        let visits = try BufferedFile(folder.appending(PathBytes("report.ndjson")))
        let checks = try BufferedFile(folder.appending(PathBytes("check.csv")))
        let artworks = try BufferedFile(folder.appending(PathBytes("artworks.csv")))
        let campaigns = try BufferedFile(folder.appending(PathBytes("campaigns.csv")))
        let photographers = try BufferedFile(folder.appending(PathBytes("photographers.csv")))
        let summary = try BufferedFile(folder.appending(PathBytes("summary.json")))
        let page = try BufferedFile(folder.appending(PathBytes("report.html")))
        pictures = PictureFolder(in: folder)
        self.folder = folder
        self.photos = photos
        self.stores = stores
        self.visits = visits
        self.checks = checks
        self.artworks = artworks
        self.campaigns = campaigns
        self.photographers = photographers
        self.summary = summary
        self.page = page
    }

    mutating func addPhoto(_ line: String) throws(SystemError) { try photos.write(line.utf8) }
    mutating func addStore(_ line: String) throws(SystemError) { try stores.write(line.utf8) }
    mutating func addVisit(_ line: Data) throws(SystemError) { try visits.write(line) }
    mutating func addCheck(_ line: String) throws(SystemError) { try checks.write(line.utf8) }
    mutating func addArtwork(_ line: String) throws(SystemError) { try artworks.write(line.utf8) }
    mutating func addCampaign(_ line: String) throws(SystemError) { try campaigns.write(line.utf8) }
    mutating func addPhotographer(_ line: String) throws(SystemError) { try photographers.write(line.utf8) }
    mutating func setSummary(_ json: Data) throws(SystemError) { try summary.write(json) }
    mutating func addPage(_ html: String) throws(SystemError) { try page.write(html.utf8) }

    mutating func addPicture(_ jpeg: [UInt8]) throws(SystemError) { try pictures.add(jpeg) }

    mutating func commit() throws(SystemError) {
        try photos.sync()
        try stores.sync()
        try visits.sync()
        try checks.sync()
        try artworks.sync()
        try campaigns.sync()
        try photographers.sync()
        try summary.sync()
        try page.sync()
        try pictures.sync()
        var former = FormerFiles(in: folder)
        do throws(SystemError) {
            try former.keep(ReportFiles.names)
            try photos.commit()
            try stores.commit()
            try visits.commit()
            try checks.commit()
            try artworks.commit()
            try campaigns.commit()
            try photographers.commit()
            try summary.commit()
            try page.commit()
        } catch {
            former.restore()
            throw error
        }
        former.discard()
        pictures.commit()
    }
}

/// Second names of the files that a report replaces, until it is complete; what a kill leaves of them is removed by the
/// next report.
private struct FormerFiles {
    private let folder: PathBytes
    private var kept: [String] = []
    private var new: [String] = []

    init(in folder: PathBytes) { self.folder = folder }

    private func place(_ name: String) -> PathBytes { folder.appending(PathBytes(name)) }
    private func backup(_ name: String) -> PathBytes { place(".\(name).old") }

    mutating func keep(_ names: [String]) throws(SystemError) {
        for name in names {
            guard FileSystem.exists(place(name)) else {
                new.append(name)
                continue
            }
            try? FileSystem.remove(backup(name))
            do throws(SystemError) {
                try FileSystem.link(place(name), to: backup(name))
            } catch {
                // Some file systems know no second names: the old one is out of sight for a moment.
                try FileSystem.rename(place(name), to: backup(name))
            }
            kept.append(name)
        }
    }

    /// Puts everything back as far as the disk lets it.
    func restore() {
        for name in kept { try? FileSystem.rename(backup(name), to: place(name)) }
        for name in new { try? FileSystem.remove(place(name)) }
        // Two names of one file: the rename has done nothing, and the second name is still there.
        discard()
    }

    func discard() {
        for name in kept { try? FileSystem.remove(backup(name)) }
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

    mutating func sync() throws(SystemError) {
        try flush()
        try file.sync()
    }

    mutating func commit() throws(SystemError) { try file.commit() }
}
