"""Walls, floor, ceiling, lamps and the furniture along the wall."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np

from . import fonts, materials, words
from .backdrops import background
from .goods import bottle, carton_face, stocked
from .paint import fit_text, hsv, palette, paste
from .stage import Stage, box, upright
from .styles import chance, pick


@dataclasses.dataclass(frozen=True)
class Room:
    """Extent of the shop: side walls, ceiling, and the wall behind the customer."""

    left: float
    right: float
    ceiling: float
    depth: float


def draw(stage: Stage, room: Room) -> None:
    """The empty room with its lamps."""
    rng = stage.rng
    L, R, C, D = room.left, room.right, room.ceiling, -room.depth
    back = materials.wall(rng, R - L, C, stage.split)
    side = back if chance(rng, 0.6) else materials.wall(rng, room.depth, C, stage.split)
    stage.plane(np.array([[L, 0, C], [R, 0, C], [R, 0, 0], [L, 0, 0]]), back, cells=9)
    stage.plane(np.array([[L, D, C], [L, 0, C], [L, 0, 0], [L, D, 0]]), side, cells=6)
    stage.plane(np.array([[R, 0, C], [R, D, C], [R, D, 0], [R, 0, 0]]), side, cells=6)
    stage.plane(
        np.array([[L, 0, 0], [R, 0, 0], [R, D, 0], [L, D, 0]]), materials.floor(rng, R - L, room.depth), cells=6
    )
    stage.plane(
        np.array([[L, D, C], [R, D, C], [R, 0, C], [L, 0, C]]),
        materials.ceiling(rng, R - L, room.depth),
        emit=0.25,
        cells=6,
    )
    lamp = np.full((8, 8, 3), 255, np.uint8)
    kind = pick(rng, ["panel", "tube", "spot", "panel", "tube"])
    size = {"panel": (rng.uniform(0.5, 1.2), rng.uniform(0.3, 0.6)), "tube": (1.2, 0.09), "spot": (0.12, 0.12)}[kind]
    if chance(rng, 0.5):
        size = size[::-1]
    for p in stage.light.lamps:
        w, d, z = size[0] / 2, size[1] / 2, C - 0.006
        stage.plane(
            np.array(
                [[p[0] - w, p[1] - d, z], [p[0] + w, p[1] - d, z], [p[0] + w, p[1] + d, z], [p[0] - w, p[1] + d, z]]
            ),
            lamp,
            emit=1.6,
        )
    _fittings(stage, room)


def _fittings(stage: Stage, room: Room) -> None:
    """Pipes, skirting, air conditioner, camera dome, a beam."""
    rng = stage.rng
    L, R, C = room.left, room.right, room.ceiling
    grey = np.full((6, 6, 3), int(rng.integers(120, 240)), np.uint8)
    if chance(rng, 0.35):
        x, w = rng.uniform(L + 0.2, R - 0.2), rng.uniform(0.02, 0.07)
        box(stage, np.array([[x, -0.05, C], [x + w, -0.05, C], [x + w, -0.05, 1.2], [x, -0.05, 1.2]]), 0.05, grey, grey)
    if chance(rng, 0.35):
        z, h = rng.uniform(2.2, C - 0.05), rng.uniform(0.03, 0.1)
        box(stage, np.array([[L, -0.05, z + h], [R, -0.05, z + h], [R, -0.05, z], [L, -0.05, z]]), 0.05, grey, grey)
    if chance(rng, 0.3):
        x, z = rng.uniform(L, R - 0.9), C - rng.uniform(0.35, 0.5)
        box(
            stage,
            np.array([[x, -0.25, z + 0.28], [x + 0.85, -0.25, z + 0.28], [x + 0.85, -0.25, z], [x, -0.25, z]]),
            0.25,
            np.full((6, 6, 3), 238, np.uint8),
            np.full((6, 6, 3), 225, np.uint8),
        )
    if chance(rng, 0.25):
        y, h = -rng.uniform(0.8, 2.5), rng.uniform(0.15, 0.4)
        beam = np.full((6, 6, 3), int(rng.integers(90, 235)), np.uint8)
        box(stage, np.array([[L, y, C], [R, y, C], [R, y, C - h], [L, y, C - h]]), rng.uniform(0.2, 0.5), beam, beam)


def fridge(stage: Stage, corners: np.ndarray, depth: float) -> None:
    """A drinks fridge: header, glass doors, rows of bottles."""
    rng = stage.rng
    u, v = np.linalg.norm(corners[1] - corners[0]), np.linalg.norm(corners[3] - corners[0])
    w, h = max(30, int(u * 160)), max(30, int(v * 160))
    img = np.full((h, w, 3), pick(rng, [(210, 220, 226), (60, 66, 74), (170, 190, 204)]), np.uint8)
    rows = int(rng.integers(4, 7))
    some = [stocked(rng, bottle, stage.split) for _ in range(5)]
    head = int(h * rng.uniform(0.06, 0.16))
    pitch = (h - head) / rows
    for r in range(rows):
        x, base = 3, int(head + (r + 1) * pitch) - 4
        while x < w:
            b = some[int(rng.integers(5))]
            bh = int(pitch * 0.75)
            bw = max(3, int(b.shape[1] * bh / b.shape[0]))
            small = cv2.resize(b, (bw, bh), interpolation=cv2.INTER_AREA)
            for _ in range(int(rng.integers(1, 4))):
                paste(img, small, x, base - bh)
                x += bw
        cv2.rectangle(img, (0, base), (w, base + 3), (240, 240, 235), -1)
    body = pick(rng, [(40, 42, 46), (236, 236, 236), (180, 184, 188), hsv(rng.random(), 0.7, 0.5)])
    cv2.rectangle(
        img, (0, 0), (w, head), pick(rng, [hsv(rng.random(), 0.8, 0.7), body, (20, 120, 60), (190, 20, 30)]), -1
    )
    if chance(rng, 0.5):
        text = words.latin(rng)
        s = fit_text(text, fonts.choose(rng, stage.split, False), w * 0.6, head * 0.6, (250, 250, 250))
        paste(img, s, w * 0.2, head * 0.2)
    for x in (0, w // 2, w - 1):
        cv2.line(img, (x, 0), (x, h), body, 6)
    cv2.rectangle(img, (0, 0), (w - 1, h - 1), body, 5)
    img = cv2.addWeighted(img, 0.85, np.full_like(img, 235), 0.15 * rng.random(), 0)
    box(stage, corners, depth, img, np.full((6, 6, 3), body, np.uint8), emit=rng.uniform(0, 0.5))


def shelves(stage: Stage, corners: np.ndarray, depth: float) -> None:
    """An open rack of boxes and bags with price rails."""
    rng = stage.rng
    u, v = np.linalg.norm(corners[1] - corners[0]), np.linalg.norm(corners[3] - corners[0])
    w, h = max(24, int(u * 170)), max(24, int(v * 170))
    img = np.full((h, w, 3), pick(rng, [(60, 58, 56), (200, 198, 190), (120, 118, 112)]), np.uint8)
    rows = max(1, int(v / rng.uniform(0.2, 0.34)))
    pitch = h / rows
    for r in range(rows):
        base = int((r + 1) * pitch) - max(3, int(pitch * 0.12))
        x = 2
        while x < w:
            face = (
                stocked(rng, carton_face, stage.split, 60, 70)
                if chance(rng, 0.5)
                else background(rng, 40, 50, palette(rng), stage.split, ("linear", "split", "flat"))
            )
            bh = int(pitch * rng.uniform(0.45, 0.8))
            bw = max(3, int(bh * rng.uniform(0.5, 1.1)))
            small = cv2.resize(face, (bw, bh), interpolation=cv2.INTER_AREA)
            for _ in range(int(rng.integers(1, 5))):
                if x + bw < w and base - bh >= 0:
                    img[base - bh : base, x : x + bw] = small
                    img[base - bh : base, x + bw - 1] = small[:, -1] // 2
                x += bw + 1
        rail = pick(rng, [(235, 235, 230), (250, 225, 60), (60, 60, 64)])
        cv2.rectangle(img, (0, base), (w, int((r + 1) * pitch)), rail, -1)
        for x in range(4, w, 22):
            cv2.rectangle(img, (x, base + 1), (x + 13, int((r + 1) * pitch) - 2), (250, 240, 120), -1)
    side = np.full((6, 6, 3), pick(rng, [(225, 225, 220), (70, 70, 74), (190, 170, 140)]), np.uint8)
    box(stage, corners, depth, img, side)


def furniture(stage: Stage, room: Room, half: float) -> None:
    """Fridges and racks to the left and right of the cabinet."""
    rng = stage.rng
    for sign in (-1, 1):
        x = half + rng.uniform(0.45, 1.1)
        limit = -room.left if sign < 0 else room.right
        while x < limit - 0.4 and chance(rng, 0.7):
            w, h, d = rng.uniform(0.55, 1.2), rng.uniform(1.1, 2.15), rng.uniform(0.3, 0.75)
            a, b = (sign * (x + w), sign * x) if sign < 0 else (x, x + w)
            z = rng.uniform(0.9, 1.3) if chance(rng, 0.2) else 0.0
            corners = np.array([[a, -d, h], [b, -d, h], [b, -d, z * (h > z + 0.3)], [a, -d, z * (h > z + 0.3)]])
            (fridge if chance(rng, 0.5) and z == 0 else shelves)(stage, corners, d)
            x += w + rng.uniform(0.02, 0.4)


def posters(stage: Stage, room: Room, taken: list[tuple[float, float]], many: float) -> None:
    """Prints that are not programme ads, on the walls around."""
    rng = stage.rng
    for _ in range(int(rng.poisson(many))):
        name, art = stage.library.poster(rng)
        h = rng.uniform(0.16, 0.62)
        w = h * art.shape[1] / art.shape[0]
        if w > 1.2:
            w, h = 1.2, 1.2 * art.shape[0] / art.shape[1]
        roll = rng.random()
        if roll < 0.75:
            x, z = rng.uniform(room.left + w / 2, room.right - w / 2), rng.uniform(1.1, room.ceiling - h / 2 - 0.05)
            if any(a - w / 2 < x < b + w / 2 for a, b in taken) and not (z - h / 2 > 2.35 or chance(rng, 0.15)):
                continue
            corners = upright(
                x, -0.012 if chance(rng, 0.8) else -rng.uniform(0.02, 0.8), z, w, h, tilt=rng.normal(0, 0.03)
            )
        else:
            right = chance(rng, 0.5)
            y = -rng.uniform(0.5, 2.5)
            corners = upright(
                (room.right - 0.012) if right else (room.left + 0.012),
                y,
                rng.uniform(1.2, 2.0),
                w,
                h,
                yaw=-np.pi / 2 if right else np.pi / 2,
            )
        if chance(rng, 0.3):
            frame = corners + (corners - corners.mean(0)) * 0.06
            box(
                stage,
                frame,
                0.01,
                np.full((4, 4, 3), pick(rng, [(30, 30, 32), (200, 200, 200), (150, 110, 70)]), np.uint8),
                np.full((4, 4, 3), 40, np.uint8),
            )
            corners = corners + np.cross(corners[3] - corners[0], corners[1] - corners[0]) / (w * h) * 0.003
        stage.hang("distractor", None, name, corners, art, emit=0.5 if chance(rng, 0.1) else 0.0)


def photograph(rng: np.random.Generator, files: list[str], w: int, h: int) -> np.ndarray | None:
    """A crop of a real photo as the backdrop of a scene without a room."""
    img = cv2.imread(pick(rng, files), cv2.IMREAD_COLOR)
    if img is None:
        return None
    H, W = img.shape[:2]
    s = rng.uniform(0.5, 1.0) * min(W / w, H / h)
    cw, ch = int(w * s), int(h * s)
    x, y = int(rng.integers(0, W - cw + 1)), int(rng.integers(0, H - ch + 1))
    return cv2.resize(img[y : y + ch, x : x + cw], (w, h), interpolation=cv2.INTER_AREA)[..., ::-1]
