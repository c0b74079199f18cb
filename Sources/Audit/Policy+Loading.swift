public import Detection
import Foundation
public import Judging
public import Records
import SystemCalls

// Here and not in Settings: a policy is checked against a model's slots, and Audit is the first room above Judging and
// Detection both.

extension Policy {
    /// The policy in force where a file is named or not; every command and the service load theirs here.
    ///
    /// - Parameters:
    ///   - file: at most 1 MiB; nil for the standard policy.
    ///   - card: the model that it is to judge for; nil checks no slot's name.
    ///   - mustFit: whether a slot that the policy requires must be one of the model's; a measurement of detections can
    ///     do without.
    /// - Throws: `PolicyError`; `SystemError` where the file cannot be read.
    public static func load(_ file: PathBytes?, for card: ModelCard?, mustFit: Bool = true) throws -> Policy {
        var policy = Policy.standard
        if let file {
            let text = Data(try FileSystem.read(file, limit: 1 << 20))
            policy = try Policy(json5: text, origin: file.escaped, slots: card?.slots)
        }
        if mustFit { try card?.requireFit(of: policy) }
        return policy
    }
}
