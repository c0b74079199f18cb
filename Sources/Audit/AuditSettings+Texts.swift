import Judging
public import Records
import Text

extension AuditSettings {
    /// Reads texts from now on, by the networks that ship; nothing is loaded where nothing is read.
    /// - Throws: `model_missing`, `model_hash_mismatch`, …
    public mutating func read(_ scope: TextScope, precision: PrecisionChoice) throws {
        texts = scope
        reader = scope == .off ? nil : try TextModel(precision: precision)
    }

    /// One lane's; nil where nothing is read.
    func textExaminer() throws -> TextExaminer? {
        guard let reader, texts != .off else { return nil }
        return try TextExaminer(
            reader, scope: texts, catalogue: artworks?.catalogue,
            patterns: try FieldPatterns(periods: policy.texts.periods, codes: policy.texts.codes))
    }
}
