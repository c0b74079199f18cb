"""Figures for the training side: pycocotools' AP, F1 by threshold, corners, false positives."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from .augment import letterbox
from .dataset import Cache, Sample
from .decode import Found, detections, pair_iou

Infer = Callable[[np.ndarray], list[np.ndarray]]


class CocoWithIgnore(COCOeval):
    """COCOeval in which truth marked `difficult` is neither asked for nor counted against."""

    def _prepare(self) -> None:
        super()._prepare()
        for truths in self._gts.values():
            for t in truths:
                t["ignore"] = t["difficult"]


def detect_all(
    infer: Infer, samples: list[Sample], cache: Cache, size: tuple[int, int], classes: int, floor: float = 0.01
) -> list[list[Found]]:
    """Detections of every sample, in its own pixels."""
    results = []
    for i, s in enumerate(samples):
        way = size[::-1] if s.portrait else size
        image = cache[i]
        canvas, scale = letterbox(image, way)
        scale *= image.shape[1] / s.width
        found = detections(infer(canvas), (8, 16, 32), classes, floor)
        limit = np.array([s.width, s.height] * 2)
        results.append([f._replace(box=np.clip(f.box / scale, 0, limit), quad=f.quad / scale) for f in found])
    return results


def coco_figures(samples: list[Sample], results: list, labels: list[str], count: list[int]) -> dict:
    """AP50, AP50:95 and AR over the labels numbered in `count`, and for each."""
    truth, found, n = [], [], 0
    for i, s in enumerate(samples):
        for t in s.truths:
            if t.label not in count:
                continue
            n += 1
            x0, y0, x1, y1 = map(float, t.box)
            truth.append(
                {"id": n, "image_id": i, "category_id": t.label + 1, "bbox": [x0, y0, x1 - x0, y1 - y0],
                 "area": (x1 - x0) * (y1 - y0), "iscrowd": 0, "difficult": int(t.ignore)}
            )
        for k, z, b in ((d.label, d.logit, d.box) for d in results[i]):
            if k in count:
                box = [float(b[0]), float(b[1]), float(b[2] - b[0]), float(b[3] - b[1])]
                found.append({"image_id": i, "category_id": k + 1, "bbox": box, "score": float(1 / (1 + np.exp(-z)))})
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = {
            "info": {}, "images": [{"id": i} for i in range(len(samples))], "annotations": truth,
            "categories": [{"id": k + 1, "name": labels[k]} for k in count],
        }
        coco.createIndex()
        if not found:
            none = 0.0 if truth else None
            return {"ap50": none, "ap50_95": none, "ar": none, "labels": {}}
        ev = CocoWithIgnore(coco, coco.loadRes(found), "bbox")
        ev.evaluate()
        ev.accumulate()
    p, r = ev.eval["precision"][:, :, :, 0, 2], ev.eval["recall"][:, :, 0, 2]
    def mean(x: np.ndarray) -> float | None:
        # pycocotools says −1 where a label has no truth: there is nothing to measure.
        return float(x[x > -1].mean()) if (x > -1).any() else None
    per = {labels[k]: {"ap50": mean(p[0, :, j]), "ap50_95": mean(p[:, :, j])} for j, k in enumerate(count)}
    return {"ap50": mean(p[0]), "ap50_95": mean(p), "ar": mean(r), "labels": per}


def counted(samples: list[Sample], results: list, label: int, iou: float = 0.5) -> tuple[list[tuple], int]:
    """(detection, truth it finds or None) of a label where they count, and the number of truths."""
    rows, total = [], 0
    for s, found in zip(samples, results):
        truths = [t for t in s.truths if t.label == label]
        total += sum(not t.ignore for t in truths)
        boxes = np.array([t.box for t in truths]).reshape(-1, 4)
        taken = [False] * len(truths)
        for d in found:
            if d.label != label:
                continue
            over = pair_iou(d.box, boxes) if len(truths) else np.zeros(0)
            order = sorted(range(len(truths)), key=lambda j: (truths[j].ignore, -over[j]))
            j = next((j for j in order if over[j] >= iou and not taken[j]), None)
            if j is not None:
                taken[j] = True
                if truths[j].ignore:
                    continue
            rows.append((d, truths[j] if j is not None else None))
    return rows, total


def match(samples: list[Sample], results: list, label: int, iou: float = 0.5) -> tuple[np.ndarray, np.ndarray, int, np.ndarray]:
    """Logits and hits of the counted detections of a label, number of truths, corner errors (share of panel width) of the hits."""
    rows, total = counted(samples, results, label, iou)
    logit, hit = np.array([d.logit for d, _ in rows]), np.array([t is not None for _, t in rows], bool)
    corner = [corner_error(d.quad, t.quad) for d, t in rows if t is not None]
    order = np.argsort(-logit)
    return logit[order], hit[order], total, np.array(corner)


def corner_error(quad: np.ndarray, true: np.ndarray) -> float:
    """Mean distance of the four corners, as a share of the panel's width."""
    return float(np.linalg.norm(quad - true, axis=1).mean() / max(np.linalg.norm(true[1] - true[0]), 1))


def best_threshold(logit: np.ndarray, hit: np.ndarray, total: int, flat: float = 0.002) -> tuple[float, float]:
    """The highest logit whose F1 is within `flat` of the best, and that F1: where recall costs nothing, precision decides."""
    if not len(logit) or not total:
        return 0.0, 0.0
    f1 = 2 * np.cumsum(hit) / (np.arange(1, len(hit) + 1) + total)
    k = int(np.flatnonzero(f1 >= f1.max() - flat)[0])
    after = logit[k + 1] if k + 1 < len(logit) else logit[k] - 0.2
    return float((logit[k] + after) / 2), float(f1[k])


def counts(samples: list[Sample], results: list, labels: list[int], bars: dict[int, float]) -> dict:
    """Precision, recall, F1 at one logit per label; None on a set that shows no board, where they mean nothing."""
    tp = fp = total = 0
    for k in labels:
        logit, hit, n, _ = match(samples, [[d for d in r if d.logit >= bars[k]] for r in results], k)
        tp, fp, total = tp + int(hit.sum()), fp + int((~hit).sum()), total + n
    if not total:
        return {"precision": None, "recall": None, "f1": None, "truths": 0}
    return {"precision": tp / max(tp + fp, 1), "recall": tp / max(total, 1), "f1": 2 * tp / max(tp + fp + total, 1), "truths": total}
