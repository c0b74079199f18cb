"""Measure a model folder on COCO files (training-side figures, by pycocotools).

    python -m training.evaluate --model ../Detection/Resources --data PATH/coco.json:all [--sheet FILE.png]

`--folder DIR` runs over pictures without truth, all of them taken to show no ad:
how many get a detection, and which.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np

from .augment import letterbox
from .dataset import CABINET, Cache, Sample
from .loader import Source
from .measure import coco_figures, counts, match
from .pipeline import PHOTO_SIDE, Pipeline
from .train import open_all

COLOURS = [(230, 60, 60), (60, 200, 60), (60, 140, 255), (230, 80, 230), (200, 200, 60)]


def read_card(model: Path) -> dict:
    """The card of a model folder."""
    return json.loads((model / "card.json").read_text())


def draw_detections(image: np.ndarray, found: list, names: list[str], scale: float = 1.0) -> np.ndarray:
    """The photo with quads and logits drawn."""
    image = image.copy()
    for k, z, b, q, _ in found:
        colour = COLOURS[k % len(COLOURS)]
        cv2.polylines(image, [np.int32(np.round(q * scale * 8))], True, colour, 2, cv2.LINE_AA, 3)
        text = f"{names[k]} {1 / (1 + np.exp(-z)):.2f}"
        cv2.putText(image, text, (int(b[0] * scale), max(10, int(b[1] * scale) - 3)), 0, 0.4, colour, 1, cv2.LINE_AA)
    return image


def sheet(pictures: list[np.ndarray], path: Path, columns: int = 4, cell: tuple[int, int] = (480, 360)) -> None:
    """Pictures as one contact sheet."""
    cells = [letterbox(p, cell)[0] for p in pictures]
    while len(cells) % columns:
        cells.append(np.zeros((cell[1], cell[0], 3), np.uint8))
    rows = [np.hstack(cells[i : i + columns]) for i in range(0, len(cells), columns)]
    cv2.imwrite(str(path), np.ascontiguousarray(np.vstack(rows)[..., ::-1]))


def read_picture(path: Path) -> np.ndarray | None:
    """BGR pixels, or None where the file cannot be decoded."""
    try:
        return cv2.imread(str(path), cv2.IMREAD_COLOR)
    except cv2.error:
        return None


class Pictures:
    """Pictures of a folder as a cache of their own, at most `PHOTO_SIDE` a side."""

    def __init__(self, folder: Path):
        self.samples: list[Sample] = []
        self.kept: list[np.ndarray] = []
        for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".jpg", ".jpeg")):
            raw = read_picture(path)
            if raw is None or min(raw.shape[:2]) < 32:
                continue
            k = PHOTO_SIDE / max(raw.shape[:2])
            image = cv2.resize(raw, None, fx=k, fy=k, interpolation=cv2.INTER_AREA) if k < 1 else raw
            self.kept.append(cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
            self.samples.append(Sample(path, image.shape[1], image.shape[0], []))

    def __getitem__(self, i: int) -> np.ndarray:
        return self.kept[i]


def over_folder(pipeline: Pipeline, folder: Path, out: Path | None) -> dict:
    """False detections over pictures that hold no ads."""
    pictures = Pictures(folder)
    hits, marks, bars = [], [], pipeline.bars
    results = pipeline.over(Source(pictures.samples, pictures, 1.0))
    for i, (s, found) in enumerate(zip(pictures.samples, results)):
        sure = [d for d in found if d.label in pipeline.slots and d.logit >= bars[d.label]]
        if sure:
            hits.append({"file": str(s.path.relative_to(folder)), "labels": [pipeline.labels[d.label] for d in sure]})
            marks.append(draw_detections(pictures[i], sure, pipeline.labels))
    if out and marks:
        sheet(marks[:40], out)
    return {"folder": str(folder), "pictures": len(pictures.samples), "with_false_detections": len(hits), "which": hits}


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", type=Path, required=True)
    p.add_argument("--data", action="append", default=[], metavar="COCO[:PART]")
    p.add_argument("--folder", type=Path, action="append", default=[])
    p.add_argument("--sheet", type=Path, help="contact sheet of the mistakes")
    p.add_argument("--precision", default="f32", choices=("f32", "bf16"))
    p.add_argument("--cache", type=Path, default=Path(".training/cache"))
    return p.parse_args(argv)


def mistakes(s: Sample, found: list, slots: list[int]) -> int:
    """Misses and false detections in one photo."""
    wrong = 0
    for k in slots:
        logit, hit, total, _ = match([s], [found], k)
        wrong += int((~hit).sum()) + total - int(hit.sum())
    return wrong


def main(argv: list[str] | None = None) -> None:
    """Print one JSON line per set."""
    args = parse(argv)
    pipeline = Pipeline(args.model, read_card(args.model), args.precision)
    names, slots, bars = pipeline.labels, pipeline.slots, pipeline.bars
    for folder in args.folder:
        print(json.dumps(over_folder(pipeline, folder, args.sheet)))
    for item, s in zip(args.data, open_all(args.data, names, args.cache, "all", PHOTO_SIDE)):
        results = pipeline.over(s)
        sure = [[d for d in r if d.logit >= bars[d.label]] for r in results]
        row = {"set": item, "photos": len(s.samples)} | coco_figures(s.samples, results, names, slots) | counts(s.samples, results, slots, bars)
        for k in range(len(names)):
            logit, hit, total, corner = match(s.samples, sure, k)
            row["labels"].setdefault(names[k], {}).update(
                precision=float(hit.mean()) if len(hit) else None, recall=float(hit.sum() / max(total, 1)), truths=total,
                corner_median=float(np.median(corner)) if len(corner) else None,
                corner_95=float(np.percentile(corner, 95)) if len(corner) else None,
            )
        empty = [r for x, r in zip(s.samples, sure) if not any(t.label in slots for t in x.truths)]
        row["without_ads"] = len(empty)
        row["of_them_false"] = sum(any(d.label in slots for d in r) for r in empty)
        print(json.dumps(row, indent=1))
        if args.sheet:
            worst = sorted(range(len(s.samples)), key=lambda i: -mistakes(s.samples[i], sure[i], slots))[:20]
            sheet([marked(s.samples[i], s.cache, i, sure[i], names) for i in worst if mistakes(s.samples[i], sure[i], slots)], args.sheet)


def marked(s: Sample, cache: Cache, i: int, found: list, names: list[str]) -> np.ndarray:
    """A photo with its truth (white, grey where not counted) and its detections."""
    image = cache[i].copy()
    scale = image.shape[1] / s.width
    for t in s.truths:
        if names[t.label] != CABINET:
            cv2.polylines(image, [np.int32(np.round(t.quad * scale))], True, (150, 150, 150) if t.ignore else (255, 255, 255), 3)
    return draw_detections(image, [d for d in found if names[d.label] != CABINET], names, scale)


if __name__ == "__main__":
    main()
