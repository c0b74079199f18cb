import Catalogue
import Foundation
import HTTP
import Ledger
import Records
import Reporting

/// Who asks for what, and whether they may.
///
/// Every change states where it comes from (`Origin`) and the session's change token; reading needs the session. Nothing in
/// a URL names a file: pictures are named by the ticket of a lease that the session's person holds.
struct ReviewRoutes: Sendable {
    let desk: ReviewDesk
    let pictures: Pictures
    let shelf: PhotoShelf
    let page: HTTPResponse
    /// What `Origin` may say.
    let origins: Set<String>
    let proxy: ReviewRequest.Proxy?
    let slots: [String]
    let catalogue: CompiledCatalogue?
    /// Cookies of pages over TLS are `Secure`.
    let isSecure: Bool

    private static let cookie = "sightline-review"

    func answer(_ request: HTTPRequest, _ peer: HTTPPeer) async -> HTTPResponse {
        do {
            switch (request.method, request.path) {
            case (.get, "/"), (.head, "/"): return page
            // Browsers ask for it by themselves.
            case (.get, "/favicon.ico"): return HTTPResponse(204)
            case (.post, "/api/sign-in"): return try await signIn(request)
            default: break
            }
            guard let (person, session) = try await person(request, peer) else {
                // The page asks first whether it is signed in: a caller who is not has done nothing wrong.
                return request.method == .get && request.path == "/api/who" ? try json([String: String]()) : .plain(401)
            }
            if request.method == .post {
                guard isFromPage(request), isChange(request, session) else { return .plain(403) }
                return try await change(request, person, session)
            }
            return try await read(request, person, session)
        } catch is DecodingError {
            return .plain(400)
        } catch let error as LedgerError where error.code == .invalidValue {
            return .plain(400)
        } catch let error as LedgerError where error.code == .busy || error.code == .diskFull {
            return .plain(503)
        } catch {
            return .plain(500)
        }
    }

    // MARK: Who

    private func isFromPage(_ request: HTTPRequest) -> Bool {
        origins.contains(request.headers["origin"] ?? "")
            && ["same-origin", nil].contains(request.headers["sec-fetch-site"])
            && (request.headers["content-type"] ?? "") == "application/json"
    }

    private func isChange(_ request: HTTPRequest, _ session: Secret) -> Bool {
        isEqualInConstantTime(request.headers["x-sightline-change"] ?? "", session.changeToken)
    }

    private func signIn(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard isFromPage(request) else { return .plain(403) }
        let token = try decode(ReviewMessages.SignIn.self, request).token
        let session = Secret()
        guard let invitation = Secret(token), let person = try await desk.signIn(invitation, session) else {
            return .plain(401)
        }
        var response = try json(who(person, session))
        let secure = isSecure ? "; Secure" : ""
        response.headers.append(
            (
                "Set-Cookie",
                "\(ReviewRoutes.cookie)=\(session.text); Path=/; HttpOnly; SameSite=Strict; Max-Age=\(Int(ReviewTimes.session))"
                    + secure
            ))
        return response
    }

    private func person(_ request: HTTPRequest, _ peer: HTTPPeer) async throws -> (Reviewer, Secret)? {
        if let proxy, let header = proxy.header, let user = proxy.user, peer.user == user,
            let name = request.headers[header], let session = proxySession(name)
        {
            return try await desk.reviewer(named: name).map { ($0, session) }
        }
        guard let text = request.cookie(ReviewRoutes.cookie), let session = Secret(text) else { return nil }
        return try await desk.reviewer(of: session).map { ($0, session) }
    }

    /// One per server and name: the page's changes are distinguished from another site's by it.
    private func proxySession(_ name: String) -> Secret? { desk.proxySecret(for: name) }

    private func who(_ person: Reviewer, _ session: Secret) -> ReviewMessages.Who {
        ReviewMessages.Who(
            name: person.name, role: person.role.rawValue, change: session.changeToken,
            slots: slots.map {
                ReviewMessages.Word(id: $0, ko: PageWords.slot($0, .korean), en: PageWords.slot($0, .english))
            },
            creatives: (catalogue?.entries ?? []).map {
                .init(id: $0.creative.id, ko: $0.creative.id, en: $0.creative.id)
            })
    }

    // MARK: What

    private func change(_ request: HTTPRequest, _ person: Reviewer, _ session: Secret) async throws -> HTTPResponse {
        switch request.path {
        case "/api/desk": return try json(await desk.desk(of: person))
        case "/api/draft":
            return try await desk.save(decode(ReviewMessages.Draft.self, request), of: person)
                ? .plain(200) : .plain(410)
        case "/api/judge":
            let judged = try await desk.preview(decode(ReviewMessages.Answer.self, request), of: person)
            return try judged.map { try json($0) } ?? .plain(410)
        case "/api/submit":
            switch try await desk.submit(decode(ReviewMessages.Answer.self, request), of: person) {
            case nil, .gone: return .plain(410)
            case .kept, .repeated: return try json(await desk.desk(of: person))
            }
        case "/api/skip":
            let ticket = try decode(ReviewMessages.Ticket.self, request).ticket
            guard try await desk.skip(ticket, of: person) else { return .plain(410) }
            return try json(await desk.desk(of: person))
        case "/api/back":
            guard try await desk.back(person) else { return .plain(409) }
            return try json(await desk.desk(of: person))
        case "/api/unhide":
            let ticket = try decode(ReviewMessages.Ticket.self, request).ticket
            return try await desk.unhide(ticket, of: person) ? .plain(200) : .plain(410)
        case "/api/wish":
            guard person.role == .administrator else { return .plain(403) }
            return try json(["found": await desk.wish(decode(ReviewMessages.Wish.self, request), of: person)])
        case "/api/sign-out":
            try await desk.signOut(session, person)
            return .plain(200)
        default: return .plain(404)
        }
    }

    private func read(_ request: HTTPRequest, _ person: Reviewer, _ session: Secret) async throws -> HTTPResponse {
        let parts = request.parts
        switch (parts.first, parts.count) {
        case ("api", 2) where parts[1] == "who": return try json(who(person, session))
        case ("api", 2) where parts[1] == "figures": return try json(await desk.figures())
        case ("photo", 3): return try await photo(request, parts[1], index: Int(parts[2]) ?? 0, person)
        case ("board", 2): return try await board(request, parts[1], person)
        case ("creative", 2): return creative(Int(parts[1]))
        default: return .plain(404)
        }
    }

    private func photo(
        _ request: HTTPRequest, _ ticket: String, index: Int, _ person: Reviewer
    ) async throws -> HTTPResponse {
        guard let place = try await desk.place(ticket, index: index, of: person) else { return .plain(404) }
        let side = request.query["size"] == "detail" ? Pictures.sides.detail : Pictures.sides.screen
        let shelf = shelf
        // Beside the photo itself, other photos stay as they are drawn: nobody asked for their faces.
        let isShown = await desk.isUnhidden(ticket)
        let shows = index == 0 && request.query["faces"] == "shown" && isShown
        return jpeg(await pictures.photo(place, side: side, showsFaces: shows) { await shelf.bytes(of: place) })
    }

    private func board(_ request: HTTPRequest, _ ticket: String, _ person: Reviewer) async throws -> HTTPResponse {
        // Minus signs are letters of our URLs; numbers are whole pixels.
        let numbers = (request.query["corners"] ?? "").split(separator: "_").compactMap { Int($0) }
        guard numbers.count == 8, numbers.allSatisfy({ abs($0) <= 200_000 }) else { return .plain(400) }
        guard let place = try await desk.place(ticket, index: 0, of: person) else { return .plain(404) }
        let points = stride(from: 0, to: 8, by: 2).map { Point(Double(numbers[$0]), Double(numbers[$0 + 1])) }
        let quad = Quad(points[0], points[1], points[2], points[3])
        let shelf = shelf
        let isShown = await desk.isUnhidden(ticket)
        let shows = request.query["faces"] == "shown" && isShown
        return jpeg(await pictures.board(place, quad: quad, showsFaces: shows) { await shelf.bytes(of: place) })
    }

    /// The catalogue's own picture of a creative, by its place in the list.
    private func creative(_ index: Int?) -> HTTPResponse {
        guard let index, let entries = catalogue?.entries, entries.indices.contains(index) else { return .plain(404) }
        return jpeg(entries[index].thumbnailJPEG)
    }

    private func jpeg(_ bytes: [UInt8]?) -> HTTPResponse {
        bytes.map { HTTPResponse(200, [("Content-Type", "image/jpeg")], body: $0) } ?? .plain(410)
    }

    private func decode<Value: Decodable>(_ type: Value.Type, _ request: HTTPRequest) throws -> Value {
        try JSONDecoder().decode(type, from: Data(request.body))
    }

    private func json(_ value: some Encodable) throws -> HTTPResponse {
        HTTPResponse(
            200, [("Content-Type", "application/json; charset=utf-8")], body: Array(try CanonicalJSON.encode(value)))
    }
}
