"""Invented brands, slogans, prices, dates and notices in Hangul and Latin."""

from __future__ import annotations

import numpy as np

from .styles import chance, pick

_SYLLABLES = (
    "가나다라마바사아자차카타파하고노도로모보소오조코토포호구누두루무부수우주추쿠투푸후그느드르"
    "므브스으즈트프흐기니디리미비시이지치키티피히강난단란만반산안잔찬칸탄판한곤론본손온존군눈둔"
    "문분순운준근른은긴린민빈신인진청담송별빛결달솔향백홍청금은미르해늘봄꽃샘물길숲섬벗찬슬온누"
)
_ONSETS = [
    "b",
    "br",
    "c",
    "ch",
    "cl",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "kr",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "qu",
    "r",
    "s",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "x",
    "z",
    "",
]
_VOWELS = ["a", "e", "i", "o", "u", "ia", "ea", "ou", "y", "ei"]
_CODAS = ["", "", "", "n", "r", "s", "l", "x", "m", "nd", "lt", "rk", "ne", "st", "th"]
_SUBS = [
    "SLIM",
    "CLASSIC",
    "ORIGINAL",
    "PREMIUM BLEND",
    "MINT",
    "CAPSULE",
    "ICE",
    "DUAL",
    "GOLD",
    "ZERO",
    "BLACK",
    "FILTER",
    "ROYAL",
    "SWITCH",
    "STICK",
    "DEVICE",
    "1mg",
    "0.1mg",
    "6.0mg",
    "KING SIZE",
    "SINCE 1974",
    "BLUE",
    "DOUBLE",
    "LIMITED EDITION",
    "SPECIAL BLEND",
    "PLUS",
    "MAX",
    "PRO",
    "LIGHTS",
    "RICH TOBACCO",
]
_ADJ = [
    "새로운",
    "깊은",
    "부드러운",
    "시원한",
    "가벼운",
    "진한",
    "차가운",
    "은은한",
    "특별한",
    "깔끔한",
    "상쾌한",
    "여유로운",
    "빠른",
    "완벽한",
    "오래된",
    "낯선",
    "뜨거운",
    "고요한",
    "짙은",
    "맑은",
]
_NOUN = [
    "한 갑",
    "향",
    "맛",
    "바람",
    "여유",
    "하루",
    "순간",
    "밤",
    "아침",
    "바다",
    "숲",
    "블렌드",
    "캡슐",
    "시작",
    "휴식",
    "멘솔",
    "클래식",
    "스틱",
    "예열",
    "변화",
    "품격",
    "선택",
]
_VERB = [
    "을 만나다",
    ", 지금 출시",
    "의 완성",
    ", 더 깊게",
    "을 느껴보세요",
    ", 그대로",
    "의 기준",
    ", 두 번의 변화",
    ", 새롭게",
    " 한정판",
    ", 톡!",
    "으로의 초대",
]
_NOTICES = [
    "경고: 흡연은 폐암 등 각종 질병의 원인! 그래도 피우시겠습니까?",
    "경고: 담배연기에는 발암성 물질인 나프틸아민, 벤젠 등이 들어 있습니다.",
    "흡연은 당신과 가족의 건강을 해칩니다. 금연상담 가상번호 0000",
    "경고: 흡연은 뇌졸중의 원인입니다. 금연하면 사망위험을 크게 줄일 수 있습니다.",
    "담배에는 중독을 일으키는 니코틴이 들어 있습니다",
    "경고! 임신 중 흡연은 유산과 기형아 출산의 원인",
    "WARNING: Smoking causes lung cancer and other diseases.",
    "19세 미만 청소년에게 판매 금지! 당사자 및 가족의 건강을 해칩니다",
    "경고: 이 제품은 니코틴에 중독될 수 있습니다. 금연상담전화 0000-0000",
]


def hangul(rng: np.random.Generator, low: int = 2, high: int = 4) -> str:
    """A Hangul name of `low` to `high` syllables."""
    return "".join(pick(rng, _SYLLABLES) for _ in range(int(rng.integers(low, high + 1))))


def latin(rng: np.random.Generator) -> str:
    """A Latin name of two or three syllables."""
    n = 2 if chance(rng, 0.72) else 3
    text = "".join(pick(rng, _ONSETS) + pick(rng, _VOWELS) for _ in range(n)) + pick(rng, _CODAS)
    text = text[:10]
    return text.upper() if chance(rng, 0.62) else text.capitalize()


def brand(rng: np.random.Generator) -> str:
    """A brand: Latin, Hangul, or two words."""
    roll = rng.random()
    if roll < 0.55:
        return latin(rng)
    if roll < 0.88:
        return hangul(rng, 2, 4)
    return latin(rng) + " " + latin(rng)[:6]


def sub_brand(rng: np.random.Generator) -> str:
    """A variant line under a brand."""
    return pick(rng, _SUBS) if chance(rng, 0.7) else latin(rng) + " " + pick(rng, _SUBS)


def slogan(rng: np.random.Generator) -> str:
    """A short Korean line, now and then an English one."""
    if chance(rng, 0.12):
        return pick(
            rng,
            [
                "Taste the difference",
                "New blend arrived",
                "Feel it fresh",
                "A better pause",
                "Beyond the usual",
                "Time for yourself",
                "Pure & simple",
            ],
        )
    return pick(rng, _ADJ) + " " + pick(rng, _NOUN) + pick(rng, _VERB)


def price(rng: np.random.Generator, high: bool = False) -> str:
    """A price tag's text."""
    value = int(rng.integers(390, 1200)) * 100 if high else int(rng.integers(40, 66)) * 100
    return f"{value:,}" + pick(rng, ["원", "원", "", " won"])


def date(rng: np.random.Generator) -> str:
    """A campaign period as print writes it."""
    year, month = int(rng.integers(2023, 2028)), int(rng.integers(1, 11))
    return pick(
        rng,
        [
            f"{year}. {month} – {month + 2}",
            f"{year}.{month:02d}.01 – {month + 1:02d}.28",
            f"{year}. {month}",
            f"{year} {pick(rng, ['상반기', '하반기'])}",
            f"{month}.15 출시",
            f"{pick(rng, ['봄', '여름', '가을', '겨울'])} 한정 {year}",
            f"행사기간 {year}. {month}. 1 – {month}. 30",
            "NEW",
            "COMING SOON",
        ],
    )


def notice(rng: np.random.Generator) -> str:
    """A health notice."""
    return pick(rng, _NOTICES)
