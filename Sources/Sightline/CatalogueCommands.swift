import Catalogue
import Foundation
import Records
import SystemCalls

extension Command {
    static let catalogueCheck = Command(
        name: "catalogue check", summary: "Checks a catalogue's folder", operands: "DIR",
        discussion: """
            Reads creatives.csv, programme.csv, products.csv and every artwork, and prints what is wrong with file and line: errors, which \
            keep the catalogue from being built (missing or unreadable artworks, repeated ids, days in the wrong order, two \
            creatives in one slot of a store at a time, unknown slots); warnings (unknown stores, little texture, blank \
            borders, an aspect unlike that of the slot's other artworks, two ids with the same picture); and pairs of \
            near-twins, which differ in small places only.

            Slots are the model's. Exit code 2 where there is an error.
            """,
        options: [
            .model, .stores, Option("--no-info", "leave near-twins out"),
            Option("--json", "print one JSON object per fault"),
        ],
        examples: ["sightline catalogue check artworks --stores stores.csv"],
        run: { arguments in try CatalogueChecking(arguments).run() })

    static let catalogueBuild = Command(
        name: "catalogue build", summary: "Compiles a catalogue's folder into one file", operands: "DIR",
        discussion: """
            Makes of creatives.csv, programme.csv, products.csv and the artworks the one file that --catalogue takes. What an \
            older file has of artworks that did not change is kept. Where the texts of the columns text_… stand is found by \
            reading the artworks; a text of which the network reads too little, such as Hangul alone, is not found. The file appears whole or not at all, and the same folder gives the same \
            bytes. Errors that `sightline catalogue check` finds in the tables, and artworks that cannot be read, end it with \
            exit code 2.
            """,
        options: [
            .model, Option("--out", "FILE", "the compiled file (default: DIR.catalogue, beside DIR)"),
            Option("--previous", "FILE", "the older file (default: the compiled file, where there is one)"),
            Option("--json", "print the result as JSON"),
        ],
        examples: ["sightline catalogue build artworks --out campaign.catalogue"],
        run: { arguments in try CatalogueBuilding(arguments, describer: shippedDescriber).run() })

    static let catalogueList = Command(
        name: "catalogue list", summary: "Lists the creatives of a catalogue", operands: "CATALOGUE",
        discussion:
            "Prints id, slots, family, days and file of each creative. CATALOGUE is a folder or a compiled file.",
        options: [Option("--json", "print one JSON object per creative")],
        examples: ["sightline catalogue list campaign.catalogue"],
        run: { arguments in
            guard arguments.operands.count == 1 else {
                throw UsageError("name one catalogue: its folder or compiled file")
            }
            try CatalogueListing(try CatalogueSource(arguments.operands[0])).printAll(json: arguments.has("--json"))
            return .done
        })

    static let catalogueShow = Command(
        name: "catalogue show", summary: "Shows one creative of a catalogue", operands: "CATALOGUE ID",
        discussion: """
            Prints all that the catalogue has of a creative: its artwork, slots, days, texts, and the stores that should show \
            it; of a compiled file also its features, and its near-twins with the places in which they differ.
            """,
        options: [Option("--json", "print it as JSON")],
        examples: ["sightline catalogue show campaign.catalogue nordik-top-2"],
        run: { arguments in
            guard arguments.operands.count == 2, let id = arguments.operands[1].text else {
                throw UsageError("name one catalogue and the id of a creative")
            }
            try CatalogueListing(try CatalogueSource(arguments.operands[0])).print(id, json: arguments.has("--json"))
            return .done
        })

    static let catalogueDiff = Command(
        name: "catalogue diff", summary: "Shows what a newer catalogue has otherwise", operands: "OLD NEW",
        discussion: """
            Prints creatives that were added, removed or changed, and lines of the programme that only one of the two has. \
            Each of the two is a folder or a compiled file.
            """,
        options: [Option("--json", "print the difference as JSON")],
        examples: ["sightline catalogue diff campaign.catalogue artworks"],
        run: { arguments in
            guard arguments.operands.count == 2 else {
                throw UsageError("name two catalogues: folders or compiled files")
            }
            let (old, new) = (try CatalogueSource(arguments.operands[0]), try CatalogueSource(arguments.operands[1]))
            try DifferenceSummary(CatalogueDifference(from: old.contents, to: new.contents)).print(
                json: arguments.has("--json"))
            return .done
        })
}

/// A catalogue named on the command line.
enum CatalogueSource {
    case folder(CatalogueFolder)
    case compiled(CompiledCatalogue)

    init(_ path: PathBytes) throws {
        let isFolder = (try? FileSystem.status(path).kind) == .folder
        self =
            try isFolder ? .folder(CatalogueFolder(contentsOf: path)) : .compiled(CompiledCatalogue(contentsOf: path))
        // What a folder's faulty lines say is not in the lists.
        guard case .folder(let folder) = self else { return }
        for fault in folder.faults.prefix(5) { printError("\(path.escaped)/\(fault)") }
        if folder.faults.count > 5 {
            printError("\(folder.faults.count - 5) more; `sightline catalogue check` lists them")
        }
    }

    var contents: CatalogueContents {
        switch self {
        case .folder(let folder): CatalogueContents(folder)
        case .compiled(let catalogue): CatalogueContents(catalogue)
        }
    }
}

/// A catalogue that cannot be used is wrong configuration.
extension CatalogueError: FailureWithExit {
    var exitCode: ExitCode { .usage }
}
