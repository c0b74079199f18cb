import Glibc

/// The clock that never goes back and counts while the machine sleeps.
public enum Monotonic {
    /// Seconds since some moment in the past.
    public static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
