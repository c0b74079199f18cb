"""Prints that are no programme ads: what else hangs in a shop, to be left alone."""

from __future__ import annotations

import cv2
import numpy as np

from . import fonts, words
from .goods import bag, bottle, bowl, carton, cone, cup, ball
from .paint import Colour, Rgb, Rgba, background, badge, clouds, fit_text, hsv, luma, mix, palette, paste, rotate
from .styles import Split, chance, generator, pick

KINDS = ("drink", "coffee", "ice", "snack", "ramen", "lotto", "list", "icon", "notice", "hand", "nosmoke", "sale", "liquor", "carton", "photo",
         "drink", "phone", "code", "snack", "list", "notice", "word", "drink", "calendar", "hand", "slogan")
_TITLES = {
    "drink": ["시원한 한 모금", "맑은 녹차", "비타톡", "콜라 제로", "탄산수", "이온 음료", "짜릿함 그대로", "과일 주스", "생수 2+1"],
    "coffee": ["갓 내린 원두커피", "모닝 커피 세트", "아메리카노", "라떼 한 잔", "커피 + 빵"],
    "ice": ["아이스크림 골라담기", "ICE FAIR", "콘 전품목", "여름엔 역시", "빙수 출시"],
    "snack": ["바삭칩", "과자 대잔치", "초코 파이", "골라담아 3개", "견과 모음", "신상 과자"],
    "ramen": ["매운 불라면", "컵라면 행사", "우동 한 그릇", "도시락 특가", "김밥 + 라면", "왕만두"],
    "lotto": ["대박복권", "스피드 즉석복권", "1등 당첨 명당!", "로또 판매점", "긁는 순간 10억!"],
    "liquor": ["시원한 생맥주", "수입맥주 4캔", "막걸리", "소주 행사", "와인 모음전"],
    "carton": ["녹차 티백", "우유 1+1", "홍삼 세트", "비타민", "캔디", "두유", "반창고", "초콜릿", "면도기", "배터리"],
    "sale": ["이달의 1+1 행사", "전품목 50%", "SALE", "2+1 득템", "멤버십 적립", "할인 행사", "신년 세일", "음료 · 과자 · 생활용품"],
    "notice": ["청소년 판매금지", "CCTV 녹화중", "편의점 택배", "범죄예방 및 시설안전", "교통카드 충전", "종량제 봉투", "외부음식 금지", "화장실 없음", "직원 모집", "봉투 유료 판매", "19세 미만 판매 금지"],
    "list": ["오늘의 간식", "커피 메뉴", "영업시간 안내", "간편결제 OK", "배달 가능", "가격표", "서비스 안내", "택배 요금"],
    "icon": ["현금인출기", "무료 와이파이", "주차 가능", "충전소", "비상구", "소화기", "택배", "결제"],
    "hand": ["알바 구합니다", "외상 사절", "거스름돈 확인", "택배 접수 5시 마감", "교통카드 충전 됩니다", "금일 휴업", "봉투값 100원", "문의는 점장에게", "화장실 고장", "주말 야간 / 시급 협의", "담배 없음", "잔돈 부족"],
    "phone": ["알뜰폰 유심", "데이터 무제한", "5G 요금제", "게임 카드", "기프트 카드"],
    "code": ["QR 결제", "앱 다운로드", "멤버십 가입", "스캔하세요"],
    "photo": ["새로운 맛", "오늘의 추천", "한정 메뉴", "봄 나들이", "신선 도시락"],
    "word": ["OPEN", "24", "WELCOME", "CAFE", "FRESH", "어서오세요", "계산대", "냉장", "라면", "음료"],
    "slogan": ["건강한 하루", "오늘도 좋은 날", "고객 만족", "친절 봉사", "깨끗한 매장"],
    "calendar": ["2026년 3월", "2025년 11월", "2027년 1월"],
    "nosmoke": ["금연구역", "NO SMOKING AREA", "흡연 금지"],
}


def poster(split: Split, number: int, aspect: float | None = None) -> Rgb:
    """Poster `number`; `aspect` (width / height) makes it fit a slot."""
    rng = generator("poster", split, number)
    kind = pick(rng, KINDS, split)
    if aspect is None:
        aspect = float(pick(rng, [.71, .71, .71, .71, 1.0, 1.4, 3.2, .37, rng.uniform(.3, 4.0)]))
    w, h = (640, int(640 / aspect)) if aspect > 1 else (int(640 * aspect), 640)
    colours = palette(rng)
    painter = {"list": _list, "icon": _icon, "notice": _notice, "hand": _hand, "nosmoke": _nosmoke, "code": _code, "word": _word, "calendar": _calendar}.get(kind)
    img = painter(rng, w, h, colours, split) if painter else _goods(rng, w, h, colours, split, kind)
    if chance(rng, .08 if kind != "liquor" else .5):
        _footnote(rng, img, split)
    return img


def _title(rng: np.random.Generator, img: Rgb, text: str, split: Split, box: tuple[float, float, float, float], ink: Colour, hand: bool = False) -> None:
    file = fonts.choose(rng, split, True, hand)
    s = fit_text(text, file, box[2], box[3], ink)
    paste(img, s, box[0] + (box[2] - s.shape[1]) * pick(rng, [0, .5, .5]), box[1] + (box[3] - s.shape[0]) / 2)


def _contrast(img: Rgb) -> Colour:
    return (252, 252, 250) if luma(tuple(img.reshape(-1, 3).mean(0))) < 150 else (24, 24, 30)


def _footnote(rng: np.random.Generator, img: Rgb, split: Split) -> None:
    """A small strip of text that is no tobacco notice: allergy, drinking, terms."""
    h, w = img.shape[:2]
    sh, sw = max(8, int(h * rng.uniform(.03, .07))), int(w * rng.uniform(.4, .8))
    x, y = int((w - sw) * rng.random()), int(h - sh * rng.uniform(1.1, 1.8))
    cv2.rectangle(img, (x, y), (x + sw, y + sh), pick(rng, [(255, 255, 255), (20, 20, 20), (240, 240, 200)]), -1)
    text = pick(rng, ["지나친 음주는 뇌졸중, 기억력 손상이나 치매를 유발합니다", "일부 점포 제외 · 재고 소진 시 조기 종료", "이미지는 연출된 것입니다", "알레르기 유발 성분 포함"])
    s = fit_text(text, fonts.choose(rng, split, True), sw * .9, sh * .6, (90, 90, 90))
    paste(img, s, x + (sw - s.shape[1]) / 2, y + (sh - s.shape[0]) / 2)


def _goods(rng: np.random.Generator, w: int, h: int, colours: list[Colour], split: Split, kind: str) -> Rgb:
    """An ad for food, drink or services: title, goods, price badge."""
    img = background(rng, w, h, colours, split)
    if kind in ("photo", "slogan"):
        img = mix(colours[0], colours[1], clouds(rng, w, h, 6, 3))
        for _ in range(int(rng.integers(1, 5))):
            cv2.ellipse(img, (int(rng.integers(w)), int(rng.integers(h))), (int(rng.uniform(.08, .4) * w), int(rng.uniform(.08, .3) * h)), rng.uniform(0, 90), 0, 360, hsv(rng.random(), .6, .8), -1, cv2.LINE_AA)
        img = cv2.GaussianBlur(img, (0, 0), rng.uniform(.8, 5))
    make = {"drink": bottle, "liquor": bottle, "coffee": cup, "ice": cone, "snack": bag, "ramen": bowl, "lotto": ball, "carton": carton, "phone": carton, "sale": ball}.get(kind)
    wide = w > h * 1.3
    ink = _contrast(img)
    title = pick(rng, _TITLES[kind]) if chance(rng, .6) else words.brand(rng)
    if wide:
        left = chance(rng, .7)
        tx = w * (.04 if left else .45)
        _title(rng, img, title, split, (tx, h * .12, w * .5, h * .34), ink)
        _title(rng, img, words.slogan(rng) if chance(rng, .5) else pick(rng, _TITLES[kind]), split, (tx, h * .52, w * .42, h * .2), ink)
        area = (w * (.55 if left else .03), h * .03, w * .4, h * .94)
    else:
        _title(rng, img, title, split, (w * .08, h * .05, w * .84, h * .13), ink)
        _title(rng, img, words.slogan(rng) if chance(rng, .6) else words.latin(rng), split, (w * .12, h * .18, w * .7, h * .07), ink)
        area = (w * .08, h * .28, w * .84, h * .56)
    if make is not None:
        n = int(pick(rng, [1, 2, 3, 3, 4, 6]))
        same = make(rng, split)
        items = [same if chance(rng, .6) else make(rng, split) for _ in range(n)]
        each = area[2] / n
        for i, s in enumerate(items):
            k = min(area[3] * rng.uniform(.8, 1) / s.shape[0], each * 1.1 / s.shape[1])
            s = cv2.resize(s, (max(3, int(s.shape[1] * k)), max(3, int(s.shape[0] * k))), interpolation=cv2.INTER_AREA)
            if chance(rng, .2):
                s = rotate(s, rng.uniform(-15, 15))
            paste(img, s, area[0] + each * (i + .5) - s.shape[1] / 2, area[1] + (area[3] - s.shape[0]) / 2)
    if chance(rng, .75):
        text = pick(rng, ["1+1", "2+1", "3개", "50%", "NEW", words.price(rng)]) if chance(rng, .7) else words.price(rng)
        fill = pick(rng, [colours[2], (210, 30, 30), (20, 20, 20), (255, 210, 30), (20, 90, 60)])
        b = badge(rng, text, fonts.choose(rng, split, True), int(min(w, h) * rng.uniform(.22, .42)), fill, (255, 255, 255) if luma(fill) < 150 else (20, 20, 20))
        paste(img, b, w * .97 - b.shape[1], (h - b.shape[0]) * rng.uniform(.1, .97))
    return img


def _list(rng: np.random.Generator, w: int, h: int, colours: list[Colour], split: Split) -> Rgb:
    """A menu, opening hours, ways to pay: rows of a dot, a word and a figure."""
    paper = pick(rng, [(252, 252, 250), (34, 36, 44), (255, 248, 232), colours[0]])
    img = np.full((h, w, 3), paper, np.uint8)
    ink = _contrast(img)
    _title(rng, img, pick(rng, _TITLES["list"]), split, (w * .06, h * .04, w * .7, h * .1), pick(rng, [ink, colours[2]]))
    cv2.line(img, (int(w * .06), int(h * .16)), (int(w * .94), int(h * .16)), colours[2], max(2, h // 200))
    n = int(rng.integers(3, 9))
    file = fonts.choose(rng, split, True)
    for i in range(n):
        y, p = h * (.19 + .75 * i / n), h * .75 / n
        if chance(rng, .8):
            cv2.circle(img, (int(w * .1), int(y + p / 2)), int(min(p * .3, w * .05)), hsv(rng.random(), .6, .8), -1, cv2.LINE_AA)
        s = fit_text(pick(rng, ["월 – 금", "토요일", "공휴일", "라떼", "군고구마", "핫바", "달빛페이", "교통카드", "어묵", "찐빵", "녹차", words.hangul(rng)]), file, w * .4, p * .42, ink)
        paste(img, s, w * .19, y + (p - s.shape[0]) / 2)
        s = fit_text(pick(rng, [words.price(rng), "07:00–24:00", "1,500", "2,700", "○"]), file, w * .3, p * .42, pick(rng, [ink, colours[2]]))
        paste(img, s, w * .94 - s.shape[1], y + (p - s.shape[0]) / 2)
    return img


def _icon(rng: np.random.Generator, w: int, h: int, colours: list[Colour], split: Split) -> Rgb:
    """One big sign: ATM, wifi, parking."""
    img = np.full((h, w, 3), pick(rng, [(255, 214, 0), (0, 120, 190), (255, 255, 255), colours[0], colours[1]]), np.uint8)
    r = int(min(w, h) * .33)
    c = (w // 2, int(h * .4)) if w < h * 1.5 else (int(h * .5), h // 2)
    cv2.circle(img, c, r, colours[1], -1, cv2.LINE_AA)
    cv2.circle(img, c, int(r * .8), (255, 255, 255), -1, cv2.LINE_AA)
    s = fit_text(pick(rng, ["ATM", "Wi", "P", "i", "₩", "24", "19", "T"]), fonts.choose(rng, split, False), r * 1.2, r * .8, (30, 30, 30))
    paste(img, s, c[0] - s.shape[1] / 2, c[1] - s.shape[0] / 2)
    box = (w * .08, h * .78, w * .84, h * .14) if w < h * 1.5 else (h * 1.0, h * .25, w - h * 1.1, h * .5)
    _title(rng, img, pick(rng, _TITLES["icon"]), split, box, _contrast(img))
    return img


def _notice(rng: np.random.Generator, w: int, h: int, colours: list[Colour], split: Split) -> Rgb:
    """An official notice: header bar, lines, a border."""
    img = np.full((h, w, 3), pick(rng, [(255, 255, 255), (255, 250, 230), (240, 250, 244), (255, 236, 140)]), np.uint8)
    bar = pick(rng, [(190, 20, 34), (30, 50, 90), (40, 150, 130), colours[1], (240, 60, 50)])
    cv2.rectangle(img, (0, 0), (w, int(h * .2)), bar, -1)
    if chance(rng, .7):
        cv2.rectangle(img, (int(w * .03), int(h * .22)), (int(w * .97), int(h * .97)), bar, max(2, min(w, h) // 100))
    _title(rng, img, pick(rng, _TITLES["notice"]), split, (w * .1, h * .04, w * .8, h * .12), (255, 255, 255))
    n = int(rng.integers(2, 6))
    for i in range(n):
        text = pick(rng, _TITLES["notice"] + ["신분증을 제시해 주세요", "24시간 촬영", "2,600원부터", "전국 어디나 당일 접수", "무게 측정 후 결제", "술·담배를 판매하지 않습니다"])
        _title(rng, img, text, split, (w * .1, h * (.26 + .66 * i / n), w * .8, h * .66 / n * rng.uniform(.3, .6)), pick(rng, [(20, 20, 20), bar]))
    return img


def _hand(rng: np.random.Generator, w: int, h: int, colours: list[Colour], split: Split) -> Rgb:
    """Handwriting on paper."""
    img = np.full((h, w, 3), pick(rng, [(255, 255, 250), (253, 242, 180), (250, 226, 226), (226, 240, 226), (214, 190, 150)]), np.uint8)
    n = int(rng.integers(1, 4))
    for i in range(n):
        _title(rng, img, pick(rng, _TITLES["hand"]), split, (w * .08, h * (.08 + .84 * i / n), w * .84, h * .84 / n * .7), pick(rng, [(30, 30, 34), (190, 20, 30), (20, 70, 160)]), hand=True)
    return img


def _nosmoke(rng: np.random.Generator, w: int, h: int, colours: list[Colour], split: Split) -> Rgb:
    """The crossed cigarette in a red ring: not an ad."""
    img = np.full((h, w, 3), pick(rng, [(255, 255, 255), (255, 255, 255), (250, 220, 60), (200, 30, 40)]), np.uint8)
    r = int(min(w, h) * .3)
    c = (w // 2, int(h * .4)) if w < h * 1.5 else (int(h * .55), h // 2)
    cv2.circle(img, c, r, (255, 255, 255), -1, cv2.LINE_AA)
    y = c[1]
    cv2.rectangle(img, (c[0] - int(r * .7), y - r // 8), (c[0] + int(r * .4), y + r // 8), (60, 60, 60), -1)
    cv2.rectangle(img, (c[0] + int(r * .45), y - r // 8), (c[0] + int(r * .65), y + r // 8), (230, 120, 40), -1)
    cv2.line(img, (c[0] - int(r * .65), y - int(r * .65)), (c[0] + int(r * .65), y + int(r * .65)), (205, 20, 20), max(3, r // 7), cv2.LINE_AA)
    cv2.circle(img, c, r, (205, 20, 20), max(3, r // 7), cv2.LINE_AA)
    box = (w * .1, h * .76, w * .8, h * .13) if w < h * 1.5 else (h * 1.1, h * .25, w - h * 1.2, h * .5)
    _title(rng, img, pick(rng, _TITLES["nosmoke"]), split, box, _contrast(img))
    return img


def _code(rng: np.random.Generator, w: int, h: int, colours: list[Colour], split: Split) -> Rgb:
    """A QR code with a line of text."""
    img = background(rng, w, h, colours, split, ("linear", "flat", "split", "radial"))
    s = int(min(w, h) * .6)
    n = 25
    dots = (rng.random((n, n)) < .5).astype(np.uint8) * 255
    for a, b in ((0, 0), (0, n - 7), (n - 7, 0)):
        dots[a:a + 7, b:b + 7] = 0
        dots[a + 1:a + 6, b + 1:b + 6] = 255
        dots[a + 2:a + 5, b + 2:b + 5] = 0
    code = cv2.resize(np.pad(dots, 2, constant_values=255), (s, s), interpolation=cv2.INTER_NEAREST)
    x, y = (int((w - s) / 2), int(h * .3)) if w < h * 1.5 else (int(w - s * 1.2), int((h - s) / 2))
    y = min(y, h - s)
    img[y:y + s, x:x + s] = code[..., None]
    box = (w * .08, h * .07, w * .84, h * .15) if w < h * 1.5 else (w * .05, h * .25, w * .5, h * .5)
    _title(rng, img, pick(rng, _TITLES["code"]), split, box, _contrast(img))
    return img


def _word(rng: np.random.Generator, w: int, h: int, colours: list[Colour], split: Split) -> Rgb:
    """A shop sign: one word on a plain or striped board."""
    img = background(rng, w, h, colours, split, ("flat", "linear", "stripes", "frame"))
    _title(rng, img, pick(rng, _TITLES["word"]), split, (w * .08, h * .2, w * .84, h * .6), _contrast(img))
    return img


def _calendar(rng: np.random.Generator, w: int, h: int, colours: list[Colour], split: Split) -> Rgb:
    """A month's sheet."""
    img = np.full((h, w, 3), 252, np.uint8)
    cv2.rectangle(img, (0, 0), (w, int(h * .3)), colours[1], -1)
    _title(rng, img, pick(rng, _TITLES["calendar"]), split, (w * .1, h * .05, w * .8, h * .2), (255, 255, 255))
    file = fonts.choose(rng, split, False)
    for d in range(30):
        s = fit_text(str(d + 1), file, w * .08, h * .06, (200, 30, 30) if d % 7 == 0 else (40, 40, 40))
        paste(img, s, w * (.06 + .13 * (d % 7)), h * (.36 + .12 * (d // 7)))
    return img
