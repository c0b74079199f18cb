import Audit
import Drops
import Foundation
import Judging
import Ledger
import Records
import Settings
import SystemCalls

extension Command {
    static let withdraw = Command(
        name: "withdraw", summary: "Takes a photo back, with a reason", operands: "PATH",
        discussion: """
            The photo's record stays in the ledger and counts in no figure, in no report and in no bundle that is not cut \
            yet; what was uploaded before is not recalled. The reason is kept and shown in the report and in the view \
            `gone`. The file itself is not touched. A copy of the photo at another path of the store then counts in its \
            place; other bytes at the same path are another photo and count.

            PATH is the photo's path on this machine, or its path in the drop as reports give it; the file need not be \
            there any more.
            """,
        options: [
            Option("--why", "TEXT", "the reason; needed"),
            Option("--undo", "let the photo count again"),
            Option("--drop", "NAME", "the drop, where a path in a drop is given that several drops hold"),
            Option("--ledger", "FILE", "the ledger (default: ~/.local/state/sightline/ledger.sqlite)"),
            Option("--config", "FILE", "take the ledger from the service's configuration"),
        ],
        examples: [
            "sightline withdraw /mnt/drops/seoul/S01234/2026-11-20/1.jpg --why 'another store, says the manager'",
            "sightline withdraw S01234/2026-11-20/1.jpg --drop seoul --undo",
        ],
        run: { try $0.withdraw() })
}

extension Arguments {
    fileprivate func withdraw() throws -> ExitCode {
        guard operands.count == 1 else { throw UsageError("name exactly one photo") }
        let why = (try text("--why") ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        if why.isEmpty, !has("--undo") { throw UsageError("give the reason with --why") }
        let configured = try path("--config").map { _ in try configuration() }
        let file = path("--ledger") ?? configured?.ledger ?? Defaults.ledger
        guard FileSystem.exists(file) else { throw UsageError("there is no ledger \(file.escaped)") }
        // Other stores' photos may be related to this one; what that means is the policy's to say.
        let policy = try Policy.load(configured?.policy, for: nil)
        let ledger = try Ledger(at: file, options: .judging(by: policy))
        let (drop, photo) = try ledger.find(operands[0], drop: try text("--drop"))
        if has("--undo") {
            try usable { () throws(LedgerError) in try ledger.endWithdrawal(drop: drop.id, path: photo) }
            try Output().line("\(photo.escaped) of \(drop.name) counts again")
            return .done
        }
        let copies = try usable { () throws(LedgerError) in
            try ledger.withdraw(drop: drop.id, path: photo, why: why)
        }
        try Output().line("\(photo.escaped) of \(drop.name) is withdrawn: \(why)")
        if copies > 0 {
            try Output().line("Copies of it in its store: \(copies); the next scan lets one of them count in its place")
        }
        return .done
    }
}

/// What the ledger refuses about the photo named is wrong usage.
private func usable<Value>(_ body: () throws(LedgerError) -> Value) throws -> Value {
    do throws(LedgerError) {
        return try body()
    } catch {
        if error.code == .invalidValue { throw UsageError(error.message) }
        throw error
    }
}

extension Ledger {
    /// Which path of which drop a person means.
    fileprivate func find(_ path: PathBytes, drop name: String?) throws -> (KnownDrop, PathBytes) {
        let drops = try drops().filter { name == nil || $0.name == name }
        if drops.isEmpty, let name { throw UsageError("the ledger knows no drop \(name)") }
        let whole = PathBytes.absolute(path)
        // The folder may be named by way of a link; the file itself need not be there.
        let canonical = whole.parent.flatMap { try? FileSystem.realPath($0) }?.appending(whole.lastComponent)
        var found: [(KnownDrop, PathBytes)] = []
        for drop in drops {
            let insides = [whole, canonical].compactMap { $0?.relative(to: drop.root) }
            let candidates = insides + [path, PathBytes(escaped: String(decoding: path.bytes, as: UTF8.self))]
            for inside in candidates where try standing(drop: drop.id, path: inside) != nil {
                found.append((drop, inside))
                break
            }
        }
        guard let first = found.first else {
            throw UsageError("the ledger knows no photo \(path.escaped); give its path as the report does")
        }
        guard found.count == 1 else {
            let names = found.map(\.0.name).joined(separator: ", ")
            throw UsageError("\(path.escaped) is in the drops \(names): say which with --drop")
        }
        return first
    }
}

extension PathBytes {
    /// The path from the root folder, as the shell means it.
    fileprivate static func absolute(_ path: PathBytes) -> PathBytes {
        if path.bytes.first == UInt8(ascii: "/") { return path }
        return PathBytes(FileManager.default.currentDirectoryPath).appending(path)
    }
}
