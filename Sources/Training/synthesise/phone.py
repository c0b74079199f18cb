"""What a phone does to the light: exposure, colour, blur, noise, sharpening, JPEG."""

from __future__ import annotations

import cv2
import numpy as np

from .arrays import f32
from .styles import chance


def develop(rng: np.random.Generator, rgb: np.ndarray, quality: str) -> np.ndarray:
    """Float RGB of the scene to the 8-bit picture; `quality` is ok, blur, dark or finger."""
    h, w = rgb.shape[:2]
    img = np.clip(rgb, 0, 700) / 255
    img = img * exposure(rng, img)
    img *= f32([rng.normal(1, 0.05), rng.normal(1, 0.015), rng.normal(1, 0.06)])
    if quality == "dark":
        img *= rng.uniform(0.08, 0.25)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    r2 = ((x - w / 2) ** 2 + (y - h / 2) ** 2) / (w * w + h * h) * 4
    img *= (1 - rng.uniform(0, 0.35) * r2)[..., None]
    img = cv2.pow(f32(img), rng.uniform(0.8, 1.15))
    img = np.where(img < 0.75, img, 0.75 + 0.25 * np.tanh((img - 0.75) * 3.2))  # highlights roll off
    c = rng.uniform(0.82, 1.12)
    img = (img - 0.45) * c + 0.45 + rng.normal(0, 0.02)
    grey = img.mean(2, keepdims=True)
    img = grey + (img - grey) * rng.uniform(0.48, 0.95)
    if chance(rng, 0.1):
        img = img * (1 - (v := rng.uniform(0.05, 0.25))) + v  # haze on the lens
    img = _blur(rng, f32(img), quality)
    if quality == "finger":
        img = _finger(rng, img)
    strength = (rng.uniform(0.002, 0.016) if chance(rng, 0.85) else rng.uniform(0.016, 0.035)) * (
        2.2 if quality == "dark" else 1.0
    )
    noise = rng.standard_normal((h, w, 3), dtype=np.float32)
    if chance(rng, 0.5):
        noise = cv2.GaussianBlur(noise, (0, 0), rng.uniform(0.4, 0.9)) * 1.6
    if chance(rng, 0.3):
        noise = noise.mean(2, keepdims=True) * 1.5
    img = img + noise * strength * (0.4 + np.sqrt(np.clip(img, 0, 1)))
    if chance(rng, 0.75):  # sharpening halo
        img = img + (img - cv2.GaussianBlur(img, (0, 0), rng.uniform(0.7, 1.6))) * rng.uniform(0.4, 1.6)
    if quality == "dark":
        img = img * rng.uniform(0.6, 1.2)
    out = np.clip(img * 255 + 0.5, 0, 255).astype(np.uint8)
    q = int(rng.integers(58, 96))
    ok, data = cv2.imencode(".jpg", out[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, q])
    return cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1] if ok else out


def exposure(rng: np.random.Generator, img: np.ndarray) -> float:
    """The gain a phone meters: the middle goes to mid-grey, highlights are mostly kept."""
    grey = img[::4, ::4].mean(2)
    gain = rng.uniform(0.46, 0.78) / max(0.04, float(np.median(grey)))
    cap = rng.uniform(0.95, 1.35) / max(0.1, float(np.percentile(grey, 92)))
    return float(np.clip(min(gain, cap), 0.35, 3.0))


def _blur(rng: np.random.Generator, img: np.ndarray, quality: str) -> np.ndarray:
    """A little defocus always; shaken or out of focus when `quality` is blur."""
    if quality == "blur":
        if chance(rng, 0.5):
            return cv2.GaussianBlur(img, (0, 0), rng.uniform(2.2, 5))
        return _shake(rng, img, rng.uniform(9, 24))
    img = cv2.GaussianBlur(img, (0, 0), rng.uniform(0.2, 0.62) if chance(rng, 0.8) else rng.uniform(0.6, 1.1))
    if chance(rng, 0.12):
        img = _shake(rng, img, rng.uniform(2, 6))
    return img


def _shake(rng: np.random.Generator, img: np.ndarray, length: float) -> np.ndarray:
    n = int(length) | 1
    k = np.zeros((n, n), np.float32)
    a = rng.uniform(0, np.pi)
    c = n // 2
    cv2.line(
        k,
        (int(round(c - c * np.cos(a))), int(round(c - c * np.sin(a)))),
        (int(round(c + c * np.cos(a))), int(round(c + c * np.sin(a)))),
        1.0,
        1,
    )
    return cv2.filter2D(img, -1, k / k.sum())


def _finger(rng: np.random.Generator, img: np.ndarray) -> np.ndarray:
    """A blurred finger over a corner or an edge."""
    h, w = img.shape[:2]
    m = np.zeros((h, w), np.float32)
    edge = int(rng.integers(4))
    p = [(rng.uniform(0, w), 0), (w, rng.uniform(0, h)), (rng.uniform(0, w), h), (0, rng.uniform(0, h))][edge]
    r = rng.uniform(0.25, 0.5) * min(w, h)
    cv2.ellipse(
        m, (int(p[0]), int(p[1])), (int(r), int(r * rng.uniform(0.6, 1.4))), rng.uniform(0, 180), 0, 360, 1.0, -1
    )
    m = cv2.GaussianBlur(m, (0, 0), min(w, h) * 0.04)[..., None]
    return img * (1 - m) + f32([0.75, 0.45, 0.36]) * rng.uniform(0.3, 1.0) * m
