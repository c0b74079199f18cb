import Catalogue
import Records

extension Judge {
    /// What the texts that were read say against the catalogue and `products.csv`: at most one finding per code, the surest.
    ///
    /// Nothing is said of what was not read: a finding needs a line that was read with the policy's confidence. Without a
    /// catalogue, what one said before stays, weighed by the policy in force.
    func texts(of record: Record) -> [Finding] {
        guard let catalogue else { return keptTexts(record.findings) }
        var found: [TextFinding] = []
        for board in Set(record.texts.map(\.board)).sorted(by: { ($0 ?? -1) < ($1 ?? -1) }) {
            let texts = record.texts.filter { $0.board == board }
            let creative = board.flatMap { record.boards.indices.contains($0) ? record.boards[$0].creative : nil }
            if let entry = creative?.id.flatMap({ catalogue[$0] }) {
                found += differences(texts, from: entry)
            } else if creative?.family == nil, !catalogue.products.isEmpty {
                found += differences(texts, from: catalogue.products)
            }
        }
        return Judge.textCodes.compactMap { code in
            found.filter { $0.finding.code == code.code }.max { $0.confidence < $1.confidence }?.finding
        }
    }

    /// In the order of their findings.
    private static let textCodes: [FindingCode] = [.priceDiffers, .textDiffers, .codeUnknown]

    private struct TextFinding {
        let finding: Finding
        let confidence: Double
    }

    /// On a board that is recognised: its known lines against what is printed on the creative.
    private func differences(_ texts: [ReadText], from entry: CompiledCatalogue.Entry) -> [TextFinding] {
        var found: [TextFinding] = []
        for (index, text) in texts.enumerated() where text.confidence >= policy.texts.sure {
            guard let name = text.field.flatMap({ $0.hasPrefix("text_") ? String($0.dropFirst(5)) : nil }),
                let line = entry.lines.first(where: { $0.name == name }), let printed = entry.creative.texts[name]
            else { continue }
            if let price = line.price {
                // The examiner writes the price behind the line that it was read in; a line in which none was read says nothing.
                let next = texts.indices.contains(index + 1) ? texts[index + 1] : nil
                guard let next, next.field == "price", next.text != price else { continue }
                found.append(priceFinding(read: next.text, expected: price, next.confidence))
            } else if differs(text.text, printed) {
                found.append(
                    TextFinding(
                        finding: FindingCode.textDiffers.finding(
                            policy.texts.textDiffers, read: text.text, expected: printed), confidence: text.confidence))
            }
        }
        return found
    }

    /// Only where both say enough, and as much: half of a line that was read is not another text.
    private func differs(_ read: String, _ printed: String) -> Bool {
        let (a, b) = (PrintedText.signs(read), PrintedText.signs(printed))
        return b.count >= 4 && a.count == b.count && a != b
    }

    /// On a price tag, or on a board that is not recognised: the price against the product's, the code against all of them.
    private func differences(_ texts: [ReadText], from products: [Product]) -> [TextFinding] {
        let sure = texts.filter { $0.confidence >= policy.texts.sure }
        let code = texts.first { $0.field == "product" }?.text
        guard let code, let product = products.first(where: { $0.code == code }) else {
            return sure.filter { $0.field == "code" }.map { text in
                TextFinding(
                    finding: FindingCode.codeUnknown.finding(policy.texts.codeUnknown, read: text.text),
                    confidence: text.confidence)
            }
        }
        // The first price is the one that is printed largest: on a tag, what the shopper is to see.
        guard let price = texts.first(where: { $0.field == "price" }), price.confidence >= policy.texts.sure,
            let expected = product.price, price.text != expected
        else { return [] }
        return [priceFinding(read: price.text, expected: expected, price.confidence)]
    }

    private func priceFinding(read: String, expected: String, _ confidence: Double) -> TextFinding {
        TextFinding(
            finding: FindingCode.priceDiffers.finding(
                policy.texts.priceDiffers, value: Double(read), limit: Double(expected), read: read, expected: expected),
            confidence: confidence)
    }

    private func keptTexts(_ former: [Finding]) -> [Finding] {
        let weights = [policy.texts.priceDiffers, policy.texts.textDiffers, policy.texts.codeUnknown]
        return zip(Judge.textCodes, weights).compactMap { code, severity in
            former.first { $0.code == code.code }.map {
                code.finding(severity, value: $0.value, limit: $0.limit, read: $0.read, expected: $0.expected)
            }
        }
    }
}
