"""What a print lies on: gradients, rays, bokeh, waves, stripes, smoke."""

from __future__ import annotations

import math

import cv2
import numpy as np

from .arrays import i32
from .paint import Colour, Rgb, clouds, grid, mix
from .styles import Split, chance, pick

BACKGROUNDS = (
    "linear",
    "split",
    "sunburst",
    "bokeh",
    "blobs",
    "clouds",
    "stripes",
    "lowpoly",
    "waves",
    "dots",
    "flat",
    "radial",
    "streaks",
    "checks",
    "frame",
    "photo",
)


def background(
    rng: np.random.Generator, w: int, h: int, colours: list[Colour], split: Split, kinds: tuple[str, ...] = BACKGROUNDS
) -> Rgb:
    """A backdrop of one kind in the print's colours."""
    kind = pick(rng, kinds, split)
    a, b, c, _ = colours
    x, y = grid(w, h)
    angle = rng.uniform(0, 2 * math.pi)
    t = (x - 0.5) * math.cos(angle) + (y - 0.5) * math.sin(angle) + 0.5
    img = mix(a, b, t) if kind not in ("flat", "frame") else np.full((h, w, 3), a, np.uint8)
    if kind == "radial":
        img = mix(b, a, np.hypot((x - rng.uniform(0.1, 0.9)) * w / max(w, h), (y - 0.5) * h / max(w, h)) * 2)
    elif kind == "split":
        k = rng.uniform(-1, 1)
        edge = rng.uniform(0.25, 0.75)
        img = np.where(((x - edge) * w + (y - 0.5) * h * k > 0)[..., None], np.uint8(b), img)
    elif kind == "sunburst":
        cx, cy, n = rng.uniform(0.1, 0.9) * w, rng.uniform(0.2, 0.8) * h, int(rng.integers(8, 30))
        ray = np.sin(np.arctan2(y * h - cy, x * w - cx) * n) > 0
        light = np.uint8(np.clip(i32(a) + int(rng.integers(-50, 60)), 0, 255))
        img = np.where(ray[..., None], light, img)
    elif kind in ("bokeh", "blobs"):
        for _ in range(int(rng.integers(4, 22))):
            r = int(rng.uniform(0.04, 0.3 if kind == "bokeh" else 0.6) * min(w, h)) + 2
            p = (int(rng.integers(w)), int(rng.integers(h)))
            over = img.copy()
            cv2.circle(over, p, r, pick(rng, [a, b, c, (255, 255, 255)]), -1, cv2.LINE_AA)
            k = rng.uniform(0.12, 0.4) if kind == "bokeh" else 1.0
            img = cv2.addWeighted(over, k, img, 1 - k, 0)
    elif kind == "clouds":
        img = mix(a, b, clouds(rng, w, h))
    elif kind == "stripes":
        n = int(rng.integers(3, 40))
        img = np.where(
            (np.sin(t * n * math.pi) > rng.uniform(-0.5, 0.6))[..., None],
            img,
            np.uint8(np.clip(i32(img) + int(rng.integers(-40, 50)), 0, 255)),
        )
    elif kind == "lowpoly":
        for _ in range(int(rng.integers(6, 26))):
            p = i32(np.stack([rng.uniform(-0.2, 1.2, 3) * w, rng.uniform(-0.2, 1.2, 3) * h], 1))
            over = img.copy()
            cv2.fillPoly(over, [p], pick(rng, [a, b, c]), cv2.LINE_AA)
            k = rng.uniform(0.1, 0.6)
            img = cv2.addWeighted(over, k, img, 1 - k, 0)
    elif kind == "waves":
        for _ in range(int(rng.integers(2, 6))):
            top = rng.uniform(0.3, 0.95) + rng.uniform(0.02, 0.15) * np.sin(
                x[0] * rng.uniform(3, 25) + rng.uniform(0, 6)
            )
            over = np.where((y > top[None])[..., None], np.uint8(pick(rng, [a, b, c])), img)
            k = rng.uniform(0.3, 1)
            img = cv2.addWeighted(over, k, img, 1 - k, 0)
    elif kind in ("dots", "checks"):
        s = max(4, int(rng.uniform(0.02, 0.09) * max(w, h)))
        yy, xx = np.mgrid[0:h, 0:w]
        m = (
            np.hypot(xx % s - s / 2, yy % s - s / 2) < s * rng.uniform(0.1, 0.4)
            if kind == "dots"
            else ((xx // s + yy // s) % 2 == 0)
        )
        img = np.where(m[..., None], np.uint8(np.clip(i32(img) + int(rng.integers(-40, 40)), 0, 255)), img)
    elif kind == "streaks":
        for _ in range(int(rng.integers(1, 5))):
            pts = np.stack(
                [
                    np.linspace(-0.1, 1.1, 40) * w,
                    (
                        rng.uniform(0, 1)
                        + rng.uniform(-0.5, 0.5) * np.linspace(0, 1, 40) ** 2
                        + 0.1 * np.sin(np.linspace(0, rng.uniform(2, 9), 40))
                    )
                    * h,
                ],
                1,
            )
            over = img.copy()
            cv2.polylines(
                over,
                [i32(pts)],
                False,
                pick(rng, [c, (255, 255, 255), b]),
                int(rng.integers(2, max(3, h // 30) + 3)),
                cv2.LINE_AA,
            )
            img = cv2.max(img, cv2.GaussianBlur(over, (0, 0), max(1, h / 80)))
            img = cv2.addWeighted(over, 0.6, img, 0.4, 0)
    elif kind == "frame":
        m = int(rng.uniform(0.02, 0.07) * min(w, h)) + 1
        cv2.rectangle(img, (m, m), (w - m, h - m), c, max(1, m // 3))
        if chance(rng, 0.5):
            cv2.rectangle(img, (2 * m, 2 * m), (w - 2 * m, h - 2 * m), c, 1)
    elif kind == "photo":
        n = clouds(rng, w, h, 6, 2)
        img = mix(a, b, n * 0.6 + 0.4 * y)
        img = cv2.addWeighted(img, 0.8, mix((0, 0, 0), c, clouds(rng, w, h, 5, 5) ** 2), 0.5, 0)
    return np.ascontiguousarray(img)
