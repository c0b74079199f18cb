/// Every text of the page in both languages: the one strings table. `{0}`, `{1}` … represent values; `{0|store|stores}`
/// is the first word where that value is 1, else the second.
///
/// A case without both texts does not compile.
enum Phrase: String, CaseIterable {
    case changes, changesSince, changesNone, changesUnknown, changesVisits, newCalls, stillCalls, fixedStores, andMore
    case latestVerdictOfVisit, visitList, visitListIntro, visitListMore, staff, staffTitle, staffIntro, compliantVisits,
        nonCompliantColumn, openVisits, chartCue, ledgerFrom, trendCut
    case uploadsFailing, contact, wrong, photoPlace, paperMore, listCut, partlyBefore, notRegistered, noneRegistered
    case title, skip, periodRange, zone, scopeRegion, scopeStore, created, headline, headlineNone
    case compliance, previous, target, noTarget, againstTarget, change, points, noPrevious
    case storesCovered, ofRegistered, noRegistry, visits, photosAudited, photosRejected, visitsOpen, toCallCount
    case discovered, audited, rejected, failed, duplicate, pending, accounting, accountingNote, ledgerNote
    case filter, filterRegion, filterFinding, filterStore, filterAll, filterReset, filterCount, filterNote
    case callFirst, callFirstIntro, callFirstNone, callFirstMore, noPicture, pictureOf
    case toLeft, toRight, nonCompliantVisits, picturesLeftOut, noRoom
    case trend, trendDays, trendMonths, trendDaysNote, trendAlt, asTable, date, month
    case compliant, nonCompliant, notAssessable, unread
    case offsetTitle, offsetIntro, offsetAlt, offsetMedian, offsetNone, offsetLimit, left, right, topAd
    case beyond, within, off
    case regions, region, noRegion, registered, covered, slots, slot, seen, missing, unknown, violated
    case findings, finding, findingPhotos, findingVisits
    case stores, storesIntro, storesMore, store, latestVisit, latestVerdict, offset, violations, photos
    case noPhotos, noPhotosIntro, noPhotosNone, lastPhoto, never, listMore
    case repeated, repeatedIntro, repeatedNone, inPeriod, inPrevious
    case check, checkIntro, checkNone, checkAdvice, checkStores, checkDays, checkMore, checkOriginal, checkLikely,
        checkAnd
    case travel, travelIntro, device, otherStore, otherPhoto, speed
    case checkLarger, checkSharper, checkCameraData, checkUnknown, checkIdentical
    case unassessed, unassessedIntro, unassessedNone, reason, advice, photo, listSample
    case rejectedTitle, rejectedIntro, rejectedNone, failedTitle
    case late, lateIntro, lateNone, arrived
    case gone, goneIntro, goneNone, withdrawn, conflictIntro, cameraTime
    case times, timesIntro, timesExif, timesBranch, timesFolder, timesNone, timesConflict, timesUncertain
    case definitions, files, filesText, versions, none, noScript

    static let general: [Phrase: (ko: String, en: String)] = [
        .changes: ("지난 보고서 이후 달라진 것", "Changes since the last report"),
        .changesSince: ("지난 보고서: {0}", "Last report: {0}"),
        .changesNone: ("그 뒤에 들어온 방문이 없습니다.", "No visit has come in since."),
        .changesUnknown: (
            "이 폴더에 지난 보고서가 없어 비교하지 않았습니다. 다음 보고서부터 달라진 것을 보여 줍니다.",
            "There is no earlier report in this folder to compare with. The next report says what has changed since this one."
        ),
        .changesVisits: (
            "그 뒤 판독된 사진이 있는 방문 {0}건: 준수 {1}, 미준수 {2}, 판정 불가 {3}.",
            "{0} {0|visit|visits} with photos audited since: {1} compliant, {2} non-compliant, {3} not assessable."
        ),
        .newCalls: ("새로 연락할 점포 ({0}곳)", "New on the call list ({0})"),
        .stillCalls: ("다시 방문했으나 여전히 미준수 ({0}곳)", "Visited again and still non-compliant ({0})"),
        .fixedStores: ("고쳐진 점포 ({0}곳)", "Fixed ({0})"),
        .andMore: ("그 밖에 {0}곳", "and {0} more"),
        .latestVerdictOfVisit: ("판정", "Verdict"),
        .visitList: ("방문 목록", "Visits"),
        .visitListIntro: ("최근 방문부터.", "The latest first."),
        .visitListMore: (
            "방문 {1}건 가운데 최근 {0}건. 전체는 report.ndjson에 있습니다.",
            "The latest {0} of {1} {1|visit|visits}; all of them are in report.ndjson."
        ),
        .staff: ("담당자", "Salesperson"),
        .staffTitle: ("담당자별 결과", "By salesperson"),
        .staffIntro: (
            "사진 경로에 적힌 이름으로 나눕니다. 두 사람이 찍은 방문은 두 사람 모두에 셉니다.",
            "By the name in the photos’ paths. A visit with photos of two people counts for both."
        ),
        .compliantVisits: ("준수 방문", "Compliant visits"),
        .nonCompliantColumn: ("미준수 방문", "Non-compliant visits"),
        .openVisits: ("판정 불가 방문", "Visits not assessable"),
        .chartCue: ("옆으로 밀면 이전 날짜가 보입니다.", "Swipe sideways for earlier dates."),
        .ledgerFrom: (
            "원장의 첫 방문은 {0}입니다. 그 전은 0건이 아니라 알 수 없음입니다.",
            "The ledger’s first visit is on {0}; earlier days are unknown, not zero."
        ),
        .trendCut: ("기간의 마지막 {0}일: {1}부터 {2}까지", "The last {0} days of the period: {1} to {2}"),
        .uploadsFailing: (
            "본사로 보내지 못한 결과 묶음 {0}개: {1}", "{0} {0|bundle|bundles} of results could not be delivered to head office: {1}"
        ),
        .paperMore: (
            "종이에는 {1}건 가운데 처음 {0}건. 전체는 {2}에 있습니다.", "On paper the first {0} of {1}; all of them are in {2}."
        ),
        .listCut: (
            "{1}건 가운데 처음 {0}건. {2}에는 {3}건이 있습니다.", "The first {0} of {1}; {2} has {3} of them."
        ),
        .partlyBefore: (
            "비교하지 않음: 원장은 {0}에 시작하여 이전 기간({1} – {2})의 일부만 있습니다",
            "No comparison: the ledger begins on {0} and has only a part of the period before ({1} – {2})"
        ),
        .notRegistered: ("목록에 없는 방문 점포 {0}곳", "{0} visited {0|store is|stores are} not in the registry"),
        .noneRegistered: (
            "방문한 점포 {0}곳 가운데 점포 목록(등록 점포 {1}곳)에 있는 점포가 하나도 없습니다. 다른 목록이거나 점포 번호를 다르게 적은 것입니다. 이름, 지역, 연락처와 사진이 없는 점포는 맞는 목록이 있어야 나옵니다.",
            "None of the {0} visited stores is in the store registry ({1} registered). It is another branch’s, or it writes store numbers in another way. Names, regions, contacts and stores with no photo need the registry that fits."
        ),
        .contact: ("연락처", "Contact"),
        .wrong: ("문제", "What is wrong"),
        .photoPlace: ("사진: {1} (드롭 {0})", "Photo: {1} (drop {0})"),
        .title: ("진열 준수 보고서", "Display compliance report"),
        .skip: ("본문으로 건너뛰기", "Skip to content"),
        .periodRange: ("{0} – {1}", "{0} – {1}"),
        .zone: ("시간대 {0}", "Time zone {0}"),
        .scopeRegion: ("지역: {0}", "Region: {0}"),
        .scopeStore: ("점포: {0}", "Store: {0}"),
        .created: ("작성 시각", "Created"),
        .headline: (
            "판정된 방문 {1}건 가운데 {0}건이 준수했습니다.", "{0} of {1} judged {1|visit|visits} {0|was|were} compliant."
        ),
        .headlineNone: ("이 기간에는 판정된 방문이 없습니다.", "No visit of this period could be judged."),
        .compliance: ("준수율", "Compliance rate"),
        .previous: ("이전 기간 {0}", "Period before: {0}"),
        .target: ("목표 {0}", "Target {0}"),
        .noTarget: ("목표 미설정", "No target set"),
        .againstTarget: ("목표 대비 {0}", "{0} against target"),
        .change: ("이전 기간 대비 {0}", "{0} against the period before"),
        .points: ("{0}%p", "{0} points"),
        .noPrevious: ("이전 기간 판정 없음", "Nothing judged in the period before"),
        .storesCovered: ("방문한 점포", "Stores covered"),
        .ofRegistered: ("등록 점포 {0}곳 중 {1}", "of {0} registered, {1}"),
        .noRegistry: ("등록된 점포 목록 없음", "No store registry"),
        .visits: ("방문", "Visits"),
        .photosAudited: ("판독한 사진", "Photos audited"),
        .photosRejected: ("반려된 사진", "Photos rejected"),
        .visitsOpen: ("판정 불가 방문", "Visits not assessable"),
        .toCallCount: ("먼저 연락할 점포", "Stores to call"),
        .discovered: ("발견", "Discovered"),
        .audited: ("판독", "Audited"),
        .rejected: ("반려", "Rejected"),
        .failed: ("실패", "Failed"),
        .duplicate: ("중복", "Duplicate"),
        .pending: ("대기", "Pending"),
        .accounting: ("사진 집계", "Where every photo went"),
        .accountingNote: (
            "발견 = 판독 + 반려 + 실패 + 중복 + 대기", "Discovered = audited + rejected + failed + duplicate + pending"
        ),
        .ledgerNote: (
            "원장 전체: 발견 {0}, 판독 {1}, 반려 {2}, 실패 {3}, 중복 {4}, 대기 {5}",
            "Whole ledger: {0} discovered, {1} audited, {2} rejected, {3} failed, {4} duplicate, {5} pending"
        ),
        .filter: ("거르기", "Filter"),
        .filterRegion: ("지역", "Region"),
        .filterFinding: ("지적 사항", "Finding"),
        .filterStore: ("점포 번호 또는 이름", "Store number or name"),
        .filterAll: ("전체", "All"),
        .filterReset: ("초기화", "Reset"),
        .filterCount: ("{0}건 중 {1}건 표시", "{1} of {0} rows shown"),
        .filterNote: (
            "점포·방문·사진 목록에 적용됩니다. 합계와 그림은 바뀌지 않습니다.",
            "Applies to the lists of stores, visits and photos; sums and charts stay."
        ),
        .callFirst: ("먼저 연락할 점포", "Stores to call first"),
        .callFirstIntro: (
            "가장 최근 방문이 미준수인 점포 {0}곳. 광고 누락, 중심에서 먼 순서, 미준수가 잦은 순서입니다.",
            "{0} {0|store|stores} whose latest visit was not compliant: missing ads first, then the farthest off centre, then the most often non-compliant."
        ),
        .callFirstNone: (
            "가장 최근 방문이 미준수인 점포가 없습니다.", "No store's latest visit was non-compliant."
        ),
        .callFirstMore: (
            "사진과 함께 처음 {0}곳을 보여 줍니다. 나머지는 아래 점포 표와 stores.csv에 있습니다.",
            "The first {0} are shown with their pictures; the others are in the table of stores and in stores.csv."
        ),
        .noPicture: ("증거 사진 없음", "No evidence picture"),
        .pictureOf: ("{0} 점포의 증거 사진", "Evidence picture of store {0}"),
        .toLeft: ("왼쪽으로 진열장 너비의 {0}", "{0} of the cabinet’s width to the left"),
        .toRight: ("오른쪽으로 진열장 너비의 {0}", "{0} of the cabinet’s width to the right"),
        .nonCompliantVisits: ("방문 {1}건 중 {0}건 미준수", "{0} of {1} {1|visit|visits} non-compliant"),
        .picturesLeftOut: (
            "사진 {0}장은 용량 한도({1} MB) 때문에 이 파일에 넣지 않았습니다. --embed 없이 만들면 모두 pictures 폴더에 들어갑니다.",
            "{0} {0|picture is|pictures are} left out: this file holds at most {1} MB of them. Without --embed all of them are in the folder pictures."
        ),
        .noRoom: ("용량 한도를 넘어 사진을 넣지 않음", "No room for its picture in this file"),
        .trend: ("추이", "Trend"),
        .trendDays: ("일별 준수율과 방문", "Compliance rate and visits by day"),
        .trendMonths: ("월별 준수율과 방문", "Compliance rate and visits by month"),
        .trendDaysNote: ("{0}부터 {1}까지", "{0} to {1}"),
        .trendAlt: (
            "위: 준수율. 아래: 준수, 미준수, 판정 불가 방문 수.",
            "Above: compliance rate. Below: compliant, non-compliant and not assessable visits."
        ),
        .asTable: ("표로 보기", "As a table"),
        .date: ("날짜", "Date"),
        .month: ("월", "Month"),
        .compliant: ("준수", "Compliant"),
        .nonCompliant: ("미준수", "Non-compliant"),
        .notAssessable: ("판정 불가", "Not assessable"),
        .unread: ("판독 불가", "Unread"),
        .offsetTitle: ("상단 광고의 위치", "Top ad position"),
        .offsetIntro: (
            "막대 하나가 진열장 너비의 2%입니다. 손님이 보는 진열장의 중심선에서 광고 중심이 얼마나 벗어났는지, 방문 {0}건의 분포입니다.",
            "Each bar is 2% of the cabinet’s width: how far the ad’s centre lies from the centre line the customer faces, in {0} {0|visit|visits}."
        ),
        .offsetAlt: (
            "진열장 위에 그린 분포. 기준 안 {0}건, 벗어남 {1}건.",
            "Distribution drawn above the cabinet: {0} {0|visit|visits} within the limit, {1} off centre."
        ),
        .offsetMedian: (
            "방문의 절반은 광고 중심이 중심선에서 진열장 너비의 {0} 안에 있습니다(중앙값)",
            "In half of the visits the ad’s centre lies within {0} of the cabinet’s width of the centre line (median)"
        ),
        .offsetNone: ("측정된 방문이 없습니다.", "No visit was measured."),
        .offsetLimit: ("기준 ±{0}", "Limit ±{0}"),
        .left: ("왼쪽", "left"),
        .right: ("오른쪽", "right"),
        .topAd: ("상단 광고", "top ad"),
        .beyond: ("진열장 밖: 왼쪽 {0}건, 오른쪽 {1}건", "Beyond the cabinet: {0} to the left, {1} to the right"),
        .within: ("기준 안", "within the limit"),
        .off: ("벗어남", "off centre"),
        .regions: ("지역별 준수율", "Compliance by region"),
        .region: ("지역", "Region"),
        .noRegion: ("(지역 없음)", "(no region)"),
        .registered: ("등록 점포", "Registered stores"),
        .covered: ("방문한 점포", "Stores covered"),
        .slots: ("광고 자리별 준수율", "Compliance by slot"),
        .slot: ("자리", "Slot"),
        .seen: ("보임 (방문 수)", "Visits where seen"),
        .missing: ("누락 (방문 수)", "Visits where missing"),
        .unknown: ("알 수 없음 (방문 수)", "Visits where unknown"),
        .violated: ("보이나 위반 (방문 수)", "Visits seen in violation"),
        .findings: ("지적 사항", "Findings"),
        .finding: ("지적 사항", "Finding"),
        .findingPhotos: ("사진", "Photos"),
        .findingVisits: ("위반 방문", "Visits in violation"),
        .stores: ("점포별 결과", "Stores"),
        .storesIntro: (
            "이 기간에 사진이 있는 점포, 나쁜 순서. 중심 이탈은 진열장 너비의 몇 %인지이며 +는 오른쪽, −는 왼쪽입니다.",
            "Stores with a photo in this period, worst first. Off centre is in % of the cabinet’s width: + to the right, − to the left."
        ),
        .storesMore: (
            "{1}곳 가운데 나쁜 순서로 {0}곳. 전체는 stores.csv에 있습니다.",
            "The worst {0} of {1}; all of them are in stores.csv."
        ),
        .store: ("점포", "Store"),
        .latestVisit: ("최근 방문", "Latest visit"),
        .latestVerdict: ("최근 판정", "Latest verdict"),
        .offset: ("중심 이탈", "Off centre"),
        .violations: ("위반 사항", "Violations"),
        .photos: ("사진", "Photos"),
        .noPhotos: ("사진이 없는 점포", "Stores with no photo"),
        .noPhotosIntro: (
            "등록 점포 {1}곳 가운데 {0}곳은 이 기간에 판독된 사진이 없습니다.",
            "{0} of {1} registered {1|store|stores} {0|has|have} no audited photo in this period."
        ),
        .noPhotosNone: (
            "등록된 모든 점포에 판독된 사진이 있습니다.", "Every registered store has an audited photo."
        ),
        .lastPhoto: ("마지막 사진", "Latest photo"),
        .never: ("{0}부터 사진 없음", "no photo since {0}"),
        .listMore: (
            "{1}건 가운데 처음 {0}건. 전체는 {2}에 있습니다.", "The first {0} of {1}; all of them are in {2}."
        ),
        .repeated: ("반복 미준수 점포", "Repeatedly non-compliant"),
        .repeatedIntro: (
            "이 기간에 두 번 이상, 또는 이 기간과 이전 기간에 모두 미준수인 점포 {0}곳.",
            "{0} {0|store|stores} non-compliant at least twice in this period, or in this period and in the one before."
        ),
        .repeatedNone: ("반복해서 미준수인 점포가 없습니다.", "No store was non-compliant repeatedly."),
        .inPeriod: ("이 기간 미준수 방문", "Non-compliant visits, this period"),
        .inPrevious: ("이전 기간 미준수 방문", "Non-compliant visits, period before"),
        .unassessed: ("판정할 수 없는 사진", "Photos that could not be assessed"),
        .unassessedIntro: (
            "사진 {0}장. 한 사진에 이유가 여럿일 수 있습니다. 촬영자에게 이렇게 알려 주세요.",
            "{0} {0|photo|photos}; one may have several reasons. What to tell the photographer:"
        ),
        .unassessedNone: (
            "판독된 모든 사진이 판정되었습니다.", "Every audited photo could be assessed."
        ),
        .reason: ("이유", "Reason"),
        .advice: ("촬영자에게", "Tell the photographer"),
        .photo: ("사진", "Photo"),
        .listSample: ("사진 목록 ({1}장 중 {0}장)", "List of photos ({0} of {1})"),
        .rejectedTitle: ("반려된 사진", "Rejected photos"),
        .rejectedIntro: (
            "판독할 수 없는 파일입니다: {0}장.", "{0} {0|file|files} that cannot be audited as {0|it is|they are}."
        ),
        .rejectedNone: ("반려된 사진이 없습니다.", "No photo was rejected."),
        .failedTitle: ("읽지 못해 다시 시도할 사진", "Photos that failed and will be tried again"),
        .late: ("늦게 도착한 사진", "Late arrivals"),
        .lateIntro: (
            "{1}부터 {2}까지 촬영되었으나 그 보고 뒤에 들어온 사진 {0}장. 이전 보고서의 수치가 달라집니다.",
            "{0} {0|photo|photos} taken from {1} to {2} came in after that time had been reported; earlier figures change."
        ),
        .lateNone: ("늦게 도착한 사진이 없습니다.", "No photo came in late."),
        .arrived: ("도착", "Arrived"),
        .gone: ("옮기거나 지우거나 철회한 사진", "Photos moved, deleted or withdrawn"),
        .goneIntro: (
            "드롭에서 사라졌으나 계속 집계되는 사진 {0}장, 다른 위치에서 집계되는 사진 {1}장, 철회되어 집계되지 않는 사진 {2}장.",
            "{0} {0|photo counts although its|photos count although their} file is gone from the drop; {1} {1|counts|count} at another path; {2} {2|was|were} withdrawn and {2|counts|count} nowhere."
        ),
        .goneNone: ("해당 사항이 없습니다.", "None."),
        .withdrawn: ("철회한 사진", "Withdrawn photos"),
        .conflictIntro: (
            "사진 {0}장은 휴대전화의 날짜가 폴더의 날짜와 다릅니다. 방문은 폴더의 날짜로 셉니다.",
            "On {0} {0|photo|photos} the phone's clock says another day than the folder. {0|Its visit counts|Their visits count} on the folder's day."
        ),
        .cameraTime: ("카메라 시각", "Camera time"),
        .times: ("촬영 날짜의 신뢰도", "Reliability of capture dates"),
        .timesIntro: (
            "사진은 방문 날짜에 따라 기간에 들어갑니다: 폴더의 날짜, 없으면 촬영 날짜. 사진의 {0}는 날짜가 확실하지 않습니다.",
            "A photo belongs to a period by the day of its visit: the folder’s date, or the capture date where the folder has none. For {0} of the photos that day is uncertain."
        ),
        .timesExif: ("카메라 시각과 시간대 있음", "Camera time with time zone"),
        .timesBranch: ("카메라 시각, 지점 시간대로 봄", "Camera time; the branch’s time zone is assumed"),
        .timesFolder: ("폴더 날짜만 있음", "Folder’s date only, no camera time"),
        .timesNone: ("날짜 없음, 판독한 날로 셈", "No date; the day of the audit is used"),
        .timesConflict: ("카메라 날짜와 폴더 날짜가 다름", "Camera’s date differs from the folder’s"),
        .timesUncertain: ("날짜가 불확실한 사진, 합계", "Photos with an uncertain date, total"),
        .definitions: ("용어와 계산", "Definitions"),
        .files: ("함께 만든 파일", "Files beside this page"),
        .filesText: (
            "report.csv 사진마다 한 줄, stores.csv 점포마다 한 줄, report.ndjson 방문마다 한 줄, check.csv 확인할 사진마다 한 줄, artworks.csv 점포와 자리마다 한 줄, campaigns.csv 캠페인과 날짜마다 한 줄, photographers.csv 다시 찍을 점포마다 한 줄, summary.json 모든 수치; pictures가 있으면 이 페이지의 사진",
            "report.csv: one row per photo; stores.csv: one row per store; report.ndjson: one line per visit; check.csv: one row per photo to check; artworks.csv: one row per store and place; campaigns.csv: one row per campaign and day; photographers.csv: one row per store to photograph again; summary.json: all figures; pictures, where there is one: the pictures of this page"
        ),
        .versions: ("프로그램과 모델 버전", "Versions of program and model"),
        .none: ("없음", "none"),
        .noScript: (
            "거르기와 정렬에는 자바스크립트가 필요합니다. 나머지는 모두 읽을 수 있습니다.",
            "Filtering and sorting need JavaScript; all else can be read without."
        ),
    ]
}
