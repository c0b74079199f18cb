import Foundation
public import Judging
public import Records
import SystemCalls

extension Policy {
    /// Reads a policy file of at most 1 MiB.
    ///
    /// - Parameter slots: the model's; nil checks no name.
    /// - Throws: `PolicyError`; `SystemError` where the file cannot be read.
    public init(file: PathBytes, slots: [String]?) throws {
        try self.init(json5: Data(try FileSystem.read(file, limit: 1 << 20)), origin: file.escaped, slots: slots)
    }
}
