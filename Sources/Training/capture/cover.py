"""Trains the weights of `CoveredLens` (Sources/Capture): python -m capture.cover PHOTOS…

Good photos are the negatives; each gets four fingers of `Tests/CaptureTests/degrade.py` as positives. Prints the weights, the bias
and what five folds, split by photo, find. The numbers are those of `Outline`, one for one.
"""

import io
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

sys.path.insert(0, str(Path(__file__).parents[3] / "Tests/CaptureTests"))
import degrade  # noqa: E402

Array = np.ndarray


def grid(picture: Image.Image) -> Array:
    """Mean luma of cells, as `CellGrid` has it."""
    y = np.asarray(picture.convert("RGB")).astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
    return means(y, max(1, (max(y.shape) + 200) // 400))


def means(a: Array, side: int) -> Array:
    h, w = a.shape
    return a[: h // side * side, : w // side * side].reshape(h // side, side, w // side, side).mean((1, 3))


def grown(m: Array) -> Array:
    o = m.copy()
    o[1:] |= m[:-1]
    o[:-1] |= m[1:]
    o[:, 1:] |= m[:, :-1]
    o[:, :-1] |= m[:, 1:]
    return o


def largest(left: Array) -> Array:
    """The largest region that touches the edge."""
    h, w = left.shape
    left, best = left.copy(), []
    for y, x in np.argwhere(left):
        if not left[y, x] or not (y in (0, h - 1) or x in (0, w - 1)):
            continue
        found, left[y, x] = [(y, x)], False
        for cy, cx in found:
            for yy, xx in ((cy, cx + 1), (cy, cx - 1), (cy + 1, cx), (cy - 1, cx)):
                if 0 <= yy < h and 0 <= xx < w and left[yy, xx]:
                    left[yy, xx] = False
                    found.append((yy, xx))
        best = max(best, found, key=len)
    m = np.zeros((h, w), bool)
    if best:
        m[tuple(np.array(best).T)] = True
    return m


def numbers(cells: Array) -> Array | None:
    """What the regression weighs; None where there is no region."""
    bend = np.zeros_like(cells)
    bend[1:-1, 1:-1] = np.abs(4 * cells[1:-1, 1:-1] - cells[1:-1, 2:] - cells[1:-1, :-2] - cells[2:, 1:-1] - cells[:-2, 1:-1])
    luma, detail = means(cells, 8), means(bend, 8)
    m = largest(detail < max(4, 1.6 * np.percentile(detail, 3)))
    share = m.mean()
    rings = [m]
    for _ in range(4):
        rings.append(grown(rings[-1]))
    beside, beyond = detail[rings[1] & ~m], detail[rings[4] & ~rings[2]]
    if share < 0.02 or beyond.size < 5 or beside.size == 0:
        return None
    slope = np.hypot(*np.gradient(luma))
    rim = (m & grown(~m)) | (rings[1] & ~m)
    softness = slope[rim] / (detail[rim] + 0.5)
    soft = (slope > 4) & (detail < 0.35 * slope) & rings[3]

    def ratio(a: float, b: float) -> float:
        return float(np.log(max(1e-3, min(2, a / max(1e-3, b)))))

    return np.array(
        [
            np.log(share + 0.02),
            ratio(np.median(beside), np.median(beyond)),
            ratio(np.percentile(beside, 90), np.percentile(beyond, 90)),
            ratio(np.median(beside), np.median(detail[~m]) + 0.1),
            (luma[m].mean() - luma[~m].mean()) / 50,
            min(share, 0.2) * 5,
            min(3, soft.sum() / np.sqrt(m.sum())),
            np.log(np.median(softness) + 0.1),
            np.log(np.percentile(softness, 75) + 0.1),
            np.log(np.median(slope[rim]) + 1),
            np.log(luma[m].std() + 2),
            np.median(detail[m]),
        ]
    )


def fit(x: Array, y: Array) -> Array:
    """Logistic regression by Newton's method, a little ridge; the bias last."""
    mean, scale = x.mean(0), x.std(0) + 1e-6
    z = np.c_[(x - mean) / scale, np.ones(len(x))]
    w = np.zeros(z.shape[1])
    for _ in range(60):
        p = 1 / (1 + np.exp(-z @ w))
        ridge = 0.5 * np.r_[np.ones(len(w) - 1), 0]
        step = (z.T * (p * (1 - p))) @ z + np.diag(ridge) + 1e-6 * np.eye(len(w))
        w -= np.linalg.solve(step, z.T @ (p - y) + ridge * w)
    return np.r_[w[:-1] / scale, w[-1] - (w[:-1] * mean / scale).sum()]


def samples(photo: Path, seed: int) -> list[tuple[bool, float, Array | None]]:
    """Covered or not, the share of the finger, the numbers."""
    rng = np.random.default_rng(seed)
    with Image.open(photo) as image:
        image.draft("RGB", (800, 800))
        picture = ImageOps.exif_transpose(image).convert("RGB")
    picture.thumbnail((800, 800))
    found = [(False, 0.0, numbers(grid(picture)))]
    for _ in range(4):
        share = float(rng.uniform(0.12, 0.6))
        jpeg = io.BytesIO()
        degrade.spoil(picture, "covered", share, rng).save(jpeg, "JPEG", quality=int(rng.integers(75, 93)))
        found.append((True, share, numbers(grid(Image.open(jpeg)))))
    return found


def main(photos: list[Path]) -> None:
    """Folds by photo; the threshold is the least that gates at most one good photo in a hundred."""
    rows = [(n, *sample) for n, photo in enumerate(photos) for sample in samples(photo, 5000 + n)]
    used = [row for row in rows if row[3] is not None]
    x, y = np.array([row[3] for row in used]), np.array([row[1] for row in used], float)
    fold, share = np.array([row[0] % 5 for row in used]), np.array([row[2] for row in used])
    score = np.zeros(len(y))
    for k in range(5):
        w = fit(x[fold != k], y[fold != k])
        score[fold == k] = x[fold == k] @ w[:-1] + w[-1]
    good = sum(not row[1] for row in rows)
    limit = np.sort(score[y == 0])[::-1][good // 100]
    for low, high in ((0.12, 0.2), (0.2, 0.35), (0.35, 0.61)):
        part = [row for row in rows if row[1] and low <= row[2] < high]
        hits = ((score > limit) & (y == 1) & (share >= low) & (share < high)).sum()
        print(f"share {low} to {high}: {hits} of {len(part)} found, {(score[y == 0] > limit).sum()} of {good} good gated")
    w = fit(x, y)
    print("weights", w[:-1].round(4).tolist(), "bias", round(w[-1] - limit, 4))


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
