import Records
import SystemCalls

/// Where `--overlay` puts pictures: the drop's own tree again, each name followed by `.jpg` where it has another end.
struct OverlayFolder: Sendable {
    let root: PathBytes

    init(_ root: PathBytes) { self.root = root }

    func write(_ jpeg: [UInt8], drop: String?, path: PathBytes) throws(SystemError) {
        var target = root
        if let drop { target = target.appending(PathBytes(drop)) }
        target = target.appending(path)
        let isJPEG = target.bytes.suffix(4).elementsEqual(".jpg".utf8)
        if !isJPEG { target = PathBytes(target.bytes + Array(".jpg".utf8)) }
        if let folder = target.parent { try FileSystem.makeFolder(folder) }
        try AtomicFile.write(jpeg, to: target)
    }
}
