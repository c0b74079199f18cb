import Judging

/// How to photograph a counter again, by what its photos left open: the one table of sentences for photographers.
///
/// A finding that another photo would answer has a sentence here; one that is settled in the store, or is about the file's
/// time and place, has none. A test wants one for each finding that makes a photo not assessable (`FindingCode.explains`).
enum RetakeWords {
    /// nil where another photo would not help.
    static func sentence(_ code: FindingCode, _ words: CodeWords) -> String? {
        func say(_ korean: String, _ english: String) -> String { words.pick(korean, english) }
        func ad(_ slot: String, _ korean: String, _ english: String) -> String {
            "\(words.slot(slot)): \(words.pick(korean, english))"
        }
        return switch code {
        case .notFound(let slot):
            ad(
                slot, "자리가 통째로 보이게 한두 걸음 물러나 찍어 주세요.",
                "step back until its whole place is in the photo.")
        case .unclear(let slot):
            ad(
                slot, "가리는 물건을 치우고 정면에서 더 가까이 찍어 주세요.",
                "clear away what hides it, and take the photo from closer, straight on.")
        case .boardUnrecognised(let slot):
            ad(
                slot, "걸린 인쇄물이 크게 보이게 정면에서 가까이 한 장 더 찍어 주세요.",
                "take one more photo from close by, straight on, so that the print fills much of it.")
        case .creativeUndecided(let slot):
            ad(
                slot, "가격과 날짜가 읽히게 정면에서 가까이 한 장 더 찍어 주세요.",
                "take one more photo from close by, straight on, so that price and date can be read.")
        case .creativeOccluded(let slot):
            ad(
                slot, "앞에 놓인 물건을 치우고 광고 전체가 보이게 찍어 주세요.",
                "clear away what stands before it, and take the photo with the whole ad in view.")
        case .creativeGlare(let slot):
            ad(
                slot, "빛이 반사되지 않게 한 걸음 옆에서, 플래시 없이 찍어 주세요.",
                "take the photo from a step to the side, without flash, so that no light is mirrored.")
        case .cutOff(let slot):
            ad(
                slot, "사진 가장자리에서 잘리지 않게 한두 걸음 물러나 찍어 주세요.",
                "step back so that the photo’s edge does not cut it off.")
        case .noReference:
            say(
                "진열장 전체와 양옆 광고가 들어오게 한두 걸음 물러나 찍어 주세요.",
                "Step back until the whole cabinet and the ads beside it are in the photo.")
        case .tooUncertain:
            say(
                "진열장 정면에 서서 휴대전화를 똑바로 들고, 가리는 물건 없이 찍어 주세요.",
                "Stand straight before the cabinet, hold the phone level, and let nothing stand in the way.")
        case .photoTruncated, .photoDamaged:
            say(
                "보낸 파일이 손상되었습니다. 원본을 다시 보내거나 새로 찍어 주세요.",
                "The file arrived damaged: send the original again, or take a new photo.")
        case .reviewerCannotTell:
            say("광고 자리가 모두 잘 보이게 처음부터 다시 찍어 주세요.", "Take all photos again, with every place in full view.")
        default: words.ofQuality(code)?.advice
        }
    }

    /// Of a file in which there is no photo.
    static func sentence(reason code: String, _ words: CodeWords) -> String {
        CodeGuide.reasons.contains(code)
            ? words.remedy(code)
            : words.pick(
                "사진 파일을 읽을 수 없습니다. 다시 찍어 보내 주세요.", "The file cannot be read: take the photo again and send it.")
    }

    /// Where no finding says what is missing.
    static func general(_ words: CodeWords) -> String {
        words.pick(
            "진열장과 모든 광고 자리가 한 장에 들어오게 정면에서 찍어 주세요.",
            "Stand straight before the counter, and take one photo with the cabinet and every ad’s place in it.")
    }

    /// What the page says of the list.
    static func summary(_ stores: String, _ words: CodeWords) -> String {
        words.pick(
            "다시 찍을 점포는 \(stores)곳입니다. 지역별로 어느 점포를 어떻게 찍을지는 photographers.csv에 있습니다.",
            "To be photographed again: \(stores). For each region, photographers.csv says which stores, and how to take the photo."
        )
    }
}
