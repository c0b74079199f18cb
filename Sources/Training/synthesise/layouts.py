"""How a programme creative is laid out: lines, goods, price, health notice."""

from __future__ import annotations

import cv2
import numpy as np

from . import fonts, words
from .ornaments import goods, seal
from .paint import Colour, Rgb, Rgba, badge, fit_text, luma, paste
from .styles import Split, chance, pick


def _ink(rng: np.random.Generator, img: Rgb, box: tuple[float, float, float, float], colours: list[Colour]) -> Colour:
    """A text colour that can be read on this part of the print."""
    h, w = img.shape[:2]
    x, y, bw, bh = box
    part = img[int(max(0, y)) : int(min(h, y + bh)) + 1, int(max(0, x)) : int(min(w, x + bw)) + 1]
    dark = part.size and luma(tuple(part.reshape(-1, 3).mean(0))) < 140
    good = [c for c in colours + [(206, 170, 80)] if (luma(c) > 165 if dark else luma(c) < 95)]
    return pick(rng, good + [(250, 250, 250) if dark else (20, 20, 24)])


def _line(
    rng: np.random.Generator,
    img: Rgb,
    text: str,
    box: tuple[float, float, float, float],
    colours: list[Colour],
    file: str,
    align: float = 0.0,
    fancy: bool = False,
) -> None:
    """One line of text fitted in a box (x, y, w, h), aligned 0 left … 1 right."""
    x, y, w, h = box
    ink = _ink(rng, img, box, colours)
    style: dict[str, object] = {}
    if fancy and chance(rng, 0.2):
        style = {"stroke": max(1, int(h * 0.04)), "stroke_colour": (20, 20, 20) if luma(ink) > 128 else (250, 250, 250)}
    if fancy and chance(rng, 0.25):
        style["second"] = tuple(int(c * 0.6) for c in ink)
    if fancy and chance(rng, 0.2):
        style["spacing"] = int(h)
    s = fit_text(text, file, w, h, ink, **style)
    if fancy and chance(rng, 0.25):
        dark = s.copy()
        dark[..., :3] = 0
        dark[..., 3] //= 2
        paste(img, dark, x + (w - s.shape[1]) * align + h * 0.03, y + (h - s.shape[0]) / 2 + h * 0.04)
    paste(img, s, x + (w - s.shape[1]) * align, y + (h - s.shape[0]) / 2)


def notice_strip(rng: np.random.Generator, img: Rgb, split: Split) -> tuple[float, float]:
    """Print the health notice; returns the share of height taken at top and bottom."""
    h, w = img.shape[:2]
    if chance(rng, 0.05):
        return 0.0, 0.0
    wide = w > h
    text = words.notice(rng)
    sh = h * rng.uniform(0.07, 0.15) if wide else h * rng.uniform(0.03, 0.07)
    sw = w * pick(rng, [1.0, rng.uniform(0.35, 0.75), rng.uniform(0.75, 0.97)])
    top = chance(rng, 0.1)
    y = (
        (0 if sw == w and chance(rng, 0.6) else h * rng.uniform(0.01, 0.05))
        if top
        else h - sh - (0 if sw == w and chance(rng, 0.6) else h * rng.uniform(0.01, 0.06))
    )
    x = (w - sw) * pick(rng, [0.5, 0.5, 0.04, 0.96, rng.random()])
    paper, ink = pick(
        rng,
        [((255, 255, 255), (10, 10, 10))] * 6
        + [
            ((0, 0, 0), (250, 250, 250)),
            ((250, 220, 40), (0, 0, 0)),
            ((236, 236, 230), (40, 40, 40)),
            ((255, 255, 255), (180, 0, 0)),
        ],
    )
    cv2.rectangle(img, (int(x), int(y)), (int(x + sw), int(y + sh)), paper, -1)
    if chance(rng, 0.6):
        cv2.rectangle(img, (int(x), int(y)), (int(x + sw), int(y + sh)), ink, max(1, int(sh * rng.uniform(0.03, 0.1))))
    file = fonts.choose(rng, split, fonts.has_hangul(text))
    s = fit_text(text, file, sw * rng.uniform(0.8, 0.95), sh * rng.uniform(0.45, 0.75), ink)
    paste(img, s, x + (sw - s.shape[1]) / 2, y + (sh - s.shape[0]) / 2)
    used = (sh + abs(y if top else h - sh - y)) / h
    return (used, 0.0) if top else (0.0, used)


def _price(rng: np.random.Generator, colours: list[Colour], split: Split, size: float) -> Rgba:
    text = (
        words.price(rng, chance(rng, 0.2))
        if chance(rng, 0.8)
        else pick(rng, ["1+1", "20% 할인", "신제품", "NEW", "체험팩", "2+1", "출시"])
    )
    fill = pick(rng, [colours[2], colours[1], (200, 30, 30), (20, 20, 24), (255, 255, 255), (255, 214, 40)])
    return badge(
        rng,
        text,
        fonts.choose(rng, split, True),
        max(20, int(size)),
        fill,
        (250, 250, 250) if luma(fill) < 140 else (20, 20, 20),
    )


def wide(rng: np.random.Generator, img: Rgb, colours: list[Colour], split: Split) -> None:
    """Lay a wide print out: text, goods and price side by side in any order."""
    h, w = img.shape[:2]
    name = words.brand(rng)
    head = fonts.choose(rng, split, fonts.has_hangul(name))
    small = fonts.choose(rng, split, True)
    top, bottom = notice_strip(rng, img, split)
    y0, y1 = h * (top + 0.05), h * (1 - bottom - 0.05)
    body = y1 - y0
    order = pick(rng, ["TGP", "GTP", "TPG", "PTG", "TG", "GT", "GTG", "TGP", "GTP"])
    share = {"T": rng.uniform(0.35, 0.6), "G": rng.uniform(0.2, 0.4), "P": rng.uniform(0.12, 0.22)}
    total = sum(share[k] for k in order)
    x = w * 0.03
    for key in order:
        bw = share[key] / total * w * 0.94
        if key == "G":
            g = goods(rng, name, colours, split, body * rng.uniform(0.8, 1.12), bw * 0.98)
            paste(img, g, x + (bw - g.shape[1]) / 2, y0 + (body - g.shape[0]) / 2)
        elif key == "P":
            p = _price(rng, colours, split, min(bw * 0.9, body * 1.1))
            paste(img, p, x + (bw - p.shape[1]) / 2, y0 + rng.uniform(0.1, 0.9) * max(0, body - p.shape[0]))
            if chance(rng, 0.5):
                _line(rng, img, words.date(rng), (x, y1 - body * 0.13, bw * 0.9, body * 0.1), colours, small, 0.5)
        else:
            align = pick(rng, [0.0, 0.5, 0.0])
            if chance(rng, 0.1):
                sign = seal(rng, name, int(min(bw * 0.95, body)), colours, head)
                paste(img, sign, x + (bw - sign.shape[1]) * rng.random(), y0 + (body - sign.shape[0]) / 2)
                x += bw
                continue
            size = rng.uniform(0.32, 0.6)
            _line(rng, img, name, (x + bw * 0.03, y0, bw * 0.92, body * size), colours, head, align, True)
            rest = [f for f in (words.sub_brand, words.slogan, words.slogan, words.date) if chance(rng, 0.6)]
            for i, make in enumerate(rest):
                part = body * (1 - size) / len(rest)
                text = make(rng)
                file = small if fonts.has_hangul(text) or chance(rng, 0.5) else head
                _line(
                    rng,
                    img,
                    text,
                    (
                        x + bw * 0.03,
                        y0 + body * size + part * (i + 0.12),
                        bw * rng.uniform(0.5, 0.85),
                        min(part * 0.76, body * 0.2),
                    ),
                    colours,
                    file,
                    align,
                )
        x += bw


def tall(rng: np.random.Generator, img: Rgb, colours: list[Colour], split: Split) -> None:
    """Lay a tall print out: brand, goods, slogan, price from top to bottom."""
    h, w = img.shape[:2]
    name = words.brand(rng)
    head = fonts.choose(rng, split, fonts.has_hangul(name))
    small = fonts.choose(rng, split, True)
    top, bottom = notice_strip(rng, img, split)
    if chance(rng, 0.12):  # the brand runs up the side
        s = cv2.rotate(
            fit_text(name, head, h * 0.6, w * 0.24, _ink(rng, img, (0, 0, w * 0.2, h), colours)),
            cv2.ROTATE_90_COUNTERCLOCKWISE,
        )
        paste(img, s, w * 0.02, h * 0.05)
        order = pick(rng, ["GSP", "SGP", "GP"])
    else:
        order = pick(rng, ["BGSP", "GBSP", "BSGP", "BGPS", "BGP", "SBGP", "BPG", "BGSPD"])
    share = {
        "B": rng.uniform(0.12, 0.22),
        "G": rng.uniform(0.34, 0.55),
        "S": rng.uniform(0.1, 0.16),
        "P": rng.uniform(0.1, 0.17),
        "D": 0.05,
    }
    total = sum(share[k] for k in order)
    y = h * (top + 0.02)
    for key in order:
        bh = share[key] / total * h * (1 - top - bottom - 0.04)
        box = (w * 0.07, y + bh * 0.08, w * 0.86, bh * 0.84)
        if key == "B" and chance(rng, 0.1):
            sign = seal(rng, name, int(min(w * 0.8, bh * 1.3)), colours, head)
            paste(img, sign, (w - sign.shape[1]) / 2, y + (bh - sign.shape[0]) / 2)
        elif key == "B":
            _line(rng, img, name, (box[0], box[1], box[2], bh * 0.6), colours, head, 0.5, True)
            _line(
                rng,
                img,
                words.sub_brand(rng) if chance(rng, 0.6) else words.slogan(rng),
                (box[0], y + bh * 0.72, box[2] * 0.8, bh * 0.24),
                colours,
                small,
                0.5,
            )
        elif key == "G":
            g = goods(rng, name, colours, split, bh * rng.uniform(0.7, 1.05), w * rng.uniform(0.7, 1.05))
            paste(img, g, (w - g.shape[1]) / 2, y + (bh - g.shape[0]) / 2)
        elif key == "S":
            for i in range(2):
                _line(
                    rng,
                    img,
                    words.slogan(rng),
                    (box[0], y + bh * (0.05 + 0.48 * i), box[2] * rng.uniform(0.6, 1), bh * 0.4),
                    colours,
                    small,
                    0.5,
                )
        elif key == "P":
            p = _price(rng, colours, split, min(w * rng.uniform(0.5, 0.85), bh * (1.0 if chance(rng, 0.4) else 2.2)))
            paste(img, p, (w - p.shape[1]) * rng.uniform(0.2, 0.8), y + (bh - p.shape[0]) / 2)
        else:
            _line(rng, img, words.date(rng), box, colours, small, 0.5)
        y += bh
