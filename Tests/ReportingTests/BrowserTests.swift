import Foundation
import Records
import TestSupport
import Testing

@testable import Reporting

private let hasBrowser =
    (try? runTool("chromedriver", ["--version"]).status) == 0 && (try? runTool("python3", ["--version"]).status) == 0

@Suite struct BrowserTests {
    /// Filters, sorting, keyboard, contrast, labels, console and network, in both languages, in a real browser.
    @Test(.enabled(if: hasBrowser, "chromium-driver and python3 are needed"))
    func thePageWorksInChromium() throws {
        try withFleet { fleet, folder in
            var pages: [String] = []
            for language in ReportLanguage.allCases {
                let place = folder.appending(path: language.rawValue)
                var wanted = request(language: language)
                wanted.since = Date(timeIntervalSince1970: seoulTime(Fleet.period.to - 1, hour: 23))
                wanted.staff = { _, path in path.bytes.count % 2 == 0 ? "김민수" : "Lee Ji-eun" }
                // Once with the pictures beside the page, once inside it; then the folder is moved, as by a mail.
                wanted.embedsPictures = language == .english
                try Report.write(wanted, from: fleet.ledger, to: path(place))
                let moved = folder.appending(path: "받은 보고서 \(language.rawValue)")
                try FileManager.default.moveItem(at: place, to: moved)
                pages.append(moved.appending(path: "report.html").path)
            }
            let script = Fixtures.root.appending(path: "Tests/ReportingTests/browser.py").path
            let result = try runTool("python3", [script] + pages)
            let said = String(decoding: result.output, as: UTF8.self)
            #expect(result.status == 0, "\(said)")
            #expect(!said.contains("FAILED"), "\(said)")
            #expect(said.components(separatedBy: "\nok ").count > 50)
        }
    }
}
