"""Exact truth of a picture, in the keys of the field sets' coco.json."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from .arrays import f32
from .cabinet import Cabinet
from .camera import Camera
from .stage import Stage

CATEGORIES = [
    {"id": 1, "name": "top_ad"},
    {"id": 2, "name": "cdu_horizontal"},
    {"id": 3, "name": "cdu_vertical_left"},
    {"id": 4, "name": "cdu_vertical_right"},
]
_IDS = {c["name"]: c["id"] for c in CATEGORIES}


def area(quad: np.ndarray) -> float:
    """Area of a polygon."""
    x, y = quad[:, 0], quad[:, 1]
    return float(abs((x * np.roll(y, -1) - y * np.roll(x, -1)).sum()) / 2)


def inside(quad: np.ndarray, w: int, h: int) -> float:
    """Area of the part of a convex quad that lies in the picture."""
    frame = f32([[0, 0], [w, 0], [w, h], [0, h]])
    return float(cv2.intersectConvexConvex(f32(quad), frame)[0])


def record(
    stage: Stage, camera: Camera, ids: np.ndarray, quality: str, cabinet: Cabinet | None, index: int
) -> dict[str, Any]:
    """Image entry and annotations of one picture, in its own pixels."""
    w, h = camera.width, camera.height
    scale = max(w, h) / 800
    annotations, distractors, blanks, hidden = [], [], [], []
    for item in stage.hung:
        quad = camera.project(item.corners)
        ys, xs = np.nonzero(ids == item.mark)
        seen = len(xs)
        if quad is None:
            continue
        whole = max(1.0, area(quad))
        corners = [[round(float(x), 2), round(float(y), 2)] for x, y in quad]
        if seen == 0 or seen < 60 * scale**2 or seen / whole < 0.02:
            if item.role == "ad":
                hidden.append({"category": item.category, "creative": item.name, "quad": corners})
            continue
        box = [int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1]
        if item.role == "distractor":
            distractors.append(
                {"id": item.name, "in_slot": item.category, "quad": corners, "box": box, "visible_px": seen}
            )
            continue
        if item.role == "empty":
            blanks.append({"cls": item.category, "quad": corners, "box": box, "visible_px": seen, "fixture": item.fixture})
            continue
        framed = min(whole, inside(quad, w, h))
        visible = min(1.0, seen / whole)
        in_frame = round(framed / whole, 4)
        occluded = round(max(0.0, 1 - seen / max(1.0, framed)), 4)
        tags = list(item.tags)
        tags += ["occluded"] * (occluded >= 0.15) + ["truncated"] * (in_frame < 0.985)
        small = min(box[2] - box[0], box[3] - box[1]) < 14 * scale
        annotations.append(
            {
                "category_id": _IDS[str(item.category)],
                "bbox": [box[0], box[1], box[2] - box[0], box[3] - box[1]],
                "area": seen,
                "iscrowd": 0,
                "quad": corners,
                "segmentation": [[v for p in corners for v in p]],
                "difficult": bool(visible < 0.3 or small or quality != "ok"),
                "visible_frac": round(visible, 4),
                "in_frame_frac": in_frame,
                "occluded_frac": occluded,
                "tags": tags or ["normal"],
                "creative": item.name,
                "fixture": item.fixture,
            }
        )
    front = camera.project(cabinet.front) if cabinet is not None else None
    image = {
        "file_name": f"photos/{index:06d}.jpg",
        "width": w,
        "height": h,
        "quality": quality,
        "cabinet_quad": None if front is None else [[round(float(x), 2), round(float(y), 2)] for x, y in front],
        "cabinet_width_m": None if cabinet is None else round(cabinet.width, 4),
        "no_programme_ad": not annotations,
        "distractors": distractors,
        "empty_fixtures": blanks,
        "ads_not_visible": hidden,
    }
    return {"image": image, "annotations": annotations}
