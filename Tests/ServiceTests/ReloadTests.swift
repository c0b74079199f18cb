import Foundation
import Records
import Settings
import TestSupport
import Testing

@testable import Service

private let hasSQLite = (try? runTool("sqlite3", ["--version"]).status) == 0

@Suite(.serialized, .enabled(if: hasSQLite)) struct ReloadTests {
    /// Fifty reloads, the socket's path kept and changed by turns, while photos arrive.
    @Test func fiftyReloadsInARowLeaveItAliveAndAnswering() async throws {
        try await Daemon.with { daemon in
            let store = try daemon.visit()
            let notices = try daemon.startNotifying()
            #expect(await Daemon.wait { notices.heard.contains("READY=1") }, "\(daemon.log)")
            let files = daemon.openFiles("ledger.sqlite-wal")
            for number in 0..<50 {
                try Daemon.photo("photo \(number)").write(to: store.appending(path: "\(number).jpg"))
                daemon.socket = daemon.folder.appending(path: number / 3 % 2 == 0 ? "s" : "t").path
                try daemon.configure()
                daemon.signal(SIGHUP)
                #expect(await Daemon.wait { daemon.said("is in force") == number + 1 }, "\(daemon.log)")
                #expect(daemon.isRunning)
                #expect(await Daemon.wait { try daemon.ask("status")["process"] != nil }, "\(daemon.log)")
            }
            // Nobody waits for the end of one before the next.
            for _ in 0..<50 { daemon.signal(SIGHUP) }
            let audited = "SELECT count(*) FROM path WHERE state = 'audited'"
            #expect(await Daemon.wait { daemon.count(audited) == 50 }, "\(daemon.log)")
            #expect(try daemon.ask("status")["process"] != nil, "\(daemon.log)")
            // What a session opened it closed.
            #expect(await Daemon.wait { daemon.openFiles("ledger.sqlite-wal") <= files }, "\(daemon.log)")
            #expect(daemon.stop() == 0)
            #expect(await Daemon.wait { notices.heard.contains("STOPPING=1") })
            // What it bound it removed.
            let left = try FileManager.default.contentsOfDirectory(atPath: daemon.folder.path)
            #expect(!left.contains("s") && !left.contains("t"))
        }
    }

    @Test func aModelThatHasNotChangedStays() throws {
        let text = "{drops: [{path: '/a'}]}"
        var configuration = try Configuration(json5: Data(text.utf8), origin: "test.json5")
        configuration.model = PathBytes(Fixtures.root.appending(path: "Tests/DetectionTests/Fixtures/model").path)
        let first = try Preparation(configuration)
        configuration.settle += 1
        #expect(try Preparation(configuration, keeping: first.detector).detector === first.detector)
        configuration.precision = .f32
        #expect(try Preparation(configuration, keeping: first.detector).detector !== first.detector)
    }

    @Test func aSocketThatCannotBeServedIsAProblemAndNotTheEnd() async throws {
        try await Daemon.with { daemon in
            try daemon.start()
            #expect(await Daemon.wait { try daemon.ask("status")["process"] != nil }, "\(daemon.log)")
            try Data("a file".utf8).write(to: daemon.folder.appending(path: "file"))
            daemon.socket = daemon.folder.path + "/file/s"
            try daemon.configure()
            daemon.signal(SIGHUP)
            #expect(await Daemon.wait { daemon.said("cannot be opened (status, pause") > 0 }, "\(daemon.log)")
            #expect(await Daemon.wait { daemon.said("is in force") == 1 }, "\(daemon.log)")
            let store = try daemon.visit()
            try Daemon.photo("x").write(to: store.appending(path: "1.jpg"))
            #expect(await Daemon.wait { daemon.count("SELECT count(*) FROM path WHERE state = 'audited'") == 1 })
            // It is served as soon as it can be.
            try FileManager.default.removeItem(at: daemon.folder.appending(path: "file"))
            #expect(await Daemon.wait { try daemon.ask("status")["process"] != nil }, "\(daemon.log)")
            // A socket that someone removed is rebuilt.
            try FileManager.default.removeItem(atPath: daemon.socket)
            #expect(await Daemon.wait { try daemon.ask("status")["process"] != nil }, "\(daemon.log)")
            #expect(daemon.stop() == 0)
        }
    }

    /// A drop that hangs holds its eye's thread and at most its reader's, however often the configuration is read.
    @Test func reloadsKeepWhatTheyDoNotConcernAndLeakNoThreadOfADropThatHangs() async throws {
        try await Daemon.with(drops: ["a", "b"]) { daemon in
            let audited = "SELECT count(*) FROM path WHERE state = 'audited'"
            func put(_ drop: String, _ number: Int) throws {
                let store = try daemon.visit("S\(drop)", of: drop)
                try Daemon.photo("\(drop) \(number)").write(to: store.appending(path: "\(number).jpg"))
            }
            for number in 0..<5 {
                try put("a", number)
                try put("b", number)
            }
            let hold = daemon.folder.appending(path: "hold")
            try daemon.start(environment: ["SIGHTLINE_FAULTS": "*:1:HANG=\(hold.path):forever"])
            #expect(await Daemon.wait { daemon.count(audited) == 10 }, "\(daemon.log)")

            try Data(daemon.folder.appending(path: "a").path.utf8).write(to: hold, options: .atomic)
            #expect(await Daemon.wait { daemon.said("a does not answer") == 1 }, "\(daemon.log)")
            for number in 0..<20 {
                try daemon.configure(["poll": "0.\(number % 5 + 1)"])
                daemon.signal(SIGHUP)
                #expect(await Daemon.wait { daemon.said("is in force") == number + 1 }, "\(daemon.log)")
                try put("b", 100 + number)
                #expect(await Daemon.wait { daemon.count(audited) == 11 + number }, "\(daemon.log)")
                #expect((1...2).contains(daemon.heldThreads))
            }
            // Known as gone throughout, so told once.
            #expect(daemon.said("a does not answer") == 1)
            #expect(daemon.said("drop b: is there") == 1)
            try put("a", 200)
            try FileManager.default.removeItem(at: hold)
            #expect(await Daemon.wait { daemon.count(audited) == 31 }, "\(daemon.log)")
            #expect(daemon.said("drop a: is there") == 2)
            #expect(daemon.count("SELECT count(*) FROM record") == 31)
            #expect(daemon.stop() == 0)
        }
    }

    @Test func aReloadThatIsRefusedFailsAndSaysWhy() async throws {
        try await Daemon.with { daemon in
            try daemon.start()
            #expect(await Daemon.wait { try daemon.ask("status")["process"] != nil }, "\(daemon.log)")
            #expect(try daemon.reload().status == 0)
            #expect(daemon.said("is in force") == 1)
            for (number, key) in ["stores", "policy", "model", "catalogue"].enumerated() {
                try daemon.configure([key: "'/no/such/file'"])
                let refused = try daemon.reload()
                #expect(refused.status == 2)
                #expect(
                    refused.errors.contains("the old one stays") && refused.errors.contains("/no/such/file"),
                    "\(refused.errors)")
                #expect(daemon.said("is refused") == number + 1, "\(daemon.log)")
            }
            // A registry that lost its stores unregisters none.
            let stores = daemon.folder.appending(path: "stores.csv")
            try Data("store_id,name\n".utf8).write(to: stores)
            try daemon.configure(["stores": "'\(stores.path)'"])
            #expect(try daemon.reload().status == 2)
            // Where the text is broken, nobody needs to be asked.
            try daemon.write(configuration: "{ drops: [] ")
            let broken = try daemon.reload()
            #expect(broken.status == 2 && broken.errors.contains("line 1, column 13"), "\(broken.errors)")
            try daemon.configure()
            #expect(try daemon.reload().status == 0)
            #expect(daemon.said("is in force") == 2)
            #expect(daemon.stop() == 0)
            #expect(try daemon.reload().status == 1)
        }
    }

    /// The unit's ExecReload: the new configuration may name another socket, or none.
    @Test func aReloadByProcessReachesAServiceWhoseSocketIsToChange() async throws {
        try await Daemon.with { daemon in
            try daemon.start()
            #expect(await Daemon.wait { try daemon.ask("status")["process"] != nil }, "\(daemon.log)")
            let process = ["--pid", "\(daemon.process?.processIdentifier ?? 0)"]
            daemon.socket = daemon.folder.appending(path: "t").path
            try daemon.configure()
            #expect(try daemon.reload().status == 1)
            #expect(try daemon.reload(process).status == 0)
            #expect(await Daemon.wait { daemon.said("is in force") == 1 }, "\(daemon.log)")
            #expect(await Daemon.wait { try daemon.ask("status")["process"] != nil }, "\(daemon.log)")
            try daemon.configure(["socket": "null", "policy": "'/no/such/file'"])
            let refused = try daemon.reload(process)
            #expect(refused.status == 2 && refused.errors.contains("the old one stays"), "\(refused.errors)")
            #expect(daemon.said("refused") == 0)
            #expect(daemon.stop() == 0)
        }
        let unit = try String(contentsOf: Fixtures.root.appending(path: "Systemd/sightline.service"), encoding: .utf8)
        #expect(
            unit.contains(
                "ExecReload=/usr/bin/sightline reload --config /etc/sightline/sightline.json5 --pid $MAINPID\n"))
    }
}
