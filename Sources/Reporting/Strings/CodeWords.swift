import Judging

/// The names of slots, findings and reasons in both languages, with what to tell the photographer; third part of the
/// strings table. A code that is not known keeps its own name: models and policies may bring new ones.
struct CodeWords {
    let language: ReportLanguage

    func pick(_ korean: String, _ english: String) -> String { language == .korean ? korean : english }

    /// The slots in the order of tables; others follow by name.
    static let slots = ["top_ad", "cdu_horizontal", "cdu_vertical_left", "cdu_vertical_right"]
    /// Names of slots in the order of tables.
    static func ordered(_ names: Set<String>) -> [String] {
        names.sorted { a, b in
            let places = (slots.firstIndex(of: a) ?? slots.count, slots.firstIndex(of: b) ?? slots.count)
            return places.0 == places.1 ? a.utf8.lexicographicallyPrecedes(b.utf8) : places.0 < places.1
        }
    }

    /// What lists of their own are made of.
    static let travel = FindingCode.travelTooFast.code
    static let clockConflict = FindingCode.captureTimeConflict.code

    func slot(_ name: String) -> String {
        switch name {
        case "top_ad": pick("상단 광고", "Top ad")
        case "cdu_horizontal": pick("CDU 가로", "CDU horizontal")
        case "cdu_vertical_left": pick("CDU 세로 왼쪽", "CDU vertical left")
        case "cdu_vertical_right": pick("CDU 세로 오른쪽", "CDU vertical right")
        case "cabinet": pick("진열장", "Cabinet")
        default: name
        }
    }

    func finding(_ code: String) -> String {
        switch FindingCode(code: code) {
        case .offCentre(let name): pick("\(slot(name)) 중심 이탈", "\(slot(name)) off centre")
        case .tilted(let name): pick("\(slot(name)) 기울어짐", "\(slot(name)) tilted")
        case .cutOff(let name): pick("\(slot(name)) 사진 밖으로 잘림", "\(slot(name)) cut off by the photo’s edge")
        case .missing(let name): pick("\(slot(name)) 누락", "\(slot(name)) missing")
        case .unclear(let name): pick("\(slot(name)) 가려짐·불확실", "\(slot(name)) covered or unclear")
        case .boardBlank(let name): pick("\(slot(name)) 자리에 빈 액자", "\(slot(name)): empty frame")
        case .boardUnrecognised(let name):
            pick("\(slot(name)) 자리에 알 수 없는 광고", "\(slot(name)): unknown print in its place")
        case .notFound(let name): pick("\(slot(name)) 자리가 안 보임", "\(slot(name)): place not in view")
        case .noReference: pick("중심을 잴 기준 없음", "Nothing to measure centering against")
        case .tooUncertain: pick("측정이 너무 불확실", "Measurement too uncertain")
        case .photoTooDark, .photoOverexposed, .photoBlurred, .photoShaken, .lensCovered, .cameraTilted, .takenTooFar,
            .takenTooNear, .cabinetCutOff:
            FindingCode(code: code).flatMap(ofQuality)?.title ?? code
        case .photoTruncated: pick("잘린 파일", "File cut short")
        case .photoDamaged: pick("손상된 파일", "File damaged")
        case .captureTimeConflict:
            pick("카메라 시계가 방문 날짜와 다름", "Camera date differs from the visit’s folder")
        case .captureBackdated: pick("촬영 시각이 실제보다 이름", "Capture time too early")
        case .captureInFuture: pick("촬영 시각이 실제보다 늦음", "Capture time too late")
        case .edited: pick("촬영 후 수정된 파일", "Changed after it was taken")
        case .outsideStoreFence: pick("점포에서 너무 먼 촬영 위치", "Taken too far from the store")
        case .gpsMissing: pick("촬영 위치 정보 없음", "No capture location")
        case .gpsUnusable: pick("촬영 위치 정보가 잘못됨", "Impossible capture location")
        case .samePhotoOtherStore: pick("다른 점포와 같은 사진", "Same photo in another store")
        case .samePhotoSameStore: pick("다른 날과 같은 사진", "Same photo on another day")
        case .travelTooFast: pick("다른 점포와의 이동이 너무 빠름", "Travel between stores too fast")
        case .samePositionOtherStore: pick("다른 점포와 똑같은 촬영 위치", "Same position as another store’s photo")
        case .creativeWrongSlot, .creativeOutdated, .creativeNotYetValid, .creativeNotProgrammed, .creativeUndecided,
            .creativeOccluded, .creativeGlare, .creativeTurned:
            FindingCode(code: code).flatMap(ofCreative)?.title ?? code
        case .priceDiffers, .textDiffers, .codeUnknown: FindingCode(code: code).flatMap(ofText)?.title ?? code
        case .reviewerCannotTell: pick("검토자도 판단할 수 없음", "A reviewer cannot tell either")
        case nil: code
        }
    }

    /// What to tell the photographer.
    func advice(_ code: String) -> String {
        switch FindingCode(code: code) {
        case .creativeWrongSlot, .creativeOutdated, .creativeNotYetValid, .creativeNotProgrammed, .creativeUndecided,
            .creativeOccluded, .creativeGlare, .creativeTurned:
            FindingCode(code: code).flatMap(ofCreative)?.advice ?? ""
        case .priceDiffers, .textDiffers, .codeUnknown: FindingCode(code: code).flatMap(ofText)?.advice ?? ""
        case .noReference:
            pick(
                "진열장 전체와 양옆 세로 광고가 들어오게 한두 걸음 뒤에서 찍어 주세요.",
                "Step back so that the whole cabinet and the ads beside it are in the photo.")
        case .tooUncertain:
            pick(
                "진열장 정면에 서서, 가리는 물건 없이 가까이 찍어 주세요.",
                "Stand squarely before the cabinet, closer, with nothing in the way.")
        case .photoTooDark, .photoOverexposed, .photoBlurred, .photoShaken, .lensCovered, .cameraTilted, .takenTooFar,
            .takenTooNear, .cabinetCutOff:
            FindingCode(code: code).flatMap(ofQuality)?.advice ?? ""
        case .captureTimeConflict:
            pick(
                "휴대전화의 날짜와 시각을 맞춰 주세요. 휴대전화가 맞으면 방문 폴더의 날짜를 고쳐 주세요.",
                "Set the phone’s date and time; where they are right, correct the date of the visit’s folder.")
        case .captureBackdated, .captureInFuture:
            pick("휴대전화의 날짜와 시각을 맞춰 주세요.", "Set the phone’s date and time.")
        case .photoTruncated:
            pick("전송이 끊긴 파일입니다. 다시 올려 주세요.", "The upload broke off: send the photo again.")
        case .photoDamaged:
            pick(
                "파일 중간이 손상되어 그 뒷부분은 판정하지 않았습니다. 원본 사진을 다시 올려 주세요.",
                "The file is damaged in the middle; from there on nothing was judged. Send the original photo again.")
        case .edited:
            pick("편집하지 않은 원본 사진을 보내 주세요.", "Send the photo as the camera took it.")
        case .outsideStoreFence:
            pick(
                "점포에서 사진을 찍어 주세요. 점포에서 찍은 것이면 등록된 점포 위치를 고쳐 주세요.",
                "Take the photo at the store; if it was taken there, correct the store’s position in the registry.")
        case .gpsMissing:
            pick("카메라의 위치 태그를 켜 주세요.", "Switch on the camera’s location tags.")
        case .gpsUnusable:
            pick(
                "휴대전화가 현재 위치를 찾은 뒤에 찍어 주세요.",
                "Let the phone find its position before the photo is taken.")
        case .notFound:
            pick("그 광고 자리가 통째로 보이게 찍어 주세요.", "Take the photo so that the ad’s whole place is in view.")
        case .unclear:
            pick(
                "광고를 가리는 물건을 치우고, 정면에서 더 가까이 찍어 주세요.",
                "Clear what hides the ad, and take the photo from closer, straight on.")
        case .boardUnrecognised:
            pick(
                "이번 캠페인의 광고이면 정면에서 더 가까이 다시 찍고, 아니면 이번 광고로 바꿔 걸어 주세요.",
                "If it is the current campaign’s ad, take the photo again from closer, straight on; if not, hang the current ad."
            )
        case .boardBlank:
            pick("빈 액자에 이번 광고를 걸고 사진을 다시 찍어 주세요.", "Hang the current ad in the empty frame and take the photo again.")
        case .offCentre:
            pick(
                "광고를 진열장 가운데로 옮기고 사진을 다시 찍어 주세요.",
                "Move the ad to the middle of the cabinet, then take the photo again.")
        case .tilted:
            pick("광고를 똑바로 걸고 사진을 다시 찍어 주세요.", "Hang the ad straight, then take the photo again.")
        case .cutOff:
            pick(
                "한두 걸음 뒤에서 광고 전체가 보이게 다시 찍어 주세요.",
                "Step back and take the photo again with the whole ad in it.")
        case .missing:
            pick(
                "광고를 걸어 주세요. 이미 걸려 있는데 가려졌거나 사진 밖에 있었다면 그 자리가 보이게 다시 찍어 주세요.",
                "Hang the ad. If it hangs there and was covered or out of view, take the photo again with its place in view."
            )
        case .samePhotoOtherStore:
            pick(
                "어느 점포의 사진인지 확인하고, 나머지 점포에서는 새로 찍어 주세요.",
                "Find out which store it shows, and take a new photo at the others.")
        case .travelTooFast:
            pick(
                "두 점포의 사진이 맞는 폴더에 있는지, 휴대전화의 시각이 맞는지 확인해 주세요.",
                "Check that the photos of both stores are in the right folders, and that the phone’s time is right.")
        case .samePositionOtherStore:
            pick(
                "점포마다 휴대전화가 현재 위치를 새로 찾은 뒤에 찍어 주세요.",
                "At every store, let the phone find its position anew before the photo is taken.")
        case .samePhotoSameStore:
            pick("방문할 때마다 새 사진을 찍어 주세요.", "Take a new photo at every visit.")
        case .reviewerCannotTell:
            pick("그 자리가 잘 보이게 사진을 다시 찍어 주세요.", "Take the photo again, with the place in full view.")
        case nil:
            pick("사진의 기록을 확인해 주세요.", "See the photo’s record.")
        }
    }

    /// Why a file was rejected or failed.
    func reason(_ code: String) -> String {
        switch code {
        case "unsupported_format": pick("JPEG가 아닌 파일", "Not a JPEG")
        case "empty_file": pick("빈 파일", "An empty file")
        case "unsupported_jpeg": pick("지원하지 않는 JPEG", "A JPEG of a kind that cannot be read")
        case "no_pixels": pick("그림을 읽을 수 없음", "No picture can be read from it")
        case "too_many_pixels": pick("화소가 너무 많음", "Too many pixels")
        case "too_many_scans": pick("비정상 JPEG", "A JPEG with too many passes")
        default: code
        }
    }

    /// What to do about it.
    func remedy(_ code: String) -> String {
        switch code {
        case "unsupported_format":
            pick(
                "다른 형식의 사진이면 카메라 저장 형식을 JPEG로 바꾸고, 사진이 아닌 파일이면 사진을 다시 보내 주세요.",
                "A picture of another format: set the phone’s camera to JPEG. Anything else (a web page, a document, a video): send the photo itself."
            )
        case "unsupported_jpeg", "too_many_scans", "too_many_pixels":
            pick("일반 JPEG로 저장해 다시 보내 주세요.", "Save it as an ordinary JPEG and send it again.")
        case "no_pixels", "empty_file": pick("사진을 다시 보내 주세요.", "Send the photo again.")
        default:
            pick("`sightline doctor`로 원인을 확인하세요.", "See `sightline doctor` for what is wrong.")
        }
    }
}

extension FindingCode {
    /// The slot that the code is about.
    var slot: String? {
        switch self {
        case .offCentre(let slot), .tilted(let slot), .cutOff(let slot), .missing(let slot), .notFound(let slot),
            .unclear(let slot), .boardBlank(let slot), .boardUnrecognised(let slot), .creativeWrongSlot(let slot),
            .creativeOutdated(let slot), .creativeNotYetValid(let slot), .creativeNotProgrammed(let slot),
            .creativeUndecided(let slot), .creativeOccluded(let slot), .creativeGlare(let slot),
            .creativeTurned(let slot):
            slot
        case .noReference, .tooUncertain, .photoTooDark, .photoOverexposed, .photoBlurred, .photoShaken, .lensCovered,
            .cameraTilted, .takenTooFar,
            .takenTooNear, .cabinetCutOff, .photoTruncated,
            .photoDamaged, .captureTimeConflict, .captureBackdated, .captureInFuture, .edited, .outsideStoreFence,
            .gpsMissing,
            .gpsUnusable, .samePhotoOtherStore, .samePhotoSameStore, .travelTooFast, .samePositionOtherStore,
            .priceDiffers, .textDiffers, .codeUnknown, .reviewerCannotTell:
            nil
        }
    }

    /// It says why a photo answers nothing, or what spoilt it.
    var explains: Bool {
        switch self {
        case .notFound, .unclear, .boardUnrecognised, .noReference, .tooUncertain, .photoTooDark, .photoBlurred,
            .photoShaken, .photoOverexposed, .lensCovered, .photoTruncated, .photoDamaged, .creativeUndecided,
            .reviewerCannotTell:
            true
        case .creativeWrongSlot, .creativeOutdated, .creativeNotYetValid, .creativeNotProgrammed, .creativeOccluded,
            .creativeGlare, .creativeTurned, .offCentre, .tilted, .cutOff, .missing, .boardBlank, .captureTimeConflict,
            .captureBackdated,
            .captureInFuture, .edited, .outsideStoreFence, .gpsMissing, .gpsUnusable, .samePhotoOtherStore,
            .samePhotoSameStore, .travelTooFast, .samePositionOtherStore, .cameraTilted, .takenTooFar, .takenTooNear,
            .cabinetCutOff, .priceDiffers, .textDiffers, .codeUnknown:
            false
        }
    }
}

/// The words of slots, findings and verdicts, for pages of other rooms.
public enum PageWords {
    /// A slot's name; one that is not known keeps its own.
    public static func slot(_ name: String, _ language: ReportLanguage) -> String {
        CodeWords(language: language).slot(name)
    }

    /// A finding's code in words.
    public static func finding(_ code: String, _ language: ReportLanguage) -> String {
        CodeWords(language: language).finding(code)
    }
}
