import Foundation
import Ledger
import Records
import Settings
import SystemCalls

extension Command {
    static let forget = Command(
        name: "forget", summary: "Drops the waiting photos of a drop that is not watched any more", operands: "DROP",
        discussion: """
            A drop that was renamed or removed in the configuration leaves photos behind that were seen and not audited. \
            They stay pending forever, since nothing looks there. This takes them out of the accounting. Records of photos \
            that were audited stay, and no file is touched. A drop that returns is looked through from the start.

            A drop that the configuration names is refused.
            """,
        options: [
            .configuration,
            Option("--ledger", "FILE", "the ledger of scans by hand, in place of the configuration's"),
        ],
        examples: ["sightline forget seoul-old", "sightline forget photos --ledger ledger.sqlite"],
        run: { arguments in
            guard arguments.operands.count == 1 else { throw UsageError("name exactly one drop") }
            let name = arguments.operands[0].text ?? arguments.operands[0].escaped
            let named = arguments.path("--ledger")
            let configuration = named == nil ? try arguments.configuration() : nil
            if configuration?.drops.contains(where: { $0.drop.name == name }) == true {
                throw UsageError("\(name) is in the configuration: its photos are audited when they can be read")
            }
            let file = named ?? configuration?.ledger ?? Defaults.ledger
            guard FileSystem.exists(file) else { throw UsageError("there is no ledger \(file.escaped)") }
            let ledger = try Ledger(at: file)
            guard let drop = try ledger.drops().first(where: { $0.name == name }) else {
                let known = try ledger.drops().map(\.name).joined(separator: ", ")
                throw UsageError("the ledger knows no drop \(name); it knows: \(known)")
            }
            let forgotten: Int
            do throws(LedgerError) {
                forgotten = try ledger.forgetUnaudited(drop: drop.id)
                try ledger.finish()
            } catch {
                if error.code == .invalidValue { throw UsageError(error.message) }
                throw error
            }
            try Output().line("\(name): \(counted(forgotten, "photo")) forgotten")
            return .done
        })
}
