"""Goods that are not tobacco, as sprites: for posters, shelves and counters."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable

import cv2
import numpy as np

from . import fonts, words
from .arrays import f32, i32
from .backdrops import background
from .packs import box3d
from .paint import Colour, Rgba, fit_text, hsv, luma, palette, paste
from .styles import Split, chance, generator, pick


def _tube(profile: np.ndarray, height: int, width: int, colour: Colour) -> Rgba:
    """A turned body: `profile` is the half width (0…1) from top to bottom."""
    half = np.interp(np.linspace(0, 1, height), np.linspace(0, 1, len(profile)), profile)[:, None] * width / 2
    x = np.arange(width)[None] - (width - 1) / 2
    inside = np.clip(half - np.abs(x) + 0.5, 0, 1)
    across = x / np.maximum(half, 1)
    light = 0.55 + 0.5 * np.exp(-((across + 0.4) ** 2) * 5) + 0.12 * np.exp(-((across - 0.7) ** 2) * 30)
    out = np.zeros((height, width, 4), np.uint8)
    out[..., :3] = np.clip(f32(colour) * light[..., None], 0, 255).astype(np.uint8)
    out[..., 3] = (inside * 255).astype(np.uint8)
    return out


def _label(rng: np.random.Generator, out: Rgba, y0: float, y1: float, split: Split, colour: Colour) -> None:
    h, w = out.shape[:2]
    a, b = int(h * y0), int(h * y1)
    shade = out[a:b, :, :3].astype(np.float32)
    shade = shade / max(1.0, float(shade.mean()))
    out[a:b, :, :3] = np.clip(f32(colour) * shade.mean(2, keepdims=True), 0, 255).astype(np.uint8)
    text = words.hangul(rng, 2, 3) if chance(rng, 0.6) else words.latin(rng)[:6]
    s = fit_text(
        text,
        fonts.choose(rng, split, fonts.has_hangul(text)),
        w * 0.7,
        (b - a) * 0.5,
        (250, 250, 250) if luma(colour) < 130 else (20, 20, 30),
    )
    rgb = np.ascontiguousarray(out[..., :3])
    paste(rgb, s, (w - s.shape[1]) / 2, a + (b - a - s.shape[0]) / 2)
    out[..., :3] = rgb


def bottle(rng: np.random.Generator, split: Split) -> Rgba:
    """A bottle or a can with a label."""
    colour = hsv(rng.random(), rng.uniform(0.3, 1), rng.uniform(0.25, 0.9))
    if chance(rng, 0.35):
        out = _tube(np.array([0.8, 0.95, 1, 1, 1, 1, 0.95, 0.8]), 150, 84, colour)
        _label(rng, out, 0.25, 0.75, split, hsv(rng.random(), 0.7, 0.9))
        return out
    neck = rng.uniform(0.25, 0.45)
    out = _tube(np.array([neck, neck, neck, neck * 1.2, 0.8, 1, 1, 1, 0.94, 1, 1, 0.9]), 220, 72, colour)
    out[:16, :, :3] = pick(rng, [(240, 240, 240), (200, 30, 30), (30, 30, 30), (40, 90, 200)])
    _label(
        rng,
        out,
        0.5,
        rng.uniform(0.68, 0.85),
        split,
        pick(rng, [(250, 250, 250), hsv(rng.random(), 0.8, 0.8), (250, 220, 60)]),
    )
    return out


def cup(rng: np.random.Generator, split: Split) -> Rgba:
    """A paper cup with lid and sleeve, or a tumbler."""
    out = _tube(
        np.array([1, 1, 0.93, 0.9, 0.86, 0.82, 0.78, 0.74, 0.7]),
        150,
        100,
        pick(rng, [(245, 243, 238), (60, 40, 30), (200, 180, 150), hsv(rng.random(), 0.5, 0.8)]),
    )
    out[:20, :, :3] = pick(rng, [(30, 28, 28), (245, 245, 245)])
    _label(rng, out, 0.35, 0.72, split, pick(rng, [(168, 112, 74), (120, 80, 50), hsv(rng.random(), 0.6, 0.7)]))
    return out


def cone(rng: np.random.Generator, split: Split) -> Rgba:
    """An ice cone with scoops, or a bar."""
    out = np.zeros((200, 100, 4), np.uint8)
    c = hsv(rng.random(), rng.uniform(0.2, 0.6), 0.95)
    if chance(rng, 0.35):
        cv2.rectangle(out, (44, 130), (56, 196), (214, 172, 110, 255), -1)
        cv2.rectangle(out, (18, 20), (82, 140), (*c, 255), -1)
        cv2.circle(out, (50, 34), 32, (*c, 255), -1, cv2.LINE_AA)
        return out
    cv2.fillPoly(out, [i32([[18, 90], [82, 90], [50, 198]])], (216, 158, 76, 255), cv2.LINE_AA)
    for y in (74, 44)[: 1 + int(chance(rng, 0.6))]:
        cv2.circle(out, (50, y), 36 if y > 60 else 28, (*c, 255), -1, cv2.LINE_AA)
    return out


def bag(rng: np.random.Generator, split: Split) -> Rgba:
    """A bag of crisps."""
    w, h = 120, 160
    face = background(rng, w, h, palette(rng), split, ("linear", "split", "sunburst", "flat", "radial", "waves"))
    cv2.circle(face, (w // 2, int(h * 0.62)), 30, hsv(rng.uniform(0.05, 0.17), 0.8, 0.95), -1, cv2.LINE_AA)
    text = words.hangul(rng)
    s = fit_text(
        text,
        fonts.choose(rng, split, True),
        w * 0.8,
        h * 0.2,
        (255, 255, 255) if luma(tuple(face.reshape(-1, 3).mean(0))) < 150 else (20, 20, 40),
    )
    paste(face, s, (w - s.shape[1]) / 2, h * 0.16)
    xs = np.linspace(0, 1, w)
    bulge = 0.8 + 0.35 * np.sin(xs * math.pi)
    face = np.clip(face * bulge[None, :, None], 0, 255).astype(np.uint8)
    a = np.zeros((h, w), np.uint8)
    cv2.fillPoly(
        a, [i32([[4, 3], [w - 4, 3], [w - 10, h // 2], [w - 3, h - 3], [3, h - 3], [10, h // 2]])], 255, cv2.LINE_AA
    )
    return np.dstack([face, a])


def bowl(rng: np.random.Generator, split: Split) -> Rgba:
    """A bowl of noodles or a cup of ramen."""
    if chance(rng, 0.4):
        return cup(rng, split)
    out = np.zeros((130, 200, 4), np.uint8)
    cv2.ellipse(
        out,
        (100, 50),
        (94, 80),
        0,
        0,
        180,
        (*pick(rng, [(30, 30, 34), (240, 238, 230), (190, 40, 30), (40, 80, 140)]), 255),
        -1,
        cv2.LINE_AA,
    )
    cv2.ellipse(
        out,
        (100, 50),
        (94, 28),
        0,
        0,
        360,
        (*pick(rng, [(206, 70, 30), (220, 170, 90), (180, 120, 60)]), 255),
        -1,
        cv2.LINE_AA,
    )
    for _ in range(14):
        p = (int(rng.integers(30, 170)), int(rng.integers(36, 64)))
        cv2.ellipse(
            out,
            p,
            (int(rng.integers(8, 26)), int(rng.integers(4, 10))),
            rng.uniform(0, 180),
            0,
            270,
            (245, 212, 130, 255),
            2,
            cv2.LINE_AA,
        )
    cv2.circle(out, (120, 46), 16, (255, 255, 250, 255), -1, cv2.LINE_AA)
    cv2.circle(out, (120, 46), 7, (250, 180, 40, 255), -1, cv2.LINE_AA)
    return out


def ball(rng: np.random.Generator, split: Split) -> Rgba:
    """A numbered lotto ball, a coin."""
    n = 90
    c = hsv(rng.random(), rng.uniform(0.2, 0.9), rng.uniform(0.6, 1))
    y, x = np.mgrid[0:n, 0:n] / (n / 2) - 1
    light = 1.15 - 0.5 * np.hypot(x + 0.35, y + 0.35)
    out = np.zeros((n, n, 4), np.uint8)
    out[..., :3] = np.clip(f32(c) * light[..., None], 0, 255)
    out[..., 3] = np.clip((1 - np.hypot(x, y)) * n / 2, 0, 1) * 255
    rgb = np.ascontiguousarray(out[..., :3])
    s = fit_text(str(int(rng.integers(1, 46))), fonts.choose(rng, split, False), n * 0.45, n * 0.4, (20, 20, 20))
    paste(rgb, s, (n - s.shape[1]) / 2, (n - s.shape[0]) / 2)
    out[..., :3] = rgb
    return out


def carton_face(rng: np.random.Generator, split: Split, w: int = 110, h: int | None = None) -> np.ndarray:
    """The front of a box of tea, milk, sweets or medicine."""
    h = h or int(w * rng.uniform(0.5, 1.6))
    colours = palette(rng)
    face = background(
        rng, w, h, colours, split, ("linear", "split", "flat", "blobs", "radial", "stripes", "waves", "flat")
    )
    ink = (252, 252, 252) if luma(tuple(face.reshape(-1, 3).mean(0))) < 150 else (24, 24, 40)
    text = words.hangul(rng) if chance(rng, 0.6) else words.latin(rng)
    if chance(rng, 0.5):
        cv2.ellipse(
            face,
            (w // 2, int(h * 0.4)),
            (int(w * 0.42), int(h * 0.24)),
            0,
            0,
            360,
            pick(rng, [(250, 250, 250), colours[2]]),
            -1,
            cv2.LINE_AA,
        )
        ink = (30, 40, 90)
    s = fit_text(text, fonts.choose(rng, split, fonts.has_hangul(text)), w * 0.74, h * 0.22, ink)
    paste(face, s, (w - s.shape[1]) / 2, h * 0.4 - s.shape[0] / 2)
    if chance(rng, 0.6):
        cv2.circle(
            face,
            (int(w * rng.uniform(0.2, 0.8)), int(h * 0.78)),
            int(min(w, h) * 0.15),
            pick(rng, [colours[1], colours[2]]),
            -1,
            cv2.LINE_AA,
        )
    return face


def carton(rng: np.random.Generator, split: Split) -> Rgba:
    """A carton in 3-D: looks a little like a pack, but sells no tobacco."""
    face = carton_face(rng, split)
    return box3d(rng, np.dstack([face, np.full(face.shape[:2], 255, np.uint8)]), depth=rng.uniform(0.25, 0.6))


def plant(rng: np.random.Generator, split: Split) -> Rgba:
    """A potted plant."""
    out = np.zeros((200, 160, 4), np.uint8)
    for _ in range(int(rng.integers(7, 18))):
        a = rng.uniform(-1.2, 1.2)
        tip = np.array([80 + 75 * math.sin(a), 140 - 130 * math.cos(a) * rng.uniform(0.5, 1)])
        mid = (tip + [80, 140]) / 2 + rng.uniform(-9, 9, 2)
        c = hsv(rng.uniform(0.25, 0.4), rng.uniform(0.4, 0.9), rng.uniform(0.2, 0.6))
        n = np.array([tip[1] - 140, 80 - tip[0]])
        n = n / max(1, np.hypot(*n)) * rng.uniform(4, 11)
        cv2.fillPoly(out, [i32([[80, 140], mid + n, tip, mid - n])], (*c, 255), cv2.LINE_AA)
    pot = _tube(
        np.array([1, 1, 0.95, 0.9, 0.85, 0.8, 0.75]), 62, 76, pick(rng, [(176, 92, 54), (236, 232, 224), (60, 60, 66)])
    )
    region = out[138:200, 42:118]
    region[pot[..., 3] > 0] = pot[pot[..., 3] > 0]
    return out


def fruit(rng: np.random.Generator, split: Split) -> Rgba:
    """A bowl of fruit."""
    out = np.zeros((110, 200, 4), np.uint8)
    c = pick(rng, [(240, 140, 30), (245, 214, 50), (200, 40, 40), (120, 180, 50)])
    for _ in range(16):
        p = (int(rng.normal(100, 36)), int(rng.normal(46, 10)))
        d = 0.8 + 0.4 * rng.random()
        cv2.circle(out, p, 21, (*[int(min(255, v * d)) for v in c], 255), -1, cv2.LINE_AA)
        cv2.circle(out, (p[0] - 6, p[1] - 6), 5, (*[int(min(255, v * 1.25 + 20)) for v in c], 255), -1, cv2.LINE_AA)
    cv2.ellipse(
        out,
        (100, 58),
        (84, 48),
        0,
        0,
        180,
        (*pick(rng, [(110, 66, 40), (230, 230, 230), (70, 70, 74)]), 255),
        -1,
        cv2.LINE_AA,
    )
    return out


SMALL = (bottle, cup, carton, bag, bottle, plant, carton, fruit, bowl, carton)
STOCK = 160


@functools.lru_cache(maxsize=4000)
def _stocked(kind: Callable[..., Rgba], split: Split, number: int, size: tuple[int, ...]) -> Rgba:
    return kind(generator("goods", kind.__name__, split, number), split, *size)


def stocked(rng: np.random.Generator, kind: Callable[..., Rgba], split: Split, *size: int) -> Rgba:
    """One of a stock of goods, each drawn only once by a process."""
    return _stocked(kind, split, int(rng.integers(STOCK)), size)


def anything(rng: np.random.Generator, split: Split) -> Rgba:
    """Some small thing that stands on a counter."""
    return stocked(rng, pick(rng, SMALL), split)
