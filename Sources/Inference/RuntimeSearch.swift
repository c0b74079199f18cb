package import Records
import SystemCalls

/// Where an OpenVINO runtime may be, in the order of preference.
///
/// `SIGHTLINE_OPENVINO` (nothing else is tried where it is set), beside the program, `.runtime/openvino` of a checkout,
/// the usual library folders, the pip package of the `python3` on the PATH (found by its files; Python is never run).
struct RuntimeSearch {
    /// Value of `SIGHTLINE_OPENVINO`: the library or a folder that holds it.
    var override: PathBytes?
    var executableFolder: PathBytes?
    var workingFolder: PathBytes?
    var libraryFolders: [PathBytes]
    /// Folders of the `PATH`.
    var pathFolders: [PathBytes]
    /// Roots of Python installations besides that of the `python3` on the PATH.
    var pythonRoots: [PathBytes]

    /// Looks in this process's surroundings.
    static func here() -> RuntimeSearch {
        let home = ProgramPlace.environment("HOME")
        return RuntimeSearch(
            override: ProgramPlace.environment("SIGHTLINE_OPENVINO").map { PathBytes($0) },
            executableFolder: ProgramPlace.executableFolder,
            workingFolder: ProgramPlace.workingFolder(),
            libraryFolders: [
                "/usr/local/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib",
                "/opt/intel/openvino/runtime/lib/intel64", "/opt/intel/openvino/runtime/lib/aarch64",
            ].map { PathBytes($0) },
            pathFolders: (ProgramPlace.environment("PATH") ?? "").split(separator: ":").map { PathBytes(String($0)) },
            pythonRoots: [ProgramPlace.environment("VIRTUAL_ENV"), home.map { $0 + "/.local" }, "/usr/local", "/usr"]
                .compactMap { $0 }.map { PathBytes($0) })
    }

    /// Libraries that are there, best first.
    func candidates() -> [PathBytes] {
        if let override { return library(at: override).map { [$0] } ?? [] }
        var found: [PathBytes] = []
        for folder in folders() {
            if let library = library(at: folder), !found.contains(library) { found.append(library) }
        }
        return found
    }

    private func folders() -> [PathBytes] {
        var folders: [PathBytes] = []
        if let program = executableFolder {
            folders += ["../lib/sightline/openvino", "../lib/sightline", "openvino", ""].map { program.joining($0) }
        }
        for start in [executableFolder, workingFolder] {
            folders += ProgramPlace.upward(from: start).map { $0.joining(".runtime/openvino") }
        }
        return folders + libraryFolders + pythonFolders()
    }

    /// `openvino/libs` in the site-packages of the Pythons.
    private func pythonFolders() -> [PathBytes] {
        var roots: [PathBytes] = []
        for folder in pathFolders where ProgramPlace.isFile(folder.joining("python3")) {
            if let root = folder.parent { roots.append(root) }
            break
        }
        var folders: [PathBytes] = []
        for root in roots + pythonRoots {
            let lib = root.joining("lib")
            for name in ProgramPlace.names(in: lib).reversed() where name.hasPrefix("python3") {
                for packages in ["site-packages", "dist-packages"] {
                    folders.append(lib.joining("\(name)/\(packages)/openvino/libs"))
                }
            }
        }
        return folders
    }

    /// The C library itself, or the newest in a folder.
    private func library(at path: PathBytes) -> PathBytes? {
        if ProgramPlace.isFile(path) { return path }
        for folder in [path, path.joining("libs"), path.joining("lib")] where ProgramPlace.isFolder(folder) {
            let versions = ProgramPlace.names(in: folder).filter {
                $0 == "libopenvino_c.so" || $0.hasPrefix("libopenvino_c.so.")
            }
            if let newest = versions.max(by: { ($0.utf8.count, $0) < ($1.utf8.count, $1) }) {
                return folder.joining(newest)
            }
        }
        return nil
    }
}

extension PathBytes {
    /// This path followed by a relative one.
    package func joining(_ relative: String) -> PathBytes {
        relative.isEmpty ? self : appending(PathBytes(relative))
    }
}
