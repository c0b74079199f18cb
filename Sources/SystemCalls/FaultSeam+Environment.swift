#if DEBUG
    import CLinux
    import Glibc
    import Records

    extension FaultSeam {
        /// The place in the program that a call is made from: a hash of the return addresses on the way to it.
        ///
        /// The same in every run of the same program file, so that a sweep can take the sites of a traced run and fault
        /// one after the other. Two ways to one line are two sites.
        public struct CallSite: Hashable, Sendable {
            public let hash: UInt64

            public init(hash: UInt64) { self.hash = hash }

            @inline(never) static var current: CallSite { CallSite(hash: UInt64(linux_call_site())) }
        }

        /// The plans that `SIGHTLINE_FAULTS` gives, joined by `;`: `call:nth:what:times[:under]`.
        ///
        /// `call` is a name, `*`, or `@` and a call site in hexadecimal; `what` an errno, `SHORT<bytes>`, `KILL` or
        /// `HANG=<file>`; `times` `once` or `forever`; `under` the begin of the paths concerned. For example
        /// `fsync:3:ENOSPC:once`, `rename:1:KILL:once:/var/lib/sightline/outbox` or `*:1:HANG=/tmp/hold:forever`.
        static func plansFromEnvironment() -> [Plan] {
            guard let text = getenv("SIGHTLINE_FAULTS") else { return [] }
            var plans: [Plan] = []
            for entry in String(cString: text).split(separator: ";") {
                let parts = entry.split(separator: ":", maxSplits: 4)
                guard parts.count >= 4, let nth = Int(parts[1]), let what = what(parts[2]) else { continue }
                var fault = Fault(
                    call: SystemCall(rawValue: String(parts[0])), nth: nth, what: what, forever: parts[3] == "forever")
                if parts[0].hasPrefix("@") {
                    fault.site = UInt64(parts[0].dropFirst(), radix: 16).map { CallSite(hash: $0) }
                }
                let under = PathBytes(parts.count > 4 ? String(parts[4]) : "")
                if let index = plans.firstIndex(where: { $0.under == under }) {
                    plans[index].faults.append(fault)
                } else {
                    plans.append(Plan(under: under, faults: [fault]))
                }
            }
            return plans
        }

        private static func what(_ text: Substring) -> Fault.What? {
            let names: [Substring: Int32] = [
                "ENOSPC": ENOSPC, "EIO": EIO, "ESTALE": ESTALE, "EACCES": EACCES, "EINTR": EINTR, "EROFS": EROFS,
                "EMFILE": EMFILE, "ENOENT": ENOENT,
            ]
            if text == "KILL" { return .kill }
            if text.hasPrefix("HANG=") { return .hang(PathBytes(String(text.dropFirst(5)))) }
            if text.hasPrefix("SHORT") { return Int(text.dropFirst(5)).map { .short($0) } }
            return names[text].map { .errno($0) }
        }

        /// The file that `SIGHTLINE_TRACE` names: one line per call, `site call path`.
        struct TraceFile: Sendable {
            static let shared = TraceFile()
            private let descriptor: Int32

            private init?() {
                guard let name = getenv("SIGHTLINE_TRACE") else { return nil }
                descriptor = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
                if descriptor < 0 { return nil }
            }

            func note(_ call: SystemCall, _ site: CallSite, _ path: PathBytes?) {
                let line = "\(String(site.hash, radix: 16)) \(call.rawValue) \(path?.escaped ?? "-")\n"
                _ = Array(line.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            }
        }
    }
#endif
