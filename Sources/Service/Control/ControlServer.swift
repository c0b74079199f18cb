import Dispatch
import Foundation
public import Records
import SystemCalls
import WorkStealing

/// What may be asked of a running service, one JSON line each way.
public enum ServiceOrder: String, Codable, Sendable, CaseIterable {
    case status, pause, resume, reload
}

/// The questions and answers of the control socket.
enum ControlProtocol {
    struct Request: Codable { var order: ServiceOrder }
    struct Answer: Codable {
        var done: Bool
        var error: String?
        var status: ServiceStatus?
    }

    /// 30,000 stores and their photos of a month take a tenth of it.
    static let lineLimit = 16 << 20

    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return Array(try encoder.encode(value)) + [0x0A]
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ line: [UInt8]) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(type, from: Data(line))
    }
}

/// Where orders are taken: at most one socket at a time, whose path a reload may change.
///
/// A socket that cannot be served is a problem that is logged and tried again, never the end of the service.
actor ControlPost {
    /// What became of an order: how the service is then (nil: it is starting), or why it was refused.
    typealias Reply = @Sendable (Result<ServiceStatus?, any Error>) -> Void
    /// Carries out an order and replies once, at once or later.
    typealias Answer = @Sendable (ServiceOrder, @escaping Reply) -> Void

    private let log: ServiceLog
    private let answer: Answer
    private var path: PathBytes?
    private var server: ControlServer?

    init(log: ServiceLog, answer: @escaping Answer) {
        self.log = log
        self.answer = answer
    }

    /// Serves at this path from now on, nil: nowhere; returns when the former socket is gone.
    func serve(at path: PathBytes?) async {
        self.path = path
        await repair()
    }

    /// Serves what should be and is not: it could not be before, or someone removed the socket.
    func repair() async {
        if let server, server.path == path, server.isInPlace { return }
        let old = server
        server = nil
        await old?.end()
        // Another call may have been faster while this one waited.
        guard server == nil, let path else { return }
        do throws(SystemError) {
            server = try ControlServer(at: path, answer: answer)
        } catch {
            log.line(
                .error,
                "the control socket \(path.escaped) cannot be opened (status, pause, resume and reload do not work); "
                    + "tried again every few seconds: \(error)", key: "control")
        }
    }
}

/// One control socket, served on a queue of its own; a caller who says nothing is waited for two seconds at most.
private final class ControlServer {
    private final class Listening: Sendable {
        let listener: Locked<UnixListener?>
        let descriptor: Int32

        init(_ path: PathBytes) throws(SystemError) {
            let made = try UnixListener(at: path, mode: 0o660)
            descriptor = made.descriptor
            listener = Locked(consume made)
        }

        var isInPlace: Bool {
            listener.withLock {
                switch $0 {
                case .some(let listener): listener.isInPlace
                case .none: false
                }
            }
        }

        func accept() -> UnixStream? {
            listener.withLock {
                switch $0 {
                case .some(let listener): try? listener.accept(timeout: 2)
                case .none: nil
                }
            }
        }

        func close() { listener.withLock { $0 = nil } }
    }

    let path: PathBytes
    private let listening: Listening
    private let source: any DispatchSourceRead

    init(at path: PathBytes, answer: @escaping ControlPost.Answer) throws(SystemError) {
        if let folder = path.parent { try FileSystem.makeFolder(folder) }
        let listening = try Listening(path)
        let source = DispatchSource.makeReadSource(
            fileDescriptor: listening.descriptor, queue: DispatchQueue(label: "sightline.control"))
        source.setEventHandler { ControlServer.serve(listening, answer) }
        self.path = path
        self.listening = listening
        self.source = source
        source.resume()
    }

    var isInPlace: Bool { listening.isInPlace }

    /// Returns when nobody is answered any more and the socket is gone, with its name.
    func end(isolation: isolated (any Actor)? = #isolation) async {
        await withCheckedContinuation { done in
            source.setCancelHandler { [listening] in
                listening.close()
                done.resume()
            }
            source.cancel()
        }
    }

    private static func serve(_ listening: Listening, _ answer: ControlPost.Answer) {
        guard let stream = listening.accept(), let line = try? stream.readLine(limit: 4096) else { return }
        let caller = Caller(stream)
        do {
            let request = try ControlProtocol.decode(ControlProtocol.Request.self, line)
            // A reload takes seconds; others are answered meanwhile.
            answer(request.order) { caller.reply($0) }
        } catch {
            caller.reply(.failure(error))
        }
    }
}

/// Who asked, until the answer is written.
private final class Caller: Sendable {
    private let stream: Locked<UnixStream?>

    init(_ stream: consuming sending UnixStream) { self.stream = Locked(consume stream) }

    /// Answers and closes; a caller that went away is not a problem.
    func reply(_ result: Result<ServiceStatus?, any Error>) {
        let answer =
            switch result {
            case .success(let status): ControlProtocol.Answer(done: true, status: status)
            case .failure(let error): ControlProtocol.Answer(done: false, error: "\(error)")
            }
        guard let bytes = try? ControlProtocol.encode(answer) else { return }
        stream.withLock {
            switch $0 {
            case .some(let stream): try? stream.write(bytes)
            case .none: break
            }
            $0 = nil
        }
    }
}

/// Asks a running service.
public enum ServiceClient {
    /// Why the service did not do it.
    public struct Refusal: Error, CustomStringConvertible {
        public enum Kind: Sendable {
            /// Nobody takes orders at this socket.
            case notServed
            /// The service went away before it answered.
            case noAnswer
            /// The service says no, and why.
            case refused
        }

        public let kind: Kind
        public let description: String
    }

    /// A reload loads a model, ends the work in progress and opens the ledger.
    private static let reloadTimeout = 120

    /// Sends an order and waits for the answer; to a reload, until the new configuration is in force or refused.
    /// - Throws: `Refusal`.
    public static func ask(_ order: ServiceOrder, at socket: PathBytes) throws -> ServiceStatus? {
        let stream: UnixStream
        do throws(SystemError) {
            stream = try UnixStream(to: socket, timeout: order == .reload ? reloadTimeout : 10)
        } catch {
            throw Refusal(
                kind: .notServed, description: "\(error): does the service run? (systemctl status sightline)")
        }
        try stream.write(try ControlProtocol.encode(ControlProtocol.Request(order: order)))
        guard let line = try stream.readLine(limit: ControlProtocol.lineLimit) else {
            throw Refusal(kind: .noAnswer, description: "the service ended the talk without an answer")
        }
        let answer = try ControlProtocol.decode(ControlProtocol.Answer.self, line)
        guard answer.done else { throw Refusal(kind: .refused, description: answer.error ?? "the service refused") }
        return answer.status
    }
}
