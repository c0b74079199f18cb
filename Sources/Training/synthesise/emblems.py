"""Heraldic and natural marks, as tobacco houses print them."""

from __future__ import annotations

import math

import cv2
import numpy as np

from .arrays import f32, i32
from .paint import Colour, Rgba
from .styles import Split, pick

EMBLEMS = ("crown", "ring", "planet", "star", "leaf", "mountain", "sun", "drop", "shield", "bird", "diamond")


def emblem(rng: np.random.Generator, size: int, colour: Colour, split: Split | None = None) -> Rgba:
    """A heraldic or natural mark of one colour."""
    size = max(8, size)
    out = np.zeros((size, size, 4), np.uint8)
    out[..., :3] = colour
    a = np.zeros((size, size), np.uint8)
    c = size // 2
    kind = pick(rng, EMBLEMS, split)
    if kind == "crown":
        pts = [[0.1, 0.8], [0.05, 0.3], [0.3, 0.55], [0.5, 0.15], [0.7, 0.55], [0.95, 0.3], [0.9, 0.8]]
        cv2.fillPoly(a, [i32(f32(pts) * size)], 255, cv2.LINE_AA)
    elif kind in ("ring", "planet"):
        cv2.circle(a, (c, c), int(size * 0.3), 255, -1 if kind == "planet" else max(2, size // 12), cv2.LINE_AA)
        cv2.ellipse(
            a,
            (c, c),
            (int(size * 0.48), int(size * 0.14)),
            rng.uniform(-30, 30),
            0,
            360,
            255,
            max(1, size // 30),
            cv2.LINE_AA,
        )
    elif kind in ("star", "sun"):
        n = int(rng.integers(5, 14))
        t = np.linspace(0, 2 * math.pi, 2 * n, endpoint=False)
        r = np.where(np.arange(2 * n) % 2, 0.48, 0.25) * size
        cv2.fillPoly(a, [i32(np.stack([c + r * np.cos(t), c + r * np.sin(t)], 1))], 255, cv2.LINE_AA)
    elif kind == "leaf":
        for k in range(int(rng.integers(1, 5))):
            cv2.ellipse(
                a,
                (int(size * (0.2 + 0.18 * k)), c),
                (int(size * 0.42), int(size * 0.11)),
                60 + 9 * k,
                0,
                360,
                255 - 25 * k,
                -1,
                cv2.LINE_AA,
            )
    elif kind == "mountain":
        cv2.fillPoly(
            a, [i32(f32([[0, 0.85], [0.3, 0.3], [0.45, 0.55], [0.62, 0.2], [1, 0.85]]) * size)], 255, cv2.LINE_AA
        )
    elif kind == "drop":
        cv2.circle(a, (c, int(size * 0.62)), int(size * 0.26), 255, -1, cv2.LINE_AA)
        cv2.fillPoly(a, [i32(f32([[0.5, 0.05], [0.73, 0.5], [0.27, 0.5]]) * size)], 255, cv2.LINE_AA)
    elif kind == "shield":
        cv2.fillPoly(
            a, [i32(f32([[0.15, 0.1], [0.85, 0.1], [0.82, 0.6], [0.5, 0.95], [0.18, 0.6]]) * size)], 255, cv2.LINE_AA
        )
    elif kind == "bird":
        cv2.ellipse(
            a,
            (int(size * 0.3), c),
            (int(size * 0.26), int(size * 0.2)),
            0,
            180,
            360,
            255,
            max(2, size // 14),
            cv2.LINE_AA,
        )
        cv2.ellipse(
            a,
            (int(size * 0.7), c),
            (int(size * 0.26), int(size * 0.2)),
            0,
            180,
            360,
            255,
            max(2, size // 14),
            cv2.LINE_AA,
        )
    else:
        cv2.fillPoly(a, [i32(f32([[0.5, 0.05], [0.85, 0.5], [0.5, 0.95], [0.15, 0.5]]) * size)], 255, cv2.LINE_AA)
    out[..., 3] = a
    return out
