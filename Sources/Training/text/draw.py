"""One line of text as a phone would have photographed it, cut out as the network that finds lines cuts it.

Ink on paper of any colour, or on a photograph; light that falls off, perspective, blur, noise and JPEG at the size at which the
photo shows it; then straightened to the recogniser's height by corners that lie a little beside the true ones.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

HEIGHT = 48
WIDEST = 960
#: noise is cut from one tile: drawing it anew for every line costs more than the line
_NOISE = np.random.default_rng(17).standard_normal((256, 1400, 3), dtype=np.float32)


@dataclass(frozen=True)
class Material:
    """Fonts and photographs of one part, training or held out."""

    fonts: tuple[str, ...]
    photos: tuple[str, ...]


@functools.lru_cache(maxsize=256)
def _photo(path: str) -> np.ndarray:
    picture = cv2.imread(path, cv2.IMREAD_REDUCED_COLOR_2)
    if picture is None:
        raise ValueError(f"{path}: not a picture")
    scale = 700 / max(picture.shape[:2])
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture


@functools.lru_cache(maxsize=900)
def font(path: str, em: int) -> ImageFont.FreeTypeFont:
    """The Korean face of a font file, at `em` pixels."""
    index = 1 if "CJK" in Path(path).name else 0  # the second one of Noto's collections
    return ImageFont.truetype(path, em, index=index)


def _background(rng: np.random.Generator, w: int, h: int, photos: tuple[str, ...]) -> np.ndarray:
    """Float BGR: paper, or a photograph behind a veil, since what is printed is printed to be read."""
    kind = rng.random()
    if kind < 0.4 and photos:
        photo = _photo(photos[int(rng.integers(len(photos)))])
        scale = max((w + 1) / photo.shape[1], (h + 1) / photo.shape[0], rng.uniform(0.4, 1.5))
        cw, ch = min(photo.shape[1], int(w / scale) + 1), min(photo.shape[0], int(h / scale) + 1)
        x, y = int(rng.integers(photo.shape[1] - cw + 1)), int(rng.integers(photo.shape[0] - ch + 1))
        cut = cv2.resize(photo[y : y + ch, x : x + cw], (w, h)).astype(np.float32)
        veil = rng.uniform(0, 255, 3) if rng.random() < 0.5 else np.full(3, rng.uniform(0, 255))
        return cut + (veil.astype(np.float32) - cut) * np.float32(rng.uniform(0.2, 0.85))
    base = np.full(3, rng.uniform(180, 255)) if kind < 0.65 else rng.uniform(0, 255, 3)
    if rng.random() < 0.6:
        return np.broadcast_to(base.astype(np.float32), (h, w, 3)).copy()
    return base.astype(np.float32) + _ramp(rng, w, h)[..., None] * rng.uniform(-100, 100, 3).astype(np.float32)


def _ramp(rng: np.random.Generator, w: int, h: int) -> np.ndarray:
    """From -0.5 to 0.5 in any direction."""
    a = rng.uniform(0, 2 * np.pi)
    x = np.linspace(-0.5 * np.cos(a), 0.5 * np.cos(a), w, dtype=np.float32)
    return x[None] + np.linspace(-0.5 * np.sin(a), 0.5 * np.sin(a), h, dtype=np.float32)[:, None]


def _ink(rng: np.random.Generator, text: str, face: ImageFont.FreeTypeFont, em: int) -> np.ndarray:
    """The line's coverage, 0 to 1, with nothing around it."""
    if rng.random() < 0.2:  # spaced
        space = rng.uniform(-0.02, 0.15) * em
        widths = [face.getlength(c) + space for c in text]
        mask = Image.new("L", (int(sum(widths)) + 2 * em, 3 * em))
        pen, x = ImageDraw.Draw(mask), float(em)
        for c, width in zip(text, widths):
            pen.text((x, em), c, fill=255, font=face)
            x += width
        box = mask.getbbox()
        mask = mask.crop(box) if box else mask
    else:
        box = face.getbbox(text)
        mask = Image.new("L", (max(1, int(box[2] - box[0])), max(1, int(box[3] - box[1]))))
        ImageDraw.Draw(mask).text((-box[0], -box[1]), text, fill=255, font=face)
    ink = np.asarray(mask, np.float32) / 255
    if rng.random() < 0.4:
        ink = cv2.resize(ink, None, fx=rng.uniform(0.7, 1.25), fy=1, interpolation=cv2.INTER_AREA)
    return ink


def _colour(rng: np.random.Generator, page: np.ndarray) -> np.ndarray:
    """Ink that differs from what it lies on."""
    mean, spread = page.mean((0, 1)), float(page.std((0, 1)).mean())
    for _ in range(20):
        kind = rng.random()
        ink = np.full(3, rng.uniform(0, 60)) if kind < 0.4 else np.full(3, rng.uniform(215, 255)) if kind < 0.6 else rng.uniform(0, 255, 3)
        if abs(float((ink - mean) @ (0.114, 0.587, 0.299))) > 65 + spread:
            return ink.astype(np.float32)
    return np.full(3, 0 if mean.mean() > 127 else 255, np.float32)


def draw(rng: np.random.Generator, text: str, material: Material) -> np.ndarray:
    """The line as the recogniser is to see it: BGR, `HEIGHT` pixels high."""
    size = float(np.exp(rng.uniform(np.log(14), np.log(52))))  # the photo's pixels that the line is high
    em = int(np.clip(size * 1.5, 20, 64)) // 4 * 4
    ink = _ink(rng, text, font(material.fonts[int(rng.integers(len(material.fonts)))], em), em)
    ih, iw = ink.shape
    tall = max(ih, em * 0.55)  # a line of small signs is not blown up
    m = int(0.7 * tall) + 2
    h, w = ih + 2 * m, iw + 2 * m
    page = _background(rng, w, h, material.photos)
    cover = np.zeros((h, w), np.float32)
    cover[m : m + ih, m : m + iw] = ink
    colour = _colour(rng, page[m:-m, m:-m])
    if rng.random() < 0.12:  # outline or shadow
        around = cv2.dilate(cover, np.ones((3, 3))) if rng.random() < 0.5 else np.roll(cover, (em // 28, em // 28), (0, 1))
        page += around[..., None] * ((255 - colour) - page) * np.float32(rng.uniform(0.4, 1))
    if rng.random() < 0.25:  # something of the line above or below, or a rule
        y = int(rng.uniform(0, m * 0.45)) if rng.random() < 0.5 else int(rng.uniform(h - m * 0.45, h - 2))
        page[y : y + 1 + em // 16] = colour
    page += cover[..., None] * (colour - page)
    s = size / tall
    corners = np.float32([[0, 0], [w, 0], [w, h], [0, h]])
    shake = rng.uniform(-0.1, 0.1, (4, 2)) * h * rng.uniform(0, 1)
    a = float(rng.normal(0, 0.05))
    turn = np.float32([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
    there = ((corners + shake - (w / 2, h / 2)) @ turn.T * s).astype(np.float32)
    there -= there.min(0)
    pw, ph = (int(v) + 1 for v in there.max(0))
    to_photo = cv2.getPerspectiveTransform(corners, there)
    soft = cv2.GaussianBlur(page, (0, 0), 0.4 / s) if s < 0.8 else page
    photo = cv2.warpPerspective(soft, to_photo, (pw, ph), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    photo = _phone(rng, photo, size)
    # Cut out: the true rectangle with margins, its corners a little off.
    extra = (tall - ih) / 2
    top, bottom = rng.uniform(0.02, 0.26, 2) * tall + extra
    left, right = rng.uniform(0.02, 0.35, 2) * tall
    x0, y0, x1, y1 = m - left, m - top, m + iw + right, m + ih + bottom
    box = np.float32([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]) + (rng.normal(0, 0.018, (4, 2)) * tall).astype(np.float32)
    seen = cv2.perspectiveTransform(box[None], to_photo)[0]
    return straight(photo, seen)


def straight(photo: np.ndarray, quad: np.ndarray) -> np.ndarray:
    """What lies in a quad (corners TL TR BR BL), `HEIGHT` pixels high, no narrower than 16 and no wider than `WIDEST`."""
    quad = np.float32(quad)
    wide = np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])
    high = np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])
    width = int(np.clip(np.ceil(wide / max(float(high), 1e-6) * HEIGHT), 16, WIDEST))
    target = np.float32([[0, 0], [width, 0], [width, HEIGHT], [0, HEIGHT]])
    to_line = cv2.getPerspectiveTransform(quad, target)
    return cv2.warpPerspective(photo, to_line, (width, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _phone(rng: np.random.Generator, photo: np.ndarray, size: float) -> np.ndarray:
    """Light, blur, noise, sharpening and JPEG."""
    h, w = photo.shape[:2]
    light = 1 + np.float32(rng.uniform(0, 0.5)) * _ramp(rng, w, h)
    photo = photo * light[..., None] * (rng.uniform(0.45, 1.15) * rng.normal(1, 0.05, 3)).astype(np.float32)
    if rng.random() < 0.08:  # glare
        (cx, cy), r = rng.uniform(0, 1, 2) * (w, h), rng.uniform(0.4, 1.5) * h
        x = np.exp(-np.square((np.arange(w, dtype=np.float32) - cx) / r) / 2)
        y = np.exp(-np.square((np.arange(h, dtype=np.float32) - cy) / r) / 2)
        photo = photo + (y[:, None] * x[None]).astype(np.float32)[..., None] * np.float32(rng.uniform(40, 130))
    photo = cv2.GaussianBlur(photo, (0, 0), rng.uniform(0.2, 0.25 + 0.018 * size))
    if rng.random() < 0.1:
        photo = _shaken(rng, photo, int(rng.uniform(2, 2 + size / 10)) | 1)
    x, y = int(rng.integers(_NOISE.shape[1])), int(rng.integers(_NOISE.shape[0]))
    noise = np.take(np.take(_NOISE, range(y, y + h), 0, mode="wrap"), range(x, x + w), 1, mode="wrap")
    photo = photo + (noise if rng.random() < 0.5 else noise[..., :1]) * np.float32(rng.uniform(0.5, 6))
    if rng.random() < 0.5:
        photo = photo + (photo - cv2.GaussianBlur(photo, (0, 0), 1.0)) * np.float32(rng.uniform(0.2, 1.2))
    eight = np.clip(photo + 0.5, 0, 255).astype(np.uint8)
    ok, data = cv2.imencode(".jpg", eight, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(50, 96))])
    return cv2.imdecode(data, cv2.IMREAD_COLOR) if ok else eight


def _shaken(rng: np.random.Generator, photo: np.ndarray, length: int) -> np.ndarray:
    kernel = np.zeros((length, length), np.float32)
    a, d = rng.uniform(0, np.pi), length // 2
    dx, dy = round(d * np.cos(a)), round(d * np.sin(a))
    cv2.line(kernel, (d - dx, d - dy), (d + dx, d + dy), 1.0, 1)
    return cv2.filter2D(photo, -1, kernel / kernel.sum())
