"""Photos and truth from COCO files, decoded once into a cache of small RGB pictures.

Coordinates are continuous: 0 is the left edge of the first pixel, `width` the right
edge of the last. All truth is in the upright photo.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

LONG_SIDE = 640
SMALLEST = 14  # pixels of a photo of 800: a panel with a shorter side is difficult, as in the field set
SLOTS = ["top_ad", "cdu_horizontal", "cdu_vertical_left", "cdu_vertical_right"]
NOWHERE = len(SLOTS)  # the slot of a board that hangs in none
BOARD, CABINET = "board", "cabinet"


@dataclass
class Truth:
    """One labelled thing in a photo."""

    label: int
    box: np.ndarray  # x0 y0 x1 y1, extent of the visible pixels
    quad: np.ndarray  # 4x2: TL TR BR BL; may lie outside the photo
    visible: float = 1.0  # visible share of the whole
    clean: bool = False  # nothing stands before it: its print may be exchanged
    ignore: bool = False  # neither asked for nor counted against
    creative: str = ""
    slot: int = -1  # of a board: its place among SLOTS, NOWHERE, or -1 for unknown
    blank: float = -1.0  # 1 without a print, 0 with one, -1 for unknown
    programme: float = -1.0  # 1 for a programme ad, 0 for another print, -1 for unknown
    known: bool = True  # the quad is the panel's, not only the box's corners


@dataclass
class Sample:
    """One photo of a set."""

    path: Path
    width: int
    height: int
    truths: list[Truth]
    partial: bool = False  # only some of its boards are labelled
    image_id: int = 0
    store: str = ""
    meta: dict = field(default_factory=dict)

    @property
    def portrait(self) -> bool:
        """Higher than wide."""
        return self.height > self.width


def box_quad(box: np.ndarray) -> np.ndarray:
    """The corners TL TR BR BL of a box."""
    x0, y0, x1, y1 = box
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)


def clip_box(points: np.ndarray, width: float, height: float) -> np.ndarray:
    """Extent of a polygon inside the frame."""
    poly = clip_polygon(points, (0.0, 0.0, width, height))
    if len(poly) < 3:
        return np.zeros(4, np.float32)
    return np.concatenate([poly.min(0), poly.max(0)]).astype(np.float32)


def clip_polygon(points: np.ndarray, frame: tuple[float, float, float, float]) -> np.ndarray:
    """A convex polygon cut to a rectangle (Sutherland-Hodgman)."""
    poly = [tuple(map(float, p)) for p in points]
    for axis, limit, keep_less in ((0, frame[0], False), (1, frame[1], False), (0, frame[2], True), (1, frame[3], True)):
        out: list[tuple[float, float]] = []
        for i, p in enumerate(poly):
            q = poly[i - 1]
            p_in = p[axis] <= limit if keep_less else p[axis] >= limit
            q_in = q[axis] <= limit if keep_less else q[axis] >= limit
            if p_in != q_in:
                t = (limit - q[axis]) / (p[axis] - q[axis])
                out.append((q[0] + t * (p[0] - q[0]), q[1] + t * (p[1] - q[1])))
            if p_in:
                out.append(p)
        poly = out
        if not poly:
            break
    return np.array(poly, np.float32).reshape(-1, 2)


def read_coco(path: Path, labels: list[str], root: Path | None = None) -> list[Sample]:
    """The photos of a COCO file. Where `labels` has `board`, whatever the file labels is one; else other categories are left out.

    `cabinet`, where among the labels, is read from `images[].cabinet_quad`; boards that are not ads from
    `images[].distractors` and `images[].empty_fixtures`. A file without these labels only some of its boards.
    """
    data = json.loads(path.read_text())
    names = {c["id"]: c["name"] for c in data["categories"]}
    root = root or path.parent
    samples = {}
    for im in data["images"]:
        poor = im.get("quality", "ok") != "ok"
        s = Sample(root / im["file_name"], im["width"], im["height"], [], image_id=im["id"], store=im.get("store_id") or "")
        s.meta = {k: im.get(k) for k in ("quality", "no_programme_ad", "style", "family", "tags")}
        if CABINET in labels and im.get("cabinet_quad"):
            quad = np.array(im["cabinet_quad"], np.float32)
            box = clip_box(quad, s.width, s.height)
            share = area(box) / max(area(np.concatenate([quad.min(0), quad.max(0)])), 1.0)
            s.truths.append(Truth(labels.index(CABINET), box, quad, share, ignore=poor or share < 0.2))
        if BOARD in labels:
            s.partial = "distractors" not in im
            s.truths += [other_board(labels.index(BOARD), s, d, 0.0) for d in im.get("distractors") or []]
            s.truths += [other_board(labels.index(BOARD), s, d, 1.0) for d in im.get("empty_fixtures") or []]
        samples[im["id"]] = s
    for a in data["annotations"]:
        name = names[a["category_id"]]
        if name not in labels and BOARD not in labels:
            continue
        s = samples[a["image_id"]]
        x, y, w, h = a["bbox"]
        box = np.array([x, y, x + w, y + h], np.float32)
        quad = np.array(a["quad"], np.float32) if a.get("quad") else box_quad(box)
        poor = s.meta["quality"] not in (None, "ok")
        t = Truth(
            labels.index(name) if name in labels else labels.index(BOARD),
            box,
            quad,
            a.get("visible_frac", 1.0),
            clean=a.get("occluded_frac", 1.0) < 0.01 and a.get("in_frame_frac", 0.0) > 0.6,
            ignore=bool(a.get("difficult") or a.get("iscrowd")) or poor,
            creative=a.get("creative") or "",
        )
        if BOARD in labels:
            t.known = bool(a.get("quad"))
            if name in SLOTS:
                t.slot, t.blank, t.programme = SLOTS.index(name), 0.0, 1.0
        s.truths.append(t)
    for s in samples.values():
        correct_size(s)
    return list(samples.values())


def other_board(label: int, s: Sample, entry: dict, blank: float) -> Truth:
    """A poster (`blank` 0) or an empty frame (1) as a board."""
    quad = np.array(entry["quad"], np.float32) if entry.get("quad") else box_quad(np.array(entry["box"], np.float32))
    box = np.array(entry["box"], np.float32) if entry.get("box") else clip_box(quad, s.width, s.height)
    whole = max(float(abs(cv2.contourArea(quad))), 1.0)
    inside = float(abs(cv2.contourArea(clip_polygon(quad, (0, 0, s.width, s.height)))) if area(box) else 0.0)
    visible = min(1.0, entry["visible_px"] / whole) if "visible_px" in entry else inside / whole
    slot = entry.get("in_slot") or entry.get("cls")
    small = float(min(box[2] - box[0], box[3] - box[1])) < SMALLEST * max(s.width, s.height) / 800
    return Truth(
        label, box, quad, visible, clean=visible > 0.93, creative=entry.get("id") or "",
        ignore=visible < 0.3 or small or s.meta["quality"] not in (None, "ok"),
        slot=SLOTS.index(slot) if slot in SLOTS else NOWHERE, blank=blank, programme=0.0,
    )  # fmt: skip


def correct_size(s: Sample) -> None:
    """Scale truth to the file's own size where the COCO file states another shape (some exports do)."""
    try:
        with Image.open(s.path) as im:
            w, h = im.size
    except OSError:
        return
    a, b = s.width / s.height, w / h
    if abs(a / b - 1) < 0.03 or abs(a * b - 1) < 0.03:
        return
    k = np.array([w / s.width, h / s.height], np.float32)
    for t in s.truths:
        t.box, t.quad = t.box * np.tile(k, 2), t.quad * k
    s.width, s.height = w, h


def area(box: np.ndarray) -> float:
    """Area of a box."""
    return float(max(box[2] - box[0], 0) * max(box[3] - box[1], 0))


def version(path: Path) -> tuple[int, int]:
    """What changes when a file is written again."""
    state = path.stat()
    return state.st_size, state.st_mtime_ns


def load_rgb(path: Path) -> np.ndarray:
    """Upright RGB pixels."""
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise OSError(f"{path}: no picture")
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


class Cache:
    """Decoded photos of one set in one memory-mapped file, long side at most `LONG_SIDE`."""

    def __init__(self, samples: list[Sample], folder: Path, name: str, long_side: int = LONG_SIDE):
        files = "\n".join(f"{s.path} {version(s.path)}" for s in samples)
        key = hashlib.sha256(files.encode()).hexdigest()[:12]
        self.base = folder / f"{name}-{long_side}-{key}"
        self.sizes_file = self.base.with_suffix(".npy")
        self.data_file = self.base.with_suffix(".u8")
        if not self.sizes_file.exists():
            folder.mkdir(parents=True, exist_ok=True)
            self._build(samples, long_side)
        self.sizes = np.load(self.sizes_file)
        self.offsets = np.concatenate([[0], np.cumsum(self.sizes.prod(1, dtype=np.int64) * 3)])
        self.map: np.memmap | None = None

    def _build(self, samples: list[Sample], long_side: int) -> None:
        sizes = []
        part = self.data_file.with_suffix(f".{os.getpid()}")
        with part.open("wb") as out:
            for s in samples:
                image = load_rgb(s.path)
                scale = long_side / max(image.shape[:2])
                if scale < 1:
                    size = (round(image.shape[1] * scale), round(image.shape[0] * scale))
                    image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
                sizes.append(image.shape[:2])
                out.write(image.tobytes())
        os.replace(part, self.data_file)
        np.save(self.sizes_file, np.array(sizes, np.int64))

    def __getitem__(self, i: int) -> np.ndarray:
        """The picture of sample `i`; a view, not to be written to."""
        if self.map is None:
            self.map = np.memmap(self.data_file, np.uint8, "r")
        h, w = self.sizes[i]
        return self.map[self.offsets[i] : self.offsets[i + 1]].reshape(h, w, 3)
