"""Counters, what stands on them, and the counter display unit."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np

from .backdrops import background
from .cabinet import pack_rows
from .goods import anything, carton_face, stocked
from .materials import surface
from .paint import hsv, palette
from .stage import Stage, box, soft_patch, sprite, upright
from .styles import chance, pick


@dataclasses.dataclass(frozen=True)
class Counter:
    """A block the shop sells over: front edge at y = front, back edge at y = back."""

    left: float
    right: float
    front: float
    back: float
    top: float


def draw(stage: Stage, counter: Counter, finish: str | None = None) -> None:
    """The block, its top, skirting and panel joints."""
    rng = stage.rng
    c = counter
    wide = c.right - c.left
    img = surface(rng, int(wide * 110), int(c.top * 110), finish)
    joint = (img[:2, :2].mean((0, 1)) * 0.6).astype(np.uint8)
    if chance(rng, 0.7):
        img[:, :: max(20, int(110 * rng.uniform(0.4, 1.0)))] = joint
    img[-int(110 * 0.09) :] = (img[-int(110 * 0.09) :] * 0.35).astype(np.uint8)
    top = surface(rng, int(wide * 60), 40)
    top = np.clip(top.astype(np.int32) + int(rng.integers(-20, 30)), 0, 255).astype(np.uint8)
    corners = np.array(
        [[c.left, c.front, c.top - 0.03], [c.right, c.front, c.top - 0.03], [c.right, c.front, 0], [c.left, c.front, 0]]
    )
    box(stage, corners, c.back - c.front, img, img[:, :30], None)
    slab = np.array(
        [
            [c.left - 0.02, c.front - 0.02, c.top],
            [c.right + 0.02, c.front - 0.02, c.top],
            [c.right + 0.02, c.front - 0.02, c.top - 0.035],
            [c.left - 0.02, c.front - 0.02, c.top - 0.035],
        ]
    )
    edge = (top[:4, :] * 0.8).astype(np.uint8)
    box(stage, slab, c.back - c.front + 0.02, edge, edge[:, :8], None)
    stage.plane(
        np.array(
            [
                [c.left - 0.02, c.back, c.top],
                [c.right + 0.02, c.back, c.top],
                [c.right + 0.02, c.front - 0.02, c.top],
                [c.left - 0.02, c.front - 0.02, c.top],
            ]
        )
        + [0, 0, 0.001],
        top,
        cells=5,
    )


def clutter(
    stage: Stage,
    counter: Counter,
    many: int,
    avoid: tuple[tuple[float, float], ...] = (),
    near: tuple[float, float] | None = None,
) -> None:
    """Things that stand on a counter, nearer ones hiding farther ones.

    `avoid` are stretches of x that stay free most of the time (the display unit);
    `near` draws things to a stretch of x so that something hides what hangs there.
    """
    rng = stage.rng
    depth = counter.back - counter.front
    for _ in range(many):
        x = rng.uniform(*near) if near and chance(rng, 0.5) else rng.uniform(counter.left + 0.05, counter.right - 0.05)
        y = counter.front + depth * rng.uniform(0.1, 0.95)
        if any(a < x < b for a, b in avoid) and not chance(rng, 0.18):
            continue
        roll = rng.random()
        if roll < 0.5:
            n = int(pick(rng, [1, 1, 1, 2, 3, 4]))
            picture = anything(rng, stage.split)
            h = rng.uniform(0.08, 0.3)
            for i in range(n):
                sprite(stage, picture, x + i * h * 0.6, y, counter.top, h)
        elif roll < 0.68:
            block(stage, x, y, counter.top)
        elif roll < 0.84:
            display(stage, x, y, counter.top)
        elif roll < 0.93:
            till(stage, x, y, counter.top)
        else:
            hook_stand(stage, x, y, counter.top)


def block(stage: Stage, x: float, y: float, z: float) -> None:
    """One box of goods, or a pile."""
    rng = stage.rng
    w, h = rng.uniform(0.06, 0.3), rng.uniform(0.05, 0.24)
    yaw = rng.normal(0, 0.3)
    for _ in range(int(pick(rng, [1, 1, 2, 3]))):
        face = stocked(rng, carton_face, stage.split, 90, max(24, int(90 * h / w) // 12 * 12))
        box(stage, upright(x, y, z + h / 2, w, h, yaw), rng.uniform(0.05, 0.2), face, cv2.resize(face[:, :6], (6, 6)))
        z += h + 0.001


def display(stage: Stage, x: float, y: float, z: float) -> None:
    """A tray of sweets with a header card: it looks like a display unit, but is none."""
    rng = stage.rng
    w, h, yaw = rng.uniform(0.16, 0.4), rng.uniform(0.1, 0.25), rng.normal(0, 0.2)
    cols = int(rng.integers(2, 6))
    faces = [stocked(rng, carton_face, stage.split, 40, 50) for _ in range(3)]
    img = np.full((int(240 * h / w), 240, 3), 40, np.uint8)
    rows = int(rng.integers(1, 4))
    for r in range(rows):
        for c in range(cols):
            f = cv2.resize(
                faces[int(rng.integers(3))],
                (240 // cols - 4, max(4, img.shape[0] // rows - 5)),
                interpolation=cv2.INTER_AREA,
            )
            yy, xx = r * img.shape[0] // rows + 3, c * 240 // cols + 2
            img[yy : yy + f.shape[0], xx : xx + f.shape[1]] = f[: img.shape[0] - yy]
    body = np.full((6, 6, 3), pick(rng, [(40, 40, 44), (240, 240, 236), hsv(rng.random(), 0.8, 0.7)]), np.uint8)
    box(stage, upright(x, y, z + h / 2, w, h, yaw, lean=rng.uniform(0, 0.3)), 0.15, img, body)
    if chance(rng, 0.6):
        hh = rng.uniform(0.08, 0.2)
        name, art = (
            stage.library.poster(rng, aspect=max(0.6, min(4.0, w / hh)))
            if chance(rng, 0.5)
            else ("", stocked(rng, carton_face, stage.split, 220, max(24, int(220 * hh / w) // 12 * 12)))
        )
        corners = upright(x, y + 0.1, z + h + hh / 2 + 0.01, w, hh, yaw)
        if name:
            stage.hang("distractor", None, name, corners, art)
        else:
            stage.plane(corners, art)


def till(stage: Stage, x: float, y: float, z: float) -> None:
    """A till: base, screen seen from behind or with its picture."""
    rng = stage.rng
    c = np.full((6, 6, 3), int(rng.integers(20, 240)), np.uint8)
    w, h, yaw = rng.uniform(0.25, 0.42), rng.uniform(0.2, 0.32), rng.normal(0, 0.4)
    box(stage, upright(x, y, z + 0.05, w * 0.8, 0.1, yaw), 0.3, c, c)
    box(stage, upright(x, y + 0.1, z + 0.17, 0.05, 0.16, yaw), 0.05, c, c)
    screen = c
    if chance(rng, 0.4):
        screen = background(rng, 120, 90, palette(rng), stage.split, ("linear", "checks", "flat", "split"))
        for i in range(6):
            cv2.rectangle(
                screen,
                (8 + 36 * (i % 3), 14 + 36 * (i // 3)),
                (36 + 36 * (i % 3), 40 + 36 * (i // 3)),
                hsv(rng.random(), 0.6, 0.9),
                -1,
            )
        cv2.rectangle(screen, (0, 0), (119, 89), (30, 30, 30), 6)
    box(
        stage,
        upright(x, y, z + 0.24 + h / 2, w, h, yaw, lean=rng.uniform(-0.1, 0.25)),
        0.04,
        screen,
        c,
        emit=0.4 if screen is not c else 0.0,
    )


def hook_stand(stage: Stage, x: float, y: float, z: float, height: float | None = None) -> None:
    """A pole with rows of blister cards; `height` sets its size in metres."""
    rng = stage.rng
    pole = np.full((6, 6, 3), int(rng.integers(60, 200)), np.uint8)
    h = height or rng.uniform(0.35, 0.6)
    stage.plane(upright(x, y + 0.02, z + h / 2, 0.015, h), pole)
    rows, columns = int(rng.integers(2, 6)), int(rng.integers(2, 4))
    w, step = rng.uniform(0.065, 0.11), h * 0.92 / rows
    same = stocked(rng, carton_face, stage.split, 36, 46) if chance(rng, 0.25) else None
    for r in range(rows):
        for c in range(columns):
            face = same if same is not None else stocked(rng, carton_face, stage.split, 36, 46)
            at = (x + (c - (columns - 1) / 2) * w * 1.15, y - 0.01 * r, z + h - step * (r + 0.5))
            stage.plane(upright(*at, w, step * rng.uniform(0.75, 0.95), tilt=rng.normal(0, 0.05)), face)


def dispenser(stage: Stage, x: float, y: float, z: float, w: float, h: float, yaw: float, rows: int) -> None:
    """The body of a counter display unit: steps of packs in a coloured tray."""
    rng = stage.rng
    body = np.full(
        (6, 6, 3),
        pick(
            rng,
            [
                (26, 26, 28),
                (240, 240, 238),
                hsv(rng.random(), 0.85, 0.6),
                (190, 20, 34),
                (24, 50, 140),
                (150, 152, 156),
            ],
        ),
        np.uint8,
    )
    img, _ = pack_rows(stage, w, h, rows, (30, 30, 32), 1.0, px=420, kinds=8)
    m = max(3, int(420 * 0.012))
    cv2.rectangle(img, (0, 0), (img.shape[1] - 1, img.shape[0] - 1), [int(v) for v in body[0, 0]], m * 2)
    box(stage, upright(x, y, z + h / 2, w, h, yaw, lean=rng.uniform(0, 0.25)), rng.uniform(0.12, 0.25), img, body)
    stage.decal(
        np.array(
            [
                [x - w * 0.6, y + 0.2, z + 0.002],
                [x + w * 0.6, y + 0.2, z + 0.002],
                [x + w * 0.6, y - 0.08, z + 0.002],
                [x - w * 0.6, y - 0.08, z + 0.002],
            ]
        ),
        soft_patch(140),
        1.0,
    )
