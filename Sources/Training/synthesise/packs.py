"""Tobacco goods as print shows them: packs, sticks, heating devices, emblems."""

from __future__ import annotations

import cv2
import numpy as np

from . import fonts
from .arrays import f32, i32
from .emblems import emblem
from .paint import (
    Colour,
    Rgba,
    clouds,
    fit_text,
    hsv,
    luma,
    mix,
    paste,
    rotate,
    shade,
    shaded,
    warp,
)
from .styles import Split, chance, pick

PACK_DESIGNS = (
    "band",
    "diagonal",
    "stripes",
    "emblem",
    "wave",
    "plain",
    "halves",
    "chevron",
    "circle",
    "texture",
    "frame",
)


def pack_face(
    rng: np.random.Generator, name: str, colours: list[Colour], split: Split, design: str | None = None, w: int = 150
) -> Rgba:
    """The front of a flip-top pack: 55 × 88 mm with lid line, mark and brand."""
    h = int(w * rng.uniform(1.45, 1.75))
    base, second, accent, _ = colours
    face = mix(base, shade(base, 0.8), np.repeat(np.linspace(0, 1, h, dtype=np.float32)[:, None], w, 1))
    design = design or pick(rng, PACK_DESIGNS, split)
    y = int(h * rng.uniform(0.3, 0.7))
    t = int(h * rng.uniform(0.06, 0.25))
    if design == "band":
        cv2.rectangle(face, (0, y), (w, y + t), second, -1)
        cv2.rectangle(face, (0, y), (w, y + max(1, t // 6)), accent, -1)
    elif design == "diagonal":
        cv2.fillPoly(face, [i32([[0, y], [w, y - w // 2], [w, y - w // 2 + t], [0, y + t]])], second, cv2.LINE_AA)
    elif design == "stripes":
        n = int(rng.integers(4, 9))
        for i in range(n):
            x = int(w * (0.12 + 0.76 * i / n))
            cv2.rectangle(face, (x, y), (x + max(1, w // (n * 3)), y + t * 2), second, -1)
    elif design == "wave":
        xs = np.arange(w)
        ys = y + t * 0.5 * np.sin(xs / w * rng.uniform(3, 9) + rng.uniform(0, 6))
        cv2.fillPoly(face, [i32(np.concatenate([np.stack([xs, ys], 1), [[w, h], [0, h]]]))], second, cv2.LINE_AA)
    elif design == "halves":
        cv2.rectangle(face, (0, y), (w, h), second, -1)
    elif design == "chevron":
        cv2.fillPoly(
            face,
            [i32([[0, y], [w // 2, y + t], [w, y], [w, y + t], [w // 2, y + 2 * t], [0, y + t]])],
            second,
            cv2.LINE_AA,
        )
    elif design in ("circle", "emblem"):
        cv2.circle(
            face,
            (w // 2, int(h * 0.55)),
            int(w * rng.uniform(0.18, 0.36)),
            second,
            -1 if design == "circle" else max(2, w // 18),
            cv2.LINE_AA,
        )
    elif design == "texture":
        face = mix(base, second, clouds(rng, w, h))
    elif design == "frame":
        cv2.rectangle(face, (w // 12, w // 12), (w - w // 12, h - w // 12), accent, max(1, w // 40))
    if chance(rng, 0.35):
        e = emblem(rng, int(w * 0.4), accent)
        paste(face, e, w * 0.5 - e.shape[1] / 2, h * rng.uniform(0.05, 0.3))
    if chance(rng, 0.2):  # pictorial warning in the lower or upper part
        top = int(h * 0.55) if chance(rng, 0.6) else 0
        face[top : top + int(h * 0.42)] = mix((60, 45, 40), (200, 170, 150), clouds(rng, w, int(h * 0.42)))[
            : max(0, min(int(h * 0.42), h - top))
        ]
    lid = int(h * rng.uniform(0.2, 0.32))
    cv2.line(face, (0, lid), (w, lid), shade(base, 0.6), max(1, w // 70))
    ink = (250, 250, 250) if luma(base) < 140 else (25, 25, 40)
    label = fit_text(
        name[:8],
        fonts.choose(rng, split, fonts.has_hangul(name)),
        w * 0.8,
        h * 0.13,
        ink if chance(rng, 0.8) else accent,
    )
    paste(face, label, (w - label.shape[1]) / 2, h * rng.uniform(0.3, 0.42))
    return np.dstack([face, np.full((h, w), 255, np.uint8)])


def box3d(rng: np.random.Generator, face: Rgba, depth: float = 0.22, side: float | None = None) -> Rgba:
    """A face as a box seen slightly from the side and above, with a soft shadow."""
    h, w = face.shape[:2]
    side = float(rng.uniform(-1, 1)) if side is None else side
    d = w * depth * abs(side)
    up = h * rng.uniform(0.0, 0.06)
    ox = d if side < 0 else 0.0
    margin = int(0.16 * w)
    canvas = np.zeros((h + int(up) + 2 * margin, w + int(d) + 2 * margin, 4), np.uint8)
    o = f32([margin + ox, margin + up])
    lift = up * (1 - abs(side) * 0.5)
    front = f32([[0, 0], [w, 0], [w, h], [0, h]]) + o
    shift = f32([d if side > 0 else -d, -lift])
    shadow = np.zeros(canvas.shape[:2], np.uint8)
    cv2.fillPoly(shadow, [i32(np.concatenate([front, front + shift]) + margin * 0.35)[[0, 1, 2, 3]]], 150)
    canvas[..., 3] = cv2.GaussianBlur(shadow, (0, 0), margin * 0.3)
    edge = face[:, -1:] if side > 0 else face[:, :1]
    wall = np.repeat(edge, 4, axis=1)
    right = (
        f32([front[1], front[1] + shift, front[2] + shift * [1, 0.6], front[2]])
        if side > 0
        else f32([front[0] + shift, front[0], front[3], front[3] + shift * [1, 0.6]])
    )
    pieces = [
        (shaded(wall, rng.uniform(0.5, 0.8)), right),
        (shaded(np.repeat(face[:1], 4, axis=0), 1.15), f32([front[0] + shift, front[1] + shift, front[1], front[0]])),
        (face, front),
    ]
    rgb = canvas[..., :3].copy()
    alpha = canvas[..., 3].copy()
    for sprite, corners in pieces:
        if d < 1.5 and sprite is not face:
            continue
        s, (x, y) = warp(sprite, corners, 0)
        paste(rgb, s, x, y)
        x0, y0 = max(0, x), max(0, y)
        region = alpha[y0 : y + s.shape[0], x0 : x + s.shape[1]]
        region[:] = np.maximum(region, s[y0 - y : y0 - y + region.shape[0], x0 - x : x0 - x + region.shape[1], 3])
    return np.dstack([rgb, alpha])


def open_pack(rng: np.random.Generator, face: Rgba) -> Rgba:
    """A pack with its lid off and the filters of a few sticks showing."""
    h, w = face.shape[:2]
    out = np.zeros((int(h * 1.16), w, 4), np.uint8)
    n = int(rng.integers(4, 8))
    for i in range(n):
        x = int(w * (0.06 + 0.88 * i / n))
        y = int(h * rng.uniform(0.0, 0.14))
        cv2.rectangle(
            out,
            (x, y),
            (x + int(w * 0.7 / n), int(h * 0.4)),
            (236, 224, 196, 255) if i % 2 else (226, 176, 96, 255),
            -1,
        )
    out[-h + int(h * 0.18) :] = face[int(h * 0.18) :]
    return out


def sticks(rng: np.random.Generator, height: int, accents: list[Colour]) -> Rgba:
    """A row or a fan of sticks with coloured tips."""
    n = int(rng.integers(2, 9))
    w = max(4, int(height * rng.uniform(0.07, 0.12)))
    tip = (
        [pick(rng, accents + [hsv(rng.random(), 0.7, 0.8)]) for _ in range(n)]
        if chance(rng, 0.5)
        else [pick(rng, [(222, 170, 92), (240, 240, 236), accents[0]])] * n
    )
    one = []
    for c in tip:
        s = np.zeros((height, w, 4), np.uint8)
        s[..., 3] = 255
        ramp = (1 - 0.35 * np.abs(np.linspace(-1, 1, w)) ** 2)[None, :, None]
        cut = int(height * rng.uniform(0.2, 0.4))
        s[:cut, :, :3] = (f32(c) * ramp).astype(np.uint8)
        s[cut:, :, :3] = (f32((246, 246, 242)) * ramp).astype(np.uint8)
        one.append(s)
    gap = int(w * rng.uniform(1.15, 2.2))
    out = np.zeros((height, gap * n, 4), np.uint8)
    for i, s in enumerate(one):
        out[:, i * gap : i * gap + w] = s
    return rotate(out, rng.uniform(-35, 35)) if chance(rng, 0.5) else out


def device(rng: np.random.Generator, height: int, colours: list[Colour]) -> Rgba:
    """Heating devices: slim rods with a light, one to three, tilted."""
    n = int(rng.integers(1, 4))
    w = max(5, int(height * rng.uniform(0.12, 0.24)))
    parts = []
    for _ in range(n):
        c = pick(rng, [(228, 228, 230), (40, 42, 48), colours[1], colours[2], (180, 40, 40), (196, 170, 120)])
        a = np.zeros((height, w, 4), np.uint8)
        mask = np.zeros((height, w), np.uint8)
        cv2.line(mask, (w // 2, w // 2), (w // 2, height - w // 2 - 1), 255, w - 1, cv2.LINE_AA)
        ramp = 0.6 + 0.5 * np.exp(-((np.linspace(-1, 1, w) + 0.35) ** 2) * 4)
        a[..., :3] = np.clip(f32(c) * ramp[None, :, None], 0, 255).astype(np.uint8)
        a[..., 3] = mask
        cv2.circle(
            a, (w // 2, int(height * rng.uniform(0.3, 0.7))), max(1, w // 7), (*colours[2], 255), -1, cv2.LINE_AA
        )
        if chance(rng, 0.6):
            tip = np.zeros((int(height * 0.22), w, 4), np.uint8)
            tip[:, int(w * 0.28) : int(w * 0.72)] = (245, 240, 230, 255)
            a = np.concatenate([tip, a])
        parts.append(rotate(a, rng.uniform(-30, 30)))
    H = max(p.shape[0] for p in parts)
    out = np.zeros((H, sum(p.shape[1] for p in parts), 4), np.uint8)
    x = 0
    for p in parts:
        out[(H - p.shape[0]) // 2 : (H - p.shape[0]) // 2 + p.shape[0], x : x + p.shape[1]] = p
        x += p.shape[1]
    return out
