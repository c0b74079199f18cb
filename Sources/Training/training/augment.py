"""Augmentation: one random view of a photo at the network's size, with its truth.

Geometry is one homography (so pixels are sampled once); then things stand before the
panels, the light changes, and the phone adds blur, noise and JPEG.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from .dataset import NOWHERE, Sample, Truth, area, clip_polygon

PAD = 114


@dataclass
class Strength:
    """How strong the augmentation is; `train` shares of 1."""

    geometry: float = 1.0
    light: float = 1.0
    occluder: float = 0.3


def fit_scale(size: tuple[int, int], width: int, height: int) -> float:
    """Scale that fits a photo into the network's input, as the program does."""
    return min(size[0] / width, size[1] / height)


def letterbox(image: np.ndarray, size: tuple[int, int]) -> tuple[np.ndarray, float]:
    """The photo at the top left of a padded canvas, and its scale."""
    h, w = image.shape[:2]
    scale = fit_scale(size, w, h)
    new = (min(size[0], max(1, round(w * scale))), min(size[1], max(1, round(h * scale))))
    small = cv2.resize(image, new, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    canvas = np.full((size[1], size[0], 3), PAD, np.uint8)
    canvas[: new[1], : new[0]] = small
    return canvas, scale


def project(m: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Points through a homography; points behind it are pushed far away."""
    p = np.c_[points, np.ones(len(points))] @ m.T
    return (p[:, :2] / np.maximum(p[:, 2:], 1e-3)).astype(np.float32)


def random_view(rng: np.random.Generator, w: float, h: float, size: tuple[int, int], strength: float) -> tuple[np.ndarray, bool]:
    """A homography from the photo to the canvas; True where axes stay parallel."""
    base = fit_scale(size, w, h)
    m = np.diag([base, base, 1.0])
    if rng.random() > 0.85 * strength:
        return m, True
    zoom = float(np.exp(rng.uniform(np.log(0.72), np.log(1.8))))
    t = np.array([[1, 0, -w / 2], [0, 1, -h / 2], [0, 0, 1.0]])
    squeeze = float(np.exp(rng.normal(0, 0.06)))
    s = np.diag([base * zoom * squeeze, base * zoom / squeeze, 1.0])
    plain = rng.random() < 0.35
    if plain:
        r = np.eye(3)
    else:
        a = np.deg2rad(np.clip(rng.normal(0, 3.5), -12, 12) * strength)
        r = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1.0]])
        r = np.array([[1, rng.normal(0, 0.03), 0], [rng.normal(0, 0.03), 1, 0], [0, 0, 1]]) @ r
        if rng.random() < 0.7:
            k = rng.normal(0, 0.12, 2).clip(-0.3, 0.3) / max(w, h) * strength
            r = np.array([[1, 0, 0], [0, 1, 0], [k[0], k[1], 1]]) @ r
    slack_x, slack_y = abs(size[0] - w * base * zoom) / 2, abs(size[1] - h * base * zoom) / 2
    where = np.array(
        [
            [1, 0, size[0] / 2 + rng.uniform(-1, 1) * (slack_x + 0.04 * size[0])],
            [0, 1, size[1] / 2 + rng.uniform(-1, 1) * (slack_y + 0.04 * size[1])],
            [0, 0, 1.0],
        ]
    )
    return where @ s @ r @ t, plain


def warp(image: np.ndarray, m: np.ndarray, size: tuple[int, int], border: tuple[int, int, int], mode: int) -> np.ndarray:
    """The photo through `m` (continuous coordinates), smoothed first where it shrinks much."""
    shrink = np.sqrt(abs(np.linalg.det(m[:2, :2])))
    if shrink < 0.72:
        k = 0.5 if shrink < 0.55 else 0.72
        new = (max(1, round(image.shape[1] * k)), max(1, round(image.shape[0] * k)))
        m = m @ np.diag([image.shape[1] / new[0], image.shape[0] / new[1], 1.0])
        image = cv2.resize(image, new, interpolation=cv2.INTER_AREA)
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]])
    centred = np.linalg.inv(half) @ m @ half
    return cv2.warpPerspective(image, centred, size, flags=cv2.INTER_LINEAR, borderMode=mode, borderValue=border)


MIRROR = np.array([1, 0, 3, 2])
MIRROR_SLOT = {-1: -1, 0: 0, 1: 1, 2: 3, 3: 2, NOWHERE: NOWHERE}


def mirror_labels(labels: list[str]) -> list[int]:
    """For each label the one it becomes in a mirrored photo."""
    def other(name: str) -> str:
        if name.endswith("_left"):
            return name[:-5] + "_right"
        return name[:-6] + "_left" if name.endswith("_right") else name
    return [labels.index(other(n)) if other(n) in labels else i for i, n in enumerate(labels)]


def move_truth(t: Truth, m: np.ndarray, plain: bool, size: tuple[int, int], min_side: float) -> Truth | None:
    """Truth in the canvas, or None where it is no longer in sight."""
    x0, y0, x1, y1 = t.box
    corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
    poly = corners
    if not plain:
        part = clip_polygon(t.quad, (x0, y0, x1, y1))
        poly = part if len(part) >= 3 and area(np.r_[part.min(0), part.max(0)]) > 0.5 * area(t.box) else corners
    moved = project(m, poly)
    seen = clip_polygon(moved, (0, 0, size[0], size[1]))
    if len(seen) < 3:
        return None
    box = np.concatenate([seen.min(0), seen.max(0)])
    if area(box) < 6:
        return None
    share = cv2.contourArea(seen) / max(cv2.contourArea(moved), 1e-3)
    visible = t.visible * min(1.0, share)
    ignore = t.ignore or visible < 0.27 or min(box[2] - box[0], box[3] - box[1]) < min_side
    return replace(t, box=box, quad=project(m, t.quad), visible=visible, ignore=ignore)


def stand_before(rng: np.random.Generator, image: np.ndarray, cx: float, cy: float, reach: float) -> np.ndarray:
    """Put a thing of some shape and colour before the scene, at most 0.9 `reach` wide; the mask of what it hides."""
    h, w = image.shape[:2]
    ax, ay = rng.uniform(0.05, 0.45, 2) * reach + 2
    shape = np.zeros((h, w), np.uint8)
    if rng.random() < 0.5:
        cv2.ellipse(shape, (int(cx), int(cy)), (int(ax), int(ay)), rng.uniform(0, 180), 0, 360, 1, -1)
    else:
        cv2.fillPoly(shape, [cv2.boxPoints(((cx, cy), (ax, ay * rng.uniform(1, 4)), rng.uniform(0, 180))).astype(np.int32)], 1)
    y0, y1 = np.flatnonzero(shape.any(1))[[0, -1]] if shape.any() else (0, 0)
    x0, x1 = np.flatnonzero(shape.any(0))[[0, -1]] if shape.any() else (0, 0)
    if y1 - y0 < 2 or x1 - x0 < 2:
        return np.zeros_like(shape)
    ph, pw = int(y1 - y0 + 1), int(x1 - x0 + 1)
    if rng.random() < 0.5 and ph < h and pw < w:
        sy, sx = int(rng.integers(0, h - ph + 1)), int(rng.integers(0, w - pw + 1))
        patch = cv2.GaussianBlur(image[sy : sy + ph, sx : sx + pw], (0, 0), rng.uniform(2, 9))
    else:
        a, b = rng.integers(0, 256, (2, 3))
        ramp = np.linspace(0, 1, ph)[:, None, None]
        patch = np.broadcast_to((a * ramp + b * (1 - ramp)), (ph, pw, 3)).astype(np.uint8)
    part = shape[y0 : y1 + 1, x0 : x1 + 1].astype(bool)
    image[y0 : y1 + 1, x0 : x1 + 1][part] = patch[part]
    return shape


def occlude(rng: np.random.Generator, image: np.ndarray, truths: list[Truth]) -> None:
    """Put one to three things before the scene; boxes shrink to what stays visible."""
    h, w = image.shape[:2]
    mask = np.zeros((h, w), np.uint8)
    for _ in range(int(rng.integers(1, 4))):
        if truths and rng.random() < 0.7:
            t = truths[int(rng.integers(len(truths)))]
            cx, cy = rng.uniform(t.box[0], t.box[2]), rng.uniform(t.box[1], t.box[3])
            reach = max(t.box[2] - t.box[0], t.box[3] - t.box[1])
        else:
            cx, cy, reach = rng.uniform(0, w), rng.uniform(0, h), 0.3 * w
        mask |= stand_before(rng, image, cx, cy, reach)
    for t in truths:
        x0, y0, x1, y1 = (int(v) for v in (t.box[0], t.box[1], np.ceil(t.box[2]), np.ceil(t.box[3])))
        hidden = mask[y0:y1, x0:x1]
        if not hidden.any():
            continue
        full = np.zeros_like(hidden)
        cv2.fillPoly(full, [np.round(t.quad - [x0, y0]).clip(-4000, 4000).astype(np.int32)], 1)
        left = full & ~hidden & 1
        before, after = int(full.sum()), int(left.sum())
        if before == 0:
            continue
        t.visible *= after / before
        if after < 20:
            t.ignore = True
            continue
        ys, xs = np.flatnonzero(left.any(1)), np.flatnonzero(left.any(0))
        seen = np.array([x0 + xs[0], y0 + ys[0], x0 + xs[-1] + 1, y0 + ys[-1] + 1], np.float32)
        t.box = np.where(np.abs(seen - t.box) > 1.5, seen, t.box).astype(np.float32)
        t.ignore |= t.visible < 0.27


_NOISE: np.ndarray | None = None


def noise_bank() -> np.ndarray:
    """Grain around 128, made once."""
    global _NOISE
    if _NOISE is None:
        r = np.random.default_rng(7)
        fine = r.normal(0, 26, (768, 768, 3))
        coarse = cv2.GaussianBlur(r.normal(0, 60, (768, 768, 3)), (0, 0), 1.0)
        _NOISE = np.clip(128 + fine + coarse, 0, 255).astype(np.uint8)
    return _NOISE


def light(rng: np.random.Generator, image: np.ndarray, k: float) -> np.ndarray:
    """Exposure, contrast, gamma, white balance, saturation, shade, blur, grain, JPEG."""
    h, w = image.shape[:2]
    x = np.arange(256, dtype=np.float32) / 255
    if rng.random() < 0.8:
        gain = np.exp(rng.normal(0, 0.22 * k)) * np.exp(rng.normal(0, 0.08 * k, 3))
        gamma = np.exp(rng.normal(0, 0.2 * k))
        contrast = np.exp(rng.normal(0, 0.15 * k))
        curve = np.stack([((x**gamma * g - 0.45) * contrast + 0.45) for g in gain], -1)
        image = cv2.LUT(image, (curve.clip(0, 1) * 255).astype(np.uint8)[None])
    if rng.random() < 0.35:
        s = float(np.exp(rng.normal(0, 0.35 * k)))
        grey = np.full((3, 3), 1 / 3) * (1 - s) + np.eye(3) * s
        if rng.random() < 0.3:
            grey = grey @ (np.eye(3) + rng.normal(0, 0.08, (3, 3)))
        image = cv2.transform(image, grey)
    if rng.random() < 0.25:
        ramp = cv2.resize(rng.uniform(0.55, 1.35, (3, 4)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
        image = cv2.multiply(image, cv2.merge([ramp] * 3), dtype=cv2.CV_8U)
    u = rng.random()
    if u < 0.25:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.3, 1.2))
    elif u < 0.33:
        n = int(rng.integers(3, 7))
        kernel = np.zeros((n, n), np.float32)
        cv2.line(kernel, (0, int(rng.integers(n))), (n - 1, int(rng.integers(n))), 1.0)
        kernel = kernel.T.copy() if rng.random() < 0.5 else kernel
        image = cv2.filter2D(image, -1, kernel / kernel.sum())
    elif u < 0.45:
        soft = cv2.GaussianBlur(image, (0, 0), 1.0)
        a = rng.uniform(0.3, 1.2)
        image = cv2.addWeighted(image, 1 + a, soft, -a, 0)
    if rng.random() < 0.4:
        bank = noise_bank()
        y, z = int(rng.integers(0, 768 - h + 1)), int(rng.integers(0, 768 - w + 1))
        a = rng.uniform(0.03, 0.35) * k
        image = cv2.addWeighted(image, 1.0, bank[y : y + h, z : z + w], a, -128 * a)
    if rng.random() < 0.2:
        ok, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))])
        image = cv2.imdecode(data, cv2.IMREAD_COLOR) if ok else image
    return image


def augment(
    rng: np.random.Generator,
    image: np.ndarray,
    sample: Sample,
    size: tuple[int, int],
    swap: list[int],
    strength: Strength,
) -> tuple[np.ndarray, list[Truth]]:
    """One view of a cached photo at `size` (width, height) with its truth."""
    m, plain = random_view(rng, sample.width, sample.height, size, strength.geometry)
    flip = rng.random() < 0.5
    if flip:
        m = np.array([[-1, 0, size[0]], [0, 1, 0], [0, 0, 1.0]]) @ m if not _is_fit(m) else (
            np.array([[-1, 0, m[0, 0] * sample.width], [0, 1, 0], [0, 0, 1.0]]) @ m
        )
    scale = image.shape[1] / sample.width
    mode, border = cv2.BORDER_CONSTANT, (PAD, PAD, PAD)
    if not _is_fit(m) and rng.random() < 0.5:
        border = tuple(int(v) for v in rng.integers(0, 256, 3))
        mode = cv2.BORDER_REPLICATE if rng.random() < 0.5 else cv2.BORDER_CONSTANT
    out = warp(image, m @ np.diag([1 / scale, 1 / scale, 1.0]), size, border, mode)
    truths = []
    min_side = 8.0 * size[0] * size[1] / (512 * 384) if size[0] < 500 and size[1] < 500 else 8.0
    for t in sample.truths:
        moved = move_truth(t, m, plain, size, max(4.0, min_side))
        if moved is None:
            continue
        if flip:
            moved.quad, moved.label = moved.quad[MIRROR], swap[moved.label]
            moved.slot = MIRROR_SLOT[moved.slot]
        truths.append(moved)
    if rng.random() < strength.occluder:
        occlude(rng, out, truths)
    return light(rng, out, strength.light) if strength.light > 0 else out, truths


def _is_fit(m: np.ndarray) -> bool:
    """Whether the view is the program's own: no rotation, no shift of the padding."""
    return bool(m[0, 1] == 0 and m[1, 0] == 0 and m[2, 0] == 0 and m[2, 1] == 0 and m[1, 2] == 0)
