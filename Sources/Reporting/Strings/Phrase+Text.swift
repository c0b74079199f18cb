extension Phrase {
    func text(_ language: ReportLanguage) -> String {
        switch language {
        case .korean: korean
        case .english: english
        }
    }

    private var korean: String { Self.table[self]?.ko ?? rawValue }
    private var english: String { Self.table[self]?.en ?? rawValue }

    static let table = general.merging(ofChecks) { first, _ in first }
}
