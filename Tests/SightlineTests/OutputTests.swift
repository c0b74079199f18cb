import Foundation
import Ledger
import Records
import TestSupport
import Testing

/// What happens when standard output or standard error cannot take what is printed.
@Suite struct OutputTests {
    /// A home with a ledger of six records and a bundle.
    private func withHome(_ body: (URL, _ drop: String, _ bundle: String) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { home in
            let drop = home.appending(path: "drop")
            try makeDrop(drop, stores: 2, photos: 3)
            #expect(try sightline(["scan", drop.path, "--quiet"], home: home).status == 0)
            let outbox = home.path + "/sightline/outbox"
            let name = try #require(
                try FileManager.default.contentsOfDirectory(atPath: outbox).first { $0.hasSuffix(".zst") })
            try body(home, drop.path, outbox + "/" + name)
        }
    }

    /// Runs the program under a shell that redirects it; `$0` is the program.
    private func shell(_ command: String, home: URL) throws -> Finished {
        let output = home.appending(path: "out-\(UUID().uuidString)")
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", command, program.path]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "XDG_STATE_HOME": home.path, "SIGHTLINE_MODEL": tinyModel,
        ]) { $1 }
        for suffix in ["", ".err"] { _ = FileManager.default.createFile(atPath: output.path + suffix, contents: nil) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: URL(filePath: output.path + ".err"))
        try process.run()
        process.waitUntilExit()
        return Finished(
            status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOfFile: output.path + ".err", encoding: .utf8))
    }

    @Test func outputThatCannotBeWrittenIsAnErrorOfEveryCommand() throws {
        try withHome { home, drop, bundle in
            let photo = drop + "/S0/2026-11-01/0.jpg"
            let commands = [
                "--help", "--version", "scan --help", "help --man", "help --completion", "help exit-codes",
                "bundle show \(bundle)", "bundle show --json \(bundle)", "bundle verify \(bundle)",
                "bundle extract \(bundle) --to \(home.path)/unpacked", "scan \(drop) --quiet",
                "scan \(drop) --quiet --again --json", "inspect \(photo)", "inspect \(photo) --json",
                "export --ndjson -", "export --coco -", "report --out \(home.path)/report",
                "report --json --out \(home.path)/r2",
                "doctor \(drop)", "reassess", "reassess --json",
            ]
            for command in commands {
                for (target, reason) in [(">/dev/full", "No space left"), (">&-", "Bad file descriptor")] {
                    try? FileManager.default.removeItem(atPath: home.path + "/unpacked")
                    let run = try shell("\"$0\" \(command) \(target)", home: home)
                    #expect(run.status == 1, "\(command) \(target): \(run.errors)")
                    let said = run.errors.split(separator: "\n").filter { $0.contains("standard output") }
                    #expect(said.count == 1 && said[0].contains(reason), "\(command) \(target): \(run.errors)")
                }
            }
        }
    }

    @Test func aReaderThatGoesAwayEndsTheOutputQuietly() throws {
        try withHome { home, drop, bundle in
            // `true` reads nothing: the pipe is closed when the program writes.
            for command in [
                "export --ndjson -", "export --coco -", "bundle show \(bundle)", "--help",
                "scan \(drop) --json --again --quiet",
                "bundle verify \(bundle) \(bundle)",
            ] {
                let run = try shell("(sleep 0.3; \"$0\" \(command)) | true; exit ${PIPESTATUS[0]}", home: home)
                #expect(run.status == 0 && run.errors == "", "\(command): \(run.status) \(run.errors)")
            }
            let head = try shell("\"$0\" export --ndjson - | head -1; exit ${PIPESTATUS[0]}", home: home)
            #expect(head.status == 0 && head.output.split(separator: "\n").count == 1 && head.errors == "")
            // What was found is not lost with its reader.
            let verify = try shell("\"$0\" bundle verify \(bundle) /no/such | true; exit ${PIPESTATUS[0]}", home: home)
            #expect(verify.status == 1)
            let found = try shell(
                "\"$0\" scan \(drop) --json --again --quiet --fail-on audited | true; exit ${PIPESTATUS[0]}", home: home
            )
            #expect(found.status == 4, "\(found.errors)")
        }
    }

    @Test func aFullOrMissingStandardErrorStopsNothing() throws {
        try withHome { home, drop, _ in
            try Data().write(to: URL(filePath: drop + "/S0/2026-11-01/empty.jpg"))
            for target in ["2>/dev/full", "2>&-", "2> >(true)"] {
                let run = try shell("\"$0\" scan \(drop) --again \(target)", home: home)
                #expect(run.status == 0 && run.output.contains("audited"), "\(target): \(run.status)")
                #expect(try shell("\"$0\" scan /no/such \(target)", home: home).status == 1)
                #expect(try shell("\"$0\" nonsense \(target)", home: home).status == 2)
            }
        }
    }

    /// Else the first file that is opened is standard output, and what is printed goes into it.
    @Test func withoutStandardOutputNothingIsPrintedIntoAFile() throws {
        try Fixtures.withTemporaryFolder { home in
            let drop = home.appending(path: "drop")
            try makeDrop(drop, stores: 1, photos: 3)
            let run = try shell("\"$0\" scan \(drop.path) --quiet --json <&- >&- 2>&-", home: home)
            #expect(run.status == 1)
            let outbox = home.path + "/sightline/outbox"
            let names = try FileManager.default.contentsOfDirectory(atPath: outbox).filter { $0.hasSuffix(".zst") }
            #expect(names.count == 1)
            #expect(try sightline(["bundle", "verify"] + names.map { "\(outbox)/\($0)" }, home: home).status == 0)
            #expect(
                try Ledger(at: PathBytes(home.path + "/sightline/ledger.sqlite"), options: .readOnly)
                    .integrityProblems() == [])
        }
    }

    @Test func theFormerNamesOfCommandsAreUnderstoodAndNotShown() throws {
        try withHome { home, _, bundle in
            let now = try sightline(["bundle", "show", bundle], home: home)
            let before = try sightline(["bundle", "list", bundle], home: home)
            #expect(now.status == 0 && now.output == before.output && before.errors == "")
            #expect(now.output.contains("ledger "))
            let help = try sightline(["--help"], home: home).output + sightline(["help", "--man"], home: home).output
            #expect(help.contains("bundle show") && help.contains("bundle mark"))
            #expect(!help.contains("bundle list") && !help.contains("bundle uploaded"))
            #expect(try sightline(["bundle", "uploaded", "--help"], home: home).output.contains("mark-uploaded"))
        }
    }

    @Test func overlaysThatCannotBeWrittenAreAnErrorAndLoseNoRecord() throws {
        try Fixtures.withTemporaryFolder { home in
            let drop = home.appending(path: "drop")
            try makeDrop(drop, stores: 1, photos: 2)
            try Data().write(to: home.appending(path: "overlays"))
            let run = try sightline(
                ["scan", drop.path, "--json", "--quiet", "--overlay", home.path + "/overlays"], home: home)
            #expect(run.status == 1 && run.lastLine.contains("overlays could not all be written"), "\(run.lastLine)")
            #expect(run.output.split(separator: "\n").count == 3)
        }
    }
}
