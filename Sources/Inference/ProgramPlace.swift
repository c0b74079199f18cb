import Glibc
package import Records
import SystemCalls

/// Where this program and its surroundings are, for what is looked up relative to them.
package enum ProgramPlace {
    /// Folder of the running executable; nil where /proc is not to be had.
    package static let executableFolder: PathBytes? = {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        return count > 0 && count < buffer.count ? PathBytes(Array(buffer[..<count])).parent : nil
    }()

    package static func workingFolder() -> PathBytes? {
        guard let text = getcwd(nil, 0) else { return nil }
        defer { free(text) }
        return PathBytes(String(cString: text))
    }

    /// A folder and all those above it, innermost first.
    package static func upward(from folder: PathBytes?) -> [PathBytes] {
        var chain: [PathBytes] = []
        var next = folder
        while let here = next, chain.count < 64 {
            chain.append(here)
            next = here.parent == here ? nil : here.parent
        }
        return chain
    }

    /// An environment variable that is set to something.
    package static func environment(_ name: String) -> String? {
        guard let text = getenv(name) else { return nil }
        let value = String(cString: text)
        return value.isEmpty ? nil : value
    }

    /// The folder of a network that ships with the program: the one that a variable names, the installed one, or the one
    /// that `swift build` puts beside the program.
    /// - Parameters:
    ///   - folder: under `share/sightline`.
    ///   - room: whose resources it is.
    ///   - file: what the folder must hold.
    ///   - name: of the network, for people.
    /// - Throws: `model_missing`, saying where was searched.
    package static func shippedNetwork(
        variable: String, folder: String, room: String, holding file: String, name: String
    ) throws(InferenceError) -> PathBytes {
        var places: [PathBytes] = []
        if let asked = environment(variable) { places.append(PathBytes(asked)) }
        if let program = executableFolder, places.isEmpty {
            places.append(program.joining("../share/sightline/\(folder)"))
            places.append(program.joining("sightline_\(room).resources/Resources"))
        }
        for place in places where isFile(place.joining(file)) { return place }
        throw InferenceError(
            .modelMissing, faults: ["\(name) was not found in " + places.map(\.escaped).joined(separator: ", ")],
            remedy: "Install the program with its share/ folder.")
    }

    package static func isFile(_ path: PathBytes) -> Bool { (try? FileSystem.status(path))?.kind == .file }
    package static func isFolder(_ path: PathBytes) -> Bool { (try? FileSystem.status(path))?.kind == .folder }

    /// Names in a folder, in byte order; none where it cannot be read.
    package static func names(in folder: PathBytes) -> [String] {
        ((try? FileSystem.names(in: folder)) ?? []).compactMap(\.text)
    }
}
