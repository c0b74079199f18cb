import Glibc
public import Records

extension FileSystem {
    /// Makes a folder by a name in an open folder; false when something of that name is there already.
    public static func makeFolder(
        _ name: PathBytes, in folder: borrowing OpenFile, mode: UInt32 = 0o755
    ) throws(SystemError) -> Bool {
        let base = folder.descriptor
        let whole = folder.path.appending(name)
        do throws(SystemError) {
            try name.withCPath(.mkdir) { (text) throws(SystemError) in
                _ = try invoke(.mkdir, whole) { mkdirat(base, text, mode_t(mode)) }
            }
            return true
        } catch {
            if error.code == EEXIST { return false }
            throw error
        }
    }
}
