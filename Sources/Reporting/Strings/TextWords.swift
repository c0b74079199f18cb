import Judging

/// What is said of texts that were read, in both languages.
extension CodeWords {
    /// A finding about a text.
    struct OfText {
        let title: String
        let advice: String
        let meaning: String
    }

    /// nil for a finding that is not about a text.
    func ofText(_ finding: FindingCode) -> OfText? {
        func pick(_ korean: String, _ english: String) -> String { language == .korean ? korean : english }
        switch finding {
        case .priceDiffers:
            return OfText(
                title: pick("가격이 다름", "Another price"),
                advice: pick(
                    "가격표나 광고의 가격을 맞게 바꿔 주세요. 맞는 가격이면 본사에 알려 주세요.",
                    "Change the price on the tag or the ad; where it is right, tell head office."),
                meaning: pick(
                    "사진에서 읽은 가격이 카탈로그나 상품표(products.csv)의 가격과 다릅니다.",
                    "A price that was read in the photo is not the one in the catalogue or in products.csv."))
        case .textDiffers:
            return OfText(
                title: pick("광고의 글이 다름", "Another text on the ad"),
                advice: pick(
                    "이번 광고가 맞는지, 글 위에 붙인 것이 없는지 확인해 주세요.",
                    "Check that it is the current ad, and that nothing is stuck over its text."),
                meaning: pick(
                    "광고에서 읽은 글이 카탈로그에 적힌 글과 다릅니다.",
                    "A line that was read on the ad is not what the catalogue says is printed there."))
        case .codeUnknown:
            return OfText(
                title: pick("상품표에 없는 코드", "Unknown product code"),
                advice: pick(
                    "상품표(products.csv)에 이 코드를 넣거나, 가격표를 바꿔 주세요.",
                    "Add the code to products.csv, or change the tag."),
                meaning: pick(
                    "사진에서 읽은 상품 코드가 상품표(products.csv)에 없고, 비슷한 코드도 없습니다.",
                    "A product code that was read in the photo is not in products.csv, nor is one like it."))
        default: return nil
        }
    }
}
