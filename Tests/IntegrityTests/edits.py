"""Writes edits of real photos, 20 kinds each, to measure how many are found again. Run by hand: pip install pillow numpy.

    python edits.py PHOTOS… OUT

OUT gets o<n>.jpg, the photo at 800 pixels, and <n>-<kind>.jpg. What is found of them: SIGHTLINE_EDITS=OUT swift test --filter EditTests
"""

import random
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

R = random.Random(15)
Picture = Image.Image


def crop(im: Picture, share: float) -> Picture:
    """A part of this share of the area, anywhere."""
    w, h = im.size
    cw, ch = int(w * share**0.5), int(h * share**0.5)
    x, y = R.randint(0, w - cw), R.randint(0, h - ch)
    return im.crop((x, y, x + cw, y + ch))


def emoji(im: Picture) -> Picture:
    """Three faces of a quarter of the shorter side each."""
    im = im.copy()
    d = ImageDraw.Draw(im)
    w, h = im.size
    r = int(min(w, h) * 0.12)
    q = max(1, r // 5)
    for _ in range(3):
        x, y = R.randint(r, w - r), R.randint(r, h - r)
        d.ellipse((x - r, y - r, x + r, y + r), fill=(255, 210, 60))
        for e in (-1, 1):
            d.ellipse((x + e * r // 2 - q, y - r // 3 - q, x + e * r // 2 + q, y - r // 3 + q), fill=(60, 40, 20))
        d.arc((x - r // 2, y - r // 3, x + r // 2, y + r // 2), 20, 160, fill=(60, 40, 20), width=max(2, r // 8))
    return im


def caption(im: Picture) -> Picture:
    """A black bar with a date."""
    im = im.copy()
    d = ImageDraw.Draw(im)
    w, h = im.size
    d.rectangle((0, int(h * 0.86), w, int(h * 0.95)), fill=(0, 0, 0))
    font = ImageFont.load_default(size=max(10, int(h * 0.06)))
    d.text((w * 0.05, h * 0.87), "2025-11-20 14:32  STORE", fill=(255, 255, 255), font=font)
    return im


def noise(im: Picture) -> Picture:
    """Normal noise of 20 grey levels."""
    a = np.asarray(im).astype(np.float32)
    a += np.random.default_rng(R.randint(0, 1 << 30)).normal(0, 20, a.shape)
    return Image.fromarray(a.clip(0, 255).astype(np.uint8))


def gamma(im: Picture, g: float) -> Picture:
    """Every channel by a power."""
    return im.point([int(255 * (i / 255) ** g + 0.5) for i in range(256)] * 3)


def screenshot(im: Picture) -> Picture:
    """On a phone's screen, with its bars."""
    w, h = 720, 1480
    out = Image.new("RGB", (w, h), (12, 12, 12))
    d = ImageDraw.Draw(out)
    d.rectangle((0, 0, w, 60), fill=(30, 30, 30))
    d.rectangle((20, 20, 120, 40), fill=(230, 230, 230))
    d.rectangle((0, h - 110, w, h), fill=(30, 30, 30))
    for k in range(3):
        d.ellipse((110 + 220 * k, h - 80, 160 + 220 * k, h - 30), fill=(220, 220, 220))
    s = min(w / im.width, (h - 170) / im.height)
    p = im.resize((max(1, int(im.width * s)), max(1, int(im.height * s))), Image.LANCZOS)
    out.paste(p, ((w - p.width) // 2, 60 + (h - 170 - p.height) // 2))
    return out


def collage(im: Picture, other: Picture) -> Picture:
    """Beside another photo."""
    h = 600
    a = im.resize((max(1, im.width * h // im.height), h))
    b = other.resize((max(1, other.width * h // other.height), h))
    out = Image.new("RGB", (a.width + b.width, h))
    first = R.random() < 0.5
    out.paste(a, (0 if first else b.width, 0))
    out.paste(b, (a.width if first else 0, 0))
    return out


def half(im: Picture) -> Picture:
    """Half the sides."""
    return im.resize((max(1, im.width // 2), max(1, im.height // 2)), Image.LANCZOS)


KINDS: dict[str, Callable[[Picture, Picture], Picture]] = {
    "crop_90": lambda im, o: crop(im, 0.9),
    "crop_70": lambda im, o: crop(im, 0.7),
    "crop_side_85": lambda im, o: im.crop((0, 0, int(im.width * 0.85), im.height)),
    "mirror": lambda im, o: ImageOps.mirror(im),
    "flip": lambda im, o: ImageOps.flip(im),
    "turn_90": lambda im, o: im.transpose(Image.Transpose.ROTATE_90),
    "turn_180": lambda im, o: im.transpose(Image.Transpose.ROTATE_180),
    "emoji": lambda im, o: emoji(im),
    "caption": lambda im, o: caption(im),
    "border": lambda im, o: ImageOps.expand(im, int(min(im.size) * 0.07), fill=(255, 255, 255)),
    "blur": lambda im, o: im.filter(ImageFilter.GaussianBlur(max(im.size) / 300)),
    "noise": lambda im, o: noise(im),
    "gamma_06": lambda im, o: gamma(im, 0.6),
    "gamma_16": lambda im, o: gamma(im, 1.6),
    "jpeg_20": lambda im, o: im,
    "resize_half": lambda im, o: half(im),
    "grey": lambda im, o: im.convert("L").convert("RGB"),
    "saturation": lambda im, o: ImageEnhance.Contrast(ImageEnhance.Color(im).enhance(1.8)).enhance(1.4),
    "screenshot": lambda im, o: screenshot(im),
    "collage": collage,
}


def main() -> None:
    """All kinds of all photos."""
    *photos, out = sys.argv[1:]
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    pictures = []
    for photo in photos:
        im = ImageOps.exif_transpose(Image.open(photo)).convert("RGB")
        im.thumbnail((800, 800))
        pictures.append(im)
    for number, im in enumerate(pictures):
        im.save(folder / f"o{number}.jpg", quality=92)
        other = pictures[(number * 7 + 3) % len(pictures)]
        for kind, edit in KINDS.items():
            edit(im, other).save(folder / f"{number}-{kind}.jpg", quality=20 if kind == "jpeg_20" else 85)


if __name__ == "__main__":
    main()
