import Foundation
import Judging
import Testing
import Text

@testable import Audit

struct TextSettingsTests {
    /// Judging may not import Text, so both have them.
    @Test func theStandardPolicysPatternsAreTheReaders() {
        #expect(Policy.standard.texts.periods == FieldPatterns.standard.periods)
        #expect(Policy.standard.texts.codes == FieldPatterns.standard.codes)
    }

    @Test func nothingIsLoadedWhereNothingIsRead() throws {
        var settings = AuditSettings(branch: "b", zone: .gmt, policy: .standard)
        try settings.read(.off, precision: .automatic)
        #expect(settings.reader == nil && settings.texts == .off)
        #expect(try settings.textExaminer() == nil)
    }
}
