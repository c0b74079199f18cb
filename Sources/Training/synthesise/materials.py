"""Surfaces of a shop as textures: walls, floors, ceilings, wood, metal."""

from __future__ import annotations

import cv2
import numpy as np

from .paint import Colour, Rgb, clouds, hsv
from .styles import Split, chance, pick

WALLS = ("paint", "paint", "tile", "peg", "brick", "paint", "slat", "concrete", "paper", "panel", "subway", "paint", "stripes", "wood", "mosaic")
PER_M = 130  # texture pixels a metre


def _wall_colour(rng: np.random.Generator) -> Colour:
    roll = rng.random()
    if roll < .66:
        return hsv(rng.uniform(.05, .65), rng.uniform(0, .1), rng.uniform(.6, .98))
    if roll < .9:
        return hsv(rng.random(), rng.uniform(.05, .28), rng.uniform(.45, .95))
    return hsv(rng.random(), rng.uniform(.05, .6), rng.uniform(.12, .6))


def _vary(img: Rgb, rng: np.random.Generator, amount: float) -> Rgb:
    h, w = img.shape[:2]
    m = 1 + amount * (cv2.resize(clouds(rng, max(4, w // 4), max(4, h // 4), 4, 3), (w, h)) - .5)
    grain = rng.standard_normal((h, w, 1), dtype=np.float32) * np.float32(rng.uniform(.5, 2.6))
    return np.clip(img * m[..., None] + grain, 0, 255).astype(np.uint8)


def wood(rng: np.random.Generator, w: int, h: int, colour: Colour | None = None, along: bool = True) -> Rgb:
    """Wood grain, along the width by default."""
    colour = colour or hsv(rng.uniform(.05, .1), rng.uniform(.25, .7), rng.uniform(.25, .85))
    small = rng.random((max(2, h // 3), max(2, w // 60))).astype(np.float32) if along else rng.random((max(2, h // 60), max(2, w // 3))).astype(np.float32)
    g = cv2.resize(small, (w, h), interpolation=cv2.INTER_CUBIC)
    return np.clip(np.float32(colour) * (.82 + .3 * g[..., None]), 0, 255).astype(np.uint8)


def _courses(rng: np.random.Generator, w: int, h: int, tw: int, th: int, colour: Colour, joint: Colour, spread: float, shift: bool, gap: int = 2) -> Rgb:
    """Rows of tiles or bricks with joints."""
    img = np.full((h, w, 3), joint, np.uint8)
    for r, y in enumerate(range(0, h, th)):
        o = (tw // 2) * (r % 2) if shift else 0
        for x in range(-o, w, tw):
            c = np.clip(np.float32(colour) * (1 + spread * rng.normal()), 0, 255)
            cv2.rectangle(img, (x, y), (x + tw - gap - 1, y + th - gap - 1), [float(v) for v in c], -1)
    return img


def wall(rng: np.random.Generator, width: float, height: float, split: Split) -> Rgb:
    """A wall of `width` × `height` metres."""
    w, h = int(width * PER_M), int(height * PER_M)
    kind = pick(rng, WALLS, split)
    c = _wall_colour(rng)
    dark = tuple(int(v * rng.uniform(.6, .9)) for v in c)
    img = np.full((h, w, 3), c, np.uint8)
    if kind in ("tile", "subway", "brick", "mosaic"):
        sizes = {"tile": (int(PER_M * rng.uniform(.15, .4)),) * 2, "subway": (int(PER_M * .3), int(PER_M * .1)), "brick": (int(PER_M * .2), int(PER_M * .065)), "mosaic": (int(PER_M * .06),) * 2}
        tw, th = sizes[kind]
        if kind == "brick" and chance(rng, .6):
            c = hsv(rng.uniform(.01, .07), rng.uniform(.3, .7), rng.uniform(.35, .8))
        img = _courses(rng, w, h, tw, th, c, dark if chance(rng, .7) else (235, 235, 230), .04 if kind == "tile" else .08, kind in ("brick", "subway"), 1 + int(chance(rng, .4)))
    elif kind == "peg":
        s = int(PER_M * rng.uniform(.04, .08))
        img[s // 2::s, s // 2::s] = dark
        img[s // 2 + 1::s, s // 2::s] = dark
        if chance(rng, .6):
            img[::s * 4] = dark
    elif kind == "slat":
        s = int(PER_M * rng.uniform(.06, .16))
        for k in range(max(2, s // 6)):
            img[k::s] = dark
    elif kind in ("panel", "stripes"):
        s = int(PER_M * rng.uniform(.15, 1.0))
        for x in range(0, w, s):
            img[:, x:x + (2 if kind == "panel" else s // 2)] = dark
    elif kind == "wood":
        img = wood(rng, w, h, along=chance(rng, .5))
        s = int(PER_M * rng.uniform(.08, .2))
        img[:, ::s] = img[:, ::s] // 2
    elif kind == "paper":
        s = int(PER_M * rng.uniform(.08, .25))
        for y in range(s // 2, h, s):
            for x in range(s // 2 + (y // s % 2) * s // 2, w, s):
                cv2.circle(img, (x, y), s // 5, dark, -1, cv2.LINE_AA)
    img = _vary(img, rng, {"concrete": .5}.get(kind, rng.uniform(.02, .12)))
    if chance(rng, .2):  # another colour below or above a rail
        y = int(h * rng.uniform(.2, .75))
        img[y:] = np.clip(img[y:] * np.float32([rng.uniform(.4, 1.1) for _ in range(3)]), 0, 255).astype(np.uint8)
        img[y:y + 4] = dark
    return img


def floor(rng: np.random.Generator, width: float, depth: float) -> Rgb:
    """Tiles, planks or concrete."""
    w, h = int(width * 70), int(depth * 70)
    c = hsv(rng.uniform(.03, .6), rng.uniform(0, .3), rng.uniform(.2, .85))
    if chance(rng, .6):
        s = int(70 * rng.uniform(.3, .6))
        img = _courses(rng, w, h, s, s, c, tuple(int(v * .7) for v in c), .05, False)
    elif chance(rng, .5):
        img = wood(rng, w, h)
    else:
        img = np.full((h, w, 3), c, np.uint8)
    return _vary(img, rng, .25)


def ceiling(rng: np.random.Generator, width: float, depth: float) -> Rgb:
    """Panels in a grid or plain paint."""
    w, h = int(width * 60), int(depth * 60)
    v = rng.uniform(.6, .98)
    img = np.full((h, w, 3), hsv(rng.uniform(.05, .6), rng.uniform(0, .06), v), np.uint8)
    if chance(rng, .06):
        img[:] = (34, 34, 36)
    if chance(rng, .55):
        s = 36
        img[::s] = img[::s] * .82
        img[:, ::s if chance(rng, .6) else s * 2] = (img[1, 1] * .84).astype(np.uint8)
    return _vary(img, rng, .05)


def surface(rng: np.random.Generator, w: int, h: int, kind: str | None = None) -> Rgb:
    """Furniture: wood, lacquer, steel, marble, black."""
    kind = kind or pick(rng, ["wood", "lacquer", "white", "steel", "black", "colour", "marble", "slats"])
    w, h = max(4, w), max(4, h)
    if kind == "wood":
        return wood(rng, w, h, along=chance(rng, .6))
    if kind == "slats":
        img = wood(rng, w, h, along=False)
        s = int(rng.integers(6, 16))
        for k in range(2):
            img[:, k::s] = img[:, k::s] // 3
        return img
    if kind == "marble":
        v = clouds(rng, w, h, 6, 3)
        return np.clip(np.float32(hsv(.1, .05, rng.uniform(.3, .95))) * (.8 + .3 * v[..., None]), 0, 255).astype(np.uint8)
    c = {"white": hsv(.1, .03, rng.uniform(.82, 1)), "black": hsv(.6, .1, rng.uniform(.06, .2)), "steel": hsv(.6, .05, rng.uniform(.5, .8))}.get(kind, hsv(rng.random(), rng.uniform(.05, .8) ** 1.5, rng.uniform(.2, .9)))
    img = np.full((h, w, 3), c, np.uint8)
    if kind == "steel":
        img = np.clip(img * (.93 + .14 * rng.random((h, 1, 1))), 0, 255).astype(np.uint8)
    return _vary(img, rng, .06)
