import Records
import TestSupport
import Testing

@testable import Drops

@Suite struct NameRuleTests {
    private func rule(_ name: String) -> NameRule {
        Array(name.utf8).withUnsafeBufferPointer { NameRule.of(file: $0) }
    }

    @Test func picturesOfAnyUsualEndingAreCandidates() {
        for name in ["a.jpg", "A.JPEG", "b.MPO", "c.jif", "d.jfi", "e.pjpeg", "f.avif", "g.HIF", "h.dng", "i.heic"] {
            #expect(rule(name) == .candidate, "\(name)")
        }
    }

    @Test func namesThatTellNothingAreLeftToTheirContent() {
        for name in [
            "IMG_0001", "3", "a.jpg ", "b.jpg_large", "c.jpg(1)", "i.jpg~", "j.JPG.", "k.jpg?x=1", "l.attach",
            "p.jpg.bak",
            "t.jpg_original", "v.", "사진", "x.2026",
        ] { #expect(rule(name) == .doubtful, "\(name)") }
    }

    @Test func transfersAndWhatIsDeletedAreTemporary() {
        for name in [
            ".a.jpg", "a.jpg.part", "b.crdownload", "c.tmp", "d.jpg.icloud", "~$e.xlsx", "f.jpg.trashed-1700000000",
            "~syncthing~g.jpg", "h.partial",
        ] { #expect(rule(name) == .temporary, "\(name)") }
    }

    @Test func listsVideosAndDatabasesAreNotOpened() {
        for name in [
            "Thumbs.db", "stores.csv", "a.MP4", "b.xml", "c.json", "d.pdf", "e.hwp", "f.jpg.txt", "desktop.ini",
        ] {
            #expect(rule(name) == .other, "\(name)")
            #expect(NameRule.kind(ofOther: Array(name.utf8)) == name.split(separator: ".").last?.lowercased())
        }
    }

    @Test func aBackupIsNoPhotoWhileItsOriginalIsThere() throws {
        try TestDrop.with { drop in
            for name in [
                "S/a.jpg", "S/a.jpg~", "S/b.jpg", "S/b.jpg.bak", "S/c.jpg", "S/c.jpg_original", "S/d.jpg~",
                "S/e.JPG.BAK",
            ] { try drop.add(name) }
            #expect(try drop.paths() == ["S/a.jpg", "S/b.jpg", "S/c.jpg", "S/d.jpg~", "S/e.JPG.BAK"])
            #expect(try drop.listings().skipped.kinds == ["backup": 3])
            #expect(try drop.candidates().filter(\.isDoubtful).map(\.path.escaped) == ["S/d.jpg~", "S/e.JPG.BAK"])
        }
    }

    @Test func kindsThatAreSkippedAreBounded() {
        var counts = SkipCounts()
        for number in 0..<1000 { counts.noteOther("\(number)") }
        #expect(counts.other == 1000)
        #expect(counts.kinds.count <= SkipCounts.mostKinds + 1)
        #expect(counts.kinds.values.reduce(0, +) == 1000)
        var twice = counts
        twice += counts
        #expect(twice.other == 2000 && twice.kinds.count <= SkipCounts.mostKinds + 1)
    }
}
