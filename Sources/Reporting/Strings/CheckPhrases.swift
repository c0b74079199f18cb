/// The texts of the section of photos to check; a part of the strings table.
extension Phrase {
    static let ofChecks: [Phrase: (ko: String, en: String)] = [
        .check: ("확인할 사진", "Photos to check"),
        .checkIntro: (
            "서로 다른 방문의 사진이 같은 장면인 경우가 {0}건, 관련 점포는 {1}곳입니다. 무거운 것부터 보여 줍니다.",
            "Photos of different visits show the same picture: {0} {0|case|cases}, {1} {1|store|stores}. The weightiest case comes first."
        ),
        .checkNone: (
            "서로 다른 방문의 사진이 같은 장면인 경우가 없습니다.", "No two visits have a photo of the same picture."
        ),
        .checkAdvice: (
            "폴더를 잘못 골랐거나 사진을 두 번 보냈을 수도 있습니다. 판단하기 전에 담당자에게 먼저 물어보세요. 날짜만으로는 어느 사진이 먼저인지 알 수 없습니다.",
            "A wrong folder or a photo sent twice is a possible reason. Ask the salesperson before you decide anything. The dates alone do not show which photo came first."
        ),
        .checkStores: ("점포 {0}곳의 같은 사진", "The same picture for {0} {0|store|stores}"),
        .checkDays: ("한 점포에서 {0}일에 걸친 같은 사진", "The same picture for one store on {0} {0|day|days}"),
        .checkMore: ("그 밖에 {0}장, check.csv에 있음", "and {0} more, in check.csv"),
        .checkOriginal: ("원본으로 보임", "Likely the original"),
        .checkLikely: ("{0} · {1} 사진이 원본으로 보입니다: {2}.", "The photo of {0}, {1}, is likely the original: {2}."),
        .checkAnd: (", ", " and "),
        .checkLarger: ("화소가 더 많음", "it has more pixels"),
        .checkSharper: ("더 선명함", "it is sharper"),
        .checkCameraData: ("이 사진에만 카메라 정보가 있음", "it alone has the camera’s data"),
        .travel: ("점포 사이의 이동", "Travel between stores"),
        .travelIntro: (
            "카메라 번호나 담당자와 시각을 아는 사진 {0}장을 확인했고, 그중 {1}장은 이동이 너무 빠릅니다. 사진 {2}장은 이를 알 수 없어 확인하지 않았습니다.",
            "Checked: {0} {0|photo|photos} whose time and camera or salesperson are known; {1} of them {1|is|are} too fast. Not checked, since these are unknown: {2} {2|photo|photos}."
        ),
        .device: ("카메라·담당자 (가명)", "Camera or salesperson (pseudonym)"),
        .otherStore: ("다른 점포", "Other store"),
        .otherPhoto: ("다른 사진", "Other photo"),
        .speed: ("시속, km", "km/h"),
        .checkUnknown: (
            "어느 사진이 먼저인지 알 수 없습니다.", "Which photo came first is unknown."
        ),
        .checkIdentical: (
            "완전히 같은 파일이어서 어느 것이 먼저인지 알 수 없습니다.",
            "The files are identical, so which came first is unknown."
        ),
    ]
}
