"""Invented programme creatives: tobacco ads for each slot, thousands of them."""

from __future__ import annotations

import cv2

from .backdrops import background
from .layouts import tall, wide
from .ornaments import motif, panel
from .paint import (
    Rgb,
    palette,
)
from .styles import Split, chance, generator, pick

#: width / height of a slot's print: low, high, and how far odd ones reach
ASPECTS = {
    "top_ad": (3.0, 4.9, 2.2, 6.5),
    "cdu_horizontal": (2.1, 3.1, 1.5, 4.0),
    "cdu_vertical": (0.33, 0.47, 0.26, 0.65),
}
LONG_SIDE = 760


def creative(split: Split, slot: str, number: int) -> Rgb:
    """Creative `number` of a slot; the same call always draws the same print."""
    rng = generator("creative", split, slot, number)
    low, high, far_low, far_high = ASPECTS[slot]
    aspect = rng.uniform(low, high) if chance(rng, 0.8) else rng.uniform(far_low, far_high)
    w, h = (LONG_SIDE, int(LONG_SIDE / aspect)) if aspect > 1 else (int(LONG_SIDE * aspect), LONG_SIDE)
    colours = palette(rng)
    img = background(rng, w, h, colours, split)
    if chance(rng, 0.25):
        img = panel(rng, img, colours)
    if chance(rng, 0.4):
        motif(rng, img, colours, split)
    if aspect > 1:
        wide(rng, img, colours, split)
    else:
        tall(rng, img, colours, split)
    if chance(rng, 0.12):
        m = max(2, int(min(w, h) * rng.uniform(0.01, 0.03)))
        cv2.rectangle(img, (m, m), (w - m, h - m), pick(rng, colours[1:]), max(1, m // 2))
    return img
