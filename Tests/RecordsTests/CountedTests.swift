import Records
import Testing

@Suite struct CountedTests {
    @Test func oneHasItsOwnWord() {
        #expect(counted(1, "photo") == "1 photo")
        #expect(counted(0, "photo") == "0 photos")
        #expect(counted(2, "store is", "stores are") == "2 stores are")
    }
}
