import Records
import SystemCalls

/// Tells file systems on which SQLite must not lie: their locks and shared memory are not those of one kernel
/// (https://www.sqlite.org/wal.html, "WAL does not work over a network filesystem").
public enum NetworkFileSystem {
    /// Numbers of `statfs.f_type` (statfs(2), linux/magic.h).
    private static let names: [UInt32: String] = [
        0x6969: "NFS", 0x517B: "SMB", 0xFF53_4D42: "CIFS", 0xFE53_4D42: "SMB", 0x6573_5546: "FUSE",
        0x0102_1997: "9P", 0x5346_414F: "AFS", 0x6B41_4653: "AFS", 0x7375_7245: "Coda", 0x00C3_6400: "Ceph",
        0x0BD0_0BD0: "Lustre", 0x0116_1970: "GFS2", 0x7461_636F: "OCFS2", 0x4750_4653: "GPFS",
        0x786F_4256: "VirtualBox shared folder", 0x564C: "NCP", 0x1980_0202: "BeeGFS",
    ]

    /// The kind of network file system that holds `file` (or, where it is not there yet, its folder); nil when local
    /// or when neither is there.
    static func kind(holding file: PathBytes) -> String? {
        for place in [file, file.parent ?? PathBytes(".")] {
            if let type = try? FileSystem.kind(at: place) { return name(ofType: type) }
        }
        return nil
    }

    /// What a network file system of this type is called (statfs(2) `f_type`); nil for a local one.
    public static func name(ofType type: Int) -> String? { names[UInt32(truncatingIfNeeded: type)] }
}
