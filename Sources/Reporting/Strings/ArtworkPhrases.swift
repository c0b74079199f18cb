import Visits

/// The texts of the section of artworks in both languages; a part of the strings table.
enum ArtworkPhrase: String, CaseIterable {
    case heading, nothing, intro, places, placesNote, allRegions, chart, creatives, creativesNote, creative, family,
        hangsIn, from, to
    case storeCount, storesLatest, storesPeriod, unlisted, campaigns, campaignsNote, campaign, campaignAt, showing,
        notShowing, curve, curveAlt, stillOld, stillOldNone, oldCreative, moreCampaigns

    var words: (ko: String, en: String) {
        switch self {
        case .heading: ("걸린 광고", "What hangs where")
        case .nothing:
            (
                "이 기간에는 카탈로그와 비교한 사진이 없습니다. 판독할 때 카탈로그를 주면(--catalogue) 어느 광고가 걸려 있는지 보여 줍니다.",
                "No photo of this period was compared with a catalogue. Scan with a catalogue (--catalogue) to see which ads hang where."
            )
        case .intro:
            (
                "점포 {0}곳의 사진 {1}장을 카탈로그와 비교했습니다. 점포마다 이 기간의 마지막 방문을 셉니다.",
                "{1} {1|photo|photos} of {0} {0|store|stores} were compared with the catalogue. Each store counts by its latest visit of the period."
            )
        case .places: ("자리와 지역별", "By place and region")
        case .placesNote:
            (
                "점포 수입니다. ‘구분 안 됨’은 비슷한 광고 가운데 어느 것인지, 또는 사진이 작아 무엇인지 알 수 없는 광고입니다.",
                "Numbers of stores. “Cannot tell”: an ad, but the photo does not show which of several alike ones, or is too small to say."
            )
        case .allRegions: ("전체", "All regions")
        case .chart: ("자리별로 걸린 것", "What hangs, by place")
        case .creatives: ("보인 광고", "Ads seen")
        case .creativesNote:
            (
                "이 기간의 어느 방문에든 보인 광고와, 지금도 걸려 있는(마지막 방문에 보인) 점포의 수.",
                "Ads seen at any visit of the period, and the number of stores where they still hang at the latest visit."
            )
        case .creative: ("광고", "Ad")
        case .family: ("계열", "Family")
        case .hangsIn: ("자리", "Places")
        case .from: ("시작", "From")
        case .to: ("끝", "To")
        case .storeCount: ("점포", "Stores")
        case .storesLatest: ("지금 점포", "Stores now")
        case .storesPeriod: ("기간 중 점포", "Stores in the period")
        case .unlisted: ("카탈로그에서 빠짐", "not in the catalogue any more")
        case .campaigns: ("캠페인", "Campaigns")
        case .campaignsNote:
            (
                "같은 날 시작하는 광고를 한 캠페인으로 봅니다. 시작일부터 날마다, 그때까지의 마지막 방문에 캠페인 광고가 보인 점포입니다.",
                "Ads that begin on one day are one campaign. For each day since then: the stores whose latest visit up to that day shows one of its ads."
            )
        case .campaign: ("{0} 시작 캠페인", "Campaign from {0}")
        case .campaignAt:
            (
                "시작 뒤 방문한 점포 {1}곳 가운데 {0}곳({2})에 캠페인 광고가 걸려 있습니다.",
                "Its ads hang in {0} of {1} {1|store|stores} visited since it began ({2})."
            )
        case .showing: ("캠페인 광고가 보인 점포", "Stores that show it")
        case .notShowing: ("방문했으나 보이지 않은 점포", "Visited, not shown")
        case .curve: ("{0} 시작 캠페인: 날짜별 점포", "Campaign from {0}: stores by day")
        case .curveAlt:
            (
                "날마다 캠페인 광고가 보인 점포와, 방문했으나 보이지 않은 점포를 쌓은 막대그래프.",
                "Columns by day: stores that show the campaign, and stores visited that do not."
            )
        case .stillOld: ("아직 지난 광고가 걸린 점포 {0}곳", "{0} {0|store|stores} still on the old one")
        case .stillOldNone: ("지난 광고가 남은 점포가 없습니다.", "No visited store still shows an earlier ad.")
        case .oldCreative: ("걸린 광고", "What hangs")
        case .moreCampaigns:
            (
                "캠페인 {1}개 가운데 최근 {0}개. 전체는 campaigns.csv에 있습니다.",
                "The latest {0} of {1} campaigns; campaigns.csv has all of them."
            )
        }
    }
}

/// What hangs in a place, in words.
enum HangingWords {
    /// Short enough for the head of a column.
    static func title(_ state: Hanging.State, _ language: ReportLanguage) -> String {
        let words: (ko: String, en: String) =
            switch state {
            case .right: ("맞음", "Right")
            case .damaged: ("손상", "Damaged")
            case .hidden: ("가려짐", "Hidden")
            case .outdated: ("지난 광고", "Past")
            case .notYetValid: ("시작 전", "Early")
            case .notProgrammed: ("다른 점포용", "Other store’s")
            case .wrongSlot: ("다른 자리용", "Other place’s")
            case .undecided: ("구분 안 됨", "Cannot tell")
            case .unrecognised: ("모르는 광고", "Unknown print")
            case .blank: ("빈 액자", "Blank")
            case .missing: ("없음", "Missing")
            case .notSeen: ("안 보임", "Not in view")
            }
        return language == .korean ? words.ko : words.en
    }
}
