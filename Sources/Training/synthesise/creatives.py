"""Invented programme creatives: tobacco ads for each slot, thousands of them."""

from __future__ import annotations

import cv2
import numpy as np

from . import fonts, words
from .packs import box3d, device, emblem, open_pack, pack_face, sticks
from .paint import Colour, Rgb, Rgba, background, badge, fit_text, luma, mix, palette, paste, rotate
from .styles import Split, chance, generator, pick

#: width / height of a slot's print: low, high, and how far odd ones reach
ASPECTS = {"top_ad": (3.0, 4.9, 2.2, 6.5), "cdu_horizontal": (2.1, 3.1, 1.5, 4.0), "cdu_vertical": (.33, .47, .26, .65)}
LONG_SIDE = 760


def creative(split: Split, slot: str, number: int) -> Rgb:
    """Creative `number` of a slot; the same call always draws the same print."""
    rng = generator("creative", split, slot, number)
    low, high, far_low, far_high = ASPECTS[slot]
    aspect = rng.uniform(low, high) if chance(rng, .8) else rng.uniform(far_low, far_high)
    w, h = (LONG_SIDE, int(LONG_SIDE / aspect)) if aspect > 1 else (int(LONG_SIDE * aspect), LONG_SIDE)
    colours = palette(rng)
    img = background(rng, w, h, colours, split)
    if chance(rng, .25):
        img = _panel(rng, img, colours)
    if chance(rng, .4):
        _motif(rng, img, colours, split)
    if aspect > 1:
        _wide(rng, img, colours, split)
    else:
        _tall(rng, img, colours, split)
    if chance(rng, .12):
        m = max(2, int(min(w, h) * rng.uniform(.01, .03)))
        cv2.rectangle(img, (m, m), (w - m, h - m), pick(rng, colours[1:]), max(1, m // 2))
    return img


def _panel(rng: np.random.Generator, img: Rgb, colours: list[Colour]) -> Rgb:
    """A slanted or straight field of another colour over part of the print."""
    h, w = img.shape[:2]
    c = pick(rng, colours[1:3] + [(250, 250, 246), (18, 18, 20)])
    a, b, k = rng.uniform(.1, .9), rng.uniform(.1, .9), rng.uniform(0, .2)
    poly = [[a, 0], [1, 0], [1, 1], [b, 1]] if w > h and chance(rng, .5) else [[0, a], [1, a + k], [1, 1], [0, 1]] if chance(rng, .5) else [[0, 0], [1, 0], [1, b * .6], [0, b * .6 + k]]
    cv2.fillPoly(img, [np.int32(np.float32(poly) * [w, h])], c, cv2.LINE_AA)
    return img


def _motif(rng: np.random.Generator, img: Rgb, colours: list[Colour], split: Split) -> None:
    """A large planet, leaf, crown, capsule or bubbles as decoration, solid or faint."""
    h, w = img.shape[:2]
    colour = pick(rng, colours[1:3] + [(206, 170, 80), (250, 250, 246)])
    strength = rng.uniform(.25, 1.0)
    x, y = rng.uniform(-.1, .9) * w, rng.uniform(-.1, .7) * h
    if chance(rng, .45):
        mark = emblem(rng, int(min(w, h) * rng.uniform(.5, 1.1)), colour, split)
        if chance(rng, .6):  # modelled by light from one side
            n = mark.shape[0]
            ramp = np.linspace(1.2, .55, n)[None, :, None] * np.linspace(1.1, .8, n)[:, None, None]
            mark[..., :3] = np.clip(mark[..., :3] * ramp, 0, 255).astype(np.uint8)
        mark = rotate(mark, rng.uniform(-40, 40))
        mark[..., 3] = (mark[..., 3] * strength).astype(np.uint8)
        paste(img, mark, x, y)
    elif chance(rng, .5):
        for _ in range(int(rng.integers(5, 26))):
            r = int(rng.uniform(.01, .1) * min(w, h)) + 2
            p = (int(rng.integers(w)), int(rng.integers(h)))
            cv2.circle(img, p, r, colour, max(1, r // 7) if chance(rng, .7) else -1, cv2.LINE_AA)
    else:
        size = min(w, h) * rng.uniform(.4, 1.0)
        t = rng.uniform(0, np.pi)
        for k in range(int(rng.integers(2, 8))):
            c = (int(x + k * size * .35), int(y + h * .3 + rng.uniform(-.1, .1) * h))
            cv2.ellipse(img, c, (int(size * .45), int(size * .13)), np.degrees(t) + 8 * k, 0, 360, tuple(int(v * rng.uniform(.7, 1)) for v in colour), -1, cv2.LINE_AA)


def _seal(rng: np.random.Generator, name: str, size: int, colours: list[Colour], head: str) -> Rgba:
    """The brand inside a disc or shield, as some houses sign."""
    size = max(24, size)
    out = np.zeros((size, size, 4), np.uint8)
    fill = pick(rng, [colours[1], (60, 38, 26), (20, 24, 40), (120, 20, 30), colours[0]])
    rim = pick(rng, [(236, 226, 200), (206, 170, 80), (250, 250, 250)])
    c = size // 2
    if chance(rng, .75):
        cv2.circle(out, (c, c), c - 1, (*fill, 255), -1, cv2.LINE_AA)
        cv2.circle(out, (c, c), int(c * .9), (*rim, 255), max(1, size // 60), cv2.LINE_AA)
    else:
        cv2.fillPoly(out, [np.int32(np.float32([[.05, .08], [.95, .08], [.9, .65], [.5, .98], [.1, .65]]) * size)], (*fill, 255), cv2.LINE_AA)
    ink = rim if luma(fill) < 140 else (30, 26, 30)
    rgb = np.ascontiguousarray(out[..., :3])
    words_ = name.split(" ")[:2]
    for i, word in enumerate(words_):
        s = fit_text(word, head, size * .78, size * (.3 if len(words_) == 1 else .22), ink)
        paste(rgb, s, c - s.shape[1] / 2, size * (.36 if len(words_) == 1 else .26 + .24 * i))
    if chance(rng, .6):
        s = fit_text(words.sub_brand(rng), head, size * .5, size * .08, ink)
        paste(rgb, s, c - s.shape[1] / 2, size * .76)
    out[..., :3] = rgb
    return out


def goods(rng: np.random.Generator, name: str, colours: list[Colour], split: Split, height: float, width: float) -> Rgba:
    """What the ad sells, as one sprite no larger than given: packs, sticks, device, emblem."""
    roll = rng.random()
    if roll < .66:
        n = int(pick(rng, [1, 1, 2, 2, 3, 3, 4, 5]))
        body = palette(rng)
        if chance(rng, .6):
            body = [colours[2], colours[1], colours[0], colours[3]] if chance(rng, .5) else [colours[1], colours[3], colours[2], colours[0]]
        design = None if chance(rng, .2) else pick(rng, ("band", "diagonal", "stripes", "wave", "plain", "halves", "emblem", "chevron"), split)
        lean, turn = rng.uniform(-1, 1), rng.uniform(-14, 14) if chance(rng, .6) else 0.0
        sprites = []
        for i in range(n):
            c = body if i == 0 or chance(rng, .3) else palette(rng)
            face = pack_face(rng, name, c, split, design)
            if chance(rng, .12):
                face = open_pack(rng, face)
            sprites.append(rotate(box3d(rng, face, side=lean), turn + (rng.uniform(-8, 8) if n > 1 else 0)))
        step = sprites[0].shape[1] * rng.uniform(.5, .9)
        H = max(s.shape[0] for s in sprites)
        out = np.zeros((H, int(step * (n - 1)) + max(s.shape[1] for s in sprites) + 4, 4), np.uint8)
        for i, s in enumerate(sprites):
            region = out[H - s.shape[0]:, int(step * i):int(step * i) + s.shape[1]]
            k = s[..., 3:] / 255.0
            region[..., :3] = region[..., :3] * (1 - k) + s[..., :3] * k
            region[..., 3] = np.maximum(region[..., 3], s[..., 3])
    elif roll < .8:
        out = sticks(rng, 240, [colours[2], colours[1]])
    elif roll < .95:
        out = device(rng, 240, colours)
    else:
        out = emblem(rng, 220, pick(rng, [colours[2], (206, 170, 80)]), split)
    s = min(height / out.shape[0], width / out.shape[1])
    return cv2.resize(out, (max(4, int(out.shape[1] * s)), max(4, int(out.shape[0] * s))), interpolation=cv2.INTER_AREA)


def _ink(rng: np.random.Generator, img: Rgb, box: tuple[float, float, float, float], colours: list[Colour]) -> Colour:
    """A text colour that can be read on this part of the print."""
    h, w = img.shape[:2]
    x, y, bw, bh = box
    part = img[int(max(0, y)):int(min(h, y + bh)) + 1, int(max(0, x)):int(min(w, x + bw)) + 1]
    dark = part.size and luma(tuple(part.reshape(-1, 3).mean(0))) < 140
    good = [c for c in colours + [(206, 170, 80)] if (luma(c) > 165 if dark else luma(c) < 95)]
    return pick(rng, good + [(250, 250, 250) if dark else (20, 20, 24)])


def _line(rng: np.random.Generator, img: Rgb, text: str, box: tuple[float, float, float, float], colours: list[Colour], file: str, align: float = 0.0, fancy: bool = False) -> None:
    """One line of text fitted in a box (x, y, w, h), aligned 0 left … 1 right."""
    x, y, w, h = box
    ink = _ink(rng, img, box, colours)
    style: dict[str, object] = {}
    if fancy and chance(rng, .2):
        style = {"stroke": max(1, int(h * .04)), "stroke_colour": (20, 20, 20) if luma(ink) > 128 else (250, 250, 250)}
    if fancy and chance(rng, .25):
        style["second"] = tuple(int(c * .6) for c in ink)
    if fancy and chance(rng, .2):
        style["spacing"] = int(h)
    s = fit_text(text, file, w, h, ink, **style)
    if fancy and chance(rng, .25):
        dark = s.copy()
        dark[..., :3] = 0
        dark[..., 3] //= 2
        paste(img, dark, x + (w - s.shape[1]) * align + h * .03, y + (h - s.shape[0]) / 2 + h * .04)
    paste(img, s, x + (w - s.shape[1]) * align, y + (h - s.shape[0]) / 2)


def notice_strip(rng: np.random.Generator, img: Rgb, split: Split) -> tuple[float, float]:
    """Print the health notice; returns the share of height taken at top and bottom."""
    h, w = img.shape[:2]
    if chance(rng, .05):
        return 0.0, 0.0
    wide = w > h
    text = words.notice(rng)
    sh = h * rng.uniform(.07, .15) if wide else h * rng.uniform(.03, .07)
    sw = w * pick(rng, [1.0, rng.uniform(.35, .75), rng.uniform(.75, .97)])
    top = chance(rng, .1)
    y = (0 if sw == w and chance(rng, .6) else h * rng.uniform(.01, .05)) if top else h - sh - (0 if sw == w and chance(rng, .6) else h * rng.uniform(.01, .06))
    x = (w - sw) * pick(rng, [.5, .5, .04, .96, rng.random()])
    paper, ink = pick(rng, [((255, 255, 255), (10, 10, 10))] * 6 + [((0, 0, 0), (250, 250, 250)), ((250, 220, 40), (0, 0, 0)), ((236, 236, 230), (40, 40, 40)), ((255, 255, 255), (180, 0, 0))])
    cv2.rectangle(img, (int(x), int(y)), (int(x + sw), int(y + sh)), paper, -1)
    if chance(rng, .6):
        cv2.rectangle(img, (int(x), int(y)), (int(x + sw), int(y + sh)), ink, max(1, int(sh * rng.uniform(.03, .1))))
    file = fonts.choose(rng, split, fonts.has_hangul(text))
    s = fit_text(text, file, sw * rng.uniform(.8, .95), sh * rng.uniform(.45, .75), ink)
    paste(img, s, x + (sw - s.shape[1]) / 2, y + (sh - s.shape[0]) / 2)
    used = (sh + abs(y if top else h - sh - y)) / h
    return (used, 0.0) if top else (0.0, used)


def _price(rng: np.random.Generator, colours: list[Colour], split: Split, size: float) -> Rgba:
    text = words.price(rng, chance(rng, .2)) if chance(rng, .8) else pick(rng, ["1+1", "20% 할인", "신제품", "NEW", "체험팩", "2+1", "출시"])
    fill = pick(rng, [colours[2], colours[1], (200, 30, 30), (20, 20, 24), (255, 255, 255), (255, 214, 40)])
    return badge(rng, text, fonts.choose(rng, split, True), max(20, int(size)), fill, (250, 250, 250) if luma(fill) < 140 else (20, 20, 20))


def _wide(rng: np.random.Generator, img: Rgb, colours: list[Colour], split: Split) -> None:
    """Lay a wide print out: text, goods and price side by side in any order."""
    h, w = img.shape[:2]
    name = words.brand(rng)
    head = fonts.choose(rng, split, fonts.has_hangul(name))
    small = fonts.choose(rng, split, True)
    top, bottom = notice_strip(rng, img, split)
    y0, y1 = h * (top + .05), h * (1 - bottom - .05)
    body = y1 - y0
    order = pick(rng, ["TGP", "GTP", "TPG", "PTG", "TG", "GT", "GTG", "TGP", "GTP"])
    share = {"T": rng.uniform(.35, .6), "G": rng.uniform(.2, .4), "P": rng.uniform(.12, .22)}
    total = sum(share[k] for k in order)
    x = w * .03
    for key in order:
        bw = share[key] / total * w * .94
        if key == "G":
            g = goods(rng, name, colours, split, body * rng.uniform(.8, 1.12), bw * .98)
            paste(img, g, x + (bw - g.shape[1]) / 2, y0 + (body - g.shape[0]) / 2)
        elif key == "P":
            p = _price(rng, colours, split, min(bw * .9, body * 1.1))
            paste(img, p, x + (bw - p.shape[1]) / 2, y0 + rng.uniform(.1, .9) * max(0, body - p.shape[0]))
            if chance(rng, .5):
                _line(rng, img, words.date(rng), (x, y1 - body * .13, bw * .9, body * .1), colours, small, .5)
        else:
            align = pick(rng, [0.0, .5, 0.0])
            if chance(rng, .1):
                seal = _seal(rng, name, int(min(bw * .95, body)), colours, head)
                paste(img, seal, x + (bw - seal.shape[1]) * rng.random(), y0 + (body - seal.shape[0]) / 2)
                x += bw
                continue
            size = rng.uniform(.32, .6)
            _line(rng, img, name, (x + bw * .03, y0, bw * .92, body * size), colours, head, align, True)
            rest = [f for f in (words.sub_brand, words.slogan, words.slogan, words.date) if chance(rng, .6)]
            for i, make in enumerate(rest):
                part = body * (1 - size) / len(rest)
                text = make(rng)
                file = small if fonts.has_hangul(text) or chance(rng, .5) else head
                _line(rng, img, text, (x + bw * .03, y0 + body * size + part * (i + .12), bw * rng.uniform(.5, .85), min(part * .76, body * .2)), colours, file, align)
        x += bw


def _tall(rng: np.random.Generator, img: Rgb, colours: list[Colour], split: Split) -> None:
    """Lay a tall print out: brand, goods, slogan, price from top to bottom."""
    h, w = img.shape[:2]
    name = words.brand(rng)
    head = fonts.choose(rng, split, fonts.has_hangul(name))
    small = fonts.choose(rng, split, True)
    top, bottom = notice_strip(rng, img, split)
    if chance(rng, .12):  # the brand runs up the side
        s = cv2.rotate(fit_text(name, head, h * .6, w * .24, _ink(rng, img, (0, 0, w * .2, h), colours)), cv2.ROTATE_90_COUNTERCLOCKWISE)
        paste(img, s, w * .02, h * .05)
        order = pick(rng, ["GSP", "SGP", "GP"])
    else:
        order = pick(rng, ["BGSP", "GBSP", "BSGP", "BGPS", "BGP", "SBGP", "BPG", "BGSPD"])
    share = {"B": rng.uniform(.12, .22), "G": rng.uniform(.34, .55), "S": rng.uniform(.1, .16), "P": rng.uniform(.1, .17), "D": .05}
    total = sum(share[k] for k in order)
    y = h * (top + .02)
    for key in order:
        bh = share[key] / total * h * (1 - top - bottom - .04)
        box = (w * .07, y + bh * .08, w * .86, bh * .84)
        if key == "B" and chance(rng, .1):
            seal = _seal(rng, name, int(min(w * .8, bh * 1.3)), colours, head)
            paste(img, seal, (w - seal.shape[1]) / 2, y + (bh - seal.shape[0]) / 2)
        elif key == "B":
            _line(rng, img, name, (box[0], box[1], box[2], bh * .6), colours, head, .5, True)
            _line(rng, img, words.sub_brand(rng) if chance(rng, .6) else words.slogan(rng), (box[0], y + bh * .72, box[2] * .8, bh * .24), colours, small, .5)
        elif key == "G":
            g = goods(rng, name, colours, split, bh * rng.uniform(.7, 1.05), w * rng.uniform(.7, 1.05))
            paste(img, g, (w - g.shape[1]) / 2, y + (bh - g.shape[0]) / 2)
        elif key == "S":
            for i in range(2):
                _line(rng, img, words.slogan(rng), (box[0], y + bh * (.05 + .48 * i), box[2] * rng.uniform(.6, 1), bh * .4), colours, small, .5)
        elif key == "P":
            p = _price(rng, colours, split, min(w * rng.uniform(.5, .85), bh * (1.0 if chance(rng, .4) else 2.2)))
            paste(img, p, (w - p.shape[1]) * rng.uniform(.2, .8), y + (bh - p.shape[0]) / 2)
        else:
            _line(rng, img, words.date(rng), box, colours, small, .5)
        y += bh
