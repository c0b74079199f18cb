import Dispatch
import Foundation
public import Records
import SystemCalls

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

    static let lineLimit = 4 << 20

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

/// Serves the control socket on a queue of its own; a caller who says nothing is waited for two seconds at most.
final class ControlServer {
    private final class Listening: Sendable {
        let listener: UnixListener
        init(_ path: PathBytes) throws(SystemError) { listener = try UnixListener(at: path, mode: 0o660) }
    }

    private let listening: Listening
    private let source: any DispatchSourceRead

    init(at path: PathBytes, answer: @escaping @Sendable (ServiceOrder) throws -> ServiceStatus?) throws(SystemError) {
        if let folder = path.parent { try FileSystem.makeFolder(folder) }
        let listening = try Listening(path)
        let source = DispatchSource.makeReadSource(
            fileDescriptor: listening.listener.descriptor, queue: DispatchQueue(label: "sightline.control"))
        source.setEventHandler { ControlServer.serve(listening, answer) }
        self.listening = listening
        self.source = source
        source.resume()
    }

    deinit { source.cancel() }

    private static func serve(_ listening: Listening, _ answer: (ServiceOrder) throws -> ServiceStatus?) {
        guard let stream = try? listening.listener.accept(timeout: 2),
            let line = try? stream.readLine(limit: 4096)
        else { return }
        var reply = ControlProtocol.Answer(done: true)
        do {
            let request = try ControlProtocol.decode(ControlProtocol.Request.self, line)
            reply.status = try answer(request.order)
        } catch {
            reply = .init(done: false, error: "\(error)")
        }
        if let bytes = try? ControlProtocol.encode(reply) { try? stream.write(bytes) }
    }
}

/// Asks a running service.
public enum ServiceClient {
    /// Why the service did not do it.
    public struct Refusal: Error, CustomStringConvertible { public let description: String }

    /// Sends an order and waits for the answer.
    public static func ask(_ order: ServiceOrder, at socket: PathBytes) throws -> ServiceStatus? {
        let stream: UnixStream
        do throws(SystemError) {
            stream = try UnixStream(to: socket, timeout: 10)
        } catch {
            throw Refusal(description: "\(error): does the service run? (systemctl status sightline)")
        }
        try stream.write(try ControlProtocol.encode(ControlProtocol.Request(order: order)))
        guard let line = try stream.readLine(limit: ControlProtocol.lineLimit) else {
            throw Refusal(description: "the service ended the talk without an answer")
        }
        let answer = try ControlProtocol.decode(ControlProtocol.Answer.self, line)
        guard answer.done else { throw Refusal(description: answer.error ?? "the service refused") }
        return answer.status
    }
}
