public import Detection
public import Judging
import Records

extension ModelCard {
    /// Refuses a policy that this model can never satisfy, or never be held against: a slot whose absence is a violation
    /// and that no label has would be called missing in every photo, and a label spelled a little otherwise than a slot
    /// (`Top_Ad`, `top-ad`) would be found and never judged.
    ///
    /// A slot that the policy does not require may lack in the model: then it is never found.
    ///
    /// - Throws: `policy_model_mismatch`, which names slot and label.
    public func requireFit(of policy: Policy) throws(PolicyError) {
        let known = Set(policy.slots.keys).union(Policy.standard.slots.keys).union([Slot.cabinet]).sorted()
        for label in labels.map(\.name) where !known.contains(label) {
            guard let meant = known.first(where: { NearName.isRespelled($0, label) }) else { continue }
            throw mismatch(
                "slots.\(meant)",
                "the model calls it \(label), so it would never be found; spell the label \(meant) in card.json")
        }
        for (slot, rules) in policy.slots.sorted(by: { $0.key < $1.key }) where !slots.contains(slot) {
            guard rules.required || rules.missing == .violation else { continue }
            let near = NearName.of(slot, among: slots).map { "did you mean \($0)? " } ?? ""
            throw mismatch(
                "slots.\(slot)",
                "the policy requires it, but the model has no such slot (it has \(slots.joined(separator: ", "))); \(near)"
                    + "give a policy that names the model's slots and has \(slot): null, or another model")
        }
    }

    private func mismatch(_ key: String, _ message: String) -> PolicyError {
        PolicyError(code: "policy_model_mismatch", origin: "policy and model \(title)", key: key, message: message)
    }
}
