public import Interchange
import Records

extension TruthSet {
    /// Holds the truth's categories against a model's labels: a category that the model does not know can only be
    /// missed, which says nothing of the model.
    ///
    /// - Parameters:
    ///   - known: the model's labels.
    ///   - file: name for messages.
    /// - Returns: a warning for each category that has panels and that the model lacks, where it has others.
    /// - Throws: `truth_labels_unknown` where the model knows none of the categories with panels, or one is a label of
    ///   the model spelled otherwise (`top-ad`, `Top_Ad`).
    public func warnings(againstLabels known: [String], file: String) throws(TruthError) -> [String] {
        let asked = Set(photos.flatMap { $0.panels.map(\.label) })
        let unknown = labels.filter { asked.contains($0) && !known.contains($0) }
        guard !unknown.isEmpty else { return [] }
        func near(_ label: String) -> String? {
            known.first { NearName.isRespelled($0, label) } ?? NearName.of(label, among: known)
        }
        let respelled = unknown.filter { label in known.contains { NearName.isRespelled($0, label) } }
        guard unknown.count < asked.count, respelled.isEmpty else {
            let pairs = unknown.map { label in near(label).map { "\(label) (did you mean \($0)?)" } ?? label }
            throw TruthError(
                code: "truth_labels_unknown", file: file,
                message: "the model knows no label \(pairs.joined(separator: ", ")); its labels are "
                    + "\(known.joined(separator: ", ")): rename the categories in the truth, or measure another model")
        }
        return unknown.map {
            "\(file): the model knows no label \($0): all of its panels count as missed"
        }
    }
}
