import Foundation
public import Ledger
public import Records
import SystemCalls

/// The Reporting room: from the ledger alone to the page that a field manager reads with the first coffee.
///
/// `Report.write` goes through the ledger day by day, by visit (`Collector`), one indexed stretch a day, so
/// memory is bounded by a day's photos and the number of stores; it writes nine files: `report.html` (one page, no
/// request to anything but the pictures beside it), `report.csv` (`PhotoTable`), `stores.csv` (`StoreTable`),
/// `report.ndjson` (`VisitLine`), `check.csv` (`CheckTable`),
/// `artworks.csv` (`ArtworkTable`), `campaigns.csv` (`CampaignTable`), `photographers.csv`
/// (`PhotographerTable`) and `summary.json` (`ReportSummary`), and the page's pictures (`PictureFolder`), unless
/// they are in the page. All of them appear whole or not at all, and two reports of one
/// ledger differ only in `created`. Figures count visits (`Visit` says how photos of a visit are judged together); the
/// sums close. Photos are never opened: pictures are the ledger's evidence, as the scan painted it.
public enum Report {
    /// Writes a report into a folder, which is made where it is missing.
    /// - Parameter ledger: may be open for reading only; seen as it is at the start.
    /// - Throws: `ReportError`, `LedgerError`, `SystemError`; then no file of an earlier report has changed, except where
    ///   the disk failed between two renames.
    @discardableResult
    public static func write(
        _ request: ReportRequest, from ledger: Ledger, to folder: PathBytes
    ) throws -> ReportSummary {
        try ledger.snapshot { try make(request, ledger, folder) }
    }

    private static func make(
        _ request: ReportRequest, _ ledger: Ledger, _ folder: PathBytes
    ) throws -> ReportSummary {
        var collector = try Collector(request, ledger)
        try FileSystem.makeFolder(folder)
        var files = try ReportFiles(in: folder)
        try files.addPhoto(CSVLine.header(PhotoTable.columns))
        try files.addStore(CSVLine.header(StoreTable.columns))
        var table = PhotoTable(zone: request.zone)
        let lines = SnakeJSON()
        try collector.collect { visit, report in
            try files.addVisit(try lines.line(VisitLine(visit, report)))
        } photo: { photo, report in
            try files.addPhoto(table.line(photo, report))
        }
        let reading = collector
        try reading.otherPaths { path, day in
            collector.note(path, of: day)
            try files.addPhoto(table.line(path, of: day, reading.report))
        }
        collector.finishAccounting()
        let report = collector.report
        for store in StoreTable.rows(report) { try files.addStore(StoreTable.line(store, report)) }
        try files.addCheck(CSVLine.header(CheckTable.columns))
        for (index, found) in report.checks.enumerated() {
            for line in CheckTable.lines(found, number: index + 1, report) { try files.addCheck(line) }
        }
        try files.addArtwork(CSVLine.header(ArtworkTable.columns))
        let creatives = collector.artworks?.creatives ?? [:]
        for line in try ArtworkTable.lines(report, creatives, place: { try ledger.place(of: $0) }) {
            try files.addArtwork(line)
        }
        try files.addCampaign(CSVLine.header(CampaignTable.columns))
        for line in report.summary.artworks.campaigns.flatMap({ CampaignTable.lines($0) }) {
            try files.addCampaign(line)
        }
        try files.addPhotographer(CSVLine.header(PhotographerTable.columns))
        for line in PhotographerTable.lines(report) { try files.addPhotographer(line) }
        try files.setSummary(try SnakeJSON(pretty: true).line(report.summary))
        if !request.embedsPictures {
            for jpeg in report.cards.compactMap(\.jpeg) { try files.addPicture(jpeg) }
            for jpeg in report.checks.flatMap(\.shownPictures) { try files.addPicture(jpeg) }
        }
        try Page(report).write { try files.addPage($0) }
        try files.commit()
        return report.summary
    }
}
