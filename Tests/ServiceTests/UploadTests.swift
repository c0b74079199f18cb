import Foundation
import TestSupport
import Testing

@testable import Service

private func has(_ tool: String) -> Bool { (try? runTool(tool, ["--version"]).status) == 0 }

@Suite(.serialized, .enabled(if: has("sqlite3"))) struct UploadTests {
    /// A stopped daemon's folder with one sealed bundle.
    private func withBundle(_ body: (Daemon, _ bundle: URL) async throws -> Void) async throws {
        try await Daemon.with { daemon in
            try Daemon.photo("1").write(to: try daemon.visit().appending(path: "1.jpg"))
            try daemon.start()
            #expect(await Daemon.wait { try daemon.query("SELECT state FROM bundle") == ["sealed"] }, "\(daemon.log)")
            #expect(daemon.stop() == 0)
            let name = try #require(try daemon.query("SELECT name FROM bundle").first)
            try await body(daemon, URL(filePath: daemon.outbox).appending(path: name))
        }
    }

    /// An uploader of the test's own: a shell script that gets target and bundle.
    private func uploader(_ daemon: Daemon, _ script: String) throws {
        let file = daemon.folder.appending(path: "uploader")
        try Data("#!/bin/sh\nset -eu\ntarget=$1\nbundle=$2\n\(script)\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        let target = daemon.folder.appending(path: "target")
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        try configure(daemon, [file.path, target.path])
    }

    private func configure(
        _ daemon: Daemon, _ command: [String], keep: String = "7 d", timeout: String = "10 min"
    ) throws {
        let words = command.map { "'\($0)'" }.joined(separator: ", ")
        try daemon.configure([
            "uploader": "{command: [\(words)], first_retry: '1 h', longest_retry: '3 h', timeout: '\(timeout)'}",
            "bundle": "{max_age: 1, keep: '\(keep)'}",
        ])
    }

    private func upload(_ daemon: Daemon, _ arguments: [String] = []) throws -> (status: Int32, output: String) {
        let ran = try runTool(
            "env",
            ["CREDENTIALS_DIRECTORY=\(daemon.folder.path)", Daemon.program.path, "upload"]
                + ["--config", daemon.folder.appending(path: "sightline.json5").path] + arguments)
        return (ran.status, String(decoding: ran.output, as: UTF8.self))
    }

    private func arrived(_ daemon: Daemon, _ bundle: URL) -> Bool {
        let copy = daemon.folder.appending(path: "target/\(bundle.lastPathComponent)").path
        return FileManager.default.contentsEqual(atPath: copy, andPath: bundle.path)
    }

    @Test func aBundleIsHandedOverOnceAndItsReceiptKept() async throws {
        try await withBundle { daemon, bundle in
            try uploader(
                daemon,
                "cp \"$bundle\" \"$target/\"; echo x >>\"$target/calls\"; echo \"ticket $SIGHTLINE_SHA256\"; echo more")
            #expect(try upload(daemon).status == 0)
            #expect(arrived(daemon, bundle))
            let sha256 = try daemon.query("SELECT sha256 FROM bundle")[0]
            #expect(try daemon.query("SELECT state, receipt FROM bundle") == ["uploaded|ticket \(sha256)"])
            #expect(try upload(daemon, ["--all"]).status == 0)
            let calls = try String(contentsOf: daemon.folder.appending(path: "target/calls"), encoding: .utf8)
            #expect(calls == "x\n")
        }
    }

    @Test func anOutboxMayHaveAnyNameThatIsText() async throws {
        try await withBundle { daemon, bundle in
            let outbox = daemon.folder.appending(path: #"o\ '한글"#)
            try FileManager.default.moveItem(at: bundle.deletingLastPathComponent(), to: outbox)
            let target = daemon.folder.appending(path: "target").path
            try daemon.configure([
                "outbox": #""\#(daemon.folder.path)/o\\\\ '한글""#,
                "uploader": "{command: ['/bin/cp', '-t', '\(target)']}",
            ])
            try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
            #expect(try upload(daemon).status == 0)
            #expect(arrived(daemon, outbox.appending(path: bundle.lastPathComponent)))
        }
    }

    @Test func ofWhatAnUploaderPrintsOnlyTheFirstLineCounts() async throws {
        try await withBundle { daemon, _ in
            try uploader(daemon, "echo first; yes | head -c 20000000")
            #expect(try upload(daemon).status == 0)
            #expect(try daemon.query("SELECT state, receipt FROM bundle") == ["uploaded|first"])
        }
    }

    @Test func aFailureBacksOffAndIsTriedAgainLater() async throws {
        try await withBundle { daemon, bundle in
            // Half of it arrives.
            try uploader(
                daemon, "head -c 100 \"$bundle\" >\"$target/$(basename \"$bundle\")\"; echo \"link lost\"; exit 7")
            #expect(try upload(daemon).status == 1)
            let problem = try daemon.query("SELECT state, attempts, problem FROM bundle")
            #expect(problem.first?.hasPrefix("sealed|1|") == true && problem[0].contains("ended with 7: link lost"))
            let first = daemon.count("SELECT next_try_ms FROM bundle")
            // Not due: not tried.
            #expect(try upload(daemon).status == 0)
            #expect(daemon.count("SELECT attempts FROM bundle") == 1)
            #expect(try upload(daemon, ["--all"]).status == 1)
            #expect(daemon.count("SELECT attempts FROM bundle") == 2)
            // Twice the pause, so an hour later at least.
            #expect(daemon.count("SELECT next_try_ms FROM bundle") - first >= 3_600_000)
            try uploader(daemon, "cp \"$bundle\" \"$target/\"")
            #expect(try upload(daemon, ["--all"]).status == 0)
            #expect(arrived(daemon, bundle))
            #expect(try daemon.query("SELECT state, receipt FROM bundle") == ["uploaded|exit 0"])
        }
    }

    @Test func anUploaderThatHangsIsEndedWithAllItStarted() async throws {
        try await withBundle { daemon, bundle in
            // The shell waits for the program that hangs, as rclone would in the shipped example.
            try uploader(daemon, "echo $$ >\"$target/pid\"; sleep 600; touch \"$target/done\"")
            try configure(
                daemon, [daemon.folder.appending(path: "uploader").path, daemon.folder.appending(path: "target").path],
                timeout: "1 s")
            #expect(try upload(daemon).status == 1)
            let target = daemon.folder.appending(path: "target")
            #expect(!FileManager.default.fileExists(atPath: target.appending(path: "done").path))
            // The shell leads a group; nobody is left in it.
            let text = try String(contentsOf: target.appending(path: "pid"), encoding: .utf8)
            let group = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
            #expect(await Daemon.wait { kill(-group, 0) != 0 && errno == ESRCH })
            let problem = try daemon.query("SELECT state, attempts, problem FROM bundle")
            #expect(problem.first?.hasPrefix("sealed|1|") == true, "\(problem)")
            #expect(problem.first?.contains("no answer in 1") == true, "\(problem)")
        }
    }

    @Test func killedBetweenHandOverAndReceiptTheSameBytesAreHandedOverAgain() async throws {
        try await withBundle { daemon, bundle in
            try uploader(daemon, "cp \"$bundle\" \"$target/\"; kill -9 $PPID")
            #expect(try upload(daemon).status != 0)
            #expect(arrived(daemon, bundle))
            #expect(try daemon.query("SELECT state, attempts FROM bundle") == ["sealed|0"])
            try uploader(
                daemon, "cmp \"$bundle\" \"$target/$(basename \"$bundle\")\"; echo \"known already\"")
            #expect(try upload(daemon).status == 0)
            #expect(try daemon.query("SELECT state, receipt FROM bundle") == ["uploaded|known already"])
            #expect(try daemon.query("PRAGMA integrity_check") == ["ok"])
        }
    }

    @Test func whatWasUploadedIsPrunedAfterItsTimeAndNothingElse() async throws {
        try await withBundle { daemon, bundle in
            try configure(daemon, ["/bin/true"], keep: "0 s")
            try daemon.start()
            // Upkeep goes round, and leaves what was not uploaded.
            #expect(await Daemon.wait { try daemon.ask("status")["process"] != nil }, "\(daemon.log)")
            #expect(FileManager.default.fileExists(atPath: bundle.path))
            #expect(try upload(daemon).status == 0)
            #expect(await Daemon.wait { try daemon.query("SELECT state FROM bundle") == ["pruned"] }, "\(daemon.log)")
            #expect(!FileManager.default.fileExists(atPath: bundle.path))
            #expect(!FileManager.default.fileExists(atPath: bundle.path + ".sha256"))
            #expect(daemon.stop() == 0)
        }
    }

    private static let server = """
        import http.server, sys, os
        folder = sys.argv[1]
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_PUT(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                known = self.headers["Authorization"] == "Bearer secret"
                if known: open(os.path.join(folder, os.path.basename(self.path)), "wb").write(body)
                self.send_response(201 if known else 403)
                self.end_headers()
                self.wfile.write(("stored " + str(self.headers["X-SHA256"]) + "\\n").encode())
            def log_message(self, *_): pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        open(os.path.join(folder, "port.new"), "w").write(str(server.server_port))
        os.rename(os.path.join(folder, "port.new"), os.path.join(folder, "port"))
        server.serve_forever()
        """

    @Test(.enabled(if: has("curl") && has("python3"), "curl or python3 is missing"))
    func theShippedCurlExampleUploadsToARealServer() async throws {
        try await withBundle { daemon, bundle in
            let target = daemon.folder.appending(path: "target")
            try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
            let server = Process()
            server.executableURL = URL(filePath: "/usr/bin/env")
            server.arguments = ["python3", "-c", Self.server, target.path]
            server.standardOutput = FileHandle.nullDevice
            server.standardError = FileHandle.nullDevice
            try server.run()
            // A child of a Dispatch thread starts with SIGTERM blocked.
            defer { kill(server.processIdentifier, SIGKILL) }
            let port = target.appending(path: "port")
            #expect(await Daemon.wait { FileManager.default.fileExists(atPath: port.path) })
            let url = "http://127.0.0.1:\(try String(contentsOf: port, encoding: .utf8))/bundles/"
            try configure(daemon, [Fixtures.root.appending(path: "Systemd/uploaders/curl").path, url])
            let token = daemon.folder.appending(path: "token")
            try Data("wrong".utf8).write(to: token)
            #expect(try upload(daemon).status == 1)
            #expect(try daemon.query("SELECT state, attempts FROM bundle") == ["sealed|1"])
            try Data("secret".utf8).write(to: token)
            #expect(try upload(daemon, ["--all"]).status == 0)
            #expect(arrived(daemon, bundle))
            let sha256 = try daemon.query("SELECT sha256 FROM bundle")[0]
            #expect(try daemon.query("SELECT state, receipt FROM bundle") == ["uploaded|stored \(sha256)"])
        }
    }

    @Test(.enabled(if: has("rsync"), "rsync is missing"))
    func theShippedRsyncExampleUploadsBundleAndChecksum() async throws {
        try await withBundle { daemon, bundle in
            let target = daemon.folder.appending(path: "target")
            try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
            try configure(
                daemon, [Fixtures.root.appending(path: "Systemd/uploaders/rsync").path, target.path + "/"])
            #expect(try upload(daemon).status == 0)
            #expect(arrived(daemon, bundle))
            let sum = target.appending(path: bundle.lastPathComponent + ".sha256").path
            #expect(FileManager.default.contentsEqual(atPath: sum, andPath: bundle.path + ".sha256"))
            #expect(try daemon.query("SELECT state FROM bundle") == ["uploaded"])
        }
    }
}
