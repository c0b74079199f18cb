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
        .scan, .inspect, .reassess, .bundleList, .bundleVerify, .bundleExtract, .export, .evaluate,
        .report, .withdraw, .doctor, .watch, .status, .pause, .resume, .reload, .upload, .bundleUploaded,
    ]

    static func main() async {
        // A reader that went away (`sightline … | head`) ends a write with EPIPE, not the process.
        signal(SIGPIPE, SIG_IGN)
        ProcessManners.limitMemoryPools()
        let words = rawArguments()
        // A stop that comes while it starts would end the service as if it had failed.
        if words.first == PathBytes("watch") { WatchDaemon.holdSignals() }
        exit(await run(words).rawValue)
    }

    /// Runs a command line without the program's own name.
    static func run(_ words: [PathBytes]) async -> ExitCode {
        guard let first = words.first?.escaped, first != "--help", first != "help" else {
            return help(Array(words.dropFirst()))
        }
        if first == "--version" {
            print("sightline \(version)")
            return .done
        }
        guard let (command, rest) = find(words) else {
            printError("unknown command \(first)\(Arguments.suggestion(for: first, among: commands.map(\.name)))")
            printError("`sightline --help` lists the commands")
            return .usage
        }
        if rest.contains(PathBytes("--help")) {
            print(Help.page(command))
            return .done
        }
        do {
            return try await command.run(try Arguments(rest, options: command.options))
        } catch let error as UsageError {
            printError("\(error)\n`sightline \(command.name) --help` explains the command")
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
            if let command = commands.first(where: { $0.name == name }) {
                return (command, Array(words.dropFirst(length)))
            }
        }
        return nil
    }

    private static func help(_ words: [PathBytes]) -> ExitCode {
        switch words.first?.escaped {
        case nil: print(Help.overview(commands))
        case "--man": print(Help.manual(commands))
        case "--completion": print(Help.completion(commands))
        case "exit-codes": print(Help.exitCodes)
        default:
            guard let (command, _) = find(words) else {
                printError("there is no command \(words.map(\.escaped).joined(separator: " "))")
                return .usage
            }
            print(Help.page(command))
        }
        return .done
    }

    /// The command line as bytes; `CommandLine.arguments` would mend what is not UTF-8.
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
func printError(_ line: String) {
    FileHandle.standardError.write(Data("sightline: \(line)\n".utf8))
}
