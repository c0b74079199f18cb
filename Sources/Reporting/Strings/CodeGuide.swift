import Judging

/// What a code in a record means, in words for people: what `sightline explain` prints and the reference lists.
public struct CodeGuide: Sendable {
    /// The code is called this on the report's page.
    public var title: String
    /// What it says of the photo, and what it does not.
    public var meaning: String
    /// What `value` is, with its unit; nil where there is none.
    public var value: String?
    /// What `limit` is; nil where there is none.
    public var limit: String?
    /// What to do about it.
    public var advice: String

    /// The guide to a finding, or to a reason why a photo was rejected; nil for a word that is neither.
    /// - Parameter slots: those of the model; a code that names another slot is unknown.
    public init?(code: String, slots: [String], language: ReportLanguage) {
        let words = CodeWords(language: language)
        if FindingCode.codes(slots: slots).contains(code), let finding = FindingCode(code: code) {
            title = words.finding(code)
            meaning = words.meaning(finding)
            (value, limit) = words.measure(finding)
            advice = words.advice(code)
        } else if CodeGuide.reasons.contains(code) {
            title = words.reason(code)
            meaning = words.rejected
            advice = words.remedy(code)
        } else {
            return nil
        }
    }

    /// Reasons that the guide knows.
    public static let reasons = [
        "unsupported_format", "empty_file", "unsupported_jpeg", "no_pixels", "too_many_pixels", "too_many_scans",
    ]
}

extension CodeWords {
    fileprivate var rejected: String {
        pick(
            "파일 내용을 판독할 수 없어 판정에서 제외되었습니다. 내용이 바뀌면 다시 판독합니다.",
            "The file’s content cannot be audited: the photo is rejected and counts in no verdict until it changes.")
    }

    fileprivate func meaning(_ finding: FindingCode) -> String {
        switch finding {
        case .creativeWrongSlot, .creativeOutdated, .creativeNotYetValid, .creativeNotProgrammed, .creativeUndecided,
            .creativeOccluded, .creativeGlare, .creativeTurned:
            ofCreative(finding)?.meaning ?? finding.summary
        case .offCentre(let name):
            pick(
                "\(slot(name))의 중심이 담배 진열장 중심선에서 허용 범위보다 멀리 있습니다.",
                "The centre of the panel (\(slot(name))) lies further from the cabinet’s centre line than the policy allows."
            )
        case .tilted(let name):
            pick(
                "\(slot(name)): 광고가 벽면에서 허용 각도보다 기울어져 있습니다.",
                "The panel (\(slot(name))) leans in its own plane by more than the policy allows.")
        case .cutOff(let name):
            pick("\(slot(name))의 일부가 사진 밖에 있습니다.", "Part of the panel (\(slot(name))) lies outside the photo.")
        case .missing(let name):
            pick(
                "\(slot(name)) 자리가 사진에 보이는데 광고가 없습니다. 정책이 요구하는 자리이면 위반입니다.",
                "The place of the ad (\(slot(name))) is in view, and nothing hangs there. A violation where the policy requires it."
            )
        case .notFound(let name):
            pick(
                "\(slot(name)): 광고를 찾지 못했고, 그 자리가 사진에 보이는지도 알 수 없습니다. 위반이 아니라 판정 불가입니다.",
                "The ad (\(slot(name))) was not found, and the photo does not show whether it is missing. Not a violation: not assessable."
            )
        case .unclear(let name):
            pick(
                "\(slot(name)) 자리에 무언가 있으나 광고인지 확실하지 않습니다. 위반이 아니라 판정 불가입니다.",
                "Something in the place of the ad (\(slot(name))) may be it, but cannot be recognised. Not a violation: not assessable."
            )
        case .boardBlank(let name):
            pick(
                "\(slot(name)) 자리에 빈 액자가 걸려 있습니다. 광고가 없는 것과 같이 판정합니다.",
                "An empty frame hangs in the place of the ad (\(slot(name))). It counts as the ad’s absence.")
        case .boardUnrecognised(let name):
            pick(
                "\(slot(name)) 자리에 걸린 인쇄물이 이번 프로그램의 광고인지 알 수 없습니다. 위반이 아니며, 요구하는 자리이면 판정 불가입니다.",
                "A printed board hangs in the place of the ad (\(slot(name))) and is not recognised as an ad of the programme. Not a violation; not assessable where the ad is required."
            )
        case .noReference:
            pick(
                "상단 광고는 있으나 중심을 잴 진열장이나 양옆 광고가 사진에 없습니다.",
                "There is a top ad, but nothing to measure its centre against: no cabinet, no other panel.")
        case .tooUncertain:
            pick(
                "측정 오차 범위가 허용 한계의 양쪽에 걸쳐 있어 판정할 수 없습니다.",
                "The measured offset may lie on either side of the limit: the interval is wider than the policy accepts."
            )
        case .photoTooDark, .photoOverexposed, .photoBlurred, .photoShaken, .lensCovered, .cameraTilted, .takenTooFar,
            .takenTooNear, .cabinetCutOff:
            ofQuality(finding)?.meaning ?? finding.summary
        case .photoTruncated:
            pick("그림이 끝나기 전에 파일이 끝났습니다.", "The file ends before the picture does: its lower part is missing.")
        case .photoDamaged:
            pick(
                "파일 중간이 손상되어 그 아래는 믿을 수 없습니다.",
                "Bytes in the middle of the file were lost or replaced: from a row on, nothing is judged.")
        case .captureTimeConflict:
            pick(
                "카메라가 적은 날짜가 방문 폴더의 날짜와 다릅니다. 방문은 폴더의 날짜로 셉니다.",
                "The camera’s day is not the day of the visit’s folder. The visit counts on the folder’s day.")
        case .captureBackdated:
            pick(
                "카메라 시계가 GPS 시각이나 파일 자체의 기록보다 이른 날짜를 가리킵니다. 시계가 늦거나 시각이 고쳐졌습니다.",
                "The camera’s clock says an earlier day than GPS or the file itself: the clock was set back, or the time was rewritten."
            )
        case .captureInFuture:
            pick(
                "카메라 시계가 GPS 시각이나 파일이 생긴 때보다 늦은 날짜를 가리킵니다.",
                "The camera’s clock says a later day than GPS, or than the file was created.")
        case .edited:
            pick(
                "사진이 찍힌 뒤 편집 프로그램을 거쳤거나 바뀌었습니다. 그 자체로 위반은 아닙니다.",
                "The file went through an editor, or was changed after it was taken. That alone is not a violation.")
        case .outsideStoreFence:
            pick(
                "사진이 점포 등록 위치에서 허용 거리보다 먼 곳에서 찍혔습니다.",
                "The photo was taken further from its store than the policy allows.")
        case .gpsMissing:
            pick(
                "점포 위치는 등록되어 있으나 사진에 촬영 위치가 없습니다.",
                "The registry says where the store is; the photo does not say where it was taken.")
        case .gpsUnusable:
            pick(
                "사진에 적힌 위치가 있을 수 없는 값입니다(예: 0°, 0°).",
                "The position that the photo states is impossible, such as 0° N 0° E.")
        case .samePhotoOtherStore:
            pick(
                "똑같은 사진이 다른 점포에도 제출되었습니다(같은 파일이거나, 자르거나 크기를 바꾼 파일).",
                "The same picture was submitted for another store, too: the same file, or one that was cut, scaled or written upon."
            )
        case .samePhotoSameStore:
            pick(
                "똑같은 사진이 이 점포의 다른 방문 날짜에도 제출되었습니다.",
                "The same picture was submitted for this store on another day, too.")
        case .travelTooFast:
            pick(
                "같은 카메라나 담당자의 사진이 멀리 떨어진 다른 점포에서 너무 짧은 시간 안에 찍혔습니다. 카메라 번호나 담당자를 알 때만 확인합니다.",
                "The same camera or salesperson took a photo in another store, too far away for the time between. Checked only where the camera’s number or the salesperson is known."
            )
        case .samePositionOtherStore:
            pick(
                "다른 점포의 사진과 촬영 위치가 마지막 자리까지 같습니다. 휴대전화가 지난 위치를 다시 적었을 수 있습니다.",
                "A photo of another store states the same position to the last digit. The phone may have written an old position again."
            )
        case .priceDiffers, .textDiffers, .codeUnknown: ofText(finding)?.meaning ?? finding.summary
        case .reviewerCannotTell:
            pick(
                "검토자가 사진을 보았으나 이 사진으로는 판단할 수 없다고 했습니다. 기계의 결과는 쓰지 않습니다.",
                "A reviewer looked at the photo and cannot tell from it. What the machine saw in it counts for nothing."
            )
        }
    }

    fileprivate func measure(_ finding: FindingCode) -> (value: String?, limit: String?) {
        func both(_ korean: (String, String), _ english: (String, String)) -> (String?, String?) {
            language == .korean ? korean : english
        }
        func one(_ korean: String, _ english: String) -> (String?, String?) { (pick(korean, english), nil) }
        switch finding {
        case .creativeWrongSlot, .creativeOutdated, .creativeNotYetValid, .creativeNotProgrammed, .creativeUndecided,
            .creativeOccluded, .creativeGlare, .creativeTurned:
            let words = ofCreative(finding)
            return (words?.value, words?.limit)
        case .offCentre:
            return both(
                ("중심 이탈, 진열장 너비 = 1, 보기에 오른쪽이 +", "허용 이탈의 최대값"),
                ("offset in cabinet widths, positive to the right as seen", "the largest offset allowed to either side")
            )
        case .tilted:
            return both(
                ("기울기, 도, 시계 방향이 +", "허용 기울기"), ("tilt in degrees, positive clockwise", "the largest tilt allowed"))
        case .cutOff:
            return both(
                ("사진 안에 있는 광고의 비율, 0~1", "최소 비율"),
                ("share of the panel inside the photo, 0 to 1", "the least share allowed"))
        case .missing, .notFound:
            return both(
                ("광고 자리가 사진에 들어온 비율, 0~1", "누락으로 인정하는 최소 비율"),
                (
                    "share of the slot’s usual place that is in the photo, 0 to 1",
                    "the share from which absence is believed"
                ))
        case .unclear:
            return both(
                ("그 자리에서 찾은 것의 확신도, 0~1", "이 값부터 누락이라고 하지 않음"),
                (
                    "confidence of what was found there, 0 to 1",
                    "the confidence from which absence is no longer believed"
                ))
        case .boardBlank:
            return both(
                ("비어 있을 확률, 0~1", "이 값부터 빈 것으로 봄"),
                ("probability that nothing is printed on it, 0 to 1", "the probability from which it is believed"))
        case .boardUnrecognised:
            return one(
                "인쇄만으로 본, 프로그램 광고일 확률, 0~1", "probability, by print alone, that it is an ad of the programme, 0 to 1")
        case .tooUncertain:
            return both(
                ("95 % 구간의 절반, 진열장 너비 = 1", "허용 최대값"),
                ("half the 95 % interval of the offset, cabinet widths", "the widest accepted"))
        case .photoTooDark, .photoOverexposed, .photoBlurred, .photoShaken, .lensCovered, .cameraTilted, .takenTooFar,
            .takenTooNear, .cabinetCutOff:
            let words = ofQuality(finding)
            return (words?.value, words?.limit)
        case .photoDamaged: return one("손상이 시작되는 행; 0은 모름", "the row from which it is damaged; 0: unknown")
        case .captureTimeConflict:
            return both(
                ("카메라 날짜 − 방문 날짜, 일", "자정과 시간대로 보는 최대값"),
                ("days that the camera’s day lies after the visit’s", "the most that midnight and time zones explain")
            )
        case .captureBackdated:
            return both(
                ("앞선 일수", "시간대와 지난 위치값으로 보는 최대값"),
                ("days by which it is earlier", "the most that time zones and old position fixes explain"))
        case .captureInFuture:
            return both(
                ("늦은 일수", "시간대와 지난 위치값으로 보는 최대값"),
                ("days by which it is later", "the most that time zones and old position fixes explain"))
        case .edited: return one("촬영부터 마지막 변경까지, 초", "seconds from the capture to the last change")
        case .outsideStoreFence:
            return both(
                ("점포까지의 거리, m", "허용 거리"), ("metres from the store", "the most that the policy allows in the region"))
        case .gpsMissing, .gpsUnusable: return (nil, nil)
        case .samePhotoOtherStore: return one("다른 점포의 수", "number of other stores")
        case .samePhotoSameStore: return one("다른 방문 날짜의 수", "number of other days")
        case .travelTooFast:
            return both(
                ("시속, km", "허용되는 최대값"), ("kilometres per hour", "the most that the policy allows"))
        case .samePositionOtherStore: return one("다른 점포의 수", "number of other stores")
        case .priceDiffers:
            return both(("읽은 가격", "있어야 할 가격"), ("the price that was read", "the price that should stand there"))
        case .noReference, .photoTruncated, .textDiffers, .codeUnknown, .reviewerCannotTell: return (nil, nil)
        }
    }
}
