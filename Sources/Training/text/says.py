"""What stands on the lines that the Korean recogniser learns from: prices, periods, codes, words, and any syllables.

Words of shops make up a third, so that what is common is read best; as many lines are random syllables, so that every syllable
is seen, and none is guessed from its neighbours. No line is longer than 24 characters.
"""

from __future__ import annotations

import numpy as np

from .characters import HANGUL, LATIN

LONGEST = 24
WORDS = (
    "가격 할인 행사 신제품 출시 담배 전자담배 편의점 증정 이벤트 기간 한정 특가 판매 정품 구매 고객 감사 안내 매장 오늘 내일 매일 "
    "무료 배송 포인트 적립 카드 결제 현금 영수증 교환 환불 문의 전화 영업 시간 오전 오후 연중무휴 휴무 금연 흡연 경고 건강 청소년 "
    "판매금지 신분증 확인 커피 우유 음료 생수 맥주 소주 라면 과자 빵 김밥 도시락 삼각김밥 아이스크림 초콜릿 사탕 껌 젤리 "
    "캡슐 멘솔 레귤러 슬림 골드 블루 화이트 블랙 레드 그린 퍼플 시원한 진한 부드러운 깊은 맛 향 새로운 특별한 프리미엄 클래식 "
    "오리지널 라이트 원플러스원 하나 더 세트 박스 보루 갑 개입 그램 리터 밀리 정가 소비자가 권장 인하 인상 변경 예정 부터 까지 "
    "월요일 화요일 수요일 목요일 금요일 토요일 일요일 이번 주 다음 달 봄 여름 가을 겨울 설날 추석 명절 선물 축하 기념 전국 "
    "서울 부산 대구 인천 광주 대전 울산 세종 경기 강원 충북 충남 전북 전남 경북 경남 제주 지점 본점 주차 택배 복권 교통카드 충전 "
    "현금인출기 화장실 출입구 당기세요 미세요 주의 위험 사용 금지 촬영 중 폐쇄회로 와이파이 비밀번호 어서오세요 감사합니다 "
    "안녕하세요 맛있는 건강한 즐거운 함께 우리 동네 좋은 친구 하루 한잔 따뜻한 차가운 신선한 국내산 수입 한우 돼지고기 닭고기 "
    "샐러드 샌드위치 햄버거 치킨 피자 떡볶이 튀김 만두 어묵 핫바 소시지 계란 두부 콩나물 사과 바나나 딸기 포도 수박 참외 귤"
).split()
_LATIN = "SLIM CLASSIC MINT ICE GOLD ZERO BLACK ROYAL SWITCH PLUS MAX PRO SALE EVENT NEW OPEN BEST KING SIZE mg ml kg Wi-Fi ATM CCTV".split()


def line(rng: np.random.Generator) -> tuple[str, str]:
    """One line, and its kind: `price`, `period`, `code`, `words` or `syllables`."""
    kind = str(rng.choice(["price", "period", "code", "words", "syllables"], p=[0.16, 0.10, 0.06, 0.34, 0.34]))
    while True:
        text = {"price": _price, "period": _period, "code": _code, "words": _words, "syllables": _syllables}[kind](rng)
        if 0 < len(text) <= LONGEST:
            return text, kind


def _one(rng: np.random.Generator, options: list[str] | tuple[str, ...] | str) -> str:
    return str(options[int(rng.integers(len(options)))])


def _price(rng: np.random.Generator) -> str:
    value = int(10 ** rng.uniform(2, 5.2)) // 10 * 10 if rng.random() < 0.9 else int(rng.integers(1, 200000))
    number = f"{value:,}" if rng.random() < 0.8 else str(value)
    before = _one(rng, ["", "", "", "", "₩", "₩ ", "정가 ", "할인가 ", "행사가 ", "단 ", _one(rng, WORDS) + " "])
    after = _one(rng, ["원", "원", "원", "원", "", "", " 원", "원~", "원/갑", "원 (1+1)", "원 -10%"])
    return before + number + after if rng.random() < 0.88 else _one(rng, ["1+1", "2+1", "50%", "-20%", "3,000원 할인", "10% 할인", "+500원"])


def _period(rng: np.random.Generator) -> str:
    def day(year: bool) -> str:
        y, m, d = int(rng.integers(2020, 2032)), int(rng.integers(1, 13)), int(rng.integers(1, 32))
        return (f"{y}{s}{m}{s}{d}" if year else f"{m}{s}{d}") if s else (f"{y}년 {m}월 {d}일" if year else f"{m}월 {d}일")

    s = _one(rng, [".", ".", "/", "-", "", ""])
    year = rng.random() < 0.4
    text = day(year)
    if rng.random() < 0.75:
        text += _one(rng, ["~", " ~ ", "–", "-"]) + (day(False) if rng.random() < 0.9 else "")
    return text + _one(rng, ["", "", "", "까지", " 한정"]) if rng.random() < 0.85 else f"{int(rng.integers(0, 24)):02}:{int(rng.integers(0, 60)):02}"


def _code(rng: np.random.Generator) -> str:
    if rng.random() < 0.4:
        return "".join(_one(rng, "0123456789") for _ in range(int(rng.integers(5, 14))))
    if rng.random() < 0.5:
        return "".join(_one(rng, LATIN[10:36]) for _ in range(int(rng.integers(1, 5)))) + _one(rng, ["", "-", " "]) + str(int(rng.integers(10, 99999)))
    return "".join(_one(rng, LATIN) for _ in range(int(rng.integers(2, 11))))


def _words(rng: np.random.Generator) -> str:
    parts = [_one(rng, WORDS if rng.random() < 0.85 else _LATIN) for _ in range(int(rng.integers(1, 5)))]
    return " ".join(parts) + _one(rng, ["", "", "", "", "!", "?", ".", " & " + _one(rng, WORDS), "·" + _one(rng, WORDS), "(" + _one(rng, WORDS) + ")", "*"])


def _syllables(rng: np.random.Generator) -> str:
    return " ".join("".join(_one(rng, HANGUL) for _ in range(int(rng.integers(1, 7)))) for _ in range(int(rng.integers(1, 4))))
