"""Reproduce the shipped model from nothing but a data folder: one command, stopped and called again as often as it takes.

    python -m training.reproduce --data ../../../shared/data --out DIR

Draws the invented prints, synthesises the pools (one to train on, one without ads, one of held-out styles to choose on),
trains the detector from ImageNet's weights and then, on its mistakes, the panel network, and writes the model folder.
Lengths are in steps, so that a busy machine makes the same model as an idle one. `--keep` names a folder for small
checkpoints from which another machine goes on; pools and prints are drawn anew there, the same to the byte.
Needs the fonts of `synthesise/fonts.txt` and the pictures of `synthesise/pictures.txt`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from .steps import CHECKPOINTS, run

PHOTOS = ("/usr/share/wallpapers", "/usr/share/backgrounds")
CLIPARTS = "/usr/share/openclipart/png"
VERSION = "0.5.0"
MATERIAL = (
    "fieldset/train and artworks: rendered, Sightline's own",
    "real/facades: CC0 1.0, Urban-Research-Lab/building-facades-advertising-dataset",
    "prints and pools: drawn by Sources/Training/synthesise with Debian's fonts (fonts.txt)",
    "pictures on prints: Debian's openclipart-png (public domain), gnome-backgrounds (CC-BY-SA 3.0), "
    "plasma-workspace-wallpapers (CC-BY-SA 4.0 and LGPL 3 by its metadata, GPL 2+ by Debian's copyright file)",
)


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True, help="folder with fieldset/, artworks/ and real/facades/")
    p.add_argument("--out", type=Path, required=True, help="the model folder")
    p.add_argument("--work", type=Path, default=Path(".training/reproduce"))
    p.add_argument("--keep", type=Path, default=CHECKPOINTS, help="folder of the small checkpoints")
    p.add_argument("--steps", type=int, default=14_000, help="of the detector, 16 photos each")
    p.add_argument("--panel-steps", type=int, default=9_000, help="of the panel network, 16 photos each")
    p.add_argument("--pool", type=int, default=3000, help="synthesised photos")
    p.add_argument("--prints", type=int, default=1500, help="of ads and of posters each; half as many again of both show anything")
    p.add_argument("--without", action="append", default=[], metavar="KIND", help="print no such pictures: what the held-out kind costs")
    p.add_argument("--until", choices=("data", "detector", "all"), default="all", help="stop after this part")
    p.add_argument("--seed", type=int, default=1)
    return p.parse_args(argv)


def main(argv: list[str] | None = None) -> None:
    """All steps, those already done are skipped."""
    a = parse(argv)
    field, art, facades = a.data / "fieldset/train/coco.json", a.data / "artworks", a.data / "real/facades"
    prints, unseen, pools, kept = a.work / "prints", a.work / "unseen", a.work / "pools", a.work / "prints-cache"
    shown = [w for f in (*PHOTOS, facades) for w in ("--photos", f)] + ["--cliparts", CLIPARTS]
    shown += [w for k in a.without for w in ("--without", k)]
    for split, n, more in (("train", a.prints, 1.5), ("holdout", 240, 1.0)):
        run("training.prints", "draw", "--out", prints / split, "--creatives", n, "--posters", n, "--any", more, "--split", split, *shown)
    if not (unseen / "coco.json").exists():
        run(
            "training.prints", "dev", "--coco", field, "--prints", prints / "holdout", "--artworks", art, "--out", unseen,
            "--rounds", 3, "--poster-share", 0.2, "--cache", a.work / "cache",
        )  # fmt: skip
    pool = ["--any-share", 0.5, "--artworks", art, "--cache", kept, *shown]
    for seed, name, n, words in (
        (2, "holdout", 300, ["--styles", "holdout"]), (0, "train", a.pool, []), (1, "empty", a.pool // 10, ["--no-ads", 1.0]),
    ):  # fmt: skip
        if not (pools / name / "coco.json").exists():
            run("synthesise", "--count", n, "--seed", a.seed + seed, *words, *pool, "--out", pools / name)
    if a.until == "data":
        return
    data = [w for d in (
        f"{field}:1.3", f"{pools}/train/coco.json:2:all", f"{pools}/empty/coco.json:0.25:all", f"{facades}/coco.json:0.1:all",
    ) for w in ("--data", d)]  # fmt: skip
    dev = [w for d in (f"{field}:dev", f"{unseen}/coco.json:all", f"{pools}/holdout/coco.json:all") for w in ("--dev", d)]
    hung = ["--prints", prints / "train", "--poster-share", 0.25, "--artworks", art, "--artworks", kept, "--seed", a.seed]
    hung += ["--cache", a.work / "cache"]
    run(
        "training.train", *data, *dev, *hung, "--out", a.work / "model", "--steps", a.steps, "--batch", 8, "--lr", 0.0025,
        "--low-share", 0.65, "--every", 25, "--keep", a.keep / "boards.pt.xz",
    )  # fmt: skip
    if a.until == "detector":
        return
    weights = ["--weights", a.work / "model/last.pt", "--cache", a.work / "cache"]
    choose = [*dev, "--dev", f"{a.data}/fieldset/other/coco.json:even"]
    run("training.package", *weights, *choose, "--out", a.work / "first")
    run("training.train_panel", "--detector", a.work / "first", *data, *dev, *hung, "--out", a.work / "panel", "--steps", a.panel_steps)
    run(
        "training.package", *weights, "--panel", a.work / "panel/panel.pt", *choose, "--report", f"{a.data}/fieldset/val/coco.json:all",
        "--version", VERSION, *[w for m in MATERIAL for w in ("--material", m)], "--out", a.out,
    )  # fmt: skip


if __name__ == "__main__":
    main()
