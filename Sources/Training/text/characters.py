"""What the Korean recogniser tells apart: KS X 1001's 2,350 syllables, digits, Latin, and the signs of prices and periods."""

from __future__ import annotations

SIGNS = ",.~–%+/-:()₩&!?'·*# "
LATIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#: rows 16 to 40 of KS X 1001, as EUC-KR writes them
HANGUL = "".join(bytes((row, cell)).decode("euc_kr") for row in range(0xB0, 0xC9) for cell in range(0xA1, 0xFF))
#: by class from 1; class 0 is "none"
CHARACTERS = LATIN + SIGNS + HANGUL
INITIALS, MEDIALS, FINALS = 19, 21, 28


def jamo(syllable: str) -> tuple[int, int, int]:
    """A syllable's initial, medial and final, as Unicode numbers them (The Unicode Standard, 3.12)."""
    number = ord(syllable) - 0xAC00
    return number // (MEDIALS * FINALS), number // FINALS % MEDIALS, number % FINALS


def classes(text: str) -> list[int]:
    """The classes of a line; `KeyError` for a character that the recogniser does not know."""
    return [_CLASS[c] for c in text]


_CLASS = {c: k + 1 for k, c in enumerate(CHARACTERS)}
