import Bundles
import Foundation
import Records

extension Command {
    static let bundleShow = Command(
        name: "bundle show", formerName: "bundle list", summary: "Shows what is in a bundle", operands: "BUNDLE",
        discussion: """
            Prints the manifest: branch, ledger, counts, and every entry with its size and hash; --json prints all of it, \
            the versions of program, model and policy, too.
            """,
        options: [Option("--json", "print the manifest as JSON")],
        examples: ["sightline bundle show outbox/seoul-3f9a1c2b-20261121T020000Z-000001.tar.zst"],
        run: { arguments in
            let manifest = try BundleReader(try arguments.bundle()).list()
            if arguments.has("--json") {
                try Output().json(manifest)
                return .done
            }
            let counts = manifest.counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            let ledger = manifest.ledger.map { ", ledger \($0)" } ?? ""
            try Output().line("branch \(manifest.branch)\(ledger), \(counts.joined(separator: ", "))")
            if let pruned = manifest.prunedEvidence, !pruned.isEmpty {
                try Output().line(
                    "evidence of \(counted(pruned.count, "record")) was deleted before the bundle was cut; --json names them"
                )
            }
            let rows = manifest.entries.map { [$0.path, "\($0.size)", String($0.sha256.prefix(16))] }
            for line in TextTable(rows).lines { try Output().line(line) }
            return .done
        })

    static let bundleVerify = Command(
        name: "bundle verify", summary: "Checks every byte of bundles", operands: "BUNDLE…",
        discussion: """
            Recomputes the checksum of each bundle and the hash of every entry, and names the first entry that is wrong.
            """,
        options: [Option("--without-checksum-file", "do not ask for the .sha256 file beside the bundle")],
        examples: ["sightline bundle verify outbox/*.tar.zst"],
        run: { arguments in
            if arguments.operands.isEmpty { throw UsageError("name at least one bundle") }
            var wrong = 0
            var output = LaterOutput()
            for path in arguments.operands {
                do throws(BundleError) {
                    let found = try BundleReader(path).verify(
                        requireChecksum: !arguments.has("--without-checksum-file"))
                    output.line(
                        "\(path.escaped): good, \(counted(found.manifest.records, "record")), \(counted(found.manifest.entries.count, "entry", "entries"))"
                    )
                } catch {
                    wrong += 1
                    printError("\(error)")
                }
            }
            if wrong > 0 { return .failed }
            try output.finish()
            return .done
        })

    static let bundleExtract = Command(
        name: "bundle extract", summary: "Unpacks a bundle after checking it", operands: "BUNDLE",
        discussion: """
            Unpacks the entries into a folder that must be empty or new. No entry can leave the folder, replace a file \
            or be anything but a plain file. Any tar that knows zstd reads a bundle, too.
            """,
        options: [
            Option("--to", "DIR", "where to (default: a folder named after the bundle, here)"),
            Option("--without-checksum-file", "do not ask for the .sha256 file beside the bundle"),
        ],
        examples: ["sightline bundle extract bundle.tar.zst --to unpacked"],
        run: { arguments in
            let path = try arguments.bundle()
            let name = path.lastComponent.escaped.replacing(".tar.zst", with: "")
            let folder = arguments.path("--to") ?? PathBytes(name)
            let found = try BundleReader(path).extract(
                to: folder, requireChecksum: !arguments.has("--without-checksum-file"))
            try Output().line("\(found.manifest.entries.count) entries in \(folder.escaped)")
            return .done
        })
}

extension Arguments {
    fileprivate func bundle() throws(UsageError) -> PathBytes {
        guard operands.count == 1 else { throw UsageError("name exactly one bundle") }
        return operands[0]
    }
}
