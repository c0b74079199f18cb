"""Prints that are not programme ads: what else hangs in a shop, to be left alone."""

from __future__ import annotations

import cv2
import numpy as np

from . import fonts, words
from .backdrops import background
from .goods import bag, ball, bottle, bowl, carton, cone, cup
from .notices import (
    TITLES,
    calendar_sheet,
    code_sheet,
    contrast,
    hand_sheet,
    icon_sheet,
    list_sheet,
    nosmoke_sheet,
    notice_sheet,
    title,
    word_sheet,
)
from .paint import (
    Colour,
    Rgb,
    badge,
    clouds,
    fit_text,
    hsv,
    luma,
    mix,
    palette,
    paste,
    rotate,
)
from .styles import Split, chance, generator, pick

KINDS = (
    "drink",
    "coffee",
    "ice",
    "snack",
    "ramen",
    "lotto",
    "list",
    "icon",
    "notice",
    "hand",
    "nosmoke",
    "sale",
    "liquor",
    "carton",
    "photo",
    "drink",
    "phone",
    "code",
    "snack",
    "list",
    "notice",
    "word",
    "drink",
    "calendar",
    "hand",
    "slogan",
)


def poster(split: Split, number: int, aspect: float | None = None) -> Rgb:
    """Poster `number`; `aspect` (width / height) makes it fit a slot."""
    rng = generator("poster", split, number)
    kind = pick(rng, KINDS, split)
    if aspect is None:
        aspect = float(pick(rng, [0.71, 0.71, 0.71, 0.71, 1.0, 1.4, 3.2, 0.37, rng.uniform(0.3, 4.0)]))
    w, h = (640, int(640 / aspect)) if aspect > 1 else (int(640 * aspect), 640)
    colours = palette(rng)
    painter = {
        "list": list_sheet,
        "icon": icon_sheet,
        "notice": notice_sheet,
        "hand": hand_sheet,
        "nosmoke": nosmoke_sheet,
        "code": code_sheet,
        "word": word_sheet,
        "calendar": calendar_sheet,
    }.get(kind)
    img = painter(rng, w, h, colours, split) if painter else _goods(rng, w, h, colours, split, kind)
    if chance(rng, 0.08 if kind != "liquor" else 0.5):
        _footnote(rng, img, split)
    return img


def _footnote(rng: np.random.Generator, img: Rgb, split: Split) -> None:
    """A small strip of text that is not a tobacco notice: allergy, drinking, terms."""
    h, w = img.shape[:2]
    sh, sw = max(8, int(h * rng.uniform(0.03, 0.07))), int(w * rng.uniform(0.4, 0.8))
    x, y = int((w - sw) * rng.random()), int(h - sh * rng.uniform(1.1, 1.8))
    cv2.rectangle(img, (x, y), (x + sw, y + sh), pick(rng, [(255, 255, 255), (20, 20, 20), (240, 240, 200)]), -1)
    text = pick(
        rng,
        [
            "지나친 음주는 뇌졸중, 기억력 손상이나 치매를 유발합니다",
            "일부 점포 제외 · 재고 소진 시 조기 종료",
            "이미지는 연출된 것입니다",
            "알레르기 유발 성분 포함",
        ],
    )
    s = fit_text(text, fonts.choose(rng, split, True), sw * 0.9, sh * 0.6, (90, 90, 90))
    paste(img, s, x + (sw - s.shape[1]) / 2, y + (sh - s.shape[0]) / 2)


def _goods(rng: np.random.Generator, w: int, h: int, colours: list[Colour], split: Split, kind: str) -> Rgb:
    """An ad for food, drink or services: title, goods, price badge."""
    img = background(rng, w, h, colours, split)
    if kind in ("photo", "slogan"):
        img = mix(colours[0], colours[1], clouds(rng, w, h, 6, 3))
        for _ in range(int(rng.integers(1, 5))):
            cv2.ellipse(
                img,
                (int(rng.integers(w)), int(rng.integers(h))),
                (int(rng.uniform(0.08, 0.4) * w), int(rng.uniform(0.08, 0.3) * h)),
                rng.uniform(0, 90),
                0,
                360,
                hsv(rng.random(), 0.6, 0.8),
                -1,
                cv2.LINE_AA,
            )
        img = cv2.GaussianBlur(img, (0, 0), rng.uniform(0.8, 5))
    make = {
        "drink": bottle,
        "liquor": bottle,
        "coffee": cup,
        "ice": cone,
        "snack": bag,
        "ramen": bowl,
        "lotto": ball,
        "carton": carton,
        "phone": carton,
        "sale": ball,
    }.get(kind)
    wide = w > h * 1.3
    ink = contrast(img)
    head = pick(rng, TITLES[kind]) if chance(rng, 0.6) else words.brand(rng)
    if wide:
        left = chance(rng, 0.7)
        tx = w * (0.04 if left else 0.45)
        title(rng, img, head, split, (tx, h * 0.12, w * 0.5, h * 0.34), ink)
        title(
            rng,
            img,
            words.slogan(rng) if chance(rng, 0.5) else pick(rng, TITLES[kind]),
            split,
            (tx, h * 0.52, w * 0.42, h * 0.2),
            ink,
        )
        area = (w * (0.55 if left else 0.03), h * 0.03, w * 0.4, h * 0.94)
    else:
        title(rng, img, head, split, (w * 0.08, h * 0.05, w * 0.84, h * 0.13), ink)
        title(
            rng,
            img,
            words.slogan(rng) if chance(rng, 0.6) else words.latin(rng),
            split,
            (w * 0.12, h * 0.18, w * 0.7, h * 0.07),
            ink,
        )
        area = (w * 0.08, h * 0.28, w * 0.84, h * 0.56)
    if make is not None:
        n = int(pick(rng, [1, 2, 3, 3, 4, 6]))
        same = make(rng, split)
        items = [same if chance(rng, 0.6) else make(rng, split) for _ in range(n)]
        each = area[2] / n
        for i, s in enumerate(items):
            k = min(area[3] * rng.uniform(0.8, 1) / s.shape[0], each * 1.1 / s.shape[1])
            s = cv2.resize(s, (max(3, int(s.shape[1] * k)), max(3, int(s.shape[0] * k))), interpolation=cv2.INTER_AREA)
            if chance(rng, 0.2):
                s = rotate(s, rng.uniform(-15, 15))
            paste(img, s, area[0] + each * (i + 0.5) - s.shape[1] / 2, area[1] + (area[3] - s.shape[0]) / 2)
    if chance(rng, 0.75):
        text = (
            pick(rng, ["1+1", "2+1", "3개", "50%", "NEW", words.price(rng)]) if chance(rng, 0.7) else words.price(rng)
        )
        fill = pick(rng, [colours[2], (210, 30, 30), (20, 20, 20), (255, 210, 30), (20, 90, 60)])
        b = badge(
            rng,
            text,
            fonts.choose(rng, split, True),
            int(min(w, h) * rng.uniform(0.22, 0.42)),
            fill,
            (255, 255, 255) if luma(fill) < 150 else (20, 20, 20),
        )
        paste(img, b, w * 0.97 - b.shape[1], (h - b.shape[0]) * rng.uniform(0.1, 0.97))
    return img
