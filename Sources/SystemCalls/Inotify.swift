import CLinux
import Glibc
public import Records

/// Events of folders (inotify(7)); watches end with it. May be used from any thread.
public final class Inotify: Sendable {
    /// What happened in a watched folder.
    public struct Event: Sendable {
        /// The watch's number; -1 where the kernel's queue ran over and events were lost.
        public var watch: Int32
        public var mask: UInt32
        /// Empty where the event is the folder's own.
        public var name: [UInt8]

        public init(watch: Int32, mask: UInt32, name: [UInt8] = []) {
            self.watch = watch
            self.mask = mask
            self.name = name
        }

        public var isFolder: Bool { mask & UInt32(IN_ISDIR) != 0 }
        /// A file was written and closed, or moved to here; a folder was made or moved to here.
        public var isArrival: Bool {
            mask & UInt32(IN_CLOSE_WRITE | IN_MOVED_TO) != 0 || isFolder && mask & UInt32(IN_CREATE) != 0
        }
        /// Events were lost.
        public var isOverflow: Bool { mask & UInt32(IN_Q_OVERFLOW) != 0 }
        /// The watch ended: its folder was deleted or its file system unmounted.
        public var isEnd: Bool { mask & UInt32(IN_IGNORED) != 0 }
    }

    /// Readable when there are events; valid as long as this object lives.
    public let descriptor: Int32

    public init() throws(SystemError) {
        descriptor = try invoke(.inotify, nil) { inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC)) }
    }

    deinit { close(descriptor) }

    /// Watches a folder for what arrives in it; a folder that is watched already keeps its number.
    /// - Throws: ENOSPC where the user has as many watches as the system allows.
    public func watch(_ folder: PathBytes) throws(SystemError) -> Int32 {
        let mask = UInt32(IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR | IN_DONT_FOLLOW)
        return try folder.withCPath(.inotify) { (text) throws(SystemError) in
            try invoke(.inotify, folder) { inotify_add_watch(descriptor, text, mask) }
        }
    }

    /// Reads what waits, at most 64 KiB of it; false when nothing is left.
    public func read(_ body: (Event) -> Void) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 8) { buffer in
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            guard count > 0 else { return count < 0 && errno == EINTR }
            let header = MemoryLayout<inotify_event>.size
            var at = 0
            while at + header <= count {
                let watch = buffer.load(fromByteOffset: at, as: Int32.self)
                let mask = buffer.load(fromByteOffset: at + 4, as: UInt32.self)
                let length = Int(buffer.load(fromByteOffset: at + 12, as: UInt32.self))
                guard at + header + length <= count else { break }
                // Padded with zeros.
                let name = buffer[(at + header)..<(at + header + length)].prefix { $0 != 0 }
                body(Event(watch: watch, mask: mask, name: Array(name)))
                at += header + length
            }
            return true
        }
    }
}
