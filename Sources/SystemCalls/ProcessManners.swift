import CLinux
import Glibc
import Records

/// How much this process gives way to others.
public enum ProcessManners {
    /// Sets the nice value of all present threads. Threads made later inherit it, but Dispatch gives its own another.
    public static func setNice(_ value: Int) throws(SystemError) {
        try forEachThread { (thread) throws(SystemError) in
            _ = try invoke(.priority, nil) {
                setpriority(__priority_which_t(PRIO_PROCESS.rawValue), thread, Int32(value))
            }
        }
    }

    /// Keeps memory that threads freed in few places, and large pieces in none; to be called before there are threads.
    ///
    /// The C library would let each of many threads keep a pool of its own (8 per core), and Dispatch has others run each
    /// day: a service's memory would grow for hours to the sum of them. And it would soon take pieces of up to 32 MiB
    /// from the pools, where what a detector leaves is in the way of the next: a piece larger than `largest` bytes is
    /// the system's again as soon as it is free.
    public static func limitMemoryPools(to count: Int = 4, largest: Int = 128 << 10) {
        _ = linux_limit_pools(Int32(count), Int32(largest))
    }

    /// Gives pages to the system that hold nothing any more.
    ///
    /// The C library returns by itself only what is free at a pool's end. A reload builds lanes and detector anew,
    /// perhaps in another pool, and what the old ones leave lies below something that lives on: the service would keep
    /// the most that each pool ever held. Some milliseconds for a service's memory.
    public static func returnFreeMemory() { _ = linux_return_free_memory() }

    /// Reads and writes of this process wait until nobody else needs the disk (ioprio_set(2), class idle).
    public static func setIdleIO() throws(SystemError) {
        try forEachThread { (thread) throws(SystemError) in
            _ = try invoke(.priority, nil) { linux_ioprio_idle(Int32(thread)) }
        }
    }

    private static func forEachThread(_ body: (UInt32) throws(SystemError) -> Void) throws(SystemError) {
        for name in try FileSystem.names(in: PathBytes("/proc/self/task")) {
            guard let thread = name.text.flatMap({ UInt32($0) }) else { continue }
            do throws(SystemError) {
                try body(thread)
            } catch {
                // A thread that ended meanwhile needs no manners.
                if error.code != ESRCH { throw error }
            }
        }
    }
}
