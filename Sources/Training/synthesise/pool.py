"""A pool on disk: pictures, truth, contact sheet; resumable, and waiting for a person."""

from __future__ import annotations

import json
import math
import multiprocessing
import os
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from .arrays import i32
from .compose import Settings, visit
from .library import Library
from .styles import generator
from .truth import CATEGORIES

_COLOURS = {1: (255, 60, 60), 2: (60, 220, 60), 3: (60, 160, 255), 4: (255, 60, 255)}


def _work(job: tuple[Settings, dict[str, Any], str, int, int, int]) -> int:
    """Draw every `step`-th shop from `first`, skipping those that are there."""
    settings, library, out, first, count, step = job
    cv2.setNumThreads(1)
    shelf = Library(**library)
    folder = Path(out)
    made = 0
    for number in range(first, math.ceil(count / settings.shots), step):
        wanted = [i for i in range(number * settings.shots, (number + 1) * settings.shots) if i < count]
        if all((folder / "truth" / f"{i:06d}.json").exists() for i in wanted):
            continue
        for index, pixels, entry in visit(settings, shelf, number):
            if index not in wanted:
                continue
            photo = folder / entry["image"]["file_name"]
            partial = photo.with_suffix(".partial.jpg")
            cv2.imwrite(str(partial), pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])
            partial.rename(photo)
            truth = folder / "truth" / f"{index:06d}.json"
            aside = truth.with_suffix(".partial")
            aside.write_text(json.dumps(entry, ensure_ascii=False))
            aside.rename(truth)
            made += 1
    return made


def generate(settings: Settings, library: dict[str, Any], out: Path, count: int, workers: int) -> dict[str, Any]:
    """Fill `out` with `count` pictures; what an earlier run left is kept."""
    for sub in ("photos", "truth"):
        (out / sub).mkdir(parents=True, exist_ok=True)
    recipe = {
        "seed": settings.seed,
        "split": settings.split,
        "size": list(settings.size),
        "no_ads": settings.no_ads,
        "shots": settings.shots,
    }
    known = out / "recipe.json"
    if known.exists() and json.loads(known.read_text()) != recipe:
        raise SystemExit(f"{out}: begun with {known.read_text().strip()}; use another folder or the same options")
    known.write_text(json.dumps(recipe) + "\n")
    start = time.monotonic()
    jobs = [(settings, library, str(out), w, count, workers) for w in range(workers)]
    if workers == 1:
        made = _work(jobs[0])
    else:
        with multiprocessing.get_context("fork").Pool(workers) as pool:
            made = sum(pool.imap_unordered(_work, jobs))
    assemble(out, count)
    contact_sheet(out)
    if not (out / "approved.json").exists():
        (out / "WAITING").write_text("Look at contact_sheet.png, then: python -m synthesise approve DIR\n")
    return {"made": made, "seconds": round(time.monotonic() - start, 1), "count": count}


def assemble(out: Path, count: int) -> None:
    """Write coco.json from the truth of every picture."""
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for index in range(count):
        entry = json.loads((out / "truth" / f"{index:06d}.json").read_text())
        images.append({"id": index + 1, **entry["image"]})
        for a in entry["annotations"]:
            annotations.append({"id": len(annotations) + 1, "image_id": index + 1, **a})
    partial = out / "coco.json.partial"
    partial.write_text(
        json.dumps(
            {
                "info": {"description": "synthesised by Sightline"},
                "images": images,
                "annotations": annotations,
                "categories": CATEGORIES,
            },
            ensure_ascii=False,
        )
    )
    os.replace(partial, out / "coco.json")


def contact_sheet(out: Path, count: int = 48, name: str = "contact_sheet.png", seed: int = 0) -> Path:
    """Pictures drawn by lot with their boxes, corners and cabinet, on one sheet."""
    coco = json.loads((out / "coco.json").read_text())
    by: dict[int, list[dict[str, Any]]] = {}
    for a in coco["annotations"]:
        by.setdefault(a["image_id"], []).append(a)
    lot = generator("sheet", seed).permutation(len(coco["images"]))[:count]
    cell, columns = 400, 8
    sheet = np.full((math.ceil(len(lot) / columns) * cell, columns * cell, 3), 30, np.uint8)
    for k, i in enumerate(sorted(lot)):
        image = coco["images"][i]
        img = cv2.imread(str(out / image["file_name"]))
        if img is None:
            continue
        img = img[..., ::-1]
        s = cell / max(img.shape[:2])
        img = np.ascontiguousarray(cv2.resize(img, None, fx=s, fy=s, interpolation=cv2.INTER_AREA))
        if image.get("cabinet_quad"):
            cv2.polylines(img, [i32(np.array(image["cabinet_quad"]) * s)], True, (255, 240, 0), 1, cv2.LINE_AA)
        for d in image.get("distractors", []):
            cv2.polylines(img, [i32(np.array(d["quad"]) * s)], True, (0, 0, 0), 1, cv2.LINE_AA)
        for a in by.get(image["id"], []):
            c = _COLOURS[a["category_id"]]
            cv2.polylines(img, [i32(np.array(a["quad"]) * s)], True, c, 2 - int(a["difficult"]), cv2.LINE_AA)
            x, y, w, h = (np.array(a["bbox"]) * s).astype(int)
            cv2.rectangle(img, (int(x), int(y)), (int(x + w), int(y + h)), (255, 255, 255), 1)
        r, c0 = divmod(k, columns)
        sheet[r * cell : r * cell + img.shape[0], c0 * cell : c0 * cell + img.shape[1]] = img[:cell, :cell]
    path = out / name
    cv2.imwrite(str(path), sheet[..., ::-1])
    return path
