"""Surfaces of a shop as textures: walls, floors, ceilings, wood, metal."""

from __future__ import annotations

import cv2
import numpy as np

from .arrays import f32
from .paint import Colour, Rgb, clouds, hsv, shade
from .styles import Split, chance, pick

WALLS = (
    "paint",
    "paint",
    "tile",
    "peg",
    "brick",
    "paint",
    "slat",
    "concrete",
    "paper",
    "panel",
    "subway",
    "paint",
    "stripes",
    "wood",
    "mosaic",
)
PER_M = 130  # texture pixels a metre


def _wall_colour(rng: np.random.Generator) -> Colour:
    roll = rng.random()
    if roll < 0.66:
        return hsv(rng.uniform(0.05, 0.65), rng.uniform(0, 0.1), rng.uniform(0.6, 0.98))
    if roll < 0.9:
        return hsv(rng.random(), rng.uniform(0.05, 0.28), rng.uniform(0.45, 0.95))
    return hsv(rng.random(), rng.uniform(0.05, 0.6), rng.uniform(0.12, 0.6))


def _vary(img: Rgb, rng: np.random.Generator, amount: float) -> Rgb:
    h, w = img.shape[:2]
    m = 1 + amount * (cv2.resize(clouds(rng, max(4, w // 4), max(4, h // 4), 4, 3), (w, h)) - 0.5)
    grain = rng.standard_normal((h, w, 1), dtype=np.float32) * f32(rng.uniform(0.5, 2.6))
    return np.clip(img * m[..., None] + grain, 0, 255).astype(np.uint8)


def wood(rng: np.random.Generator, w: int, h: int, colour: Colour | None = None, along: bool = True) -> Rgb:
    """Wood grain, along the width by default."""
    colour = colour or hsv(rng.uniform(0.05, 0.1), rng.uniform(0.25, 0.7), rng.uniform(0.25, 0.85))
    small = (
        rng.random((max(2, h // 3), max(2, w // 60))).astype(np.float32)
        if along
        else rng.random((max(2, h // 60), max(2, w // 3))).astype(np.float32)
    )
    g = cv2.resize(small, (w, h), interpolation=cv2.INTER_CUBIC)
    return np.clip(f32(colour) * (0.82 + 0.3 * g[..., None]), 0, 255).astype(np.uint8)


def _courses(
    rng: np.random.Generator,
    w: int,
    h: int,
    tw: int,
    th: int,
    colour: Colour,
    joint: Colour,
    spread: float,
    shift: bool,
    gap: int = 2,
) -> Rgb:
    """Rows of tiles or bricks with joints."""
    img = np.full((h, w, 3), joint, np.uint8)
    for r, y in enumerate(range(0, h, th)):
        o = (tw // 2) * (r % 2) if shift else 0
        for x in range(-o, w, tw):
            c = np.clip(f32(colour) * (1 + spread * rng.normal()), 0, 255)
            cv2.rectangle(img, (x, y), (x + tw - gap - 1, y + th - gap - 1), [float(v) for v in c], -1)
    return img


def wall(rng: np.random.Generator, width: float, height: float, split: Split) -> Rgb:
    """A wall of `width` × `height` metres."""
    w, h = int(width * PER_M), int(height * PER_M)
    kind = pick(rng, WALLS, split)
    c = _wall_colour(rng)
    dark = shade(c, rng.uniform(0.6, 0.9))
    img = np.full((h, w, 3), c, np.uint8)
    if kind in ("tile", "subway", "brick", "mosaic"):
        sizes = {
            "tile": (int(PER_M * rng.uniform(0.15, 0.4)),) * 2,
            "subway": (int(PER_M * 0.3), int(PER_M * 0.1)),
            "brick": (int(PER_M * 0.2), int(PER_M * 0.065)),
            "mosaic": (int(PER_M * 0.06),) * 2,
        }
        tw, th = sizes[kind]
        if kind == "brick" and chance(rng, 0.6):
            c = hsv(rng.uniform(0.01, 0.07), rng.uniform(0.3, 0.7), rng.uniform(0.35, 0.8))
        img = _courses(
            rng,
            w,
            h,
            tw,
            th,
            c,
            dark if chance(rng, 0.7) else (235, 235, 230),
            0.04 if kind == "tile" else 0.08,
            kind in ("brick", "subway"),
            1 + int(chance(rng, 0.4)),
        )
    elif kind == "peg":
        s = int(PER_M * rng.uniform(0.04, 0.08))
        img[s // 2 :: s, s // 2 :: s] = dark
        img[s // 2 + 1 :: s, s // 2 :: s] = dark
        if chance(rng, 0.6):
            img[:: s * 4] = dark
    elif kind == "slat":
        s = int(PER_M * rng.uniform(0.06, 0.16))
        for k in range(max(2, s // 6)):
            img[k::s] = dark
    elif kind in ("panel", "stripes"):
        s = int(PER_M * rng.uniform(0.15, 1.0))
        for x in range(0, w, s):
            img[:, x : x + (2 if kind == "panel" else s // 2)] = dark
    elif kind == "wood":
        img = wood(rng, w, h, along=chance(rng, 0.5))
        s = int(PER_M * rng.uniform(0.08, 0.2))
        img[:, ::s] = img[:, ::s] // 2
    elif kind == "paper":
        s = int(PER_M * rng.uniform(0.08, 0.25))
        for y in range(s // 2, h, s):
            for x in range(s // 2 + (y // s % 2) * s // 2, w, s):
                cv2.circle(img, (x, y), s // 5, dark, -1, cv2.LINE_AA)
    img = _vary(img, rng, {"concrete": 0.5}.get(kind, rng.uniform(0.02, 0.12)))
    if chance(rng, 0.2):  # another colour below or above a rail
        y = int(h * rng.uniform(0.2, 0.75))
        img[y:] = np.clip(img[y:] * f32([rng.uniform(0.4, 1.1) for _ in range(3)]), 0, 255).astype(np.uint8)
        img[y : y + 4] = dark
    return img


def floor(rng: np.random.Generator, width: float, depth: float) -> Rgb:
    """Tiles, planks or concrete."""
    w, h = int(width * 70), int(depth * 70)
    c = hsv(rng.uniform(0.03, 0.6), rng.uniform(0, 0.3), rng.uniform(0.2, 0.85))
    if chance(rng, 0.6):
        s = int(70 * rng.uniform(0.3, 0.6))
        img = _courses(rng, w, h, s, s, c, shade(c, 0.7), 0.05, False)
    elif chance(rng, 0.5):
        img = wood(rng, w, h)
    else:
        img = np.full((h, w, 3), c, np.uint8)
    return _vary(img, rng, 0.25)


def ceiling(rng: np.random.Generator, width: float, depth: float) -> Rgb:
    """Panels in a grid or plain paint."""
    w, h = int(width * 60), int(depth * 60)
    v = rng.uniform(0.6, 0.98)
    img = np.full((h, w, 3), hsv(rng.uniform(0.05, 0.6), rng.uniform(0, 0.06), v), np.uint8)
    if chance(rng, 0.06):
        img[:] = (34, 34, 36)
    if chance(rng, 0.55):
        s = 36
        img[::s] = img[::s] * 0.82
        img[:, :: s if chance(rng, 0.6) else s * 2] = (img[1, 1] * 0.84).astype(np.uint8)
    return _vary(img, rng, 0.05)


def surface(rng: np.random.Generator, w: int, h: int, kind: str | None = None) -> Rgb:
    """Furniture: wood, lacquer, steel, marble, black."""
    kind = kind or pick(rng, ["wood", "lacquer", "white", "steel", "black", "colour", "marble", "slats"])
    w, h = max(4, w), max(4, h)
    if kind == "wood":
        return wood(rng, w, h, along=chance(rng, 0.6))
    if kind == "slats":
        img = wood(rng, w, h, along=False)
        s = int(rng.integers(6, 16))
        for k in range(2):
            img[:, k::s] = img[:, k::s] // 3
        return img
    if kind == "marble":
        v = clouds(rng, w, h, 6, 3)
        return np.clip(f32(hsv(0.1, 0.05, rng.uniform(0.3, 0.95))) * (0.8 + 0.3 * v[..., None]), 0, 255).astype(
            np.uint8
        )
    c = {
        "white": hsv(0.1, 0.03, rng.uniform(0.82, 1)),
        "black": hsv(0.6, 0.1, rng.uniform(0.06, 0.2)),
        "steel": hsv(0.6, 0.05, rng.uniform(0.5, 0.8)),
    }.get(kind, hsv(rng.random(), rng.uniform(0.05, 0.8) ** 1.5, rng.uniform(0.2, 0.9)))
    img = np.full((h, w, 3), c, np.uint8)
    if kind == "steel":
        img = np.clip(img * (0.93 + 0.14 * rng.random((h, 1, 1))), 0, 255).astype(np.uint8)
    return _vary(img, rng, 0.06)
