"""Prints of any content at all: a board must be known by its edges and its place, not by what is printed on it.

Photographs and paintings come from folders of pictures, clip art from a folder of PNGs with transparency; without
them those kinds fall back on drawn ones. A share carries the health notice, as every tobacco print must.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from . import fonts, words
from .backdrops import background
from .layouts import notice_strip
from .notices import contrast, hand_sheet, list_sheet
from .paint import Rgb, clouds, fit_text, grid, hsv, mix, palette, paste, rotate, text_sprite
from .styles import Split, allowed, chance, generator, pick

LONG_SIDE = 700
KINDS = (
    "photo", "photo", "photo", "painting", "clipart", "clipart", "pale", "dark", "type", "huge", "table", "pattern",
    "screen", "hand", "field",
)  # fmt: skip


@dataclass(frozen=True)
class Pictures:
    """Folders of pictures to print; `without` leaves kinds out of the drawing altogether."""

    photos: tuple[Path, ...] = ()
    cliparts: tuple[Path, ...] = ()
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def kinds(self) -> list[str]:
        """The kinds to draw from."""
        return [k for k in KINDS if (not self.only or k in self.only) and k not in self.without]


@functools.lru_cache(maxsize=8)
def _files(folders: tuple[Path, ...], endings: tuple[str, ...], least: int) -> tuple[str, ...]:
    """Pictures of at least `least` bytes below the folders, in order of their names."""
    found = (p for f in folders for p in sorted(f.rglob("*")) if p.suffix.lower() in endings)
    return tuple(str(p) for p in found if p.is_file() and p.stat().st_size >= least)


@functools.lru_cache(maxsize=24)
def _photo(path: str) -> Rgb:
    """A photograph, at most 1400 pixels wide."""
    image = cv2.imread(path, cv2.IMREAD_REDUCED_COLOR_2)
    if image is None or min(image.shape[:2]) < 64:
        image = cv2.imread(path, cv2.IMREAD_COLOR)
    if image is None:
        return np.full((64, 64, 3), 128, np.uint8)
    s = 1400 / max(image.shape[:2])
    image = cv2.resize(image, None, fx=s, fy=s, interpolation=cv2.INTER_AREA) if s < 1 else image
    return np.ascontiguousarray(image[..., ::-1])


def _cut(rng: np.random.Generator, image: Rgb, w: int, h: int) -> Rgb:
    """A part of a picture, of the print's shape."""
    ih, iw = image.shape[:2]
    k = min(iw / w, ih / h) * rng.uniform(0.35, 1.0)
    cw, ch = max(2, int(w * k)), max(2, int(h * k))
    x, y = int(rng.integers(0, iw - cw + 1)), int(rng.integers(0, ih - ch + 1))
    out = cv2.resize(image[y : y + ch, x : x + cw], (w, h), interpolation=cv2.INTER_AREA if k > 1 else cv2.INTER_LINEAR)
    return out[:, ::-1].copy() if chance(rng, 0.5) else out


def _photograph(rng: np.random.Generator, w: int, h: int, split: Split, pictures: Pictures) -> Rgb:
    """A photograph, perhaps in another tone; drawn clouds where there are no pictures."""
    files = _files(pictures.photos, (".jpg", ".jpeg", ".png", ".webp"), 20_000)
    files = allowed(files, split)
    if not files:
        return cv2.GaussianBlur(mix(*palette(rng)[:2], clouds(rng, w, h, 6, 3)), (0, 0), rng.uniform(0.8, 4))
    out = _cut(rng, _photo(pick(rng, files)), w, h)
    if chance(rng, 0.3):
        grey = out.mean(2, keepdims=True)
        tint = np.array(pick(rng, palette(rng)), np.float32) / 128
        out = (grey * (tint if chance(rng, 0.5) else np.ones(3, np.float32))).clip(0, 255).astype(np.uint8)
    elif chance(rng, 0.5):
        out = (out.astype(np.float32) * rng.uniform(0.5, 1.3) + rng.uniform(-30, 60)).clip(0, 255).astype(np.uint8)
    return out


def _painting(image: Rgb, rng: np.random.Generator) -> Rgb:
    """A photograph as if painted: few tones, flat patches."""
    soft = cv2.bilateralFilter(cv2.medianBlur(np.ascontiguousarray(image), 5), 7, 60, 9)
    steps = int(rng.integers(5, 14))
    return ((soft.astype(np.int32) * steps // 256) * 255 // (steps - 1)).clip(0, 255).astype(np.uint8)


def _clip_art(rng: np.random.Generator, img: Rgb, split: Split, pictures: Pictures) -> None:
    """One to five cut-out drawings on the print."""
    files = allowed(_files(pictures.cliparts, (".png",), 2_000), split)
    h, w = img.shape[:2]
    for _ in range(int(rng.integers(1, 6))):
        art = cv2.imread(pick(rng, files), cv2.IMREAD_UNCHANGED) if files else None
        if art is None or art.ndim != 3 or art.shape[2] != 4:
            c = pick(rng, palette(rng))
            cv2.circle(img, (int(rng.integers(w)), int(rng.integers(h))), int(rng.uniform(0.1, 0.4) * min(w, h)), c, -1, cv2.LINE_AA)
            continue
        s = min(w / art.shape[1], h / art.shape[0]) * rng.uniform(0.4, 1.1)
        art = cv2.resize(art[..., [2, 1, 0, 3]], None, fx=s, fy=s, interpolation=cv2.INTER_AREA)
        paste(img, art, rng.uniform(-0.1, 1) * w - art.shape[1] * 0.3, rng.uniform(-0.1, 0.6) * h)


def _line(rng: np.random.Generator, img: Rgb, split: Split, size: float, ink: tuple, where: tuple[float, float]) -> None:
    """One line of some text; `size` is the share of the height, turned by a quarter on tall prints now and then."""
    h, w = img.shape[:2]
    text = pick(rng, [words.brand(rng), words.slogan(rng), words.latin(rng), words.price(rng), words.hangul(rng, 1, 3), words.date(rng)])
    file = fonts.choose(rng, split, fonts.has_hangul(text))
    if h > w and chance(rng, 0.4):
        s = rotate(fit_text(text, file, h * 0.9, min(w, h * size * 2) * 0.8, ink), pick(rng, [90, -90]))
    else:
        s = fit_text(text, file, w * 0.92, h * size, ink)
    paste(img, s, where[0] * max(0, w - s.shape[1]), where[1] * max(0, h - s.shape[0]))


def _lines(rng: np.random.Generator, img: Rgb, split: Split, low: int, high: int) -> None:
    """Some lines of text, one below the other."""
    n = int(rng.integers(low, high + 1))
    ink = contrast(img) if chance(rng, 0.8) else hsv(rng.random(), rng.random(), rng.random())
    x = pick(rng, [0.05, 0.5, 0.95, rng.random()])
    for i in range(n):
        _line(rng, img, split, rng.uniform(0.3, 0.9) / n, ink, (x, (i + 0.5) / n))


def _huge(rng: np.random.Generator, w: int, h: int, split: Split) -> Rgb:
    """Letters larger than the print."""
    a, b, *_ = palette(rng)
    img = np.full((h, w, 3), a, np.uint8)
    text = pick(rng, [words.brand(rng), words.hangul(rng, 1, 2), words.latin(rng)])
    s = text_sprite(text, fonts.choose(rng, split, fonts.has_hangul(text)), int(rng.uniform(0.8, 2.2) * min(w, h)), b)
    if h > w:
        s = rotate(s, 90)
    paste(img, s, rng.uniform(-0.4, 0.2) * s.shape[1], rng.uniform(-0.4, 0.2) * s.shape[0])
    if chance(rng, 0.5):
        x, y = int(rng.uniform(0, 0.5) * w), int(rng.uniform(0, 0.5) * h)
        img[y : y + int(0.5 * h), x : x + int(0.45 * w)] = pick(rng, palette(rng))
    return img


def _table(rng: np.random.Generator, w: int, h: int, split: Split) -> Rgb:
    """Names and prices in columns under a headline."""
    colours = palette(rng)
    img = np.full((h, w, 3), pick(rng, [(252, 252, 250), (250, 246, 226), (30, 32, 38), colours[0]]), np.uint8)
    head = int(h * rng.uniform(0.1, 0.25))
    img[:head] = colours[2]
    _line(rng, img[:head], split, 0.7, (255, 255, 255), (rng.random(), 0.5))
    ink = contrast(img[head:])
    columns, rows = int(rng.integers(1, 5 if w > h else 3)), int(rng.integers(3, 10))
    ph, pw = (h - head) / (rows + 1), w / columns
    for c in range(columns):
        for r in range(rows):
            y = head + ph * (r + 0.4)
            for text, x, share in ((words.brand(rng), 0.05, 0.5), (words.price(rng), 0.62, 0.32)):
                s = fit_text(text, fonts.choose(rng, split, fonts.has_hangul(text)), pw * share, ph * 0.62, ink)
                paste(img, s, c * pw + x * pw, y)
            if chance(rng, 0.5):
                cv2.line(img, (int(c * pw), int(y + ph * 0.8)), (int((c + 0.95) * pw), int(y + ph * 0.8)), colours[1], 1)
    return img


def _pattern(rng: np.random.Generator, w: int, h: int) -> Rgb:
    """Tiles, triangles, dots, stripes or checks over the whole print."""
    colours = palette(rng)
    n = int(rng.integers(3, 14))
    cell = max(6, max(w, h) // n)
    tile = np.full((cell, cell, 3), colours[0], np.uint8)
    kind = int(rng.integers(5))
    for k in range(int(rng.integers(1, 4))):
        c = colours[(k + 1) % len(colours)]
        if kind == 0:
            cv2.fillPoly(tile, [rng.integers(0, cell, (3, 2)).astype(np.int32)], c, cv2.LINE_AA)
        elif kind == 1:
            cv2.circle(tile, tuple(int(v) for v in rng.integers(0, cell, 2)), int(cell * rng.uniform(0.1, 0.5)), c, -1, cv2.LINE_AA)
        elif kind == 2:
            x = int(rng.integers(cell))
            tile[:, x : x + max(2, cell // 4)] = c
        elif kind == 3:
            tile[: cell // 2, : cell // 2] = c
            tile[cell // 2 :, cell // 2 :] = c
        else:
            cv2.line(tile, (0, 0), (cell, cell), c, max(1, cell // 8), cv2.LINE_AA)
    out = np.tile(tile, (h // cell + 1, w // cell + 1, 1))[:h, :w].copy()
    if kind < 2 and chance(rng, 0.5):
        out[::2] = out[::2][:, ::-1]
    return out


def _screen(rng: np.random.Generator, w: int, h: int, split: Split, pictures: Pictures) -> Rgb:
    """A display: tiles of a user interface, or a picture, glowing."""
    img = np.full((h, w, 3), pick(rng, [(18, 20, 26), (240, 244, 250), (12, 40, 80)]), np.uint8)
    bar = int(min(w, h) * rng.uniform(0.06, 0.16))
    img[:bar] = hsv(rng.random(), 0.6, 0.7)
    columns, rows = max(1, round(w / min(w, h) * rng.uniform(1, 3))), max(1, round(h / min(w, h) * rng.uniform(1, 3)))
    for i in range(columns):
        for j in range(rows):
            x, y = int((i + 0.06) * w / columns), int(bar + (j + 0.06) * (h - bar) / rows)
            cw, ch = max(2, int(0.88 * w / columns)), max(2, int(0.88 * (h - bar) / rows))
            if chance(rng, 0.5):
                fill = _photograph(rng, cw, ch, split, pictures)
            else:
                fill = np.full((ch, cw, 3), hsv(rng.random(), rng.uniform(0, 0.7), rng.uniform(0.2, 1)), np.uint8)
            room = img[y : y + ch, x : x + cw]
            room[:] = fill[: room.shape[0], : room.shape[1]]
    glow = cv2.GaussianBlur(img, (0, 0), max(1.0, min(w, h) / 30))
    return cv2.addWeighted(img, 1.0, glow, rng.uniform(0.1, 0.4), 0)


def _field(rng: np.random.Generator, w: int, h: int) -> Rgb:
    """A flat field or a soft ramp, hardly anything on it."""
    v = float(pick(rng, [rng.uniform(0.85, 1), rng.uniform(0.85, 1), rng.uniform(0.03, 0.3), rng.uniform(0.3, 0.85)]))
    a, b = hsv(rng.random(), rng.uniform(0, 0.25), v), hsv(rng.random(), rng.uniform(0, 0.4), min(1.0, v * rng.uniform(0.85, 1.15)))
    x, y = grid(w, h)
    img = mix(a, b, x if chance(rng, 0.5) else y)
    if chance(rng, 0.5):
        cv2.circle(img, (int(rng.integers(w)), int(rng.integers(h))), int(rng.uniform(0.02, 0.2) * min(w, h)) + 1, hsv(rng.random(), 0.6, 0.6), -1, cv2.LINE_AA)
    return img


def anything(split: Split, number: int, aspect: float, notice: bool, pictures: Pictures) -> Rgb:
    """Print `number`, `aspect` = width / height; with `notice` it carries the health notice. The same call draws the same print."""
    rng = generator("anything", split, number, round(aspect, 3), notice)
    w, h = (LONG_SIDE, max(24, int(LONG_SIDE / aspect))) if aspect > 1 else (max(24, int(LONG_SIDE * aspect)), LONG_SIDE)
    kind = pick(rng, pictures.kinds())
    colours = palette(rng)
    if kind == "photo":
        img = _photograph(rng, w, h, split, pictures)
    elif kind == "painting":
        img = _painting(_photograph(rng, w, h, split, pictures), rng)
    elif kind == "clipart":
        img = background(rng, w, h, colours, split)
        _clip_art(rng, img, split, pictures)
    elif kind in ("pale", "dark"):
        v = rng.uniform(0.85, 1.0) if kind == "pale" else rng.uniform(0.02, 0.25)
        img = np.full((h, w, 3), hsv(rng.random(), rng.uniform(0, 0.12), v), np.uint8)
    elif kind == "type":
        img = np.full((h, w, 3), pick(rng, colours), np.uint8)
        _lines(rng, img, split, 2, 6)
    elif kind == "huge":
        img = _huge(rng, w, h, split)
    elif kind == "table":
        img = _table(rng, w, h, split) if chance(rng, 0.7) else list_sheet(rng, w, h, colours, split)
    elif kind == "pattern":
        img = _pattern(rng, w, h)
    elif kind == "screen":
        img = _screen(rng, w, h, split, pictures)
    elif kind == "hand":
        img = hand_sheet(rng, w, h, colours, split)
    else:
        img = _field(rng, w, h)
    img = np.ascontiguousarray(img)
    if kind in ("photo", "painting", "clipart", "pattern", "screen") and chance(rng, 0.55):
        if chance(rng, 0.4):
            _panel(rng, img)
        _lines(rng, img, split, 1, 3)
    elif kind in ("pale", "dark"):
        _line(rng, img, split, rng.uniform(0.08, 0.3), contrast(img), (rng.random(), rng.random()))
    if notice:
        notice_strip(rng, img, split)
    return img


def _panel(rng: np.random.Generator, img: Rgb) -> None:
    """A plain patch for the text to lie on."""
    h, w = img.shape[:2]
    x, y = int(rng.uniform(0, 0.6) * w), int(rng.uniform(0, 0.6) * h)
    img[y : y + int(rng.uniform(0.2, 0.6) * h), x : x + int(rng.uniform(0.2, 0.6) * w)] = hsv(rng.random(), rng.random() * 0.6, rng.random())
