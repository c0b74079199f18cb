"""Painting on numpy images: colours, backgrounds, sprites, text."""

from __future__ import annotations

import colorsys
import math

import cv2
import numpy as np
from PIL import Image, ImageDraw

from . import fonts
from .arrays import f32, i32
from .styles import chance, pick

Colour = tuple[int, int, int]
Rgb = np.ndarray  # (h, w, 3) uint8
Rgba = np.ndarray  # (h, w, 4) uint8


def hsv(h: float, s: float, v: float) -> Colour:
    """A colour from hue, saturation and value in 0…1."""
    r, g, b = colorsys.hsv_to_rgb(h % 1.0, min(1, max(0, s)), min(1, max(0, v)))
    return int(r * 255), int(g * 255), int(b * 255)


def luma(c: Colour) -> float:
    """Brightness of a colour, 0…255."""
    return 0.3 * c[0] + 0.59 * c[1] + 0.11 * c[2]


def shade(c: Colour, degree: float) -> Colour:
    """The colour darker (< 1) or brighter (> 1)."""
    return min(255, int(c[0] * degree)), min(255, int(c[1] * degree)), min(255, int(c[2] * degree))


def palette(rng: np.random.Generator) -> list[Colour]:
    """Background, second, accent and ink of one print."""
    h = rng.random()
    mood = rng.random()
    if mood < 0.3:  # dark
        base, second = (
            hsv(h, rng.uniform(0.2, 0.9), rng.uniform(0.05, 0.3)),
            hsv(h + rng.uniform(-0.1, 0.1), rng.uniform(0.4, 1), rng.uniform(0.3, 0.6)),
        )
    elif mood < 0.55:  # pale
        base, second = (
            hsv(h, rng.uniform(0, 0.25), rng.uniform(0.85, 1)),
            hsv(h + rng.uniform(-0.1, 0.1), rng.uniform(0.3, 0.8), rng.uniform(0.6, 0.95)),
        )
    else:  # strong
        base, second = (
            hsv(h, rng.uniform(0.5, 1), rng.uniform(0.4, 0.95)),
            hsv(h + rng.uniform(-0.2, 0.2), rng.uniform(0.5, 1), rng.uniform(0.4, 1)),
        )
    accent = hsv(
        h + pick(rng, [0.5, 0.33, 0.1, 0.15, -0.1, 0]) + rng.uniform(-0.05, 0.05),
        rng.uniform(0.6, 1),
        rng.uniform(0.7, 1),
    )
    if chance(rng, 0.2):
        accent = pick(rng, [(205, 168, 72), (214, 184, 110), (190, 190, 198)])
    return [
        base,
        second,
        accent,
        (250, 250, 246)
        if luma(base) < 140
        else pick(rng, [(20, 20, 26), (40, 20, 20), (15, 25, 60), second if luma(second) < 110 else (25, 25, 25)]),
    ]


def grid(w: int, h: int) -> tuple[np.ndarray, np.ndarray]:
    """x and y of every pixel, 0…1."""
    return np.meshgrid(np.linspace(0, 1, w, dtype=np.float32), np.linspace(0, 1, h, dtype=np.float32))


def mix(a: Colour, b: Colour, t: np.ndarray) -> Rgb:
    """Blend two colours by the map `t`."""
    t = np.clip(t, 0, 1)[..., None]
    return (f32(a) * (1 - t) + f32(b) * t).astype(np.uint8)


def clouds(rng: np.random.Generator, w: int, h: int, octaves: int = 4, start: int = 3) -> np.ndarray:
    """Smooth noise in 0…1, the stuff of stone, smoke, skies and dirt."""
    out = np.zeros((h, w), np.float32)
    amp, total = 1.0, 0.0
    for o in range(octaves):
        n = start << o
        small = rng.random((max(2, int(n * h / max(w, h)) + 1), max(2, int(n * w / max(w, h)) + 1))).astype(np.float32)
        out += amp * cv2.resize(small, (w, h), interpolation=cv2.INTER_CUBIC)
        total += amp
        amp *= 0.55
    out /= total
    return (out - out.min()) / max(1e-6, float(np.ptp(out)))


def paste(img: Rgb, sprite: Rgba, x: float, y: float) -> None:
    """Lay `sprite` on `img` with its top left corner at (x, y), clipped."""
    x, y = int(round(x)), int(round(y))
    h, w = img.shape[:2]
    sh, sw = sprite.shape[:2]
    x0, y0, x1, y1 = max(0, x), max(0, y), min(w, x + sw), min(h, y + sh)
    if x0 >= x1 or y0 >= y1:
        return
    s = sprite[y0 - y : y1 - y, x0 - x : x1 - x]
    k = s[..., 3:].astype(np.float32) / 255
    img[y0:y1, x0:x1] = (img[y0:y1, x0:x1] * (1 - k) + s[..., :3] * k).astype(np.uint8)


def warp(sprite: Rgba, corners: np.ndarray, pad: int = 2) -> tuple[Rgba, tuple[int, int]]:
    """Bend a sprite onto four corners (TL TR BR BL); returns it and its offset."""
    h, w = sprite.shape[:2]
    x0, y0 = np.floor(corners.min(0)).astype(int) - pad
    x1, y1 = np.ceil(corners.max(0)).astype(int) + pad
    m = cv2.getPerspectiveTransform(f32([[0, 0], [w, 0], [w, h], [0, h]]), f32(corners - [x0, y0]))
    return cv2.warpPerspective(sprite, m, (int(x1 - x0), int(y1 - y0)), flags=cv2.INTER_AREA), (int(x0), int(y0))


def text_sprite(
    text: str,
    file: str,
    size: int,
    colour: Colour,
    stroke: int = 0,
    stroke_colour: Colour = (0, 0, 0),
    second: Colour | None = None,
    spacing: int = 0,
) -> Rgba:
    """A line of text as a sprite; with `second` it fades downward to that colour."""
    font = fonts.load(file, size)
    if spacing and len(text) > 1:
        text = (" " if spacing > size // 6 else "\u200a").join(text)
    box = font.getbbox(text, stroke_width=stroke)
    w, h = int(box[2] - box[0]) + 4, int(box[3] - box[1]) + 4
    im = Image.new("RGBA", (max(1, w), max(1, h)), (*colour, 0))
    ImageDraw.Draw(im).text(
        (2 - box[0], 2 - box[1]),
        text,
        font=font,
        fill=(*colour, 255),
        stroke_width=stroke,
        stroke_fill=(*stroke_colour, 255),
    )
    out = np.array(im)
    if second is not None:
        ramp = mix(
            colour, second, np.repeat(np.linspace(0, 1, out.shape[0], dtype=np.float32)[:, None], out.shape[1], 1)
        )
        out[..., :3] = ramp
    return out


def fit_text(text: str, file: str, width: float, height: float, colour: Colour, **style: object) -> Rgba:
    """A line of text as large as fits into `width` × `height`."""
    size = max(6, int(height))
    probe = fonts.load(file, 40)
    box = probe.getbbox(text)
    tw, th = max(1, box[2] - box[0]), max(1, box[3] - box[1])
    size = int(min(40 * width / tw, 40 * height / th))
    return text_sprite(text, file, max(6, size), colour, **style)  # type: ignore[arg-type]


def rotate(sprite: Rgba, degrees: float) -> Rgba:
    """The sprite turned about its centre, its canvas grown to hold it."""
    h, w = sprite.shape[:2]
    m = cv2.getRotationMatrix2D((w / 2, h / 2), degrees, 1)
    c, s = abs(m[0, 0]), abs(m[0, 1])
    nw, nh = int(h * s + w * c) + 2, int(h * c + w * s) + 2
    m[:, 2] += [(nw - w) / 2, (nh - h) / 2]
    return cv2.warpAffine(sprite, m, (nw, nh))


def shaded(sprite: Rgba, degree: float) -> Rgba:
    """The sprite darker (< 1) or brighter (> 1)."""
    out = sprite.copy()
    out[..., :3] = np.clip(out[..., :3].astype(np.float32) * degree, 0, 255).astype(np.uint8)
    return out


def badge(rng: np.random.Generator, text: str, file: str, size: int, fill: Colour, ink: Colour) -> Rgba:
    """A burst, circle, pill or box with a price in it."""
    label = fit_text(text, file, size * 0.8, size * 0.34, ink)
    kind = pick(rng, ["burst", "circle", "pill", "box", "plain"])
    h = size if kind in ("burst", "circle") else int(label.shape[0] * 1.9)
    out = np.zeros((h, size, 4), np.uint8)
    out[..., :3] = fill
    alpha = np.zeros((h, size), np.uint8)
    if kind == "burst":
        n = int(rng.integers(10, 24))
        t = np.linspace(0, 2 * math.pi, n * 2, endpoint=False)
        r = np.where(np.arange(n * 2) % 2, 0.49, rng.uniform(0.38, 0.46)) * size
        cv2.fillPoly(alpha, [i32(np.stack([size / 2 + r * np.cos(t), size / 2 + r * np.sin(t)], 1))], 255, cv2.LINE_AA)
    elif kind == "circle":
        cv2.circle(alpha, (size // 2, size // 2), size // 2 - 1, 255, -1, cv2.LINE_AA)
    elif kind == "pill":
        r = h // 2
        cv2.line(alpha, (r, r), (size - r, r), 255, h - 2, cv2.LINE_AA)
    elif kind == "box":
        alpha[:] = 255
    out[..., 3] = alpha
    rgb = out[..., :3].copy()
    paste(rgb, label, (size - label.shape[1]) / 2, (h - label.shape[0]) / 2)
    out[..., :3] = rgb
    if kind == "plain":
        return label
    return out
