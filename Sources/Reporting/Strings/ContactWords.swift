import Foundation

/// Titles of a registry's further columns in the page's language, as far as they are common; others stay as they are.
enum ContactWords {
    private static let titles: [(ko: String, en: String, also: [String])] = [
        ("전화", "Phone", ["tel", "telephone", "phone number", "phone no", "전화번호", "매장전화"]),
        ("휴대전화", "Mobile", ["mobile phone", "cell", "cell phone", "휴대폰", "핸드폰"]),
        ("팩스", "Fax", []),
        ("주소", "Address", ["addr", "street address", "도로명주소", "점포주소"]),
        ("우편번호", "Postcode", ["postal code", "zip", "zip code"]),
        ("도시", "City", []),
        ("점장", "Manager", ["store manager", "매니저", "관리자"]),
        ("점주", "Owner", ["store owner", "사장"]),
        ("연락처", "Contact", ["contact number"]),
        ("담당자", "In charge", ["contact person", "person in charge", "담당"]),
        ("이메일", "Email", ["e mail", "mail", "전자우편"]),
        ("영업시간", "Hours", ["opening hours", "business hours"]),
        ("비고", "Note", ["notes", "remark", "remarks", "메모"]),
    ]

    private static let known: [String: Int] = {
        var known: [String: Int] = [:]
        for (index, title) in titles.enumerated() {
            for name in [title.ko, title.en] + title.also { known[folded(name)] = index }
        }
        return known
    }()

    /// Case, and what divides words, make no difference.
    private static func folded(_ title: String) -> String {
        String(title.precomposedStringWithCanonicalMapping.lowercased().filter { $0.isLetter || $0.isNumber })
    }

    /// The title as the page shows it.
    static func title(_ title: String, _ language: ReportLanguage) -> String {
        guard let index = known[folded(title)] else { return title }
        return language == .korean ? titles[index].ko : titles[index].en
    }
}
