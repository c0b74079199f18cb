"""The display cabinet: rows of packs in a frame."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np

from .materials import surface
from .paint import Colour, clouds, hsv, mix, palette
from .stage import Stage, box, soft_patch
from .styles import chance, pick

FINISHES = ("wood", "white", "steel", "black", "colour", "lacquer", "wood", "colour", "darkwood", "twotone")
PX = 330


@dataclasses.dataclass(frozen=True)
class Cabinet:
    """Where the cabinet stands; its front rectangle is the truth's cabinet_quad."""

    width: float
    depth: float
    bottom: float
    top: float
    rows: int

    @property
    def front(self) -> np.ndarray:
        """TL TR BR BL of the front rectangle."""
        w = self.width / 2
        return np.array(
            [
                [-w, -self.depth, self.top],
                [w, -self.depth, self.top],
                [w, -self.depth, self.bottom],
                [-w, -self.depth, self.bottom],
            ]
        )


def tiny_packs(stage: Stage, n: int, w: int, h: int) -> list[np.ndarray]:
    """Small pack faces: a few drawn in full, most from bands of colour."""
    rng = stage.rng
    out = []
    dull = rng.uniform(0.6, 1.0)
    for _ in range(n):
        c = palette(rng)
        face = np.full((h, w, 3), c[0], np.uint8)
        y = int(h * rng.uniform(0.15, 0.6))
        face[y : y + max(1, int(h * rng.uniform(0.08, 0.4)))] = c[1]
        if chance(rng, 0.5):
            face[int(h * 0.62) : int(h * 0.8), int(w * 0.2) : int(w * 0.8)] = c[2]
        if chance(rng, 0.7):  # the brand
            t = int(h * rng.uniform(0.06, 0.5))
            face[t : t + max(1, h // 10), int(w * 0.12) : int(w * 0.88) : 1 + int(chance(rng, 0.4))] = (
                (245, 245, 245) if sum(c[0]) < 380 else (30, 30, 40)
            )
        if chance(rng, 0.6):  # the pictured warning
            half = h - int(h * rng.uniform(0.35, 0.6))
            top = 0 if chance(rng, 0.3) else h - half
            face[top : top + half] = mix(
                pick(rng, [(70, 55, 50), (30, 30, 34), (110, 40, 40)]),
                pick(rng, [(205, 180, 160), (150, 120, 110), (120, 150, 170)]),
                clouds(rng, w, half, 2, 3),
            )
            face[top : top + max(1, h // 12)] = (235, 235, 235) if chance(rng, 0.5) else (20, 20, 20)
        face[:, 0] = face[:, 0] * 0.6
        face[:, -1] = face[:, -1] * 0.7
        out.append(np.clip(face * dull + face.mean() * (1 - dull) * 0.8, 0, 255).astype(np.uint8))
    return out


def pack_rows(
    stage: Stage, width: float, height: float, rows: int, back: Colour, full: float, px: int = PX, kinds: int = 36
) -> tuple[np.ndarray, float]:
    """A picture of `rows` shelves of packs, and the row pitch in pixels."""
    rng = stage.rng
    W, H = max(8, int(width * px)), max(8, int(height * px))
    img = np.full((H, W, 3), back, np.uint8)
    pitch = H / rows
    ph = int(min(0.088 * px * rng.uniform(0.9, 1.1), pitch * 0.8))
    pw = max(3, int(ph * rng.uniform(0.55, 0.68)))
    packs = tiny_packs(stage, kinds, pw, ph)
    gap = int(rng.integers(0, 3))
    for r in range(rows):
        y = int((r + 1) * pitch) - ph - int(pitch * 0.1)
        x = int(rng.integers(0, 6))
        while x < W - pw:
            face = packs[int(rng.integers(len(packs)))]
            run = int(rng.integers(1, 6))
            empty = not chance(rng, full)
            for _ in range(run):
                if x >= W - pw:
                    break
                if not empty and y >= 0:
                    dy = int(rng.integers(0, 2))
                    img[y + dy : y + ph, x : x + pw] = face[: ph - dy]
                x += pw + gap
            x += int(rng.integers(0, 4))
        img[max(0, y - int(pitch * 0.12)) : max(0, y)] = img[max(0, y - int(pitch * 0.12)) : max(0, y)] * 0.5
    return img, pitch


def draw(stage: Stage, cabinet: Cabinet) -> None:
    """Draw the cabinet: carcass, packs set back, frame and price strips in front."""
    rng = stage.rng
    finish = pick(rng, FINISHES, stage.split)
    material = {"darkwood": "wood", "twotone": "colour"}.get(finish, finish)
    side = surface(rng, 40, 120, material)
    frame_rgb = surface(rng, int(cabinet.width * PX), int((cabinet.top - cabinet.bottom) * PX), material)
    if finish == "darkwood":
        frame_rgb = (frame_rgb * 0.4).astype(np.uint8)
    back = pick(
        rng, [(18, 18, 20), (40, 36, 34), (90, 88, 84), (24, 20, 18), (150, 148, 144), hsv(rng.random(), 0.3, 0.2)]
    )
    recess = min(cabinet.depth * 0.7, rng.uniform(0.02, 0.09))
    emit = rng.uniform(0.3, 0.8) if chance(rng, 0.25) else 0.0
    front = cabinet.front
    wall_shadow = front.copy()
    wall_shadow[:, 1] = -0.004
    stage.shadow(wall_shadow, rng.uniform(0.2, 0.6), spread=0.1, drop=0.06)
    box(stage, front, cabinet.depth, None, side)
    packs, pitch = pack_rows(
        stage, cabinet.width, cabinet.top - cabinet.bottom, cabinet.rows, back, rng.uniform(0.72, 1.0) ** 0.5
    )
    inner = front + [0, recess, 0]
    stage.plane(inner, packs, emit, tint=rng.uniform(0.6, 1.05), cells=4)
    # frame, dividers and lips as a mask over the finish
    H, W = frame_rgb.shape[:2]
    alpha = np.zeros((H, W), np.uint8)
    t = int(PX * rng.uniform(0.015, 0.055))
    cv2.rectangle(alpha, (0, 0), (W - 1, H - 1), 255, t * 2)
    for i in range(1, int(rng.integers(1, 5))):
        n = max(2, int(rng.integers(2, 5)))
        x = int(W * i / n)
        cv2.rectangle(alpha, (x - t // 3, 0), (x + t // 3, H), 255, -1)
    lip = max(2, int(pitch * rng.uniform(0.08, 0.24)))
    tags = chance(rng, 0.75)
    tag_colour = pick(rng, [(250, 250, 246), (255, 230, 60), (250, 250, 246), (200, 30, 40), (70, 160, 70)])
    lip_colour = pick(rng, [None, (235, 235, 232), (30, 30, 32), (190, 190, 194), (180, 20, 30)])
    for r in range(cabinet.rows):
        y = int((r + 1) * pitch)
        cv2.rectangle(alpha, (0, y - lip), (W, y), 255, -1)
        if lip_colour is not None:
            frame_rgb[max(0, y - lip) : y, t : W - t] = lip_colour
        if tags:
            x = t
            while x < W - t:
                w = int(PX * rng.uniform(0.03, 0.06))
                if chance(rng, 0.85):
                    c = tag_colour if chance(rng, 0.75) else pick(rng, [(255, 235, 60), (250, 250, 250), (230, 60, 60)])
                    frame_rgb[max(0, y - lip + 1) : y - 1, x : min(W - t, x + w)] = c
                    frame_rgb[
                        max(0, y - lip // 2) : max(0, y - lip // 2) + max(1, lip // 5),
                        x + w // 4 : min(W - t, x + 3 * w // 4),
                    ] = (40, 40, 44)
                x += w + int(rng.integers(1, max(2, int(PX * 0.04))))
    # the frame shades the packs beneath it
    for r in range(cabinet.rows):
        z = cabinet.top - (cabinet.top - cabinet.bottom) * r / cabinet.rows
        half, y = cabinet.width / 2, -cabinet.depth + recess * 0.8
        stage.decal(
            np.array([[-half, y, z], [half, y, z], [half, y, z - 0.05], [-half, y, z - 0.05]]), soft_patch(130), 1.0
        )
    stage.plane(front, np.dstack([frame_rgb, alpha]), cells=4)
    if chance(rng, 0.12):  # glass doors
        glass = np.zeros((60, 160, 4), np.uint8)
        glass[..., :3] = 235
        glass[..., 3] = (clouds(rng, 160, 60, 2, 3) ** 3 * rng.uniform(60, 180)).astype(np.uint8)
        stage.decal(front - [0, 0.004, 0], glass, 1.0)
