/// What `--help`, `help --man` and `help --completion` print, made from the table of commands.
enum Help {
    /// The program's page: all commands.
    static func overview(_ commands: [Command]) -> String {
        let width = commands.map(\.name.count).max() ?? 0
        var lines = [
            "sightline \(Program.version) — audits field photos of tobacco counters at the edge", "",
            "Usage: sightline COMMAND [OPTION…] [OPERAND…]", "", "Commands:",
        ]
        for command in commands {
            lines.append("  \(padded(command.name, width))  \(command.summary)")
        }
        lines += [
            "",
            "`sightline COMMAND --help` explains a command, `sightline help policy`, `ledger` and `record` their keys.",
            "Exit codes:", exitCodes,
        ]
        return lines.joined(separator: "\n")
    }

    static let exitCodes = """
          0  done; findings of non-compliance are results and exit 0
          1  the run could not go on (disk full, ledger unusable)
          2  wrong usage or configuration
          3  done, but some photos could not be read
          4  --fail-on found what it looks for
        """

    /// One command's page.
    static func page(_ command: Command) -> String {
        var lines = ["Usage: sightline \(command.name) [OPTION…] \(command.operands)", "", command.summary + ".", ""]
        lines += wrapped(command.discussion, width: 88)
        if !command.options.isEmpty { lines += ["", "Options:"] }
        let width = command.options.map { label($0).count }.max() ?? 0
        for option in command.options {
            for (index, text) in wrapped(option.help, width: 84 - width).enumerated() {
                lines.append("  \(padded(index == 0 ? label(option) : "", width))  \(text)")
            }
        }
        if !command.examples.isEmpty { lines += ["", "Examples:"] + command.examples.map { "  \($0)" } }
        return lines.joined(separator: "\n")
    }

    /// A manual page in man(7) macros.
    static func manual(_ commands: [Command]) -> String {
        var lines = [
            ".TH SIGHTLINE 1 \"\" \"sightline \(Program.version)\" \"Sightline\"", ".SH NAME",
            "sightline \\- audits field photos of tobacco counters at the edge", ".SH SYNOPSIS",
            ".B sightline\n.I COMMAND\n[OPTION...] [OPERAND...]",
        ]
        lines.append(".SH COMMANDS")
        for command in commands {
            lines += [".SS \(roff(command.name)) \(roff(command.operands))", roff(command.summary) + ".", ".PP"]
            lines.append(roff(command.discussion).replacing("\n\n", with: "\n.PP\n"))
            for option in command.options { lines += [".TP", ".B \(roff(label(option)))", roff(option.help)] }
            if !command.examples.isEmpty {
                lines += [".PP", "Examples:", ".nf"] + command.examples.map { "  " + roff($0) } + [".fi"]
            }
        }
        lines += [".SH EXIT STATUS", ".nf", roff(exitCodes), ".fi", ".SH UNITS"]
        lines += units.flatMap { [".TP", ".B \(roff($0))", roff($1)] }
        lines.append(".SH FILES")
        lines += files.flatMap { [".TP", ".I \(roff($0))", roff($1)] }
        lines.append(".SH SEE ALSO")
        lines.append(references.keys.sorted().map { ".BR sightline\\-\($0) (5)" }.joined(separator: ",\n"))
        return lines.joined(separator: "\n")
    }

    private static let units = [
        ("sightline.service", "sightline watch: audits what arrives on the configured drops; reload rereads them"),
        ("sightline-upload.path, sightline-upload.timer", "start sightline-upload.service, which hands bundles over"),
        ("sightline-deliver.timer", "starts sightline-deliver.service, which hands reports over"),
        ("sightline-report.timer", "starts sightline-report.service, which writes the report, every night"),
        ("sightline-review.socket", "starts sightline-review.service, the page for reviewers, when a proxy calls"),
    ]

    private static let files = [
        ("/etc/sightline/sightline.json5", "the service's configuration"),
        ("/usr/share/doc/sightline/examples/sightline.json5", "an example with every key explained"),
        ("/usr/lib/sightline/uploaders/", "uploaders to use or to copy: curl, rclone, rsync"),
        ("/usr/lib/sightline/deliverers/", "commands that deliver reports: sendmail, folder"),
        ("/var/lib/sightline/", "the service's ledger, outbox and reports; kept when the package is purged"),
        ("/run/sightline/metrics.prom", "the service's figures, for Prometheus"),
        ("~/.local/state/sightline/", "ledger and outbox of scans that name none"),
    ]

    /// A completion script for bash.
    static func completion(_ commands: [Command]) -> String {
        let first = Set(commands.map { $0.name.prefix { $0 != " " } }).sorted().joined(separator: " ")
        var cases = ""
        for group in Dictionary(grouping: commands, by: { String($0.name.prefix { $0 != " " }) }).sorted(by: {
            $0.key < $1.key
        }) {
            let options = Set(group.value.flatMap { $0.options.map(\.name) }).sorted().joined(separator: " ")
            let second = group.value.compactMap { $0.name.split(separator: " ").dropFirst().first }.joined(
                separator: " ")
            cases += "        \(group.key)) words=\"\(second) \(options) --help\" ;;\n"
        }
        return """
            # bash completion for sightline
            _sightline() {
                local current=${COMP_WORDS[COMP_CWORD]} words=
                if [ "$COMP_CWORD" -eq 1 ]; then
                    words="\(first) help --help --version"
                else
                    case ${COMP_WORDS[1]} in
            \(cases)        esac
                fi
                mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
                [[ $current == -* ]] || mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$current")
            }
            complete -o filenames -F _sightline sightline
            """
    }

    static func label(_ option: Option) -> String { option.value.map { "\(option.name) \($0)" } ?? option.name }

    static func padded(_ text: some StringProtocol, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    static func roff(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-").split(
            separator: "\n", omittingEmptySubsequences: false
        ).map { $0.hasPrefix(".") || $0.hasPrefix("'") ? "\\&" + $0 : $0 }.joined(separator: "\n")
    }

    static func wrapped(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = ""
            for word in paragraph.split(separator: " ") {
                if !line.isEmpty, line.count + word.count + 1 > width {
                    lines.append(line)
                    line = ""
                }
                line += (line.isEmpty ? "" : " ") + word
            }
            lines.append(line)
        }
        return lines
    }
}
