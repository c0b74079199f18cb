import Records
import Testing

@Suite struct FNV1aTests {
    /// Test vectors of draft-eastlake-fnv, appendix C.
    @Test(
        arguments: [
            ("", 0x811C_9DC5, 0xCBF2_9CE4_8422_2325), ("a", 0xE40C_292C, 0xAF63_DC4C_8601_EC8C),
            ("foobar", 0xBF9C_F968, 0x8594_4171_F739_67E8),
        ] as [(String, UInt32, UInt64)])
    func itIsThePublishedHash(_ text: String, _ short: UInt32, _ long: UInt64) {
        #expect(FNV1a.hash32(text.utf8) == short)
        #expect(FNV1a.hash64(text.utf8) == long)
    }

    @Test func aPathIsSplitAtItsLastSlash() {
        #expect(PathBytes("a/b/c.jpg").folderAndName == (PathBytes("a/b"), PathBytes("c.jpg")))
        #expect(PathBytes("c.jpg").folderAndName == (PathBytes([]), PathBytes("c.jpg")))
    }
}
