"""Sheets of words: menus, hours, signs, notices, handwriting, calendars."""

from __future__ import annotations

import cv2
import numpy as np

from . import fonts, words
from .backdrops import background
from .paint import Colour, Rgb, fit_text, hsv, luma, paste
from .styles import Split, chance, pick

TITLES = {
    "drink": [
        "시원한 한 모금",
        "맑은 녹차",
        "비타톡",
        "콜라 제로",
        "탄산수",
        "이온 음료",
        "짜릿함 그대로",
        "과일 주스",
        "생수 2+1",
    ],
    "coffee": ["갓 내린 원두커피", "모닝 커피 세트", "아메리카노", "라떼 한 잔", "커피 + 빵"],
    "ice": ["아이스크림 골라담기", "ICE FAIR", "콘 전품목", "여름엔 역시", "빙수 출시"],
    "snack": ["바삭칩", "과자 대잔치", "초코 파이", "골라담아 3개", "견과 모음", "신상 과자"],
    "ramen": ["매운 불라면", "컵라면 행사", "우동 한 그릇", "도시락 특가", "김밥 + 라면", "왕만두"],
    "lotto": ["대박복권", "스피드 즉석복권", "1등 당첨 명당!", "로또 판매점", "긁는 순간 10억!"],
    "liquor": ["시원한 생맥주", "수입맥주 4캔", "막걸리", "소주 행사", "와인 모음전"],
    "carton": ["녹차 티백", "우유 1+1", "홍삼 세트", "비타민", "캔디", "두유", "반창고", "초콜릿", "면도기", "배터리"],
    "sale": [
        "이달의 1+1 행사",
        "전품목 50%",
        "SALE",
        "2+1 득템",
        "멤버십 적립",
        "할인 행사",
        "신년 세일",
        "음료 · 과자 · 생활용품",
    ],
    "notice": [
        "청소년 판매금지",
        "CCTV 녹화중",
        "편의점 택배",
        "범죄예방 및 시설안전",
        "교통카드 충전",
        "종량제 봉투",
        "외부음식 금지",
        "화장실 없음",
        "직원 모집",
        "봉투 유료 판매",
        "19세 미만 판매 금지",
    ],
    "list": [
        "오늘의 간식",
        "커피 메뉴",
        "영업시간 안내",
        "간편결제 OK",
        "배달 가능",
        "가격표",
        "서비스 안내",
        "택배 요금",
    ],
    "icon": ["현금인출기", "무료 와이파이", "주차 가능", "충전소", "비상구", "소화기", "택배", "결제"],
    "hand": [
        "알바 구합니다",
        "외상 사절",
        "거스름돈 확인",
        "택배 접수 5시 마감",
        "교통카드 충전 됩니다",
        "금일 휴업",
        "봉투값 100원",
        "문의는 점장에게",
        "화장실 고장",
        "주말 야간 / 시급 협의",
        "담배 없음",
        "잔돈 부족",
    ],
    "phone": ["알뜰폰 유심", "데이터 무제한", "5G 요금제", "게임 카드", "기프트 카드"],
    "code": ["QR 결제", "앱 다운로드", "멤버십 가입", "스캔하세요"],
    "photo": ["새로운 맛", "오늘의 추천", "한정 메뉴", "봄 나들이", "신선 도시락"],
    "word": ["OPEN", "24", "WELCOME", "CAFE", "FRESH", "어서오세요", "계산대", "냉장", "라면", "음료"],
    "slogan": ["건강한 하루", "오늘도 좋은 날", "고객 만족", "친절 봉사", "깨끗한 매장"],
    "calendar": ["2026년 3월", "2025년 11월", "2027년 1월"],
    "nosmoke": ["금연구역", "NO SMOKING AREA", "흡연 금지"],
}


def title(
    rng: np.random.Generator,
    img: Rgb,
    text: str,
    split: Split,
    box: tuple[float, float, float, float],
    ink: Colour,
    hand: bool = False,
) -> None:
    """One line fitted into a box (x, y, w, h), to the left or in the middle."""
    file = fonts.choose(rng, split, True, hand)
    s = fit_text(text, file, box[2], box[3], ink)
    paste(img, s, box[0] + (box[2] - s.shape[1]) * pick(rng, [0, 0.5, 0.5]), box[1] + (box[3] - s.shape[0]) / 2)


def contrast(img: Rgb) -> Colour:
    """Ink that can be read on the picture as a whole."""
    return (252, 252, 250) if luma(tuple(img.reshape(-1, 3).mean(0))) < 150 else (24, 24, 30)


def list_sheet(rng: np.random.Generator, w: int, h: int, colours: list[Colour], split: Split) -> Rgb:
    """A menu, opening hours, ways to pay: rows of a dot, a word and a figure."""
    paper = pick(rng, [(252, 252, 250), (34, 36, 44), (255, 248, 232), colours[0]])
    img = np.full((h, w, 3), paper, np.uint8)
    ink = contrast(img)
    title(
        rng, img, pick(rng, TITLES["list"]), split, (w * 0.06, h * 0.04, w * 0.7, h * 0.1), pick(rng, [ink, colours[2]])
    )
    cv2.line(img, (int(w * 0.06), int(h * 0.16)), (int(w * 0.94), int(h * 0.16)), colours[2], max(2, h // 200))
    n = int(rng.integers(3, 9))
    file = fonts.choose(rng, split, True)
    for i in range(n):
        y, p = h * (0.19 + 0.75 * i / n), h * 0.75 / n
        if chance(rng, 0.8):
            cv2.circle(
                img,
                (int(w * 0.1), int(y + p / 2)),
                int(min(p * 0.3, w * 0.05)),
                hsv(rng.random(), 0.6, 0.8),
                -1,
                cv2.LINE_AA,
            )
        s = fit_text(
            pick(
                rng,
                [
                    "월 – 금",
                    "토요일",
                    "공휴일",
                    "라떼",
                    "군고구마",
                    "핫바",
                    "달빛페이",
                    "교통카드",
                    "어묵",
                    "찐빵",
                    "녹차",
                    words.hangul(rng),
                ],
            ),
            file,
            w * 0.4,
            p * 0.42,
            ink,
        )
        paste(img, s, w * 0.19, y + (p - s.shape[0]) / 2)
        s = fit_text(
            pick(rng, [words.price(rng), "07:00–24:00", "1,500", "2,700", "○"]),
            file,
            w * 0.3,
            p * 0.42,
            pick(rng, [ink, colours[2]]),
        )
        paste(img, s, w * 0.94 - s.shape[1], y + (p - s.shape[0]) / 2)
    return img


def icon_sheet(rng: np.random.Generator, w: int, h: int, colours: list[Colour], split: Split) -> Rgb:
    """One big sign: ATM, wifi, parking."""
    img = np.full(
        (h, w, 3), pick(rng, [(255, 214, 0), (0, 120, 190), (255, 255, 255), colours[0], colours[1]]), np.uint8
    )
    r = int(min(w, h) * 0.33)
    c = (w // 2, int(h * 0.4)) if w < h * 1.5 else (int(h * 0.5), h // 2)
    cv2.circle(img, c, r, colours[1], -1, cv2.LINE_AA)
    cv2.circle(img, c, int(r * 0.8), (255, 255, 255), -1, cv2.LINE_AA)
    s = fit_text(
        pick(rng, ["ATM", "Wi", "P", "i", "₩", "24", "19", "T"]),
        fonts.choose(rng, split, False),
        r * 1.2,
        r * 0.8,
        (30, 30, 30),
    )
    paste(img, s, c[0] - s.shape[1] / 2, c[1] - s.shape[0] / 2)
    box = (w * 0.08, h * 0.78, w * 0.84, h * 0.14) if w < h * 1.5 else (h * 1.0, h * 0.25, w - h * 1.1, h * 0.5)
    title(rng, img, pick(rng, TITLES["icon"]), split, box, contrast(img))
    return img


def notice_sheet(rng: np.random.Generator, w: int, h: int, colours: list[Colour], split: Split) -> Rgb:
    """An official notice: header bar, lines, a border."""
    img = np.full((h, w, 3), pick(rng, [(255, 255, 255), (255, 250, 230), (240, 250, 244), (255, 236, 140)]), np.uint8)
    bar = pick(rng, [(190, 20, 34), (30, 50, 90), (40, 150, 130), colours[1], (240, 60, 50)])
    cv2.rectangle(img, (0, 0), (w, int(h * 0.2)), bar, -1)
    if chance(rng, 0.7):
        cv2.rectangle(
            img, (int(w * 0.03), int(h * 0.22)), (int(w * 0.97), int(h * 0.97)), bar, max(2, min(w, h) // 100)
        )
    title(rng, img, pick(rng, TITLES["notice"]), split, (w * 0.1, h * 0.04, w * 0.8, h * 0.12), (255, 255, 255))
    n = int(rng.integers(2, 6))
    for i in range(n):
        text = pick(
            rng,
            TITLES["notice"]
            + [
                "신분증을 제시해 주세요",
                "24시간 촬영",
                "2,600원부터",
                "전국 어디나 당일 접수",
                "무게 측정 후 결제",
                "술·담배를 판매하지 않습니다",
            ],
        )
        title(
            rng,
            img,
            text,
            split,
            (w * 0.1, h * (0.26 + 0.66 * i / n), w * 0.8, h * 0.66 / n * rng.uniform(0.3, 0.6)),
            pick(rng, [(20, 20, 20), bar]),
        )
    return img


def hand_sheet(rng: np.random.Generator, w: int, h: int, colours: list[Colour], split: Split) -> Rgb:
    """Handwriting on paper."""
    img = np.full(
        (h, w, 3),
        pick(rng, [(255, 255, 250), (253, 242, 180), (250, 226, 226), (226, 240, 226), (214, 190, 150)]),
        np.uint8,
    )
    n = int(rng.integers(1, 4))
    for i in range(n):
        title(
            rng,
            img,
            pick(rng, TITLES["hand"]),
            split,
            (w * 0.08, h * (0.08 + 0.84 * i / n), w * 0.84, h * 0.84 / n * 0.7),
            pick(rng, [(30, 30, 34), (190, 20, 30), (20, 70, 160)]),
            hand=True,
        )
    return img


def nosmoke_sheet(rng: np.random.Generator, w: int, h: int, colours: list[Colour], split: Split) -> Rgb:
    """The crossed cigarette in a red ring: not an ad."""
    img = np.full((h, w, 3), pick(rng, [(255, 255, 255), (255, 255, 255), (250, 220, 60), (200, 30, 40)]), np.uint8)
    r = int(min(w, h) * 0.3)
    c = (w // 2, int(h * 0.4)) if w < h * 1.5 else (int(h * 0.55), h // 2)
    cv2.circle(img, c, r, (255, 255, 255), -1, cv2.LINE_AA)
    y = c[1]
    cv2.rectangle(img, (c[0] - int(r * 0.7), y - r // 8), (c[0] + int(r * 0.4), y + r // 8), (60, 60, 60), -1)
    cv2.rectangle(img, (c[0] + int(r * 0.45), y - r // 8), (c[0] + int(r * 0.65), y + r // 8), (230, 120, 40), -1)
    cv2.line(
        img,
        (c[0] - int(r * 0.65), y - int(r * 0.65)),
        (c[0] + int(r * 0.65), y + int(r * 0.65)),
        (205, 20, 20),
        max(3, r // 7),
        cv2.LINE_AA,
    )
    cv2.circle(img, c, r, (205, 20, 20), max(3, r // 7), cv2.LINE_AA)
    box = (w * 0.1, h * 0.76, w * 0.8, h * 0.13) if w < h * 1.5 else (h * 1.1, h * 0.25, w - h * 1.2, h * 0.5)
    title(rng, img, pick(rng, TITLES["nosmoke"]), split, box, contrast(img))
    return img


def code_sheet(rng: np.random.Generator, w: int, h: int, colours: list[Colour], split: Split) -> Rgb:
    """A QR code with a line of text."""
    img = background(rng, w, h, colours, split, ("linear", "flat", "split", "radial"))
    s = int(min(w, h) * 0.6)
    n = 25
    dots = (rng.random((n, n)) < 0.5).astype(np.uint8) * 255
    for a, b in ((0, 0), (0, n - 7), (n - 7, 0)):
        dots[a : a + 7, b : b + 7] = 0
        dots[a + 1 : a + 6, b + 1 : b + 6] = 255
        dots[a + 2 : a + 5, b + 2 : b + 5] = 0
    code = cv2.resize(np.pad(dots, 2, constant_values=255), (s, s), interpolation=cv2.INTER_NEAREST)
    x, y = (int((w - s) / 2), int(h * 0.3)) if w < h * 1.5 else (int(w - s * 1.2), int((h - s) / 2))
    y = min(y, h - s)
    img[y : y + s, x : x + s] = code[..., None]
    box = (w * 0.08, h * 0.07, w * 0.84, h * 0.15) if w < h * 1.5 else (w * 0.05, h * 0.25, w * 0.5, h * 0.5)
    title(rng, img, pick(rng, TITLES["code"]), split, box, contrast(img))
    return img


def word_sheet(rng: np.random.Generator, w: int, h: int, colours: list[Colour], split: Split) -> Rgb:
    """A shop sign: one word on a plain or striped board."""
    img = background(rng, w, h, colours, split, ("flat", "linear", "stripes", "frame"))
    title(rng, img, pick(rng, TITLES["word"]), split, (w * 0.08, h * 0.2, w * 0.84, h * 0.6), contrast(img))
    return img


def calendar_sheet(rng: np.random.Generator, w: int, h: int, colours: list[Colour], split: Split) -> Rgb:
    """A month's sheet."""
    img = np.full((h, w, 3), 252, np.uint8)
    cv2.rectangle(img, (0, 0), (w, int(h * 0.3)), colours[1], -1)
    title(rng, img, pick(rng, TITLES["calendar"]), split, (w * 0.1, h * 0.05, w * 0.8, h * 0.2), (255, 255, 255))
    file = fonts.choose(rng, split, False)
    for d in range(30):
        s = fit_text(str(d + 1), file, w * 0.08, h * 0.06, (200, 30, 30) if d % 7 == 0 else (40, 40, 40))
        paste(img, s, w * (0.06 + 0.13 * (d % 7)), h * (0.36 + 0.12 * (d // 7)))
    return img
