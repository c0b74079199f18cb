"""Spoils real photos by degrees, to measure what the quality gate finds. Run by hand: pip install pillow numpy.

    python degrade.py PHOTOS… OUT

OUT gets <n>-good-0.jpg, the photo at 800 pixels at most, and <n>-<kind>-<degree>.jpg, one degree of each kind per photo.
What is found of them: SIGHTLINE_DEGRADED=OUT swift test --filter QualityMeasurementTests
"""

import io
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

Array = np.ndarray
# Pixels are of a photo of 640 along the longer side; light is that of the scene.
DEGREES = {
    "focus": [2, 3, 4.5],  # radius of the disc, pixels
    "motion": [6, 10, 16],  # way of the camera, pixels
    "dark": [6, 10, 16],  # times less light
    "bright": [3, 5, 8],  # times more light
    "covered": [0.15, 0.3, 0.5],  # share of the photo
    "tilted": [12, 16, 20],  # degrees
}
TONES = [(0.02, 0.015, 0.012), (0.35, 0.12, 0.08), (0.15, 0.04, 0.03), (0.005, 0.005, 0.005), (0.45, 0.25, 0.18)]
LIGHT = ((np.arange(256) / 255) ** 2.2).astype(np.float32)


def focus(light: Array, radius: float, _: np.random.Generator) -> Array:
    """A disc, row by row of it, by running sums."""
    k = int(np.ceil(radius))
    h, w = light.shape[:2]
    padded = np.pad(light, ((k, k), (k + 1, k), (0, 0)), mode="edge")
    sums = np.cumsum(padded, axis=1, dtype=np.float32)
    out, count = np.zeros_like(light), 0
    for dy in range(-k, k + 1):
        half = int(np.sqrt(max(0, radius**2 - dy**2)) + 0.5)
        rows = sums[k + dy : k + dy + h]
        out += (rows[:, k + half + 1 : k + half + 1 + w] - rows[:, k - half : k - half + w]).astype(np.float32)
        count += 2 * half + 1
    return out / count


def motion(light: Array, length: float, rng: np.random.Generator) -> Array:
    """A straight way in any direction."""
    angle = rng.uniform(0, np.pi)
    steps = max(2, int(round(length)))
    k = int(np.ceil(length / 2)) + 1
    h, w = light.shape[:2]
    padded = np.pad(light, ((k, k), (k, k), (0, 0)), mode="edge")
    out = np.zeros_like(light)
    for t in np.linspace(-length / 2, length / 2, steps):
        y, x = k + round(t * np.sin(angle)), k + round(t * np.cos(angle))
        out += padded[y : y + h, x : x + w]
    return out / steps


def covered(light: Array, share: float, rng: np.random.Generator) -> Array:
    """A shape without sharp outline from one side, dark or skin-coloured, lit unevenly."""
    h, w = light.shape[:2]
    y, x = np.mgrid[:h, :w].astype(np.float32)
    place = rng.uniform(0.15, 0.85)
    cx, cy = [(0, place * h), (w, place * h), (place * w, 0), (place * w, h)][rng.integers(4)]
    angle, stretch = rng.uniform(0, np.pi), rng.uniform(1, 2)
    u = (x - cx) * np.cos(angle) + (y - cy) * np.sin(angle)
    v = (y - cy) * np.cos(angle) - (x - cx) * np.sin(angle)
    distance = np.hypot(u / stretch, v) * (1 + 0.08 * np.sin(3 * np.arctan2(v, u) + place * 9))
    radius = np.quantile(distance[::8, ::8], share)
    soft = rng.uniform(0.02, 0.07) * max(h, w) / 3
    mask = (1 / (1 + np.exp(((distance - radius) / soft).clip(-40, 40))))[:, :, None]
    shade = 1 + 0.3 * (v / (radius + 1))[:, :, None].clip(-1, 1)
    return light * (1 - mask) + mask * np.array(TONES[rng.integers(len(TONES))], np.float32) * shade


def spoil(picture: Image.Image, kind: str, degree: float, rng: np.random.Generator) -> Image.Image:
    """One kind and degree; what the sensor sees less light of has more noise."""
    scale = max(picture.size) / 640
    if kind == "tilted":
        w, h = picture.size
        turned = picture.rotate(degree * rng.choice([-1, 1]), resample=Image.Resampling.BICUBIC)
        return turned.crop((int(w * 0.2), int(h * 0.2), int(w * 0.8), int(h * 0.8)))
    light = LIGHT[np.asarray(picture)]
    if kind == "focus":
        light = focus(light, degree * scale, rng)
    elif kind == "motion":
        light = motion(light, degree * scale, rng)
    elif kind == "covered":
        light = covered(light, degree, rng)
    else:
        light = light / degree if kind == "dark" else light * degree
    grain = rng.normal(0, 1, light.shape[:2]).astype(np.float32)[:, :, None]
    light = light + grain * 0.012 * np.sqrt(light.clip(0) + 0.002)
    return Image.fromarray((light.clip(0, 1) ** (1 / 2.2) * 255).round().astype(np.uint8))


def main(photos: list[Path], out: Path) -> None:
    """One degree of each kind per photo, in turn."""
    out.mkdir(parents=True, exist_ok=True)
    for number, photo in enumerate(photos):
        rng = np.random.default_rng(number)
        with Image.open(photo) as image:
            image.draft("RGB", (800, 800))
            picture = ImageOps.exif_transpose(image).convert("RGB")
        picture.thumbnail((800, 800))
        picture.save(out / f"{number}-good-0.jpg", quality=92)
        for kind, degrees in DEGREES.items():
            degree = degrees[number % len(degrees)]
            spoilt = io.BytesIO()
            spoil(picture, kind, degree, rng).save(spoilt, "JPEG", quality=int(rng.integers(75, 93)))
            (out / f"{number}-{kind}-{degree}.jpg").write_bytes(spoilt.getvalue())


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:-1]], Path(sys.argv[-1]))
