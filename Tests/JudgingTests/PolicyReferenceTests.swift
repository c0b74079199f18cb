import Foundation
import Records
import TestSupport
import Testing

@testable import Judging

@Suite struct PolicyReferenceTests {
    private func section(_ title: String) throws -> [String] {
        try #require(Policy.reference.sections.first { $0.title == title }).entries.map(\.term)
    }

    @Test func everyKeyIsInTheReferenceAndNoOther() throws {
        #expect(try section("KEYS") == Policy.CodingKeys.allCases.map(\.stringValue))
        #expect(try section("KEYS OF A SLOT") == Policy.SlotRules.CodingKeys.allCases.map(\.stringValue))
        #expect(try section("KEYS OF photo") == Policy.PhotoRules.CodingKeys.allCases.map(\.stringValue))
        #expect(try section("KEYS OF relations") == Policy.RelationRules.CodingKeys.allCases.map(\.stringValue))
        #expect(try section("KEYS OF time") == Policy.TimeRules.CodingKeys.allCases.map(\.stringValue))
        #expect(try section("KEYS OF place") == Policy.PlaceRules.CodingKeys.allCases.map(\.stringValue))
    }

    @Test func everyCodeIsInTheReference() throws {
        let forms = try section("FINDINGS")
        let codes = FindingCode.codes(slots: [Slot.topAd]).map { $0.replacing(Slot.topAd, with: "SLOT") }
        #expect(Set(forms) == Set(codes))
    }

    /// What an administrator copies and changes: every rule with its default.
    @Test func theSamplePolicyShowsTheStandardRules() throws {
        let file = Fixtures.root.appending(path: "Samples/policy.json5")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.hasSuffix(Policy.example + "\n"))
        var read = try Policy(json5: Data(text.utf8), origin: "sample")
        #expect(read.name == "sample-branch")
        (read.name, read.version) = (Policy.standard.name, Policy.standard.version)
        #expect(read == .standard)
    }
}
