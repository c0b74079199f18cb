import Foundation
import TestSupport
import Testing

@Suite struct UsageTests {
    func run(_ arguments: String...) throws -> Finished {
        try Fixtures.withTemporaryFolder { try sightline(arguments, home: $0) }
    }

    @Test func helpListsEveryCommandAndEachExplainsItself() throws {
        let help = try run("--help")
        #expect(help.status == 0)
        for command in ["scan", "inspect", "reassess", "bundle verify", "export", "evaluate", "doctor"] {
            #expect(help.output.contains("  \(command) "))
            let page = try run((command.split(separator: " ").map(String.init) + ["--help"]))
            #expect(page.status == 0)
            #expect(page.output.hasPrefix("Usage: sightline \(command)"))
        }
    }

    func run(_ arguments: [String]) throws -> Finished {
        try Fixtures.withTemporaryFolder { try sightline(arguments, home: $0) }
    }

    @Test func versionIsPrinted() throws {
        #expect(try run("--version").output.hasPrefix("sightline 0."))
    }

    @Test(arguments: [
        (["scna", "."], "did you mean scan?"), (["scan", "--lnaes", "2", "."], "did you mean --lanes?"),
        (["scan"], "name at least one folder"), (["scan", "--jobs", "0", "."], "not a whole number from 1"),
        (["scan", "--jobs"], "needs a value"), (["scan", "--shard", "3/2", "."], "is not i/n"),
        (["scan", "--policy", "/nowhere.json5", "."], "/nowhere.json5"), (["inspect"], "exactly one photo"),
        (["export"], "one of --coco and --ndjson"), (["scan", "--zone", "Mars/Olympus", "."], "not a time zone"),
    ])
    func wrongUsageExitsWith2AndSaysWhat(arguments: [String], message: String) throws {
        let result = try run(arguments)
        #expect(result.status == 2)
        #expect(result.errors.contains(message), "\(result.errors)")
    }

    @Test func aMissingFolderIsToldByName() throws {
        let result = try run("scan", "/no/such/drop")
        #expect(result.status != 0)
        #expect(result.errors.contains("/no/such/drop: No such file"))
    }

    @Test func manualAndCompletionAreWellFormed() throws {
        let manual = try run("help", "--man")
        #expect(manual.output.hasPrefix(".TH SIGHTLINE 1"))
        let script = try run("help", "--completion").output
        #expect(try runTool("bash", ["-n"], input: Data(script.utf8)).status == 0)
    }
}
