"""Writes the edits of real photos: FOLDER/<n>/<kind>.jpg and FOLDER/<n>/original.jpg."""
import io, random, sys
from pathlib import Path
import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

def crop(im, share):
    w, h = im.size
    s = share ** 0.5
    cw, ch = int(w * s), int(h * s)
    x, y = R.randint(0, w - cw), R.randint(0, h - ch)
    return im.crop((x, y, x + cw, y + ch))
def emoji(im):
    im = im.copy(); d = ImageDraw.Draw(im); w, h = im.size; r = int(min(w, h) * 0.12)
    for _ in range(3):
        x, y = R.randint(r, w - r), R.randint(r, h - r)
        d.ellipse((x - r, y - r, x + r, y + r), fill=(255, 210, 60)); q = r // 5
        for e in (-1, 1): d.ellipse((x + e * r // 2 - q, y - r // 3 - q, x + e * r // 2 + q, y - r // 3 + q), fill=(60, 40, 20))
        d.arc((x - r // 2, y - r // 3, x + r // 2, y + r // 2), 20, 160, fill=(60, 40, 20), width=max(2, r // 8))
    return im
def text(im):
    im = im.copy(); d = ImageDraw.Draw(im); w, h = im.size
    d.rectangle((0, int(h * .86), w, int(h * .95)), fill=(0, 0, 0)); 
    from PIL import ImageFont
    d.text((w * .05, h * .87), "2025-11-20 14:32  STORE", fill=(255, 255, 255), font=ImageFont.load_default(size=max(10, int(h * .06))))
    return im
def border(im):
    return ImageOps.expand(im, int(min(im.size) * .07), fill=(255, 255, 255))
def noise(im):
    a = np.asarray(im).astype(np.float32); a += np.random.default_rng(R.randint(0, 1 << 30)).normal(0, 20, a.shape)
    return Image.fromarray(a.clip(0, 255).astype(np.uint8))
def gamma(im, g):
    return im.point([int(255 * (i / 255) ** g + .5) for i in range(256)] * 3)
def screenshot(im):
    w = 720; h = 1480
    out = Image.new('RGB', (w, h), (12, 12, 12)); d = ImageDraw.Draw(out)
    d.rectangle((0, 0, w, 60), fill=(30, 30, 30)); d.rectangle((20, 20, 120, 40), fill=(230, 230, 230))
    d.rectangle((0, h - 110, w, h), fill=(30, 30, 30))
    for k in range(3): d.ellipse((110 + 220 * k, h - 80, 160 + 220 * k, h - 30), fill=(220, 220, 220))
    s = min(w / im.width, (h - 170) / im.height); p = im.resize((max(1, int(im.width * s)), max(1, int(im.height * s))), Image.LANCZOS)
    out.paste(p, ((w - p.width) // 2, 60 + (h - 170 - p.height) // 2)); return out
def collage(im, other):
    h = 600; a = im.resize((max(1, im.width * h // im.height), h)); b = other.resize((max(1, other.width * h // other.height), h))
    out = Image.new('RGB', (a.width + b.width, h)); first = R.random() < .5
    out.paste(a, (0 if first else b.width, 0)); out.paste(b, (a.width if first else 0, 0)); return out
def rotate(im, deg):
    r = im.rotate(deg, Image.BICUBIC); return r
def grey(im): return im.convert('L').convert('RGB')
def crop_one(im):
    w, h = im.size; return im.crop((0, 0, int(w * .85), h))
KINDS = {
 'crop_90': lambda im, o: crop(im, .9), 'crop_70': lambda im, o: crop(im, .7), 'crop_side_85': lambda im, o: crop_one(im),
 'mirror': lambda im, o: ImageOps.mirror(im), 'flip': lambda im, o: ImageOps.flip(im), 'turn_90': lambda im, o: im.transpose(Image.Transpose.ROTATE_90), 'turn_180': lambda im, o: im.transpose(Image.Transpose.ROTATE_180),
 'emoji': lambda im, o: emoji(im), 'text_bar': lambda im, o: text(im), 'border': lambda im, o: border(im), 'blur': lambda im, o: im.filter(ImageFilter.GaussianBlur(max(im.size) / 300)),
 'noise': lambda im, o: noise(im), 'gamma_06': lambda im, o: gamma(im, .6), 'gamma_16': lambda im, o: gamma(im, 1.6), 'jpeg_20': lambda im, o: im,
 'resize_half': lambda im, o: im.resize((max(1, im.width // 2), max(1, im.height // 2)), Image.LANCZOS), 'grey': lambda im, o: grey(im), 'saturation': lambda im, o: ImageEnhance.Contrast(ImageEnhance.Color(im).enhance(1.8)).enhance(1.4),
 'screenshot': lambda im, o: screenshot(im), 'collage': lambda im, o: collage(im, o),
}
R = random.Random(15)
def photos(root):
    real = Path(root) / 'real'
    all_ = sorted((real / 'facades/photos').glob('*.jpg')) + sorted(p for p in (real / 'recapture/real').iterdir() if p.suffix.lower() in ('.jpg','.jpeg')) + sorted((real/'photos').glob('*.jpg')) + sorted((real / 'artworks').rglob('*.jpg'))
    return all_
