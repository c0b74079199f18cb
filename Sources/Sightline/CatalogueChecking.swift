import Catalogue
import Records

/// One `catalogue check` from its command line to its exit code.
struct CatalogueChecking {
    private let folder: CatalogueFolder
    private let check: CatalogueCheck
    private let arguments: Arguments

    /// Of one code, this many are printed for people; JSON has all.
    private static let shown = 20

    init(_ arguments: Arguments) throws {
        guard arguments.operands.count == 1 else { throw UsageError("name the catalogue's folder") }
        self.arguments = arguments
        folder = try CatalogueFolder(contentsOf: arguments.operands[0])
        let stores = arguments.path("--stores") == nil ? nil : Set(try arguments.stores().stores.keys)
        check = CatalogueCheck(slots: try arguments.card().slots, stores: stores)
    }

    func run() throws -> ExitCode {
        let faults = check.faults(of: folder).filter { $0.severity > .info || !arguments.has("--no-info") }
        if arguments.has("--json") {
            for fault in faults { try Output().json(FaultLine(fault)) }
        } else {
            try print(faults)
        }
        return faults.contains { $0.severity == .error } ? .usage : .done
    }

    private func print(_ faults: [CatalogueFault]) throws {
        for severity in CatalogueFault.Severity.allCases.reversed() {
            var printed: [CatalogueFault.Code: Int] = [:]
            for fault in faults where fault.severity == severity {
                printed[fault.code, default: 0] += 1
                if printed[fault.code, default: 0] <= Self.shown {
                    try Output().line("\(severity.rawValue): \(fault) [\(fault.code.rawValue)]")
                }
            }
            for (code, count) in printed.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where count > Self.shown {
                try Output().line(
                    "\(severity.rawValue): \(count - Self.shown) more [\(code.rawValue)]; --json prints all")
            }
        }
        func count(_ severity: CatalogueFault.Severity) -> Int { faults.count { $0.severity == severity } }
        try Output().line(
            "\(folder.creatives.count) creatives, \(folder.programme.count) lines of the programme: \(count(.error)) errors, "
                + "\(count(.warning)) warnings, \(count(.info)) notes")
    }
}

/// A fault as a line of JSON.
private struct FaultLine: Encodable {
    var severity: String
    var code: String
    var file: String
    var line: Int?
    var message: String

    init(_ fault: CatalogueFault) {
        severity = fault.severity.rawValue
        code = fault.code.rawValue
        file = fault.file
        line = fault.line
        message = fault.message
    }
}
