"""Painting on numpy images: colours, backgrounds, sprites, text."""

from __future__ import annotations

import colorsys
import math

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from . import fonts
from .styles import Split, chance, pick

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


def palette(rng: np.random.Generator) -> list[Colour]:
    """Background, second, accent and ink of one print."""
    h = rng.random()
    mood = rng.random()
    if mood < 0.3:  # dark
        base, second = hsv(h, rng.uniform(.2, .9), rng.uniform(.05, .3)), hsv(h + rng.uniform(-.1, .1), rng.uniform(.4, 1), rng.uniform(.3, .6))
    elif mood < 0.55:  # pale
        base, second = hsv(h, rng.uniform(0, .25), rng.uniform(.85, 1)), hsv(h + rng.uniform(-.1, .1), rng.uniform(.3, .8), rng.uniform(.6, .95))
    else:  # strong
        base, second = hsv(h, rng.uniform(.5, 1), rng.uniform(.4, .95)), hsv(h + rng.uniform(-.2, .2), rng.uniform(.5, 1), rng.uniform(.4, 1))
    accent = hsv(h + pick(rng, [.5, .33, .1, .15, -.1, 0]) + rng.uniform(-.05, .05), rng.uniform(.6, 1), rng.uniform(.7, 1))
    if chance(rng, .2):
        accent = pick(rng, [(205, 168, 72), (214, 184, 110), (190, 190, 198)])
    return [base, second, accent, (250, 250, 246) if luma(base) < 140 else pick(rng, [(20, 20, 26), (40, 20, 20), (15, 25, 60), second if luma(second) < 110 else (25, 25, 25)])]


def _grid(w: int, h: int) -> tuple[np.ndarray, np.ndarray]:
    return np.meshgrid(np.linspace(0, 1, w, dtype=np.float32), np.linspace(0, 1, h, dtype=np.float32))


def mix(a: Colour, b: Colour, t: np.ndarray) -> Rgb:
    """Blend two colours by the map `t`."""
    t = np.clip(t, 0, 1)[..., None]
    return (np.float32(a) * (1 - t) + np.float32(b) * t).astype(np.uint8)


def clouds(rng: np.random.Generator, w: int, h: int, octaves: int = 4, start: int = 3) -> np.ndarray:
    """Smooth noise in 0…1, the stuff of stone, smoke, skies and dirt."""
    out = np.zeros((h, w), np.float32)
    amp, total = 1.0, 0.0
    for o in range(octaves):
        n = start << o
        small = rng.random((max(2, int(n * h / max(w, h)) + 1), max(2, int(n * w / max(w, h)) + 1))).astype(np.float32)
        out += amp * cv2.resize(small, (w, h), interpolation=cv2.INTER_CUBIC)
        total += amp
        amp *= .55
    out /= total
    return (out - out.min()) / max(1e-6, float(np.ptp(out)))


BACKGROUNDS = ("linear", "split", "sunburst", "bokeh", "blobs", "clouds", "stripes", "lowpoly", "waves", "dots", "flat", "radial", "streaks", "checks", "frame", "photo")


def background(rng: np.random.Generator, w: int, h: int, colours: list[Colour], split: Split, kinds: tuple[str, ...] = BACKGROUNDS) -> Rgb:
    """A backdrop of one kind in the print's colours."""
    kind = pick(rng, kinds, split)
    a, b, c, _ = colours
    x, y = _grid(w, h)
    angle = rng.uniform(0, 2 * math.pi)
    t = (x - .5) * math.cos(angle) + (y - .5) * math.sin(angle) + .5
    img = mix(a, b, t) if kind not in ("flat", "frame") else np.full((h, w, 3), a, np.uint8)
    if kind == "radial":
        img = mix(b, a, np.hypot((x - rng.uniform(.1, .9)) * w / max(w, h), (y - .5) * h / max(w, h)) * 2)
    elif kind == "split":
        k = rng.uniform(-1, 1)
        edge = rng.uniform(.25, .75)
        img = np.where(((x - edge) * w + (y - .5) * h * k > 0)[..., None], np.uint8(b), img)
    elif kind == "sunburst":
        cx, cy, n = rng.uniform(.1, .9) * w, rng.uniform(.2, .8) * h, int(rng.integers(8, 30))
        ray = np.sin(np.arctan2(y * h - cy, x * w - cx) * n) > 0
        light = np.uint8(np.clip(np.int32(a) + int(rng.integers(-50, 60)), 0, 255))
        img = np.where(ray[..., None], light, img)
    elif kind in ("bokeh", "blobs"):
        for _ in range(int(rng.integers(4, 22))):
            r = int(rng.uniform(.04, .3 if kind == "bokeh" else .6) * min(w, h)) + 2
            p = (int(rng.integers(w)), int(rng.integers(h)))
            over = img.copy()
            cv2.circle(over, p, r, pick(rng, [a, b, c, (255, 255, 255)]), -1, cv2.LINE_AA)
            k = rng.uniform(.12, .4) if kind == "bokeh" else 1.0
            img = cv2.addWeighted(over, k, img, 1 - k, 0)
    elif kind == "clouds":
        img = mix(a, b, clouds(rng, w, h))
    elif kind == "stripes":
        n = int(rng.integers(3, 40))
        img = np.where((np.sin(t * n * math.pi) > rng.uniform(-.5, .6))[..., None], img, np.uint8(np.clip(np.int32(img) + int(rng.integers(-40, 50)), 0, 255)))
    elif kind == "lowpoly":
        for _ in range(int(rng.integers(6, 26))):
            p = np.int32(np.stack([rng.uniform(-.2, 1.2, 3) * w, rng.uniform(-.2, 1.2, 3) * h], 1))
            over = img.copy()
            cv2.fillPoly(over, [p], pick(rng, [a, b, c]), cv2.LINE_AA)
            k = rng.uniform(.1, .6)
            img = cv2.addWeighted(over, k, img, 1 - k, 0)
    elif kind == "waves":
        for i in range(int(rng.integers(2, 6))):
            top = rng.uniform(.3, .95) + rng.uniform(.02, .15) * np.sin(x[0] * rng.uniform(3, 25) + rng.uniform(0, 6))
            over = np.where((y > top[None])[..., None], np.uint8(pick(rng, [a, b, c])), img)
            k = rng.uniform(.3, 1)
            img = cv2.addWeighted(over, k, img, 1 - k, 0)
    elif kind in ("dots", "checks"):
        s = max(4, int(rng.uniform(.02, .09) * max(w, h)))
        yy, xx = np.mgrid[0:h, 0:w]
        m = np.hypot(xx % s - s / 2, yy % s - s / 2) < s * rng.uniform(.1, .4) if kind == "dots" else ((xx // s + yy // s) % 2 == 0)
        img = np.where(m[..., None], np.uint8(np.clip(np.int32(img) + int(rng.integers(-40, 40)), 0, 255)), img)
    elif kind == "streaks":
        for _ in range(int(rng.integers(1, 5))):
            pts = np.stack([np.linspace(-.1, 1.1, 40) * w, (rng.uniform(0, 1) + rng.uniform(-.5, .5) * np.linspace(0, 1, 40) ** 2 + .1 * np.sin(np.linspace(0, rng.uniform(2, 9), 40))) * h], 1)
            over = img.copy()
            cv2.polylines(over, [np.int32(pts)], False, pick(rng, [c, (255, 255, 255), b]), int(rng.integers(2, max(3, h // 30) + 3)), cv2.LINE_AA)
            img = cv2.max(img, cv2.GaussianBlur(over, (0, 0), max(1, h / 80)))
            img = cv2.addWeighted(over, .6, img, .4, 0)
    elif kind == "frame":
        m = int(rng.uniform(.02, .07) * min(w, h)) + 1
        cv2.rectangle(img, (m, m), (w - m, h - m), c, max(1, m // 3))
        if chance(rng, .5):
            cv2.rectangle(img, (2 * m, 2 * m), (w - 2 * m, h - 2 * m), c, 1)
    elif kind == "photo":
        n = clouds(rng, w, h, 6, 2)
        img = mix(a, b, n * .6 + .4 * y)
        img = cv2.addWeighted(img, .8, mix((0, 0, 0), c, clouds(rng, w, h, 5, 5) ** 2), .5, 0)
    return np.ascontiguousarray(img)


def paste(img: Rgb, sprite: Rgba, x: float, y: float) -> None:
    """Lay `sprite` on `img` with its top left corner at (x, y), clipped."""
    x, y = int(round(x)), int(round(y))
    h, w = img.shape[:2]
    sh, sw = sprite.shape[:2]
    x0, y0, x1, y1 = max(0, x), max(0, y), min(w, x + sw), min(h, y + sh)
    if x0 >= x1 or y0 >= y1:
        return
    s = sprite[y0 - y:y1 - y, x0 - x:x1 - x]
    k = s[..., 3:].astype(np.float32) / 255
    img[y0:y1, x0:x1] = (img[y0:y1, x0:x1] * (1 - k) + s[..., :3] * k).astype(np.uint8)


def warp(sprite: Rgba, corners: np.ndarray, pad: int = 2) -> tuple[Rgba, tuple[int, int]]:
    """Bend a sprite onto four corners (TL TR BR BL); returns it and its offset."""
    h, w = sprite.shape[:2]
    x0, y0 = np.floor(corners.min(0)).astype(int) - pad
    x1, y1 = np.ceil(corners.max(0)).astype(int) + pad
    m = cv2.getPerspectiveTransform(np.float32([[0, 0], [w, 0], [w, h], [0, h]]), np.float32(corners - [x0, y0]))
    return cv2.warpPerspective(sprite, m, (int(x1 - x0), int(y1 - y0)), flags=cv2.INTER_AREA), (int(x0), int(y0))


def text_sprite(text: str, file: str, size: int, colour: Colour, stroke: int = 0, stroke_colour: Colour = (0, 0, 0), second: Colour | None = None, spacing: int = 0) -> Rgba:
    """A line of text as a sprite; with `second` it fades downward to that colour."""
    font = fonts.load(file, size)
    if spacing and len(text) > 1:
        text = (" " if spacing > size // 6 else "\u200a").join(text)
    box = font.getbbox(text, stroke_width=stroke)
    w, h = int(box[2] - box[0]) + 4, int(box[3] - box[1]) + 4
    im = Image.new("RGBA", (max(1, w), max(1, h)), (*colour, 0))
    ImageDraw.Draw(im).text((2 - box[0], 2 - box[1]), text, font=font, fill=(*colour, 255), stroke_width=stroke, stroke_fill=(*stroke_colour, 255))
    out = np.array(im)
    if second is not None:
        ramp = mix(colour, second, np.repeat(np.linspace(0, 1, out.shape[0], dtype=np.float32)[:, None], out.shape[1], 1))
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
    label = fit_text(text, file, size * .8, size * .34, ink)
    kind = pick(rng, ["burst", "circle", "pill", "box", "plain"])
    h = size if kind in ("burst", "circle") else int(label.shape[0] * 1.9)
    out = np.zeros((h, size, 4), np.uint8)
    out[..., :3] = fill
    alpha = np.zeros((h, size), np.uint8)
    if kind == "burst":
        n = int(rng.integers(10, 24))
        t = np.linspace(0, 2 * math.pi, n * 2, endpoint=False)
        r = np.where(np.arange(n * 2) % 2, .49, rng.uniform(.38, .46)) * size
        cv2.fillPoly(alpha, [np.int32(np.stack([size / 2 + r * np.cos(t), size / 2 + r * np.sin(t)], 1))], 255, cv2.LINE_AA)
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
