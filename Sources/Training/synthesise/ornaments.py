"""What fills a programme creative: its goods, fields of colour, motifs, seals."""

from __future__ import annotations

import cv2
import numpy as np

from . import words
from .arrays import f32, i32
from .emblems import emblem
from .packs import box3d, device, open_pack, pack_face, sticks
from .paint import Colour, Rgb, Rgba, fit_text, luma, palette, paste, rotate
from .styles import Split, chance, pick


def panel(rng: np.random.Generator, img: Rgb, colours: list[Colour]) -> Rgb:
    """A slanted or straight field of another colour over part of the print."""
    h, w = img.shape[:2]
    c = pick(rng, colours[1:3] + [(250, 250, 246), (18, 18, 20)])
    a, b, k = rng.uniform(0.1, 0.9), rng.uniform(0.1, 0.9), rng.uniform(0, 0.2)
    poly = (
        [[a, 0], [1, 0], [1, 1], [b, 1]]
        if w > h and chance(rng, 0.5)
        else [[0, a], [1, a + k], [1, 1], [0, 1]]
        if chance(rng, 0.5)
        else [[0, 0], [1, 0], [1, b * 0.6], [0, b * 0.6 + k]]
    )
    cv2.fillPoly(img, [i32(f32(poly) * [w, h])], c, cv2.LINE_AA)
    return img


def motif(rng: np.random.Generator, img: Rgb, colours: list[Colour], split: Split) -> None:
    """A large planet, leaf, crown, capsule or bubbles as decoration, solid or faint."""
    h, w = img.shape[:2]
    colour = pick(rng, colours[1:3] + [(206, 170, 80), (250, 250, 246)])
    strength = rng.uniform(0.25, 1.0)
    x, y = rng.uniform(-0.1, 0.9) * w, rng.uniform(-0.1, 0.7) * h
    if chance(rng, 0.45):
        mark = emblem(rng, int(min(w, h) * rng.uniform(0.5, 1.1)), colour, split)
        if chance(rng, 0.6):  # modelled by light from one side
            n = mark.shape[0]
            ramp = np.linspace(1.2, 0.55, n)[None, :, None] * np.linspace(1.1, 0.8, n)[:, None, None]
            mark[..., :3] = np.clip(mark[..., :3] * ramp, 0, 255).astype(np.uint8)
        mark = rotate(mark, rng.uniform(-40, 40))
        mark[..., 3] = (mark[..., 3] * strength).astype(np.uint8)
        paste(img, mark, x, y)
    elif chance(rng, 0.5):
        for _ in range(int(rng.integers(5, 26))):
            r = int(rng.uniform(0.01, 0.1) * min(w, h)) + 2
            p = (int(rng.integers(w)), int(rng.integers(h)))
            cv2.circle(img, p, r, colour, max(1, r // 7) if chance(rng, 0.7) else -1, cv2.LINE_AA)
    else:
        size = min(w, h) * rng.uniform(0.4, 1.0)
        t = rng.uniform(0, np.pi)
        for k in range(int(rng.integers(2, 8))):
            c = (int(x + k * size * 0.35), int(y + h * 0.3 + rng.uniform(-0.1, 0.1) * h))
            cv2.ellipse(
                img,
                c,
                (int(size * 0.45), int(size * 0.13)),
                np.degrees(t) + 8 * k,
                0,
                360,
                tuple(int(v * rng.uniform(0.7, 1)) for v in colour),
                -1,
                cv2.LINE_AA,
            )


def seal(rng: np.random.Generator, name: str, size: int, colours: list[Colour], head: str) -> Rgba:
    """The brand inside a disc or shield, as some houses sign."""
    size = max(24, size)
    out = np.zeros((size, size, 4), np.uint8)
    fill = pick(rng, [colours[1], (60, 38, 26), (20, 24, 40), (120, 20, 30), colours[0]])
    rim = pick(rng, [(236, 226, 200), (206, 170, 80), (250, 250, 250)])
    c = size // 2
    if chance(rng, 0.75):
        cv2.circle(out, (c, c), c - 1, (*fill, 255), -1, cv2.LINE_AA)
        cv2.circle(out, (c, c), int(c * 0.9), (*rim, 255), max(1, size // 60), cv2.LINE_AA)
    else:
        cv2.fillPoly(
            out,
            [i32(f32([[0.05, 0.08], [0.95, 0.08], [0.9, 0.65], [0.5, 0.98], [0.1, 0.65]]) * size)],
            (*fill, 255),
            cv2.LINE_AA,
        )
    ink = rim if luma(fill) < 140 else (30, 26, 30)
    rgb = np.ascontiguousarray(out[..., :3])
    words_ = name.split(" ")[:2]
    for i, word in enumerate(words_):
        s = fit_text(word, head, size * 0.78, size * (0.3 if len(words_) == 1 else 0.22), ink)
        paste(rgb, s, c - s.shape[1] / 2, size * (0.36 if len(words_) == 1 else 0.26 + 0.24 * i))
    if chance(rng, 0.6):
        s = fit_text(words.sub_brand(rng), head, size * 0.5, size * 0.08, ink)
        paste(rgb, s, c - s.shape[1] / 2, size * 0.76)
    out[..., :3] = rgb
    return out


def goods(
    rng: np.random.Generator, name: str, colours: list[Colour], split: Split, height: float, width: float
) -> Rgba:
    """What the ad sells, as one sprite no larger than given: packs, sticks, device, emblem."""
    roll = rng.random()
    if roll < 0.66:
        n = int(pick(rng, [1, 1, 2, 2, 3, 3, 4, 5]))
        body = palette(rng)
        if chance(rng, 0.6):
            body = (
                [colours[2], colours[1], colours[0], colours[3]]
                if chance(rng, 0.5)
                else [colours[1], colours[3], colours[2], colours[0]]
            )
        design = (
            None
            if chance(rng, 0.2)
            else pick(rng, ("band", "diagonal", "stripes", "wave", "plain", "halves", "emblem", "chevron"), split)
        )
        lean, turn = rng.uniform(-1, 1), rng.uniform(-14, 14) if chance(rng, 0.6) else 0.0
        sprites = []
        for i in range(n):
            c = body if i == 0 or chance(rng, 0.3) else palette(rng)
            face = pack_face(rng, name, c, split, design)
            if chance(rng, 0.12):
                face = open_pack(rng, face)
            sprites.append(rotate(box3d(rng, face, side=lean), turn + (rng.uniform(-8, 8) if n > 1 else 0)))
        step = sprites[0].shape[1] * rng.uniform(0.5, 0.9)
        H = max(s.shape[0] for s in sprites)
        out = np.zeros((H, int(step * (n - 1)) + max(s.shape[1] for s in sprites) + 4, 4), np.uint8)
        for i, s in enumerate(sprites):
            region = out[H - s.shape[0] :, int(step * i) : int(step * i) + s.shape[1]]
            k = s[..., 3:] / 255.0
            region[..., :3] = region[..., :3] * (1 - k) + s[..., :3] * k
            region[..., 3] = np.maximum(region[..., 3], s[..., 3])
    elif roll < 0.8:
        out = sticks(rng, 240, [colours[2], colours[1]])
    elif roll < 0.95:
        out = device(rng, 240, colours)
    else:
        out = emblem(rng, 220, pick(rng, [colours[2], (206, 170, 80)]), split)
    s = min(height / out.shape[0], width / out.shape[1])
    return cv2.resize(out, (max(4, int(out.shape[1] * s)), max(4, int(out.shape[0] * s))), interpolation=cv2.INTER_AREA)
