import Catalogue
import Digest
import Records

/// The bytes as a compiled catalogue, as they are and with the hash that they should end with: what can be read is in order,
/// and is the same when it is written and read again; what cannot be read is refused in one line.
func openCatalogue(_ bytes: [UInt8]) throws(BrokenProperty) {
    try check(bytes)
    let hasher = SHA256Hasher()
    hasher.update(bytes)
    try check(bytes + hasher.finalize())
}

private func check(_ bytes: [UInt8]) throws(BrokenProperty) {
    let catalogue: CompiledCatalogue
    do throws(CatalogueError) { catalogue = try CompiledCatalogue(bytes) } catch {
        return try require(isOneLine("\(error)"), "an error of more than one line: \(error)")
    }
    for entry in catalogue.entries {
        try require(catalogue[entry.creative.id] == entry, "\(entry.creative.id) is not found")
        try require(
            entry.features.descriptors.count == entry.features.points.count * entry.features.dimensions,
            "\(entry.features.descriptors.count) values of \(entry.features.points.count) points")
    }
    for pair in catalogue.twins {
        try require(
            pair.first < pair.second && catalogue.entries.indices.contains(pair.second),
            "twins \(pair.first) and \(pair.second) of \(catalogue.entries.count)")
        let edges = pair.regions.flatMap { [$0.x0, $0.y0, $0.x1, $0.y1] }
        try require(edges.allSatisfy { (0...1).contains($0) }, "regions \(pair.regions)")
    }
    for line in catalogue.programme {
        try require(catalogue[line.creative] != nil, "a line of the programme with \(line.creative)")
        try require(
            catalogue.programme(of: line.storeID).contains(line), "a line that its store does not have: \(line)")
    }
    guard let written = try? catalogue.encoded(), let again = try? CompiledCatalogue(written) else {
        throw BrokenProperty(description: "what was read cannot be written and read again")
    }
    try require(
        again.entries == catalogue.entries && again.twins == catalogue.twins && again.programme == catalogue.programme
            && again.describer == catalogue.describer, "another catalogue when it is written and read again")
}
