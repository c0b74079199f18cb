"""Reproduce the shipped model from nothing but a data folder.

    python -m training.reproduce --data ../../../shared/data --out DIR [--minutes 360] [--pool 6000]

Draws the invented prints, synthesises the pools (one to train on, one of held-out
styles to choose thresholds on), trains the detector and then, on its mistakes, the panel
network, and writes the model folder.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from .steps import run


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True, help="folder with fieldset/, artworks/ and real/facades/")
    p.add_argument("--out", type=Path, required=True, help="the model folder")
    p.add_argument("--work", type=Path, default=Path(".training/reproduce"))
    p.add_argument("--minutes", type=float, default=360, help="training time on two cores, a sixth of it the panel network's")
    p.add_argument("--pool", type=int, default=6000, help="synthesised photos")
    p.add_argument("--prints", type=int, default=1500)
    p.add_argument("--seed", type=int, default=1)
    return p.parse_args(argv)


def main(argv: list[str] | None = None) -> None:
    """All steps, those already done are skipped."""
    a = parse(argv)
    field, art = a.data / "fieldset/train/coco.json", a.data / "artworks"
    prints, unseen, pools = a.work / "prints", a.work / "unseen", a.work / "pools"
    for split, n in (("train", a.prints), ("holdout", 240)):
        run("training.prints", "draw", "--out", prints / split, "--creatives", n, "--posters", n, "--split", split)
    run("training.prints", "dev", "--coco", field, "--prints", prints / "holdout", "--artworks", art, "--out", unseen)
    for split, n in (("train", a.pool), ("holdout", 200)):
        if not (pools / split / "coco.json").exists():
            run("synthesise", "--count", n, "--seed", a.seed, "--styles", split, "--artworks", art, "--out", pools / split)
    if not (pools / "empty/coco.json").exists():
        run("synthesise", "--count", a.pool // 8, "--seed", a.seed + 1, "--no-ads", 1.0, "--artworks", art, "--out", pools / "empty")
    if not (pools / "empty-held/coco.json").exists():
        # As many as make the photos without ads a third of those that the thresholds are chosen on, as in the field.
        words = ["--count", 160, "--seed", a.seed + 2, "--styles", "holdout", "--no-ads", 1.0, "--shots", 1]
        run("synthesise", *words, "--out", pools / "empty-held")
    train, held, empty = (pools / name / "coco.json" for name in ("train", "holdout", "empty"))
    data = ["--data", f"{field}:1", "--data", f"{train}:1.5:all", "--data", f"{empty}:0.4:all"]
    data += ["--data", f"{a.data}/real/facades/coco.json:0.06:train80"]
    dev = ["--dev", f"{field}:dev", "--dev", f"{unseen}/coco.json:all", "--dev", f"{held}:all"]
    choose = [*dev[:4], "--dev", f"{pools}/empty-held/coco.json:all"]
    hung = ["--prints", prints / "train", "--poster-share", 0.35, "--artworks", art, "--seed", a.seed]
    run("training.train", *data, *dev, *hung, "--out", a.work / "model", "--minutes", a.minutes * 5 / 6, "--batch", 8)
    weights = ["--weights", a.work / "model/last.pt"]
    run("training.package", *weights, *choose, "--out", a.work / "first")
    run(
        "training.train_panel", "--detector", a.work / "first", *data, *dev, *hung, "--out", a.work / "panel", "--minutes", a.minutes / 6
    )
    run(
        "training.package", *weights, "--panel", a.work / "panel/panel.pt", *choose, "--report", f"{a.data}/fieldset/val/coco.json:all",
        "--out", a.out,
    )  # fmt: skip


if __name__ == "__main__":
    main()
