"""The second look in OpenCV and numpy, for the Detection tests: independent of the Swift code.

It does what Sources/Training/training/panel.py does, without PyTorch. Quads are [[x, y] × TL TR BR BL] in pixels of the
decoded photo; 0 is the left edge of the first pixel.
"""

from collections.abc import Callable

import cv2
import numpy as np

FARTHEST, AGREES, MOST_LOOKS, OUTSIDE = 0.4, 0.06, 16, (114, 114, 114)


def nominal(panel: dict) -> np.ndarray:
    """Where a quad's corners lie in its crop."""
    (w, h), (mx, my) = panel["size"], panel["margin"]
    x0, x1, y0, y1 = mx * w, (1 - mx) * w, my * h, (1 - my) * h
    return np.float32([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])


def sides(quad: np.ndarray) -> tuple[float, float]:
    """Mean width and height."""
    top, right, bottom, left = (np.linalg.norm(quad[i] - quad[j]) for i, j in ((0, 1), (1, 2), (2, 3), (3, 0)))
    return (top + bottom) / 2, (left + right) / 2


def order(quad: np.ndarray) -> list[int]:
    """The panel's corners in the crop's order: turned by a quarter where it is higher than wide."""
    across, along = sides(quad)
    return [3, 0, 1, 2] if along > across else [0, 1, 2, 3]


def to_crop(panel: dict, quad: np.ndarray) -> np.ndarray:
    """Homography from the photo to the crop."""
    return cv2.getPerspectiveTransform(np.float32(quad)[order(quad)], nominal(panel))


def crop(panel: dict, image: np.ndarray, quad: np.ndarray) -> np.ndarray:
    """The crop, 8 bits per channel."""
    (w, h), (mx, my) = panel["size"], panel["margin"]
    m = to_crop(panel, quad)
    across, along = sides(quad)
    if order(quad)[0] == 3:
        across, along = along, across
    nx = int(np.clip(np.ceil(across / (w * (1 - 2 * mx)) - 0.3), 1, panel["taps"]))
    ny = int(np.clip(np.ceil(along / (h * (1 - 2 * my)) - 0.3), 1, panel["taps"]))
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]])  # from pixel numbers to continuous pixels
    fine = np.linalg.inv(half) @ np.diag([nx, ny, 1.0]) @ m @ half
    out = cv2.warpPerspective(
        image, fine, (w * nx, h * ny), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=OUTSIDE
    )
    return cv2.resize(out, (w, h), interpolation=cv2.INTER_AREA) if nx * ny > 1 else out


def refined(panel: dict, answer: np.ndarray, quad: np.ndarray) -> np.ndarray:
    """The quad as the network sees it, or as it was."""
    there = nominal(panel) + answer[:8].reshape(4, 2) * panel["unit"]
    p = np.c_[there, np.ones(4)] @ np.linalg.inv(to_crop(panel, quad)).T
    new = (p[:, :2] / p[:, 2:])[np.argsort(order(quad))]
    size = np.sqrt(abs(cv2.contourArea(np.float32(quad))))
    far = not np.isfinite(new).all() or np.abs(new - quad).max() > FARTHEST * size
    return quad if far or not cv2.isContourConvex(np.float32(new)) else new


def deviations(panel: dict, answer: np.ndarray, quad: np.ndarray) -> np.ndarray:
    """One standard deviation per coordinate of each corner, in the image's pixels, from the stated Laplace scales."""
    back = np.linalg.inv(to_crop(panel, quad))
    there = nominal(panel) + answer[:8].reshape(4, 2) * panel["unit"]
    scale = np.sqrt(2) * panel["unit"] * np.exp(np.clip(answer[8:16].reshape(4, 2), -5, 3))
    def at(points: np.ndarray) -> np.ndarray:
        p = np.c_[points, np.ones(4)] @ back.T
        return p[:, :2] / p[:, 2:]
    across = np.linalg.norm(at(there + [1, 0]) - at(there), axis=1) * scale[:, 0]
    down = np.linalg.norm(at(there + [0, 1]) - at(there), axis=1) * scale[:, 1]
    size = np.sqrt(abs(cv2.contourArea(np.float32(quad))))
    return np.minimum(np.sqrt((across**2 + down**2) / 2), size)[np.argsort(order(quad))]


def moved_box(box: np.ndarray, old: np.ndarray, new: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """The box whose sides go with the quad where they lay on it."""
    a, b = (np.clip(np.concatenate([q.min(0), q.max(0)]), 0, limit) for q in (old, new))
    size = np.tile(np.maximum(box[2:] - box[:2], 1), 2)
    out = np.where(np.abs(box - a) <= AGREES * size, box + b - a, box)
    return out if out[2] > out[0] and out[3] > out[1] else box


def look_again(
    panel: dict, labels: list[dict], answer: Callable[[np.ndarray], np.ndarray], image: np.ndarray, found: list[dict]
) -> list[dict]:
    """`found`: label (number), logit, confidence (of the first network), box, quad; all in the image's pixels."""
    best = sorted((f for f in found if f["confidence"] >= panel["floor"]), key=lambda f: -f["confidence"])
    best = [f for f in best if np.isfinite(f["quad"]).all() and min(sides(f["quad"])) > 2][:MOST_LOOKS]
    if not best:
        return []
    limit = np.array([image.shape[1], image.shape[0]] * 2)
    out, quads, answers, last = [], [f["quad"] for f in best], [], []
    for _ in range(panel.get("looks", 1)):
        crops = np.stack([crop(panel, image, q) for q in quads])
        answers = answer(crops.transpose(0, 3, 1, 2).astype(np.float32))
        last, quads = quads, [refined(panel, o, q) for o, q in zip(answers, quads)]
    for f, o, new, seen in zip(best, answers, quads, last):
        a, b, c = labels[f["label"]]["second"]
        s = o[17 if labels[f["label"]]["kind"] == "reference" else 16]
        confidence = float(1 / (1 + np.exp(-(a * f["logit"] + b * s + c))))
        box = moved_box(f["box"], f["quad"], new, limit)
        out.append({**f, "confidence": confidence, "quad": new, "box": box, "sigmas": deviations(panel, o, seen), "logits": o[16:]})
    return sorted(out, key=lambda f: -f["confidence"])
