import Judging

/// What is said of the creative on a board, in both languages.
extension CodeWords {
    /// A finding about the creative in a slot.
    struct OfCreative {
        let title: String
        let advice: String
        let meaning: String
        /// What value and limit are; nil where there is none.
        var value: String?
        var limit: String?
    }

    /// nil for a finding that is not about a creative.
    func ofCreative(_ finding: FindingCode) -> OfCreative? {
        func pick(_ korean: String, _ english: String) -> String { language == .korean ? korean : english }
        let hang = pick(
            "이번 달 프로그램의 광고로 바꿔 걸고 사진을 다시 찍어 주세요.", "Hang the programme’s current ad and take the photo again.")
        switch finding {
        case .creativeWrongSlot(let name):
            return OfCreative(
                title: pick("\(slot(name)) 자리에 다른 자리용 광고", "\(slot(name)): an ad made for another place"), advice: hang,
                meaning: pick(
                    "\(slot(name)) 자리에 다른 자리용으로 만든 광고가 걸려 있습니다.",
                    "The creative in this place (\(slot(name))) was made for another slot."))
        case .creativeOutdated(let name):
            return OfCreative(
                title: pick("\(slot(name)) 지난 광고", "\(slot(name)): a past campaign’s ad"), advice: hang,
                meaning: pick(
                    "\(slot(name)) 자리에 기간이 끝난 캠페인의 광고가 걸려 있습니다.",
                    "The creative in this place (\(slot(name))) is of a campaign that is over."),
                value: pick("종료 후 지난 일수", "days since the creative’s last day"))
        case .creativeNotYetValid(let name):
            return OfCreative(
                title: pick("\(slot(name)) 아직 시작하지 않은 광고", "\(slot(name)): an ad before its time"), advice: hang,
                meaning: pick(
                    "\(slot(name)) 자리에 아직 시작하지 않은 캠페인의 광고가 걸려 있습니다.",
                    "The creative in this place (\(slot(name))) is of a campaign that has not begun."),
                value: pick("시작까지 남은 일수", "days until the creative’s first day"))
        case .creativeNotProgrammed(let name):
            return OfCreative(
                title: pick("\(slot(name)) 이 점포의 광고가 아님", "\(slot(name)): not this store’s ad"), advice: hang,
                meaning: pick(
                    "\(slot(name)) 자리의 광고는 현재 것이지만, 프로그램이 이 점포에 정한 광고가 아닙니다.",
                    "The creative in this place (\(slot(name))) is a current one, but the programme names another for this store."
                ))
        case .creativeUndecided(let name):
            return OfCreative(
                title: pick("\(slot(name)) 비슷한 광고 중 구분 안 됨", "\(slot(name)): which of several alike ads is not clear"),
                advice: pick(
                    "가격과 날짜가 읽히도록 정면에서 더 가까이 찍어 주세요.",
                    "Take the photo from closer, straight on, so that price and date can be read."),
                meaning: pick(
                    "\(slot(name)) 자리의 광고가 서로 비슷한 여러 광고 중 어느 것인지 사진으로는 알 수 없습니다.",
                    "The board in this place (\(slot(name))) shows one of several alike creatives, and the photo does not show which."
                ),
                value: pick("가장 그럴듯한 광고의 점수, 0~1", "score of the likeliest creative, 0 to 1"))
        case .creativeOccluded(let name):
            return OfCreative(
                title: pick("\(slot(name)) 가려진 광고", "\(slot(name)): partly hidden"),
                advice: pick("광고를 가리는 물건을 치워 주세요.", "Clear away what stands before the ad."),
                meaning: pick(
                    "\(slot(name)) 광고의 일부가 가려졌거나 사진 밖에 있습니다.",
                    "Part of the creative in this place (\(slot(name))) is hidden or outside the photo."),
                value: pick("보이는 비율, 0~1", "share of the print that can be seen, 0 to 1"),
                limit: pick("최소 비율", "the least share allowed"))
        case .creativeGlare(let name):
            return OfCreative(
                title: pick("\(slot(name)) 빛 반사", "\(slot(name)): glare"),
                advice: pick("빛이 반사되지 않는 쪽에서 찍어 주세요.", "Take the photo from where no light is mirrored."),
                meaning: pick(
                    "\(slot(name)) 광고의 일부가 빛 반사로 보이지 않습니다.",
                    "Light is mirrored on part of the creative in this place (\(slot(name)))."),
                value: pick("반사된 비율, 0~1", "share of what can be seen that shines, 0 to 1"),
                limit: pick("최대 비율", "the largest share allowed"))
        case .creativeTurned(let name):
            return OfCreative(
                title: pick("\(slot(name)) 돌려 걸린 광고", "\(slot(name)): hung upside down or on its side"),
                advice: pick("광고를 바로 걸어 주세요.", "Hang the ad the right way up."),
                meaning: pick(
                    "\(slot(name)) 광고가 거꾸로 또는 옆으로 걸려 있습니다.",
                    "The creative in this place (\(slot(name))) hangs upside down or on its side."),
                value: pick("시계 방향 각도, 도", "degrees clockwise"))
        default: return nil
        }
    }
}
