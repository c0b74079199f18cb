"""People-like figures, hands and other things that get in the way."""

from __future__ import annotations

import cv2
import numpy as np

from .arrays import i32
from .goods import plant, stocked
from .materials import surface
from .paint import Rgba, hsv
from .stage import Stage, box, sprite, upright
from .styles import chance, pick


def person(stage: Stage) -> Rgba:
    """A standing figure, seen from behind or the front: head, hair, torso, arms, legs."""
    rng = stage.rng
    img = np.zeros((520, 220, 4), np.uint8)
    skin = pick(rng, [(240, 205, 178), (224, 178, 146), (190, 140, 108), (120, 84, 62)])
    shirt = hsv(rng.random(), rng.uniform(0, 0.9), rng.uniform(0.15, 0.95))
    legs = hsv(rng.uniform(0.55, 0.7), rng.uniform(0.1, 0.6), rng.uniform(0.1, 0.5))
    hair = pick(rng, [(24, 20, 20), (60, 40, 28), (110, 80, 50), (150, 150, 150)])
    sway = rng.uniform(-8, 8)
    cv2.fillPoly(
        img,
        [i32([[72, 290], [148, 290], [142, 520], [112, 520], [110, 330], [106, 520], [76, 520]])],
        (*legs, 255),
        cv2.LINE_AA,
    )
    cv2.fillPoly(
        img,
        [i32([[60 + sway, 112], [92, 92], [128, 92], [160 + sway, 112], [152, 300], [70, 300]])],
        (*shirt, 255),
        cv2.LINE_AA,
    )
    for side in (-1, 1):
        x = 110 + side * 48
        elbow = np.array([x + side * rng.uniform(4, 34), rng.uniform(190, 220)])
        hand = elbow + [side * rng.uniform(-50, 30), rng.uniform(-90, 90)]
        cv2.line(img, (int(x), 124), tuple(i32(elbow)), (*shirt, 255), 26, cv2.LINE_AA)
        cv2.line(
            img, tuple(i32(elbow)), tuple(i32(hand)), (*(shirt if chance(rng, 0.6) else skin), 255), 21, cv2.LINE_AA
        )
        cv2.circle(img, tuple(i32(hand)), 13, (*skin, 255), -1, cv2.LINE_AA)
    cv2.rectangle(img, (99, 76), (121, 100), (*skin, 255), -1)
    cv2.ellipse(img, (110, 48), (27, 35), 0, 0, 360, (*skin, 255), -1, cv2.LINE_AA)
    if chance(rng, 0.5):  # from behind
        cv2.ellipse(img, (110, 44), (30, 38), 0, 0, 360, (*hair, 255), -1, cv2.LINE_AA)
        if chance(rng, 0.4):
            cv2.rectangle(img, (82, 44), (138, 120), (*hair, 255), -1)
    else:
        cv2.ellipse(img, (110, 36), (30, 28), 0, 180, 360, (*hair, 255), -1, cv2.LINE_AA)
        for x in (100, 120):
            cv2.circle(img, (x, 48), 3, (30, 30, 30, 255), -1, cv2.LINE_AA)
        if chance(rng, 0.3):
            cv2.ellipse(img, (110, 64), (20, 14), 0, 0, 360, (240, 244, 248, 255), -1, cv2.LINE_AA)
        if chance(rng, 0.4):
            cv2.fillPoly(
                img,
                [i32([[80, 130], [140, 130], [146, 300], [74, 300]])],
                (*hsv(rng.random(), 0.7, 0.4), 255),
                cv2.LINE_AA,
            )
    across = 1.08 - 0.35 * (np.abs(np.arange(220) - 100) / 70.0) ** 2
    img[..., :3] = np.clip(img[..., :3] * np.clip(across, 0.5, 1.1)[None, :, None], 0, 255).astype(np.uint8)
    return img


def bystander(stage: Stage, x: float, y: float) -> None:
    """Someone standing on the floor at (x, y)."""
    sprite(
        stage, person(stage), x, y, 0.0, stage.rng.uniform(1.5, 1.85), tint=stage.rng.uniform(0.75, 1.1), shadow=False
    )


def between(stage: Stage, target: np.ndarray, reach: float) -> None:
    """Something that hides part of `target`, `reach` of the way from it to the eye."""
    rng = stage.rng
    p = target + (stage.eye - target) * reach
    side = rng.choice([-1, 1])
    kind = pick(rng, ["person", "person", "pillar", "hanging", "bag", "plant", "arm", "carton"])
    if kind == "person":
        bystander(stage, p[0] + side * rng.uniform(0.05, 0.4), p[1])
    elif kind == "pillar":
        w = rng.uniform(0.08, 0.35)
        skin = surface(rng, 60, 240, pick(rng, ["white", "steel", "colour", "black"]))
        x = p[0] + side * rng.uniform(0.05, 0.35)
        box(
            stage,
            np.array([[x - w / 2, p[1], 2.9], [x + w / 2, p[1], 2.9], [x + w / 2, p[1], 0], [x - w / 2, p[1], 0]]),
            w,
            skin,
            skin[:, :20],
        )
    elif kind == "hanging":
        n = int(rng.integers(1, 4))
        for i in range(n):
            w, h = rng.uniform(0.08, 0.35), rng.uniform(0.06, 0.3)
            name, art = stage.library.poster(rng)
            stage.hang(
                "distractor",
                None,
                name,
                upright(
                    p[0] + side * 0.1 + (i - n / 2) * 0.3,
                    p[1],
                    p[2] + rng.uniform(0, 0.3),
                    w,
                    w * art.shape[0] / art.shape[1] if chance(rng, 0.5) else h,
                    rng.normal(0, 0.3),
                ),
                art,
            )
    elif kind == "bag":
        r = rng.uniform(0.1, 0.3)
        img = np.zeros((120, 100, 4), np.uint8)
        c = hsv(rng.random(), rng.uniform(0, 0.8), rng.uniform(0.2, 1))
        cv2.rectangle(img, (6, 30), (94, 118), (*c, 255), -1)
        cv2.ellipse(img, (50, 32), (24, 26), 0, 180, 360, (*c, 255), 5, cv2.LINE_AA)
        stage.plane(upright(p[0] + side * r * 0.6, p[1], p[2] - r * 0.2, r * 1.7, r * 2), img)
    elif kind == "plant":
        sprite(
            stage,
            stocked(rng, plant, stage.split),
            p[0] + side * 0.12,
            p[1],
            p[2] - rng.uniform(0.15, 0.4),
            rng.uniform(0.3, 0.7),
            shadow=False,
        )
    elif kind == "arm":
        img = np.zeros((120, 300, 4), np.uint8)
        skin = pick(rng, [(240, 205, 178), (224, 178, 146), (150, 104, 80)])
        cv2.line(img, (0, 70), (190, 60), (*hsv(rng.random(), 0.6, 0.6), 255), 56, cv2.LINE_AA)
        cv2.line(img, (190, 60), (250, 52), (*skin, 255), 34, cv2.LINE_AA)
        for k in range(4):
            cv2.line(img, (245, 44 + k * 8), (290, 30 + k * 14), (*skin, 255), 11, cv2.LINE_AA)
        if side < 0:
            img = np.ascontiguousarray(img[:, ::-1])
        stage.plane(upright(p[0] - side * 0.2, p[1], p[2] - 0.05, 0.6, 0.24, tilt=rng.normal(0, 0.5)), img)
    else:
        w, h = rng.uniform(0.2, 0.45), rng.uniform(0.12, 0.35)
        card = surface(rng, 40, 30, "colour")
        card[:] = hsv(0.09, rng.uniform(0.3, 0.5), rng.uniform(0.5, 0.8))
        cv2.rectangle(card, (17, 0), (23, 30), (200, 180, 140), -1)
        box(
            stage,
            upright(p[0] + side * w * 0.5, p[1], p[2] - h * 0.2, w, h, rng.normal(0, 0.3)),
            0.2,
            card,
            card[:, :8],
        )
