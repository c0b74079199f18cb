import Records

/// Which folders a pass reads.
struct PassScope: Sendable {
    /// The folders to read.
    let targets: Set<PathBytes>
    /// Those on the way to them, with what is next on each way.
    private var ways: [PathBytes: Set<PathBytes>] = [:]

    init(_ targets: Set<PathBytes>) {
        self.targets = targets
        for target in targets {
            var path = target
            while !path.bytes.isEmpty {
                let above = path.folder
                guard ways[above, default: []].insert(path.lastComponent).inserted else { break }
                path = above
            }
        }
    }

    /// The folders to go into below a folder that is not to be read; nil where it is not on a way.
    func below(_ folder: PathBytes) -> [PathBytes]? { ways[folder].map { $0.sorted() } }
}
