import Glibc
public import Records

/// A new file that appears under its name whole or not at all.
///
/// Written under a temporary name in the same folder (`.<name>.<pid>.tmp`); `commit` makes it durable and visible:
/// fsync of the file, rename, fsync of the folder. Dropped without `commit`, the temporary file is removed.
public struct AtomicFile: ~Copyable {
    private let file: OpenFile
    private let target: PathBytes
    private let temporary: PathBytes
    private var committed = false

    /// Begins a file that will stand at `target`.
    public init(_ target: PathBytes, mode: UInt32 = 0o644) throws(SystemError) {
        self.target = target
        let name = PathBytes(".\(target.lastComponent.escaped.suffix(200)).\(getpid()).tmp")
        temporary = target.parent.map { $0.appending(name) } ?? name
        if FileSystem.exists(temporary) { try FileSystem.remove(temporary) }
        file = try OpenFile(temporary, .create(mode: mode))
    }

    deinit {
        if !committed { try? FileSystem.remove(temporary) }
    }

    /// Appends bytes.
    public func write(_ bytes: some Collection<UInt8>) throws(SystemError) { try file.write(bytes) }

    /// Makes what was written durable, and not yet visible: whatever a full disk refuses, it refuses here.
    public func sync() throws(SystemError) { try file.sync() }

    /// Makes the file durable and visible; replaces an older file of that name.
    /// - Parameter syncsFolder: false leaves it to the caller to make the name durable: one fsync of the folder for many
    ///   files.
    public mutating func commit(syncsFolder: Bool = true) throws(SystemError) {
        try file.sync()
        try FileSystem.rename(temporary, to: target)
        committed = true
        if syncsFolder { try FileSystem.syncFolder(target.parent ?? PathBytes(".")) }
    }

    /// Writes a whole file atomically.
    /// - Parameter isPublic: gives it just this mode, where the process's umask would take rights away.
    public static func write(
        _ bytes: some Collection<UInt8>, to target: PathBytes, mode: UInt32 = 0o644, isPublic: Bool = false
    ) throws(SystemError) {
        var file = try AtomicFile(target, mode: mode)
        if isPublic { try file.file.setMode(mode) }
        try file.write(bytes)
        try file.commit()
    }
}
