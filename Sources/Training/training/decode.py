"""Dense maps -> detections, as the program does it (numpy)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Found(NamedTuple):
    """A detection; `more` is what the network says of a board besides (see `model`), empty for other labels."""

    label: int
    logit: float
    box: np.ndarray
    quad: np.ndarray
    more: np.ndarray


def detections(
    maps: list[np.ndarray], strides: tuple[int, ...], classes: int, floor: float = 0.01, nms_iou: float = 0.6, limit: int = 100
) -> list[Found]:
    """Detections in input pixels, best first, after per-label suppression."""
    bar = np.log(floor / (1 - floor))
    found = []
    for out, stride in zip(maps, strides):
        out = out.reshape(out.shape[-3:])
        label, y, x = np.nonzero(out[:classes] > bar)
        if not len(label):
            continue
        centre = np.stack([(x + 0.5) * stride, (y + 0.5) * stride], 1)
        d = out[classes : classes + 4, y, x].T * stride
        quad = out[classes + 4 : classes + 12, y, x].T.reshape(-1, 4, 2) * stride + centre[:, None]
        box = np.concatenate([centre - d[:, :2], centre + d[:, 2:]], 1)
        found.append((label, out[label, y, x], box, quad, out[classes + 12 :, y, x].T))
    if not found:
        return []
    label, logit, box, quad, more = (np.concatenate(v) for v in zip(*found))
    keep = []
    for k in np.unique(label):
        ids = np.flatnonzero(label == k)
        ids = ids[np.argsort(-logit[ids], kind="stable")][:200]
        while len(ids):
            first, rest = ids[0], ids[1:]
            keep.append(first)
            ids = rest[pair_iou(box[first], box[rest]) <= nms_iou]
    keep = sorted(keep, key=lambda i: -logit[i])[:limit]
    return [Found(int(label[i]), float(logit[i]), box[i], quad[i], more[i]) for i in keep]


def pair_iou(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """IoU of one box with many."""
    lo, hi = np.maximum(a[:2], b[:, :2]), np.minimum(a[2:], b[:, 2:])
    inter = np.prod(np.clip(hi - lo, 0, None), 1)
    return inter / (np.prod(a[2:] - a[:2]) + np.prod(b[:, 2:] - b[:, :2], axis=1) - inter + 1e-9)
