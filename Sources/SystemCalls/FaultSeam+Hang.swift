#if DEBUG
    import Glibc
    import Records

    extension FaultSeam {
        /// Returns when the file is gone, or names no folder that holds the path.
        static func hang(_ file: PathBytes, _ path: PathBytes?) {
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
    }
#endif
