import Judging

/// What is said of how a photo was taken, in both languages, and what the photographer does better next time.
extension CodeWords {
    /// A finding of the quality gate.
    struct OfQuality {
        let title: String
        let advice: String
        let meaning: String
        let value: String
        let limit: String
    }

    /// nil for a finding that is not about the photo's quality.
    func ofQuality(_ finding: FindingCode) -> OfQuality? {
        switch finding {
        case .photoTooDark:
            OfQuality(
                title: pick("너무 어두운 사진", "Photo too dark"),
                advice: pick(
                    "조명을 켜거나 플래시를 쓰고, 역광을 피해 주세요.", "Switch on the light or the flash; avoid light from behind."),
                meaning: pick(
                    "사진이 너무 어두워, 찾지 못한 광고를 누락이라고 말할 수 없습니다.",
                    "The photo is too dark: what was not found in it is not called missing. What was measured counts."),
                value: pick("평균 밝기, 0~1", "mean luma, 0 to 1"), limit: pick("최소 밝기", "the least accepted"))
        case .photoOverexposed:
            OfQuality(
                title: pick("너무 밝게 날아간 사진", "Photo overexposed"),
                advice: pick(
                    "화면에서 진열장을 눌러 밝기를 맞추고, 창문이나 조명을 등지고 찍어 주세요.",
                    "Tap the cabinet on the screen to set the exposure; keep windows and lamps behind you."),
                meaning: pick(
                    "사진의 넓은 부분이 하얗게 날아가, 찾지 못한 광고를 누락이라고 말할 수 없습니다.",
                    "Too much of the photo is nothing but white: what was not found in it is not called missing."),
                value: pick("하얗게 날아간 비율, 0~1", "share that is nothing but white, 0 to 1"),
                limit: pick("최대 비율", "the most accepted"))
        case .photoBlurred:
            OfQuality(
                title: pick("초점이 맞지 않은 사진", "Photo out of focus"),
                advice: pick(
                    "렌즈를 닦고, 화면에서 진열장을 눌러 초점을 맞춘 뒤 찍어 주세요.",
                    "Wipe the lens, and tap the cabinet on the screen so that the camera focuses on it."),
                meaning: pick(
                    "사진이 흐려, 찾지 못한 광고를 누락이라고 말할 수 없습니다.",
                    "The photo is blurred: what was not found in it is not called missing. What was measured counts."),
                value: pick(
                    "흐림, 0(선명)~1; 예전 기록은 선명도(라플라시안 분산)",
                    "blur, 0 (sharp) to 1; in older records sharpness, variance of the Laplacian"),
                limit: pick("최대 흐림; 예전 기록은 최소 선명도", "the most accepted; in older records the least sharpness"))
        case .photoShaken:
            OfQuality(
                title: pick("흔들린 사진", "Photo shaken"),
                advice: pick(
                    "멈춰 서서 두 손으로 휴대전화를 잡고 찍어 주세요. 어두우면 조명을 켜 주세요.",
                    "Stand still and hold the phone with both hands; where it is dark, switch on the light."),
                meaning: pick(
                    "촬영 중에 카메라가 움직여 사진이 한 방향으로 흐립니다. 찾지 못한 광고를 누락이라고 말할 수 없습니다.",
                    "The camera moved while the photo was taken: what was not found in it is not called missing. What was measured counts."
                ),
                value: pick("가장 흐린 방향의 흐림, 0~1", "blur in the most blurred direction, 0 to 1"),
                limit: pick("최대 흐림", "the most accepted"))
        case .lensCovered:
            OfQuality(
                title: pick("렌즈가 가려짐", "Lens partly covered"),
                advice: pick(
                    "손가락과 케이스, 끈이 렌즈를 가리지 않게 하고 다시 찍어 주세요.",
                    "Keep fingers, case and strap off the lens, and take the photo again."),
                meaning: pick(
                    "렌즈 앞의 물체가 사진 일부를 가렸습니다. 찾지 못한 광고를 누락이라고 말할 수 없습니다.",
                    "Something before the lens hides part of the photo: what was not found in it is not called missing."
                ),
                value: pick("가려진 비율, 0~1", "share of the photo that is hidden, 0 to 1"),
                limit: pick("최대 비율", "the most accepted"))
        default: ofStance(finding)
        }
    }

    /// Where the photographer stood, and how the camera was held.
    private func ofStance(_ finding: FindingCode) -> OfQuality? {
        switch finding {
        case .cameraTilted:
            OfQuality(
                title: pick("기울여 찍은 사진", "Camera tilted"),
                advice: pick("휴대전화를 똑바로 세우거나 눕혀서 찍어 주세요.", "Hold the phone upright or level."),
                meaning: pick(
                    "사진 속 장면이 허용 각도보다 돌아가 있습니다.", "The scene is turned in the photo by more than the policy allows."),
                value: pick("돌아간 각도, 도, 시계 방향이 +", "degrees by which the scene is turned, positive clockwise"),
                limit: pick("어느 쪽으로든 허용되는 각도", "the most allowed to either side"))
        case .takenTooFar:
            OfQuality(
                title: pick("너무 멀리서 찍은 사진", "Taken from too far away"),
                advice: pick(
                    "진열장이 화면을 절반쯤 채우도록 다가가서 찍어 주세요.", "Go closer, until the cabinet fills half of the picture."),
                meaning: pick("담배 진열장이 사진에서 너무 작습니다.", "The cabinet is too small in the photo."),
                value: pick("사진 너비 = 1로 본 진열장 너비", "the cabinet’s width in widths of the photo"),
                limit: pick("최소 너비", "the least accepted"))
        case .takenTooNear:
            OfQuality(
                title: pick("너무 가까이서 찍은 사진", "Taken from too near"),
                advice: pick(
                    "진열장 전체가 들어오도록 한두 걸음 물러나서 찍어 주세요.", "Step back until the whole cabinet is in the picture."),
                meaning: pick("담배 진열장이 사진보다 넓습니다.", "The cabinet is wider than the photo."),
                value: pick("사진 너비 = 1로 본 진열장 너비", "the cabinet’s width in widths of the photo"),
                limit: pick("최대 너비", "the most accepted"))
        case .cabinetCutOff:
            OfQuality(
                title: pick("진열장이 사진 밖으로 잘림", "Cabinet cut off by the photo’s edge"),
                advice: pick(
                    "진열장이 가운데에 통째로 들어오게 찍어 주세요.", "Aim so that the whole cabinet is in the middle of the picture."),
                meaning: pick("담배 진열장의 대부분이 사진 밖에 있습니다.", "Most of the cabinet lies outside the photo."),
                value: pick("사진에 들어온 진열장의 비율, 0~1", "share of the cabinet in the photo, 0 to 1"),
                limit: pick("최소 비율", "the least accepted"))
        default: nil
        }
    }
}
