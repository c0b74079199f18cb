"""Boards that carry prints: light-box, framed board, foam, gloss, acrylic, banner."""

from __future__ import annotations

import math

import cv2
import numpy as np

from .arrays import f32, i32
from .materials import surface
from .paint import Rgb, clouds, hsv
from .stage import Stage, box, upright
from .styles import chance, pick

FIXTURES = ("lightbox", "board", "foam", "gloss", "acrylic", "banner")


def weathered(stage: Stage, art: Rgb, tags: list[str]) -> Rgb:
    """The print as it ages: faded, torn, stained, with a sticker, or as new."""
    rng = stage.rng
    out = art
    if chance(rng, 0.08):
        k = rng.uniform(0.3, 0.65)
        grey = out.mean(2, keepdims=True)
        out = (out * (1 - k) + (grey * 0.4 + f32([225, 222, 210]) * 0.6) * k).astype(np.uint8)
        tags.append("faded")
    if chance(rng, 0.09):
        out = out.copy()
        h, w = out.shape[:2]
        tags.append("damaged")
        kind = pick(rng, ["tear", "stain", "sticker", "peel", "scratch"])
        if kind in ("tear", "peel"):
            c = np.array([pick(rng, [0, w]), pick(rng, [0, h])])
            r = rng.uniform(0.15, 0.5) * min(w, h)
            t = np.linspace(0, 2 * math.pi, 24)
            poly = c + np.stack([np.cos(t), np.sin(t)], 1) * (r * rng.uniform(0.6, 1.4, 24))[:, None]
            cv2.fillPoly(out, [i32(poly)], pick(rng, [(238, 236, 230), (200, 190, 170), (120, 118, 112)]), cv2.LINE_AA)
        elif kind == "stain":
            m = clouds(rng, w, h, 5, 2)[..., None] ** 2 * rng.uniform(0.3, 0.8)
            out = (out * (1 - m) + f32([90, 70, 50]) * m).astype(np.uint8)
        elif kind == "sticker":
            x, y, s = int(rng.integers(w)), int(rng.integers(h)), int(rng.uniform(0.1, 0.3) * min(w, h))
            cv2.rectangle(out, (x, y), (x + s * 2, y + s), hsv(rng.random(), 0.7, 0.95), -1)
        else:
            for _ in range(int(rng.integers(2, 12))):
                p = rng.uniform(0, 1, 4) * [w, h, w, h]
                cv2.line(
                    out,
                    (int(p[0]), int(p[1])),
                    (int(p[2]), int(p[3])),
                    (230, 230, 228),
                    1 + int(chance(rng, 0.3)),
                    cv2.LINE_AA,
                )
    return out


def letterbox(stage: Stage, art: Rgb, aspect: float) -> tuple[Rgb, tuple[float, float]]:
    """A print that does not fit: the blank board around it, and the print's share of it."""
    h, w = art.shape[:2]
    a = w / h
    share = (min(1.0, a / aspect), min(1.0, aspect / a))
    k = stage.rng.uniform(0.85, 1.0)
    return np.full(
        (20, 20, 3), pick(stage.rng, [(250, 250, 248), (235, 235, 230), (30, 30, 32), (190, 190, 190)]), np.uint8
    ), (share[0] * k, share[1] * k)


def board(
    stage: Stage,
    role: str,
    category: str | None,
    name: str,
    art: Rgb,
    centre: np.ndarray,
    width: float,
    height: float,
    yaw: float = 0.0,
    tilt: float = 0.0,
    lean: float = 0.0,
    fixture: str | None = None,
    wall: float | None = None,
    tags: list[str] | None = None,
) -> np.ndarray:
    """A board of `width` × `height` at `centre` with `art` on it; returns the board's corners.

    The print keeps its own proportions: where they differ much from the board's it
    is letterboxed, and truth follows the print. `wall` is the y of a surface close
    behind, which takes the shadow.
    """
    rng = stage.rng
    fixture = fixture or pick(rng, FIXTURES)
    if fixture == "banner" and category != "top_ad":
        fixture = "foam"
    tags = list(tags or [])
    outer = upright(centre[0], centre[1], centre[2], width, height, yaw, tilt, lean)
    depth = {
        "lightbox": rng.uniform(0.06, 0.14),
        "board": 0.025,
        "foam": 0.012,
        "gloss": 0.006,
        "acrylic": 0.01,
        "banner": 0.002,
    }[fixture]
    if wall is not None:
        s = outer.copy()
        s[:, 1] = wall - 0.003
        stage.shadow(s, rng.uniform(0.15, 0.55), spread=0.02 + depth * 0.5, drop=0.02 + depth * 0.5)
    border = {
        "lightbox": rng.uniform(0.008, 0.035),
        "board": rng.uniform(0.008, 0.04),
        "acrylic": rng.uniform(0.0, 0.025),
        "foam": rng.uniform(-0.03, 0.012),
    }.get(fixture, 0.0)
    border = max(0.0, border)
    emit = rng.uniform(0.35, 0.95) if fixture == "lightbox" and chance(rng, 0.8) else 0.0
    if role == "ad" or role == "distractor":
        art = weathered(stage, art, tags)
    edge = (
        surface(rng, 12, 12, pick(rng, ["black", "steel", "white", "colour", "wood"]))
        if fixture in ("lightbox", "board")
        else np.full((8, 8, 3), int(rng.integers(150, 245)), np.uint8)
    )
    grown = upright(centre[0], centre[1], centre[2], width + 2 * border, height + 2 * border, yaw, tilt, lean)
    if fixture == "acrylic":
        edge = np.full((8, 8, 3), 225, np.uint8)
    forward = np.cross(outer[3] - outer[0], outer[1] - outer[0])
    forward = forward / np.linalg.norm(forward)
    if emit and chance(rng, 0.7):
        stage.glow(grown, rng.uniform(8, 45), np.array(art.reshape(-1, 3).mean(0) / 255) * 0.5 + 0.5)
    box(stage, grown, max(0.004, depth), edge if border else None, edge)
    aspect, own = width / height, art.shape[1] / art.shape[0]
    inner = outer + forward * 0.002
    boxed = max(own / aspect, aspect / own) > 1.12
    if boxed:
        blank, share = letterbox(stage, art, aspect)
        stage.plane(inner, blank, emit)
        shift = (rng.uniform(-0.3, 0.3, 2) * (1 - np.array(share))) if chance(rng, 0.2) else np.zeros(2)
        inner = _part(inner, share, shift) + forward * 0.002
    if not boxed and (fixture == "banner" or (category == "top_ad" and chance(rng, 0.05))):
        curved(stage, role, category, name, art, inner, forward, rng.uniform(0.005, 0.07), fixture, tags)
    else:
        stage.hang(role, category, name, inner, art, fixture, emit, tags)
    if fixture == "lightbox" and emit and chance(rng, 0.5):  # tubes shine through unevenly
        stage.decal(inner + forward * 0.001, _tubes(rng), 1.0)
    if chance(rng, 0.45 if fixture in ("gloss", "acrylic") else 0.15):
        if glare(stage, inner + forward * 0.004) > 0.04:
            stage.hung[-1].tags.append("glare")
    return grown


def _part(corners: np.ndarray, share: tuple[float, float], shift: np.ndarray) -> np.ndarray:
    """The middle part of a panel, `share` of its width and height."""
    u, v = corners[1] - corners[0], corners[3] - corners[0]
    c = corners.mean(0) + u * shift[0] + v * shift[1]
    u, v = u * share[0] / 2, v * share[1] / 2
    return np.array([c - u - v, c + u - v, c + u + v, c - u + v])


def curved(
    stage: Stage,
    role: str,
    category: str | None,
    name: str,
    art: Rgb,
    corners: np.ndarray,
    forward: np.ndarray,
    bulge: float,
    fixture: str,
    tags: list[str],
) -> None:
    """A print bent like a bow (banner, curved light-box): strips under one id."""
    n = 8
    t = np.linspace(0, 1, n + 1)
    offset = bulge * 4 * t * (1 - t)
    top = corners[0] + (corners[1] - corners[0]) * t[:, None] + forward * offset[:, None]
    bottom = corners[3] + (corners[2] - corners[3]) * t[:, None] + forward * offset[:, None]
    item = None
    w = art.shape[1]
    for i in range(n):
        part = np.array([top[i], top[i + 1], bottom[i + 1], bottom[i]])
        piece = art[:, int(w * t[i]) : max(int(w * t[i]) + 2, int(w * t[i + 1]))]
        if item is None:
            item = stage.hang(role, category, name, part, piece, fixture, 0.0, tags)
        else:
            stage.plane(part, piece, mark=item.mark)
    if item is not None:
        item.corners = corners


def glare(stage: Stage, corners: np.ndarray) -> float:
    """The reflection of a lamp, a window or a spot on a glossy print; returns the share it takes."""
    rng = stage.rng
    h, w = 80, 160
    a = np.zeros((h, w), np.float32)
    kind = pick(rng, ["tube", "tube", "spot", "window", "veil"])
    p = (rng.uniform(0, 1) * w, rng.uniform(0, 1) * h)
    if kind == "tube":
        m = cv2.boxPoints(
            ((p[0], p[1]), (w * rng.uniform(0.2, 0.8), h * rng.uniform(0.06, 0.16)), rng.uniform(-20, 20))
        )
        cv2.fillPoly(a, [i32(m)], 1.0, cv2.LINE_AA)
    elif kind == "spot":
        cv2.circle(a, (int(p[0]), int(p[1])), int(h * rng.uniform(0.08, 0.25)), 1.0, -1, cv2.LINE_AA)
    elif kind == "window":
        m = cv2.boxPoints(((p[0], p[1]), (w * rng.uniform(0.15, 0.4), h * rng.uniform(0.3, 0.8)), rng.uniform(-25, 25)))
        cv2.fillPoly(a, [i32(m)], 1.0, cv2.LINE_AA)
    else:
        a[:] = clouds(rng, w, h, 2, 2) * 0.6
    a = cv2.GaussianBlur(a, (0, 0), rng.uniform(1, 7)) * rng.uniform(0.3, 0.95)
    texture = np.dstack([np.full((h, w, 3), 255, np.uint8), np.clip(a * 255, 0, 255).astype(np.uint8)])
    stage.decal(corners, texture, rng.uniform(0.9, 1.2))
    return float((a > 0.35).mean())


def _tubes(rng: np.random.Generator) -> np.ndarray:
    """Brighter in the middle, darker toward the corners."""
    y, x = np.mgrid[0:40, 0:80] / np.array([39, 79]).reshape(2, 1, 1) * 2 - 1
    a = np.clip(np.hypot(x * 0.8, y) - 0.5, 0, 1) * rng.uniform(40, 130)
    out = np.zeros((40, 80, 4), np.uint8)
    out[..., 3] = a.astype(np.uint8)
    return out


def wires(stage: Stage, corners: np.ndarray, ceiling: float) -> None:
    """Two wires or rods from a board's top edge to the ceiling."""
    for t in (0.15, 0.85):
        p = corners[0] * (1 - t) + corners[1] * t
        q = p.copy()
        q[2] = ceiling
        r = np.array([0.004, 0, 0])
        stage.plane(np.array([q - r, q + r, p + r, p - r]), np.full((4, 4, 3), 60, np.uint8))
