import Compliance
import Detection
import Foundation
import Judging
import Records
import Testing

@testable import Audit

@Suite struct PolicyFitTests {
    /// The tests' card with its labels called otherwise.
    private func card(_ names: [String: String]) throws -> ModelCard {
        let file = URL(filePath: tinyModel.escaped).appending(path: "card.json")
        var json = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        let labels = try #require(json["labels"] as? [[String: Any]])
        json["labels"] = labels.map { label in
            var label = label
            label["name"] = (label["name"] as? String).map { names[$0] ?? $0 }
            return label
        }
        return try ModelCard(json: Array(try JSONSerialization.data(withJSONObject: json)))
    }

    @Test func theStandardPolicyFitsAModelWithSomeOfItsSlots() throws {
        try card([:]).requireFit(of: .standard)
        try card(["cdu_horizontal": "shelf_strip"]).requireFit(of: .standard)
    }

    @Test(arguments: [
        ("top_ad", "Top_Ad"), ("top_ad", "top-ad"), ("top_ad", "TopAd"), ("cdu_horizontal", "CDU Horizontal"),
        ("cabinet", "Cabinet"),
    ]) func aLabelSpelledOtherwiseThanASlotIsRefused(slot: String, label: String) throws {
        let error = try #require(throws: PolicyError.self) { try card([slot: label]).requireFit(of: .standard) }
        #expect(error.code == "policy_model_mismatch" && error.key == "slots.\(slot)")
        #expect(error.message.contains("the model calls it \(label)") && error.message.contains("card.json"))
    }

    @Test func aSlotThatIsRequiredAndThatTheModelLacksIsRefused() throws {
        let other = try card(["top_ad": "poster"])
        let error = try #require(throws: PolicyError.self) { try other.requireFit(of: .standard) }
        #expect(
            error.message.contains(
                "the policy requires it, but the model has no such slot (it has poster, cdu_horizontal)"))
        var policy = Policy.standard
        policy.slots[Slot.topAd] = nil
        policy.slots["poster"] = Policy.SlotRules(required: true)
        try other.requireFit(of: policy)
        policy.slots["psoter"] = Policy.SlotRules(missing: .violation)
        #expect(throws: PolicyError.self) { try other.requireFit(of: policy) }
    }
}
