#if DEBUG
    import Drops
    import Glibc
    import Records
    import SystemCalls
    import Testing

    @Suite struct WalkFaultTests {
        private static let names = ["a.jpg", "S1/b.jpg", "S1/2025-01-02/c.jpg", "S2/d.jpg", "S2/2025-01-02/e.jpg"]

        private func walk(_ fault: FaultSeam.Fault) throws -> [FolderListing] {
            try TestDrop.with { drop in
                for name in Self.names { try drop.add(name) }
                FaultSeam.install([fault], under: drop.root)
                defer { FaultSeam.remove(under: drop.root) }
                return try drop.listings()
            }
        }

        @Test func anUnreadableFolderIsToldAndTheOthersAreWalked() throws {
            let listings = try walk(.init(call: .open, nth: 2, what: .errno(EACCES)))
            #expect(listings.problems.map(\.code) == [.folderUnreadable])
            #expect(listings.problems.map(\.path.escaped) == ["S1"])
            #expect(listings.problems.first?.message.contains("give the user") == true)
            #expect(listings.filter { !$0.isComplete }.map(\.folder.escaped) == ["S1"])
            let seen = listings.flatMap { $0.candidates.map(\.path.escaped) }
            #expect(seen == ["a.jpg", "S2/d.jpg", "S2/2025-01-02/e.jpg"])
        }

        @Test func aFileWhoseStatFailsIsToldAndTheOthersAreListed() throws {
            let listings = try walk(.init(call: .stat, nth: 2, what: .errno(EIO)))
            #expect(listings.problems.map(\.code) == [.fileUnreadable])
            #expect(listings.problems.first?.system?.isMountTrouble == true)
            #expect(listings.flatMap { Array($0.candidates) }.count == Self.names.count - 1)
        }

        @Test(arguments: 1...30, [EIO, ESTALE, EACCES])
        func aFaultAtAnyCallHidesNothing(nth: Int, code: Int32) throws {
            let listings: [FolderListing]
            do {
                listings = try walk(.init(call: nil, nth: nth, what: .errno(code)))
            } catch is SystemError {
                #expect(nth == 1)
                return
            }
            let incomplete = listings.filter { !$0.isComplete }
            #expect(incomplete.count == listings.problems.count)
            let seen = Set(listings.flatMap { $0.candidates.map(\.path.escaped) })
            for name in Self.names where !seen.contains(name) {
                // Not seen: then a folder on its way says that it could not be read.
                #expect(
                    incomplete.contains { $0.folder.bytes.isEmpty || name.hasPrefix($0.folder.escaped + "/") },
                    "\(name) vanished without a word")
            }
        }

        @Test func interruptedCallsAreMadeAgain() throws {
            let listings = try walk(.init(call: .open, nth: 3, what: .errno(EINTR)))
            #expect(listings.flatMap { Array($0.candidates) }.count == Self.names.count)
        }
    }
#endif
