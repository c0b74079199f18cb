import Drops
import Foundation
import Glibc
import Records
import SystemCalls
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct DropReaderTests {
    @Test func aPhotoIsReadWholeWithItsSizeAndTime() async throws {
        try await TestDrop.with { drop in
            let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            try drop.add(PathBytes("S1/2025-01-02/a.jpg"), bytes)
            try drop.add(PathBytes("S1/empty.jpg"), [])
            let reader = DropReader(drop.drop)
            for candidate in try drop.candidates() {
                let photo = try await reader.read(candidate.path)
                #expect(photo.size == candidate.size)
                #expect(photo.mtimeNanoseconds == candidate.mtimeNanoseconds)
                #expect(photo.device == candidate.device && photo.inode == candidate.inode)
                #expect(photo.bytes == (candidate.size == 0 ? [] : bytes))
            }
        }
    }

    private func code(_ path: String, _ drop: TestDrop, limit: Int = 100) async -> ReadError.Code? {
        do throws(ReadError) {
            _ = try await DropReader(drop.drop, limit: limit).read(PathBytes(path))
            return nil
        } catch {
            #expect(error.message.contains(PathBytes(path).lastComponent.escaped))
            return error.code
        }
    }

    @Test func whatIsNoPhotoFileIsRefusedByItsKind() async throws {
        try await TestDrop.with { drop in
            try drop.add("S1/ok.jpg", "1")
            try drop.add("S1/limit.jpg", String(repeating: "x", count: 100))
            try drop.add("S1/large.jpg", String(repeating: "x", count: 101))
            try drop.add("S1/folder.jpg/a.txt")
            try drop.fifo("S1/fifo.jpg")
            try drop.link("S1/link.jpg", to: "ok.jpg")
            try drop.link("S2", to: "S1")
            #expect(await code("S1/ok.jpg", drop) == nil)
            #expect(await code("S1/limit.jpg", drop) == nil)
            #expect(await code("S1/large.jpg", drop) == .fileTooLarge)
            #expect(await code("S1/folder.jpg", drop) == .notAFile)
            #expect(await code("S1/fifo.jpg", drop) == .notAFile)
            #expect(await code("S1/link.jpg", drop) == .symlinkSkipped)
            #expect(await code("S1/gone.jpg", drop) == .fileVanished)
            #expect(await code("S1/ok.jpg/x.jpg", drop) == .fileVanished)
        }
    }

    @Test func aLinkedFolderOnTheWayIsNotFollowed() async throws {
        try await TestDrop.with { outside in
            try outside.add("2025-01-02/secret.jpg")
            try await TestDrop.with { drop in
                try drop.link("S1", to: outside.root.escaped)
                let code = await code("S1/2025-01-02/secret.jpg", drop)
                #expect(code == .fileVanished || code == .symlinkSkipped)
                #expect(await self.code("../\(outside.root.lastComponent.escaped)/2025-01-02/secret.jpg", drop) != nil)
            }
        }
    }

    @Test func aFileThatGrowsWhileItIsReadIsNoticed() async throws {
        try await TestDrop.with { drop in
            try drop.add(PathBytes("a.jpg"), Array(repeating: 1, count: 1 << 20))
            FaultSeam.install([.init(call: .read, nth: 1, what: .short(256), forever: true)], under: drop.root)
            defer { FaultSeam.remove(under: drop.root) }
            let target = drop.path(PathBytes("a.jpg")).escaped
            let writer = Thread { [path = target] in
                let file = open(path, O_WRONLY | O_APPEND)
                for _ in 0..<100_000 where access(path + ".stop", F_OK) != 0 {
                    _ = write(file, "x", 1)
                    usleep(50)
                }
                close(file)
            }
            writer.start()
            let reader = DropReader(drop.drop)
            var noticed = false
            while !noticed {
                do throws(ReadError) {
                    _ = try await reader.read(PathBytes("a.jpg"))
                } catch {
                    noticed = error.code == .changedWhileReading
                }
            }
            try drop.add("a.jpg.stop")
            while !writer.isFinished { try await Task.sleep(for: .milliseconds(1)) }
            FaultSeam.remove(under: drop.root)
            let photo = try await reader.read(PathBytes("a.jpg"))
            #expect(photo.size > 1 << 20)
        }
    }

    @Test func aFolderReplacedSinceTheLastPhotoIsLookedUpAnew() async throws {
        try await TestDrop.with { drop in
            try drop.add("S1/a.jpg", "old")
            let reader = DropReader(drop.drop)
            #expect(try await reader.read(PathBytes("S1/a.jpg")).bytes == Array("old".utf8))
            try FileManager.default.removeItem(atPath: drop.path(PathBytes("S1")).escaped)
            try drop.add("S1/b.jpg", "new")
            #expect(try await reader.read(PathBytes("S1/b.jpg")).bytes == Array("new".utf8))
            try drop.add("c.jpg", "top")
            #expect(try await reader.read(PathBytes("c.jpg")).bytes == Array("top".utf8))
            await reader.release()
            #expect(try await reader.read(PathBytes("S1/b.jpg")).bytes == Array("new".utf8))
        }
    }

    @Test func faultsOfTheMountAreToldApart() async throws {
        try await TestDrop.with { drop in
            try drop.add("S1/a.jpg")
            for (call, code, trouble) in [
                (SystemCall.read, ESTALE, true), (.open, EACCES, false), (.stat, EIO, true), (.read, EISDIR, false),
            ] {
                FaultSeam.install([.init(call: call, nth: 1, what: .errno(code), forever: true)], under: drop.root)
                do throws(ReadError) {
                    _ = try await DropReader(drop.drop).read(PathBytes("S1/a.jpg"))
                    Issue.record("it was read")
                } catch {
                    #expect(error.code == .readError)
                    #expect(error.isMountTrouble == trouble)
                    #expect(error.system?.code == code)
                }
                FaultSeam.remove(under: drop.root)
            }
        }
    }

    @Test func theReaderWalksOnItsOwnQueue() async throws {
        try await TestDrop.with { drop in
            for name in ["S1/a.jpg", "S2/b.jpg"] { try drop.add(name) }
            let reader = DropReader(drop.drop)
            try await reader.beginWalk()
            var seen: [String] = []
            while let listing = await reader.nextFolder() { seen += listing.candidates.map(\.path.escaped) }
            #expect(seen == ["S1/a.jpg", "S2/b.jpg"])
            #expect(await reader.nextFolder() == nil)
        }
    }
}

@Suite struct DropIdentityTests {
    @Test func theMarkerTellsAMountedDropFromAnEmptyFolder() throws {
        try TestDrop.with { drop in
            #expect(try !DropIdentity(of: drop.root).hasMarker)
            try drop.add(".sightline-drop", "")
            let identity = try DropIdentity(of: drop.root)
            #expect(identity.hasMarker)
            #expect(try identity.inode == FileSystem.status(drop.root).inode)
            #expect(throws: SystemError.self) { try DropIdentity(of: drop.path(PathBytes(".sightline-drop"))) }
        }
    }
}
