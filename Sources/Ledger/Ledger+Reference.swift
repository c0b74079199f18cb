public import Records

extension Ledger {
    /// The views that analysts may rely on, column by column, and questions with their queries: `sightline-ledger(5)`.
    public static let reference = ReferencePage(
        name: "sightline-ledger", summary: "the views of the ledger, and questions with their queries",
        sections: [
            .init(
                "DESCRIPTION",
                """
                The ledger is an SQLite file. Any tool reads its views: sqlite3 -readonly ledger.sqlite 'SELECT ...'. The \
                tables below them change with any version; the views keep their columns.

                Only current records are in the views: what was superseded by a new audit is in verdict_changes alone. A \
                photo that was moved counts at its new path, one that was withdrawn nowhere: photos and paths hold their \
                rows, the other views of photos do not. Times are text, RFC 3339 UTC; offsets are cabinet widths, positive \
                to the right as seen. gps needs SQLite's mathematical functions, which Debian's SQLite has.
                """)
        ] + views + [.init("QUESTIONS", "Each with its query.", example: questionsText)])

    /// A section for each view, in the order of `Views.names`.
    static let views: [ReferencePage.Section] = ViewReference.all.map { view in
        .init("VIEW \(view.name)", view.row, entries: view.columns.map { .init($0.name, $0.meaning) })
    }

    private static var questionsText: String {
        ViewReference.questions.map { "-- \($0.question)\n\($0.sql);" }.joined(separator: "\n\n")
    }

    /// The questions of `reference` with their queries.
    public static var questions: [(question: String, sql: String)] { ViewReference.questions }
}
