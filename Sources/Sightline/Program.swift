import Audit
import Foundation
import Records
import Service
import SystemCalls

/// The program: picks the command, prints errors, gives the exit code.
@main
enum Program {
    static let version = ProgramVersion.current

    static let commands: [Command] = [
        .scan, .inspect, .compare, .read, .reassess, .bundleShow, .bundleVerify, .bundleExtract, .export, .evaluate,
        .report, .deliver, .explain, .withdraw, .forget, .doctor, .catalogueCheck, .catalogueBuild, .catalogueList,
        .catalogueShow, .catalogueDiff, .watch, .status, .pause, .resume, .reload, .upload, .bundleMarkUploaded,
        .review, .reviewInvite, .reviewRevoke, .reviewImport, .reviewLog,
    ]

    static func main() async {
        // A reader that went away (`sightline … | head`) ends a write with EPIPE, not the process.
        signal(SIGPIPE, SIG_IGN)
        StandardStreams.replaceMissing()
        ProcessManners.limitMemoryPools()
        let words = rawArguments()
        // A stop that comes while it starts would end the service as if it had failed.
        if words.first == PathBytes("watch") { WatchDaemon.holdSignals() }
        exit(await run(words).rawValue)
    }

    /// Runs a command line without the program's own name.
    static func run(_ words: [PathBytes]) async -> ExitCode {
        let words = words.isEmpty ? [PathBytes("--help")] : words
        var name: String?
        do {
            switch words[0].escaped {
            case "--help", "help": return try help(Array(words.dropFirst()))
            case "--version":
                try Output().line("sightline \(version)")
                return .done
            case let first:
                guard let (command, rest) = find(words) else {
                    printError(
                        "unknown command \(first)\(Arguments.suggestion(for: first, among: commands.map(\.name)))")
                    printError("`sightline --help` lists the commands")
                    return .usage
                }
                name = command.name
                if rest.contains(PathBytes("--help")) {
                    try Output().line(Help.page(command))
                    return .done
                }
                return try await command.run(try Arguments(rest, options: command.options))
            }
        } catch is OutputClosed {
            return .done
        } catch let error as UsageError {
            printError("\(error)\n`sightline \(name ?? "") --help` explains the command")
            return .usage
        } catch let error as any FailureWithExit {
            printError("\(error)")
            return error.exitCode
        } catch {
            printError("\(error)")
            return .failed
        }
    }

    /// The command that the first one or two words name, and the words after it.
    static func find(_ words: [PathBytes]) -> (Command, [PathBytes])? {
        for length in [2, 1] where words.count >= length {
            let name = words.prefix(length).map(\.escaped).joined(separator: " ")
            if let command = commands.first(where: { $0.name == name || $0.formerName == name }) {
                return (command, Array(words.dropFirst(length)))
            }
        }
        return nil
    }

    private static func help(_ words: [PathBytes]) throws -> ExitCode {
        switch words.first?.escaped {
        case nil: try Output().line(Help.overview(commands))
        case "--man" where words.count > 1: try Output().line(Help.manual(try reference(words[1])))
        case "--man": try Output().line(Help.manual(commands))
        case "--markdown": try Output().line(Help.markdown(try reference(words.count > 1 ? words[1] : PathBytes(""))))
        case "--completion": try Output().line(Help.completion(commands))
        case "exit-codes": try Output().line(Help.exitCodes)
        default:
            guard let (command, _) = find(words) else {
                if words.count == 1, let page = Help.references[words[0].escaped] {
                    try Output().line(Help.text(page))
                    return .done
                }
                printError("there is no command \(words.map(\.escaped).joined(separator: " "))")
                return .usage
            }
            try Output().line(Help.page(command))
        }
        return .done
    }

    private static func reference(_ name: PathBytes) throws(UsageError) -> ReferencePage {
        guard let page = Help.references[name.escaped] else {
            throw UsageError("name one of \(Help.references.keys.sorted().joined(separator: ", "))")
        }
        return page
    }

    /// The command line as bytes; `CommandLine.arguments` would repair what is not UTF-8.
    private static func rawArguments() -> [PathBytes] {
        (1..<max(1, Int(CommandLine.argc))).compactMap { index in
            CommandLine.unsafeArgv[index].map { PathBytes(Array(UnsafeRawBufferPointer(start: $0, count: strlen($0)))) }
        }
    }
}

/// An error that chooses the exit code.
protocol FailureWithExit: Error {
    var exitCode: ExitCode { get }
}

/// Prints a line to standard error.
func printError(_ line: String) { writeError("sightline: \(line)\n") }

/// Writes to standard error. Where that fails, there is no one left to tell: the exit code still does.
func writeError(_ text: String) { try? StandardStreams.error.write(Array(text.utf8)) }
