#if DEBUG
    import Glibc
    public import Records
    import Synchronization

    /// Forces faults into system calls and records their trace; exists in debug builds only.
    ///
    /// A test sets a plan with `install`; a process started by a test reads it from `SIGHTLINE_FAULTS`
    /// (`call:nth:what:times`, joined by `;`, for example `fsync:3:ENOSPC:once`, `*:17:KILL:once` or
    /// `*:1:HANG=/tmp/hold:forever`).
    public enum FaultSeam {
        /// One fault: the `nth` (from 1) call that matches fails.
        public struct Fault: Sendable {
            public enum What: Sendable, Equatable {
                /// The call fails with this errno.
                case errno(Int32)
                /// A read or write moves at most this many bytes.
                case short(Int)
                /// The process is killed with SIGKILL before the call.
                case kill
                /// The call hangs as long as this file is there and names a folder that holds the call's path; its
                /// thread is called `held` meanwhile.
                case hang(PathBytes)
            }

            /// nil: any call.
            public var call: SystemCall?
            public var nth: Int
            public var what: What
            /// Every matching call from `nth` on, not only that one.
            public var forever: Bool

            public init(call: SystemCall?, nth: Int, what: What, forever: Bool = false) {
                self.call = call
                self.nth = nth
                self.what = what
                self.forever = forever
            }
        }

        /// One call as it was made.
        public struct TraceEntry: Sendable, Equatable {
            public let call: SystemCall
            public let path: PathBytes?
        }

        private struct Plan {
            var under: PathBytes
            var faults: [Fault]
            var counts: [SystemCall?: Int] = [:]
            var trace: [TraceEntry]?
        }

        private static let plans = Mutex<[Plan]>(planFromEnvironment())
        /// Spares the lock where no plan is set, so that debug builds stay usable.
        private static let active = Atomic<Bool>(!planFromEnvironment().isEmpty)

        /// Sets a plan for the calls on paths that begin with `under` and starts counting anew; `trace` records them.
        ///
        /// Plans of different folders do not touch each other, so tests can run side by side.
        public static func install(_ faults: [Fault], under: PathBytes, trace: Bool = false) {
            plans.withLock {
                $0.removeAll { $0.under == under }
                $0.append(Plan(under: under, faults: faults, trace: trace ? [] : nil))
            }
            active.store(true, ordering: .sequentiallyConsistent)
        }

        /// Ends the plan of a folder and gives the trace recorded since `install`.
        @discardableResult
        public static func remove(under: PathBytes) -> [TraceEntry] {
            plans.withLock { plans in
                let trace = plans.first { $0.under == under }?.trace
                plans.removeAll { $0.under == under }
                active.store(!plans.isEmpty, ordering: .sequentiallyConsistent)
                return trace ?? []
            }
        }

        static func fault(_ call: SystemCall, _ path: PathBytes?) -> Int32? {
            guard active.load(ordering: .relaxed) else { return nil }
            let what = plans.withLock { plans -> Fault.What? in
                for index in plans.indices where matches(plans[index], path) {
                    if let what = count(call, path, in: &plans[index]) { return what }
                }
                return nil
            }
            switch what {
            case .errno(let code): return code
            case .kill:
                kill(getpid(), SIGKILL)
                return nil
            case .hang(let file):
                hang(file, path)
                return nil
            case .short, nil: return nil
            }
        }

        private static func hang(_ file: PathBytes, _ path: PathBytes?) {
            func isHeld() -> Bool {
                guard let path, let name = file.text, let held = fopen(name, "re") else { return false }
                defer { fclose(held) }
                var folder = [UInt8](repeating: 0, count: 4096)
                let count = fread(&folder, 1, folder.count, held)
                return count > 0 && path.bytes.starts(with: folder[..<count])
            }
            guard isHeld() else { return }
            nameThread("held")
            while isHeld() { usleep(10_000) }
            nameThread("sightline")
        }

        private static func nameThread(_ name: String) {
            guard let file = fopen("/proc/thread-self/comm", "we") else { return }
            fputs(name, file)
            fclose(file)
        }

        private static func matches(_ plan: Plan, _ path: PathBytes?) -> Bool {
            plan.under.bytes.isEmpty || path?.bytes.starts(with: plan.under.bytes) == true
        }

        private static func count(_ call: SystemCall, _ path: PathBytes?, in plan: inout Plan) -> Fault.What? {
            plan.trace?.append(TraceEntry(call: call, path: path))
            plan.counts[call, default: 0] += 1
            plan.counts[nil, default: 0] += 1
            return plan.faults.first { fault in
                guard fault.call == nil || fault.call == call else { return false }
                let count = plan.counts[fault.call, default: 0]
                return fault.forever ? count >= fault.nth : count == fault.nth
            }?.what
        }

        /// How many bytes the next read or write may move.
        static func limit(_ call: SystemCall, _ path: PathBytes, _ count: Int) -> Int {
            guard active.load(ordering: .relaxed) else { return count }
            return plans.withLock { plans in
                for plan in plans where matches(plan, path) {
                    for fault in plan.faults where fault.call == nil || fault.call == call {
                        if case .short(let most) = fault.what { return max(1, min(most, count)) }
                    }
                }
                return count
            }
        }

        private static func planFromEnvironment() -> [Plan] {
            guard let text = getenv("SIGHTLINE_FAULTS") else { return [] }
            let names: [Substring: Int32] = [
                "ENOSPC": ENOSPC, "EIO": EIO, "ESTALE": ESTALE, "EACCES": EACCES, "EINTR": EINTR, "EROFS": EROFS,
                "EMFILE": EMFILE, "ENOENT": ENOENT,
            ]
            let faults = String(cString: text).split(separator: ";").compactMap { entry -> Fault? in
                let parts = entry.split(separator: ":")
                guard parts.count == 4, let nth = Int(parts[1]) else { return nil }
                let what: Fault.What
                if parts[2] == "KILL" {
                    what = .kill
                } else if parts[2].hasPrefix("SHORT"), let most = Int(parts[2].dropFirst(5)) {
                    what = .short(most)
                } else if parts[2].hasPrefix("HANG=") {
                    what = .hang(PathBytes(String(parts[2].dropFirst(5))))
                } else if let code = names[parts[2]] {
                    what = .errno(code)
                } else {
                    return nil
                }
                return Fault(
                    call: SystemCall(rawValue: String(parts[0])), nth: nth, what: what, forever: parts[3] == "forever")
            }
            return faults.isEmpty ? [] : [Plan(under: PathBytes(""), faults: faults)]
        }
    }
#endif
