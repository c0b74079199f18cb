import Drops
import Records

/// What a drop holds besides photos, folder by folder: a pass that does not read a folder again still knows of it.
///
/// Only folders with something to count have an entry, and the sum is added up again only after one has changed: an idle
/// pass costs a lookup per folder.
struct SkipTable {
    private struct Entry {
        var pass: Int
        var counts: SkipCounts
    }

    private var folders: [PathBytes: Entry] = [:]
    private var pass = 0
    private var latestSum: SkipCounts?

    /// All folders together.
    mutating func sum() -> SkipCounts {
        if let latestSum { return latestSum }
        let sum = folders.values.reduce(into: SkipCounts()) { $0 += $1.counts }
        latestSum = sum
        return sum
    }

    mutating func beginPass() { pass += 1 }

    /// The pass came by a folder, whether it reads it or not.
    mutating func meet(_ folder: PathBytes) {
        if !folders.isEmpty { folders[folder]?.pass = pass }
    }

    /// What was left alone in a folder that was read.
    mutating func note(_ folder: PathBytes, _ counts: SkipCounts) {
        let former = folders[folder]?.counts ?? SkipCounts()
        if former != counts { latestSum = nil }
        folders[folder] = counts.isEmpty ? nil : Entry(pass: pass, counts: counts)
    }

    /// Ends a pass over the whole drop: folders that it did not come by are gone.
    mutating func endPass() {
        guard folders.contains(where: { $0.value.pass != pass }) else { return }
        folders = folders.filter { $0.value.pass == pass }
        latestSum = nil
    }
}
