public import Records

/// A mounted folder tree that photos arrive in.
///
/// The Drops room finds photos and reads them: the walk (`DropWalker`), the layout of paths (`Layout`), the registry of
/// stores (`StoreRegistry`), and the bounded reader (`DropReader`). A drop is opened read-only; nothing in it is ever
/// written, moved or deleted, and no link is followed.
public struct Drop: Hashable, Sendable {
    /// As records call it.
    public var name: String
    /// The mounted folder.
    public var root: PathBytes
    public var layout: Layout

    public init(name: String, root: PathBytes, layout: Layout = .standard) {
        self.name = name
        self.root = root
        self.layout = layout
    }
}

extension Drop {
    /// What is wrong with watching or scanning these drops together: one lies in another, or two are the same folder, so
    /// that photos would count twice; nil where nothing is. Both roots are named.
    ///
    /// Refused, and the inner one not left out of the outer: they differ in name, and mostly in layout, so only a person
    /// can say which of them the photos belong to. By names alone: no drop is touched, since its mount may hang.
    public static func overlap(among drops: [Drop]) -> String? {
        for (index, one) in drops.enumerated() {
            for other in drops[(index + 1)...] {
                let (a, b) = (one.root.withoutDots, other.root.withoutDots)
                if a == b { return "names the folder \(a.escaped) twice; its photos would count twice" }
                for (outer, inner) in [(a, b), (b, a)] where inner.relative(to: outer) != nil {
                    return
                        "names \(outer.escaped) and \(inner.escaped), which lies in it; its photos would count twice: name "
                        + "the outer folder, or the folders in it, one by one"
                }
            }
        }
        return nil
    }
}

extension PathBytes {
    /// The path without empty parts and `.`, and with `..` taken back, as far as names alone tell.
    fileprivate var withoutDots: PathBytes {
        let slash = UInt8(ascii: "/")
        var parts: [ArraySlice<UInt8>] = []
        for part in bytes.split(separator: slash) where !part.elementsEqual(".".utf8) {
            if part.elementsEqual("..".utf8) { _ = parts.popLast() } else { parts.append(part) }
        }
        return PathBytes((bytes.first == slash ? [slash] : []) + parts.joined(separator: [slash]))
    }
}

/// A file in a drop that may be a photo, as the walk saw it.
public struct Candidate: Hashable, Sendable {
    /// Relative to the drop.
    public var path: PathBytes
    /// Bytes.
    public var size: Int
    /// Nanoseconds since 1970.
    public var mtimeNanoseconds: Int64
    public var device: UInt64
    public var inode: UInt64
    /// Its name does not tell whether it is a photo: its content decides, before it counts as one.
    public var isDoubtful: Bool

    public init(
        path: PathBytes, size: Int, mtimeNanoseconds: Int64, device: UInt64 = 0, inode: UInt64 = 0,
        isDoubtful: Bool = false
    ) {
        self.path = path
        self.size = size
        self.mtimeNanoseconds = mtimeNanoseconds
        self.device = device
        self.inode = inode
        self.isDoubtful = isDoubtful
    }
}
