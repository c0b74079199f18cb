import Digest
import Foundation
import HTTP
import Records
import SystemCalls

/// The page: one file, whose script and style the browser runs only as they are in it.
struct ReviewPage: Sendable {
    let response: HTTPResponse

    /// - Throws: `ReviewError` where the file is not found or is not what it should be.
    init() throws {
        let places = ReviewPage.places
        guard let file = places.first(where: { FileSystem.exists($0) }) else {
            throw ReviewError(
                "the page review.html was not found in \(places.map(\.escaped).joined(separator: ", ")); install the program "
                    + "with its share/ folder")
        }
        try self.init(html: String(decoding: FileSystem.read(file, limit: 4 << 20), as: UTF8.self))
    }

    init(html: String) throws(ReviewError) {
        guard let script = ReviewPage.inside("script", of: html), let style = ReviewPage.inside("style", of: html)
        else {
            throw ReviewError("review.html does not hold one script and one style; install the program anew")
        }
        let policy = [
            "default-src 'none'", "script-src '\(ReviewPage.source(script))'",
            "style-src '\(ReviewPage.source(style))'",
            "img-src 'self'", "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
        ]
        response = HTTPResponse(
            200,
            [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Security-Policy", policy.joined(separator: "; ")),
            ],
            body: Array(html.utf8))
    }

    /// `SIGHTLINE_REVIEW_PAGE`, the installed one, or the one built with the program.
    private static var places: [PathBytes] {
        if let asked = ProcessInfo.processInfo.environment["SIGHTLINE_REVIEW_PAGE"] { return [PathBytes(asked)] }
        guard let program = (try? FileSystem.realPath(PathBytes("/proc/self/exe")))?.parent else { return [] }
        return ["../share/sightline/review/review.html", "sightline_Review.resources/Resources/review.html"].map {
            program.appending(PathBytes($0))
        }
    }

    private static func inside(_ tag: String, of html: String) -> Substring? {
        let parts = html.components(separatedBy: "<\(tag)>")
        guard parts.count == 2, let end = parts[1].range(of: "</\(tag)>") else { return nil }
        return parts[1][..<end.lowerBound]
    }

    /// As a content security policy names it (W3C CSP 3, hash-source).
    private static func source(_ text: Substring) -> String {
        let hasher = SHA256Hasher()
        hasher.update(Array(text.utf8))
        return "sha256-" + Data(hasher.finalize()).base64EncodedString()
    }
}

/// Why the review server cannot go on.
public struct ReviewError: Error, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
