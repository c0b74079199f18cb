import Foundation
import Records
import Testing

@testable import Compliance

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
        #expect(policy.slots.count == 2)
        #expect(policy.slots["top_ad"]?.centreLimit == 0.05)
        #expect(policy.slots["top_ad"]?.tiltLimit == nil)
        #expect(policy.slots["cdu_horizontal"]?.missing == .violation)
        #expect(policy.photo.tooDark == .info)
        #expect(policy.uncertaintyLimit == 0.03)
    }

    @Test func `canonical JSON reads back as the same policy`() throws {
        var policy = Policy.standard
        policy.slots[Slot.topAd]?.tiltLimit = nil
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
    func `what is no policy at all is an error, not a crash`(text: String) throws {
        let error = try fault(text)
        #expect(["policy_syntax", "policy_bad_value"].contains(error.code))
        #expect(!error.message.isEmpty)
    }
}
