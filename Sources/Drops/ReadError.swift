public import Records
public import SystemCalls

/// A photo that could not be read.
public struct ReadError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable, CaseIterable {
        case fileTooLarge = "file_too_large"
        case changedWhileReading = "changed_while_reading"
        case fileVanished = "file_vanished"
        case notAFile = "not_a_file"
        case symlinkSkipped = "symlink_skipped"
        case readError = "read_error"
    }

    public let code: Code
    /// Relative to the drop.
    public let path: PathBytes
    /// What happened, to which file, and what to do.
    public let message: String
    /// The system call that failed, where one did.
    public let system: SystemError?

    init(_ code: Code, _ path: PathBytes, _ what: String) {
        self.code = code
        self.path = path
        message = "\(path.escaped) \(what)"
        system = nil
    }

    init(_ error: SystemError, _ path: PathBytes) {
        self.path = path
        system = error
        message = "\(path.escaped) could not be read: \(error)"
        code =
            if error.isMissing {
                .fileVanished
            } else if error.isLinkRefused {
                .symlinkSkipped
            } else {
                .readError
            }
    }

    public var description: String { message }

    /// The mount behind the drop is gone or ill: a state of the drop, not of this photo.
    public var isMountTrouble: Bool { system?.isMountTrouble ?? false }
}
