import Foundation

/// One form for a store's identifier, whoever wrote it: the registry's cell and the folder's name meet here.
public enum StoreName {
    /// Without what nobody sees at either end (spaces of any width, no-break spaces, tabs, zero-width signs, byte order
    /// marks), in composed form (NFC). Empty where nothing is left.
    public static func tidy(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.first(where: { !isUnseen($0) }), let last = scalars.last(where: { !isUnseen($0) })
        else {
            return ""
        }
        if isPlain(first), isPlain(last), scalars.first == first, scalars.last == last, scalars.allSatisfy(isPlain) {
            return text
        }
        let seen = scalars.drop(while: isUnseen).reversed().drop(while: isUnseen).reversed()
        return String(String.UnicodeScalarView(seen)).precomposedStringWithCanonicalMapping
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool { scalar.value > 0x20 && scalar.value < 0x7F }

    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x200B...0x200F, 0x2028, 0x2029, 0x2060, 0xFEFF: true
        default: scalar.value >= 0x80 && scalar.properties.generalCategory == .spaceSeparator
        }
    }

    /// Digits only, without their leading zeros, as Excel leaves them; nil for any other text.
    public static func withoutZeros(_ id: String) -> Substring? {
        guard !id.isEmpty, id.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let rest = id.drop { $0 == "0" }
        return rest.isEmpty ? "0" : rest
    }
}
