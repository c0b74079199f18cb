public import Interchange
public import Records
import SystemCalls

extension TruthPhoto {
    /// The photo's file: `file` as it is written or, where there is none of that name, as `PathBytes.escaped` writes a
    /// path whose bytes are not UTF-8, which is how `sightline export` names it.
    public func place(in folder: PathBytes) -> PathBytes {
        let plain = folder.appending(PathBytes(file))
        guard file.contains("\\"), !FileSystem.exists(plain) else { return plain }
        return folder.appending(PathBytes(escaped: file))
    }
}
