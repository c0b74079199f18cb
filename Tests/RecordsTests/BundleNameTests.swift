import Records
import TestSupport
import Testing

@Suite struct BundleNameTests {
    @Test func aNameSaysBranchTimeAndSequence() {
        let name = BundleName(branch: "seoul-3", epoch: 1_755_062_452, sequence: 7)
        #expect(name.text == "seoul-3-20250813T052052Z-000007.tar.zst")
        #expect(name.checksumText == "seoul-3-20250813T052052Z-000007.tar.zst.sha256")
        #expect(BundleName(name.text) == name)
    }

    @Test func everyNameThatIsMadeIsReadBack() {
        var generator = Seeded(3)
        for _ in 0..<2_000 {
            let branch = String(
                decoding: (0..<Int.random(in: 0...90, using: &generator)).map { _ in
                    UInt8.random(in: 0...255, using: &generator)
                }, as: UTF8.self)
            let name = BundleName(
                branch: branch, epoch: Int.random(in: 0..<253_402_300_800, using: &generator),
                sequence: Int.random(in: 0...10_000_000, using: &generator))
            #expect(BundleName(name.text) == name)
            #expect(name.text.utf8.count <= 64 + 1 + 16 + 1 + 8 + 8)
            #expect(name.text.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "/") })
        }
    }

    @Test(arguments: [
        "", "seoul.tar.zst", "seoul-20250813T052052Z-7.tar.zst", "seoul-20250230T052052Z-000007.tar.zst",
        "seoul-20250813T052052Z-0000007.tar.zst", "seoul-20250813T252052Z-000007.tar.zst",
        "seoul-20250813T052052Z-000007.tar.gz", "-20250813T052052Z-000007.tar.zst",
        "../x-20250813T052052Z-000007.tar.zst", ".seoul-20250813T052052Z-000007.tar.zst.1.tmp",
        "seoul-20250813T052052Z--00007.tar.zst", "seoul-20250813T052052Z-+00007.tar.zst",
        "서울-20250813T052052Z-000007.tar.zst", "seoul-20250813T052052Z-99999999999999999999.tar.zst",
        "seoul-00000813T052052Z-000007.tar.zst", "seoul-2025081３T052052Z-000007.tar.zst",
    ])
    func whatTheProgramWouldNotNameSoIsNoBundleName(_ text: String) {
        #expect(BundleName(text) == nil)
    }

    @Test func branchesThatHaveToChangeStayApart() {
        let names = ["서울", "부산", "a b", "a/b", "", ".", "..", "-x", String(repeating: "x", count: 65), "a\u{0}b"]
        let made = names.map(BundleName.sanitise)
        #expect(Set(made).count == names.count)
        for name in made {
            #expect(BundleName.sanitise(name) == name)
            #expect(!name.contains("/") && !name.hasPrefix("-") && !name.hasPrefix("."))
        }
        #expect(BundleName.sanitise("seoul-3.a_b") == "seoul-3.a_b")
    }

    @Test func aBranchInHangulStaysReadable() {
        for (branch, label) in [
            ("서울", "seoul_"), ("부산 해운대", "busan_haeundae_"), ("강남-2", "gangnam-2_"), ("대구", "daegu_"), ("값", "gap_"),
            // As a Mac writes it: each syllable in three code points.
            ("\u{1109}\u{1165}\u{110B}\u{116E}\u{11AF}", "seoul_"),
        ] {
            let made = BundleName.sanitise(branch)
            #expect(made.dropLast(8) == label && made.utf8.allSatisfy { $0 < 0x80 }, "\(made)")
            let name = BundleName(branch: branch, epoch: 100, sequence: 1)
            #expect(BundleName(name.text) == name)
        }
        // What an older version named stays a bundle's name.
        #expect(BundleName("__7b93db63-20250813T052052Z-000007.tar.zst") != nil)
    }

    @Test(arguments: [
        ("東京", "dong_jing_"), ("Zürich", "Zurich_"), ("Москва 2", "Moskva_2_"), ("Straße", "Strasse_"),
        ("とうきょう", "toukyou_"), ("서울 Zürich", "seoul_Zurich_"),
        // What has no sound has no letters.
        ("☎☎", "_"), ("a\u{7}b", "a_b_"),
    ]) func aBranchInAnotherScriptStaysReadable(_ branch: String, _ label: String) {
        let made = BundleName.sanitise(branch)
        #expect(made.dropLast(8) == label || made.dropLast(8) == label + "_", "\(made)")
        #expect(BundleName.sanitise(made) == made)
        #expect(BundleName(BundleName(branch: branch, epoch: 100, sequence: 1).text) != nil)
    }

    @Test func namesSortInTheOrderTheyWereCut() {
        let names = [
            BundleName(branch: "b", epoch: 100, sequence: 9), BundleName(branch: "a", epoch: 100, sequence: 10),
            BundleName(branch: "a", epoch: 101, sequence: 1),
        ]
        #expect(names.shuffled().sorted() == names)
    }

    @Test func aNameWithALedgersMarkIsReadBack() throws {
        let ledger = try #require(LedgerIdentity("3f9a1c2b00112233445566778899aabb"))
        for branch in [
            "seoul", "서울", String(repeating: "x", count: 64), String(repeating: "강", count: 90), "a-deadbeef",
        ] {
            let name = BundleName(branch: branch, ledger: ledger, epoch: 1_755_062_452, sequence: 7)
            #expect(name.mark == "3f9a1c2b")
            #expect(name.text.hasSuffix("-3f9a1c2b-20250813T052052Z-000007.tar.zst"))
            #expect(BundleName(name.text) == name)
            #expect(BundleName(branch: branch, epoch: 1_755_062_452, sequence: 7) != name)
        }
        #expect(BundleName("seoul-20250813T052052Z-000007.tar.zst")?.mark == nil)
        let long = String(repeating: "x", count: 65) + "-3f9a1c2b-20250813T052052Z-000007.tar.zst"
        #expect(BundleName(long) == nil)
        #expect(LedgerIdentity("3F9A1C2B00112233445566778899AABB") == nil && LedgerIdentity("3f") == nil)
    }

    @Test(arguments: [Int.min, -1, 253_402_300_800, Int.max])
    func aClockThatIsFarOffGivesANameAllTheSame(_ epoch: Int) {
        let name = BundleName(branch: "b", epoch: epoch, sequence: epoch)
        #expect(BundleName(name.text) == name)
    }
}
