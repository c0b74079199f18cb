"""A large catalogue to measure recognition with: real artworks, near-twins of them, and drawn ones.

    python -m artwork.catalogue --artworks DIR --prints DIR --drawn 240 --twins 60 --out DIR

A near-twin is an artwork in which one patch says something else: another price or date in it, another colour, or another
picture. `--artworks` has a `creatives.csv`; `--prints` is a folder that `training.prints draw` filled. No photo shows a twin
or a drawn print, so whoever asserts one is wrong.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import cv2
import numpy as np

from training.dataset import load_rgb

KINDS = {"top_ad": "top_ad", "cdu_horizontal": "cdu_horizontal", "cdu_vertical": "cdu_vertical_left cdu_vertical_right"}


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--artworks", type=Path, required=True)
    p.add_argument("--prints", type=Path, required=True)
    p.add_argument("--drawn", type=int, default=240)
    p.add_argument("--twins", type=int, default=60)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--seed", type=int, default=1)
    return p.parse_args(argv)


def patch_of(picture: np.ndarray, rng: np.random.Generator) -> tuple[int, int, int, int]:
    """A patch with much in it, 2 to 8 percent of the area: where a price or a date would be."""
    h, w = picture.shape[:2]
    edges = cv2.Laplacian(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.CV_32F)
    best, place = -1.0, (0, 0, 1, 1)
    for _ in range(12):
        area, shape = rng.uniform(0.02, 0.08) * h * w, rng.uniform(1.5, 4)
        pw, ph = int(min(w * 0.8, (area * shape) ** 0.5)), int(min(h * 0.8, (area / shape) ** 0.5))
        x, y = int(rng.integers(0, w - pw)), int(rng.integers(0, h - ph))
        busy = float(np.abs(edges[y : y + ph, x : x + pw]).mean())
        if busy > best:
            best, place = busy, (x, y, pw, ph)
    return place


def other_digits(patch: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The patch with a price or date on its own ground."""
    h, w = patch.shape[:2]
    ground = np.median(patch.reshape(-1, 3), axis=0)
    ink = 255 - ground if abs(ground.mean() - 128) > 40 else np.full(3, 255.0)
    text = f"{rng.integers(30, 99) * 100:,}" if rng.random() < 0.6 else f"{rng.integers(1, 13):02}.{rng.integers(1, 29):02}"
    out = np.full_like(patch, ground.astype(np.uint8))
    (tw, th), base = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, 1, 2)
    k = min(0.9 * w / tw, 0.8 * h / (th + base))
    at = (int((w - tw * k) / 2), int((h + th * k) / 2))
    return cv2.putText(out, text, at, cv2.FONT_HERSHEY_DUPLEX, k, ink.tolist(), max(1, round(2.5 * k)), cv2.LINE_AA)


def twin(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The artwork with one patch changed."""
    x, y, w, h = patch_of(picture, rng)
    out, patch = picture.copy(), picture[y : y + h, x : x + w]
    if rng.random() < 0.6:
        out[y : y + h, x : x + w] = other_digits(patch, rng)
    else:
        hsv = cv2.cvtColor(patch, cv2.COLOR_RGB2HSV).astype(int)
        hsv[..., 0] = (hsv[..., 0] + rng.integers(30, 150)) % 180
        hsv[..., 1] = np.maximum(hsv[..., 1], 110)
        hsv[..., 2] = np.clip(hsv[..., 2] + (-60 if hsv[..., 2].mean() > 150 else 60), 0, 255)
        out[y : y + h, x : x + w] = cv2.cvtColor(hsv.astype(np.uint8), cv2.COLOR_HSV2RGB)
    return out


def main(argv: list[str] | None = None) -> None:
    """Write the folder."""
    a = parse(argv)
    a.out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(a.seed)
    with (a.artworks / "creatives.csv").open(newline="", encoding="utf-8") as file:
        own = list(csv.DictReader(file))
    rows = []

    def add(name: str, slots: str, family: str, picture: np.ndarray) -> None:
        cv2.imwrite(str(a.out / f"{name}.png"), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
        rows.append({"id": name, "file": f"{name}.png", "slots": slots, "family": family, "valid_from": "", "valid_to": ""})

    pictures = {row["id"]: load_rgb(a.artworks / row["file"]) for row in own}
    for row in own:
        add(row["id"], row["slots"], row["family"], pictures[row["id"]])
    for index in range(a.twins):
        row = own[index % len(own)]
        add(f"{row['id']}-twin-{index // len(own) + 1}", row["slots"], row["family"], twin(pictures[row["id"]], rng))
    for index in range(a.drawn):
        kind = list(KINDS)[index % len(KINDS)]
        files = sorted((a.prints / kind).glob("*"))
        add(f"drawn-{index}", KINDS[kind], f"drawn-{index}", load_rgb(files[(index // len(KINDS)) % len(files)]))
    with (a.out / "creatives.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(own)} artworks, {a.twins} near-twins of them, {a.drawn} drawn")


if __name__ == "__main__":
    main()
