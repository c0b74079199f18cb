/// What each figure means, as the page tells it, in both languages; second half of the strings table.
enum Definition: String, CaseIterable {
    case visit, covered, assessable, compliant, nonCompliant, notAssessable, unread, rate, change, offset
    case absence, changes, slot, call, repeated, accounting, late, gone, times, same, picture

    func text(_ language: ReportLanguage) -> (term: String, meaning: String) {
        let (korean, english) = words
        return language == .korean ? korean : english
    }

    private var words: ((String, String), (String, String)) {
        switch self {
        case .visit:
            (
                (
                    "방문", "한 점포의 하루 사진 전부. 날짜는 폴더의 날짜이고, 없으면 촬영 시각을 지점 시간대로 본 것입니다."
                ),
                (
                    "Visit",
                    "All photos of one store on one day: the folder’s date, or where there is none the day of capture in the branch’s zone."
                )
            )
        case .covered:
            (
                ("방문한 점포", "등록 점포 가운데 이 기간에 판독된 사진이 한 장이라도 있는 점포."),
                ("Store covered", "A registered store with at least one audited photo in the period.")
            )
        case .assessable:
            (
                ("판정된 방문", "준수 방문과 미준수 방문의 합."),
                ("Judged visit", "A visit that is compliant or non-compliant.")
            )
        case .compliant:
            (
                (
                    "준수", "남은 위반이 없고, 그 자체로 준수인 사진이 한 장 이상 있는 방문. 어느 사진에든 보이는 광고는 있는 것으로 봅니다."
                ),
                (
                    "Compliant",
                    "A visit without a violation and with at least one photo that is compliant by itself. An ad seen in any photo of the visit counts as seen."
                )
            )
        case .nonCompliant:
            (
                (
                    "미준수", "위반이 남은 방문. 같은 광고를 여러 번 쟀으면 불확실성이 가장 작은 사진이 중심 이탈을 정하고, 다른 위반은 한 사진에만 있어도 남습니다."
                ),
                (
                    "Non-compliant",
                    "A visit with at least one violation that no other photo of it refutes. Where several photos measure the ad, the one with the smallest uncertainty decides whether it is off centre; any other violation of any photo counts."
                )
            )
        case .notAssessable:
            (
                ("판정 불가", "위반도 없고 준수인 사진도 없는 방문: 사진이 답을 주지 못합니다. 준수율에서 뺍니다."),
                (
                    "Not assessable",
                    "A visit without a violation and without a compliant photo: the photos do not answer the question. It is left out of the rate."
                )
            )
        case .unread:
            (
                ("판독 불가", "사진이 모두 반려된 방문. 방문 = 준수 + 미준수 + 판정 불가 + 판독 불가."),
                (
                    "Unread",
                    "A visit whose photos were all rejected. Visits = compliant + non-compliant + not assessable + unread."
                )
            )
        case .rate:
            (
                ("준수율", "준수 방문 ÷ (준수 방문 + 미준수 방문)."),
                ("Compliance rate", "Compliant visits ÷ (compliant + non-compliant visits).")
            )
        case .change:
            (
                (
                    "이전 기간", "달의 첫날부터면 지난달의 같은 날들, 아니면 바로 앞의 같은 일수. 차이는 퍼센트포인트입니다."
                ),
                (
                    "Period before",
                    "For a month, or its first days, the same days of the month before; else as many days just before. Differences are in percentage points."
                )
            )
        case .offset:
            (
                (
                    "중심 이탈", "상단 광고의 중심과 진열장 중심선의 거리, 원근을 뺀 진열장 너비의 몫. 양수는 사진에서 오른쪽. ±는 95% 구간의 절반입니다."
                ),
                (
                    "Offset",
                    "Distance of the top ad’s centre from the cabinet’s centre line as a share of the cabinet’s width, perspective taken out; positive is to the right as seen. ± is half the 95% interval."
                )
            )
        case .absence:
            (
                (
                    "누락, 자리가 안 보임, 가려짐",
                    "누락: 진열장과 광고 자리가 사진에 보이는데 광고가 없음(정책이 요구하면 위반). 자리가 안 보임: 광고를 찾지 못했고 자리가 사진에 들어왔는지도 알 수 없음. 가려짐·불확실: 그 자리에 무언가 있으나 광고인지 알 수 없음. 뒤의 둘은 위반이 아니라 판정 불가입니다."
                ),
                (
                    "Missing, place not in view, unclear",
                    "Missing: the counter and the ad’s place are in the photo, and nothing hangs there (a violation where the policy requires the ad). Place not in view: the ad was not found, and the photo does not show whether it is missing. Covered or unclear: something is in its place, and cannot be recognised. The last two are not violations; they leave the photo not assessable."
                )
            )
        case .changes:
            (
                (
                    "지난 보고서 이후",
                    "지난 보고서를 만든 뒤 판독된 사진이 있는 방문. 새로 연락할 점포는 그때 목록에 없던 점포, 고쳐진 점포는 그때 미준수였으나 지금 최근 방문이 준수인 점포입니다."
                ),
                (
                    "Since the last report",
                    "Visits with photos that were audited after the last report was made. New on the call list: not on it then. Fixed: non-compliant then, and the latest visit is compliant now."
                )
            )
        case .slot:
            (
                (
                    "자리별 준수율",
                    "(보임 − 보이나 위반) ÷ (보임 + 누락). 누락은 자리가 화면에 들어왔는데도 어느 사진에도 없는 경우. 알 수 없음은 빼고, 보임 + 누락 + 알 수 없음 = 판독된 방문입니다."
                ),
                (
                    "Compliance by slot",
                    "(Seen − seen in violation) ÷ (seen + missing). Missing: its place was in view and no photo shows it. Seen + missing + unknown = visits with an audited photo."
                )
            )
        case .call:
            (
                (
                    "먼저 연락할 점포", "기간 안에서 판독된 가장 최근 방문이 미준수인 점포. 그 뒤에 고쳐졌으면 나오지 않습니다."
                ),
                (
                    "Store to call",
                    "A store whose latest visit with an audited photo in the period is non-compliant. A store whose later visit is compliant is not listed."
                )
            )
        case .repeated:
            (
                ("반복 미준수", "이 기간에 미준수 방문이 둘 이상이거나, 이 기간과 이전 기간에 모두 있는 점포."),
                (
                    "Repeatedly non-compliant",
                    "At least two non-compliant visits in the period, or one in it and one in the period before."
                )
            )
        case .accounting:
            (
                (
                    "사진 집계",
                    "판독: 판정을 얻은 사진. 반려: 판독할 수 없는 파일. 실패: 읽기 오류, 다시 시도. 중복: 같은 점포의 같은 파일. 대기: 아직 차례가 오지 않음. 중복은 원래 사진의 방문 날짜로, 실패와 대기는 폴더의 날짜(없으면 처음 본 날)로 셉니다."
                ),
                (
                    "Where photos went",
                    "Audited: has a verdict. Rejected: a file that cannot be audited. Failed: could not be read, will be tried again. Duplicate: the same bytes in the same store. Pending: not audited yet. A duplicate counts on the visit of the photo it repeats; a failed or pending one on its folder’s date, else the day it was first seen."
                )
            )
        case .late:
            (
                (
                    "늦게 도착", "이 기간보다 앞서 촬영되었고, 이 기간 첫날 06시 뒤에 원장에 처음 들어온 사진. 적어도 31일 앞까지 봅니다."
                ),
                (
                    "Late arrival",
                    "Taken before this period, and first seen by the ledger after 06:00 of the period’s first day. Looked for at least 31 days back."
                )
            )
        case .gone:
            (
                (
                    "사라진 사진",
                    "드롭 전체를 훑었을 때 그 자리에 없던 파일. 같은 사진이 다른 위치에 있으면 그곳에서만 세고, 어디에도 없으면 계속 셉니다. `sightline withdraw`로 철회하면 세지 않습니다."
                ),
                (
                    "Gone",
                    "A file that a walk over the whole drop no longer found. Where the same photo is at another path it counts there only; where it is nowhere it still counts. `sightline withdraw` takes it back."
                )
            )
        case .times:
            (
                (
                    "불확실한 시각", "폴더의 날짜뿐이거나, 시각이 없거나, 카메라 날짜가 폴더 날짜와 다른 사진."
                ),
                (
                    "Uncertain time",
                    "Only the folder’s date is known, or no time at all, or the camera’s day is not the folder’s."
                )
            )
        case .same:
            (
                (
                    "같은 사진",
                    "같은 파일이거나, 자르거나 크기를 바꾸거나 뒤집은 같은 장면의 사진. 한 방문 안의 연속 촬영과, 다른 날 새로 찍은 같은 진열대는 세지 않습니다."
                ),
                (
                    "Same photo",
                    "The same file, or the same picture in another file: cut, scaled or mirrored. Several photos of one visit are not counted, nor is a new photo of the same counter on another day."
                )
            )
        case .picture:
            (
                (
                    "증거 사진", "스캔이 원장에 남긴 작은 사진. 광고판 밖은 모자이크입니다(스캔을 --full-photos로 했으면 예외)."
                ),
                (
                    "Evidence picture",
                    "The small picture that the scan kept in the ledger; what lies outside the panels is pixelated, unless the scan ran with --full-photos."
                )
            )
        }
    }
}
