#if DEBUG
    import Glibc
    public import Records
    import Synchronization
    import WorkStealing

    /// Forces faults into system calls and records their trace; exists in debug builds only.
    ///
    /// A test sets a plan with `install`; a process started by a test reads it from its environment
    /// (`FaultSeam+Environment.swift`).
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
            /// nil: made from anywhere (`CallSite`).
            public var site: CallSite?
            public var nth: Int
            public var what: What
            /// Every matching call from `nth` on, not only that one.
            public var forever: Bool

            public init(call: SystemCall?, site: CallSite? = nil, nth: Int, what: What, forever: Bool = false) {
                self.call = call
                self.site = site
                self.nth = nth
                self.what = what
                self.forever = forever
            }
        }

        /// One call as it was made.
        public struct TraceEntry: Sendable, Equatable {
            public let call: SystemCall
            public let path: PathBytes?
            public let site: CallSite?
        }

        struct Plan {
            var under: PathBytes
            var faults: [Fault]
            var counts: [Counted: Int] = [:]
            var trace: [TraceEntry]?
        }

        /// What the nth is counted of.
        struct Counted: Hashable {
            var call: SystemCall?
            var site: CallSite?
        }

        /// What a thread's present call still has to suffer.
        private struct Armed {
            /// Bytes that it may move.
            var short: Int?
            /// It was interrupted: the next try goes through, whatever the plan says.
            var wasInterrupted = false
        }

        private struct State {
            var plans: [Plan]
            var armed: [pthread_t: Armed] = [:]
        }

        private static let state = Locked(State(plans: plansFromEnvironment()))
        /// Spares the lock where no plan is set, so that debug builds stay usable.
        private static let active = Atomic<Bool>(!plansFromEnvironment().isEmpty || TraceFile.shared != nil)

        /// Sets a plan for the calls on paths that begin with `under` and starts counting anew; `trace` records them.
        ///
        /// Plans of different folders do not touch each other, so tests can run side by side.
        public static func install(_ faults: [Fault], under: PathBytes, trace: Bool = false) {
            state.withLock {
                $0.plans.removeAll { $0.under == under }
                $0.plans.append(Plan(under: under, faults: faults, trace: trace ? [] : nil))
            }
            active.store(true, ordering: .sequentiallyConsistent)
        }

        /// Ends the plan of a folder and gives the trace recorded since `install`.
        @discardableResult
        public static func remove(under: PathBytes) -> [TraceEntry] {
            state.withLock { state in
                let trace = state.plans.first { $0.under == under }?.trace
                state.plans.removeAll { $0.under == under }
                active.store(!state.plans.isEmpty || TraceFile.shared != nil, ordering: .sequentiallyConsistent)
                return trace ?? []
            }
        }

        /// Asked before every call: the errno that it fails with.
        static func fault(_ call: SystemCall, _ path: PathBytes?) -> Int32? {
            guard active.load(ordering: .relaxed) else { return nil }
            let what = state.withLock { state -> Fault.What? in
                let thread = pthread_self()
                let armed = state.armed.removeValue(forKey: thread)
                if armed?.wasInterrupted == true { return nil }
                let needsSite =
                    TraceFile.shared != nil
                    || state.plans.contains { $0.trace != nil || $0.faults.contains { $0.site != nil } }
                let site = needsSite ? CallSite.current : nil
                if let site { TraceFile.shared?.note(call, site, path) }
                for index in state.plans.indices where matches(state.plans[index], path) {
                    guard let what = count(call, site, path, in: &state.plans[index]) else { continue }
                    switch what {
                    case .short(let most): state.armed[thread] = Armed(short: most)
                    case .errno(EINTR): state.armed[thread] = Armed(wasInterrupted: true)
                    case .errno, .kill, .hang: break
                    }
                    return what
                }
                return nil
            }
            switch what {
            case .errno(let code): return code
            case .kill: kill(getpid(), SIGKILL)
            case .hang(let file): hang(file, path)
            case .short, nil: break
            }
            return nil
        }

        private static func matches(_ plan: Plan, _ path: PathBytes?) -> Bool {
            plan.under.bytes.isEmpty || path?.bytes.starts(with: plan.under.bytes) == true
        }

        private static func count(
            _ call: SystemCall, _ site: CallSite?, _ path: PathBytes?, in plan: inout Plan
        ) -> Fault.What? {
            plan.trace?.append(TraceEntry(call: call, path: path, site: site))
            var keys = [Counted(), Counted(call: call)]
            if let site { keys += [Counted(site: site), Counted(call: call, site: site)] }
            for key in keys { plan.counts[key, default: 0] += 1 }
            return plan.faults.first { fault in
                let key = Counted(call: fault.call, site: fault.site)
                guard keys.contains(key) else { return false }
                let count = plan.counts[key, default: 0]
                return fault.forever ? count >= fault.nth : count == fault.nth
            }?.what
        }

        /// How many bytes the read or write that was just asked about may move.
        static func limit(_ count: Int) -> Int {
            guard active.load(ordering: .relaxed) else { return count }
            return state.withLock { state in
                state.armed[pthread_self()]?.short.map { max(1, min($0, count)) } ?? count
            }
        }
    }
#endif
