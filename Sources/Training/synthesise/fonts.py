"""Typefaces found on this machine, split into training and held-out families.

The packages the shipped pools were drawn with stand in `fonts.txt`. With fewer
fonts the pools are poorer, and their bytes differ, but everything works.
"""

from __future__ import annotations

import functools
import subprocess
import zlib
from pathlib import Path

import numpy as np
from PIL import ImageFont

from .styles import Split, pick

_SKIP = (
    "Jamo",
    "YetHangul",
    "Yetgul",
    "Coding",
    "Symbol",
    "Emoji",
    "Dingbat",
    "Braille",
    "Math",
    "D050000L",
    "StandardSymbols",
    "Bandal",
    "Bangwool",
    "Guseul",
    "EunjinNakseo",
    "Vada",
    "mono",
    "Mono",
    "Barcode",
    "Icons",
    "UltraLight",
    "UnTaza",
)
_PLAIN = (
    "Nanum",
    "Noto",
    "UnDotum",
    "UnBatang",
    "gulim",
    "hline",
    "BMDOHYEON",
    "BMJUA",
    "BMHANNA",
    "DejaVu",
    "Lato",
    "OpenSans",
    "Roboto",
    "Liberation",
    "Inter",
    "Cabin",
    "Play",
    "Karla",
    "Nimbus",
    "URW",
    "texgyre",
    "EBGaramond",
    "Vollkorn",
    "Bebas",
    "League",
    "Gillius",
    "Baskervald",
    "Dosis",
    "Quicksand",
)
_HAND = ("Brush", "Pen", "Eunjin", "KIRANG", "YEONSUNG", "Pilgi", "pen", "EULJIRO", "uljiro")


@functools.cache
def _listed(language: str) -> tuple[str, ...]:
    """Sorted font files covering `language`, symbols and monospace left out."""
    try:
        out = subprocess.run(
            ["fc-list", f":lang={language}", "file"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        out = ""
    files = sorted({line.split(":")[0].strip() for line in out.splitlines()})
    files = [f for f in files if f.endswith((".ttf", ".otf", ".ttc")) and not any(s in Path(f).name for s in _SKIP)]
    return tuple(f for f in files if _draws(f, "가힣" if language == "ko" else "Ag5"))


def _draws(file: str, sample: str) -> bool:
    """True when the file renders `sample` with ink."""
    try:
        font = ImageFont.truetype(file, 24)
        boxes = [font.getmask(c) for c in sample]
    except OSError:
        return False
    return all(b.getbbox() is not None for b in boxes)


@functools.cache
def _families(language: str, split: Split | None) -> tuple[tuple[str, ...], ...]:
    """Files grouped by family, the families of `split` alone when given."""
    groups: dict[str, list[str]] = {}
    for file in _listed(language):
        name = Path(file).stem
        for cut in ("-", "_", "Bold", "Light", "ExtraBold", "EB", "B.", "Oblique", "Italic", "Medium"):
            name = name.split(cut)[0] or name
        groups.setdefault(name, []).append(file)
    names = sorted(groups)
    if split in ("train", "holdout"):  # by name, so that both languages agree
        names = [n for n in names if (zlib.crc32(n.encode()) % 5 == 3) == (split == "holdout")]
    return tuple(tuple(groups[n]) for n in names)


@functools.cache
def _matching(families: tuple[tuple[str, ...], ...], parts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The families whose first file's name holds one of `parts`."""
    return tuple(f for f in families if any(p in f[0] for p in parts))


@functools.lru_cache(maxsize=600)
def load(file: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font at `size` pixels."""
    return ImageFont.truetype(file, max(5, size)) if file else ImageFont.load_default(max(5, size))


def choose(rng: np.random.Generator, split: Split, hangul: bool, hand: bool = False) -> str:
    """A font file that can draw Hangul when `hangul`; handwriting when `hand`."""
    families = _families("ko" if hangul else "en", split)
    if hand:
        families = _matching(_families("ko", None), _HAND) or families
    if not families:
        return ""
    if not hand and rng.random() < 0.45:
        families = _matching(families, _PLAIN) or families
    return pick(rng, pick(rng, families))


def has_hangul(text: str) -> bool:
    """True when `text` needs a Korean font."""
    return any("가" <= c <= "힣" for c in text)
