import Foundation
import Records
import Testing

@testable import Judging

struct PolicyTests {
    func read(_ text: String) throws -> Policy { try Policy(json5: Data(text.utf8), origin: "test.json5") }

    func fault(_ text: String) throws -> PolicyError {
        try #require(throws: PolicyError.self) { try read(text) }
    }

    @Test func `a short policy has the standard's values for the rest`() throws {
        let policy = try read("{name: 'ours', version: '7', /* nothing else */}")
        var expected = Policy.standard
        expected.name = "ours"
        expected.version = "7"
        #expect(policy == expected)
    }

    @Test func `comments, bare keys and trailing commas are welcome`() throws {
        let policy = try read(
            """
            {
              // Stricter than the standard.
              name: "strict", version: "2",
              slots: {
                top_ad: {required: true, centre_limit: .05, tilt_limit: null,},
                cdu_horizontal: {missing: "violation"},
              },
              photo: {brightness_minimum: 0.2, too_dark: "info"},
              uncertainty_limit: 0.03,
            }
            """)
        // What the policy does not name is the standard's, so the other slots' rules stay.
        #expect(policy.slots.count == 4)
        #expect(policy.slots["top_ad"]?.centreLimit == 0.05)
        #expect(policy.slots["top_ad"]?.tiltLimit == nil)
        #expect(policy.slots["cdu_horizontal"]?.missing == .violation)
        #expect(policy.photo.tooDark == .info)
        #expect(policy.uncertaintyLimit == 0.03)
    }

    @Test func `canonical JSON reads back as the same policy`() throws {
        var policy = Policy.standard
        policy.slots[Slot.topAd]?.tiltLimit = nil
        policy.slots[Slot.cduVerticalLeft] = nil
        let data = try CanonicalJSON.encode(policy)
        #expect(try Policy(json5: data, origin: "canonical") == policy)
        #expect(try CanonicalJSON.encode(policy) == data)
    }

    @Test(arguments: [
        ("{name: 'a', version: '1', slot: {}}", "slot"),
        ("{name: 'a', version: '1', slots: {top_ad: {tilt_limt: 2}}}", "slots.top_ad.tilt_limt"),
        ("{name: 'a', version: '1', photo: {dark: 2}}", "photo.dark"),
    ])
    func `an unknown key is an error that names it`(text: String, key: String) throws {
        let error = try fault(text)
        #expect(error.code == "policy_unknown_key")
        #expect(error.key == key)
        #expect(error.description.contains(key) && error.description.contains("test.json5"))
    }

    @Test(arguments: [
        ("{name: 'a', version: '1', slots: {top_ad: {required: 'yes'}}}", "slots.top_ad.required"),
        ("{name: 'a', version: '1', slots: {top_ad: {missing: 'fatal'}}}", "slots.top_ad.missing"),
        ("{name: 'a', version: '1', slots: {top_ad: {centre_limit: -1}}}", "slots.top_ad.centre_limit"),
        ("{name: 'a', version: '1', uncertainty_limit: 'low'}", "uncertainty_limit"),
        ("{name: 'a', version: '1', place_in_view_minimum: 2}", "place_in_view_minimum"),
        ("{name: 'a', version: 1}", "version"),
        ("{name: 'a', version: '1', photo: null}", "photo"),
        ("{name: 'a', version: '1', uncertainty_limit: NaN}", "uncertainty_limit"),
    ])
    func `a bad value is an error that names its key`(text: String, key: String) throws {
        let error = try fault(text)
        #expect(error.code == "policy_bad_value")
        #expect(error.key == key)
    }

    @Test func `a policy without name or version is refused`() throws {
        #expect(try fault("{version: '1'}").key == "name")
        #expect(try fault("{name: 'a'}").code == "policy_missing_key")
    }

    @Test(arguments: ["", "{", "[]", "nonsense", "{name: 'a' version: '1'}"])
    func `what is not a policy at all is an error, not a crash`(text: String) throws {
        let error = try fault(text)
        #expect(["policy_syntax", "policy_bad_value"].contains(error.code))
        #expect(!error.message.isEmpty)
    }

    @Test func `a policy that names one limit keeps the standard's others`() throws {
        let policy = try read("{name: 'ours', version: '1', slots: {top_ad: {centre_limit: 0.05}}}")
        var expected = Policy.standard
        (expected.name, expected.version) = ("ours", "1")
        expected.slots[Slot.topAd]?.centreLimit = 0.05
        #expect(policy == expected)
        #expect(policy.slots[Slot.topAd]?.required == true && policy.slots[Slot.topAd]?.missing == .violation)
        #expect(
            policy.differences() == [
                Policy.Difference(key: "slots.top_ad.centre_limit", standard: "0.1", value: "0.05")
            ])
    }

    @Test func `a slot that is null is not judged, and one that the standard lacks starts plain`() throws {
        let policy = try read(
            "{name: 'a', version: '1', slots: {cdu_horizontal: null, poster: {required: true}}, photo: {blurred: 'info'}}"
        )
        #expect(policy.slots[Slot.cduHorizontal] == nil)
        #expect(policy.slots["poster"] == Policy.SlotRules(required: true))
        var photo = Policy.PhotoRules()
        photo.blurred = .info
        #expect(policy.photo == photo)
        #expect(policy.differences().first { $0.key == "slots.cdu_horizontal.required" }?.value == nil)
    }

    @Test func `a slot that the model does not know is an error with its place and the nearest`() throws {
        let text = "{name: 'a', version: '1',\n  slots: {topad: {}},\n}"
        let error = try #require(throws: PolicyError.self) {
            try Policy(json5: Data(text.utf8), origin: "test.json5", slots: ["top_ad", "cdu_horizontal"])
        }
        #expect(error.code == "policy_unknown_slot")
        #expect(
            error.description.hasPrefix(
                "test.json5, line 2, column 11: slots.topad: is not a slot of the model; did you mean top_ad?"))
        // Not judging what the model cannot see is fine.
        let fine = "{name: 'a', version: '1', slots: {cdu_vertical_left: null}}"
        #expect(throws: Never.self) { try Policy(json5: Data(fine.utf8), origin: "test.json5", slots: ["top_ad"]) }
    }

    @Test func `a limit that would never be judged is an error`() throws {
        let error = try fault("{name: 'a', version: '1', slots: {cdu_horizontal: {centre_limit: 0.1}}}")
        #expect(error.key == "slots.cdu_horizontal.centre_limit" && error.code == "policy_bad_value")
    }

    @Test func `a key given twice is an error with line and column`() throws {
        let error = try fault(
            "{name: 'a', version: '1',\n slots: {top_ad: {}, cdu_horizontal: {},\n top_ad: {required: false}}}")
        #expect(error.code == "policy_repeated_key" && error.key == "slots.top_ad")
        #expect(error.place == TextPlace(line: 3, column: 2))
    }

    @Test func `every code that a policy gives is published and reads back`() {
        let codes = FindingCode.codes(slots: ["top_ad", "cdu_horizontal"])
        #expect(Set(codes).count == codes.count)
        for code in codes { #expect(FindingCode(code: code)?.code == code) }
        #expect(codes.contains("top_ad_off_centre") && codes.contains("missing_cdu_horizontal"))
        #expect(!codes.contains("cdu_horizontal_off_centre"))
    }
}
