"""Teach the model a campaign's new artworks without drawing a box: one command.

    python -m training.add --artworks NEW --data DATA --out MODELDIR --version V [--minutes 20] [--approved-by NAME]

NEW holds PNGs named top_…, cdu_h_…, cdu_v_… (or a catalogue.json). Photos are synthesised with them, and they are
hung in the labelled photos of DATA (fieldset/train, artworks). The pool waits for a person: the first call draws it
and stops; look at its contact sheet, then call again with `--approved-by`. Goes on from the checkpoints of the
shipped model, so that what it knows stays. At the end a summary page compares the new model with the one it started
from: OUT/summary.html, whose first sentence says better, equal or worse.

Exit codes: 0 done; 1 a step failed; 2 wrong input; 3 the pool waits for a person, call it again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from pathlib import Path

from synthesise.approval import approve, is_approved
from synthesise.library import Library

from .refuse import WAITS, need_coco, need_prints, refuse
from .steps import CHECKPOINTS, MODEL, run

KINDS = {"top_ad": "top_ad", "cdu_horizontal": "cdu_horizontal", "cdu_vertical": "cdu_vertical", None: "poster"}


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--artworks", type=Path, required=True, help="the new prints")
    p.add_argument("--data", type=Path, required=True, help="folder with fieldset/ and artworks/")
    p.add_argument("--prints", type=Path, help="invented prints of `training.prints draw` (drawn where left out)")
    p.add_argument("--out", type=Path, required=True, help="the new model folder")
    p.add_argument("--version", required=True, help="of the new model, such as 0.3.1")
    p.add_argument("--work", type=Path, default=Path(".training/add"))
    p.add_argument("--minutes", type=float, default=20, help="training time, three quarters of it the detector's")
    p.add_argument("--pool", type=int, default=400, help="photos to synthesise")
    p.add_argument("--share", type=float, default=0.3, help="of the prints that are hung, those that are new")
    p.add_argument("--approved-by", help="who has looked at the pool's contact sheet")
    p.add_argument("--seed", type=int, default=1)
    return p.parse_args(argv)


def hang_too(new: Path, base: Path, out: Path, share: float) -> None:
    """A folder of prints of which `share` are the new ones (links, the new ones as often as it takes)."""
    given = Library("all", [new], out).own
    for slot, kind in KINDS.items():
        folder = out / kind
        folder.mkdir(parents=True, exist_ok=True)
        known = sorted((base / kind).glob("*.*"))
        for p in known:
            link(p, folder / p.name)
        files = [Path(path) for _, path in given[slot]]
        times = max(1, round(len(known) * share / (1 - share) / max(len(files), 1))) if files else 0
        for i in range(times):
            for f in files:
                link(f, folder / f"new{i:03d}-{f.name}")


def link(source: Path, name: Path) -> None:
    """A link, once."""
    if not name.exists():
        name.symlink_to(source.resolve())


def digest(prints: list[tuple[str | None, str, str]], *settings: object) -> str:
    """Eight digits for the prints' names and bytes and what is drawn with them: a pool of other prints is another pool."""
    mark = hashlib.sha256(repr(settings).encode())
    for slot, name, path in sorted(prints, key=lambda p: (p[1], p[2])):
        mark.update(repr((slot, name)).encode())
        mark.update(Path(path).read_bytes())
    return mark.hexdigest()[:8]


def main(argv: list[str] | None = None) -> None:
    """Pool, person, training, model folder, summary."""
    args = parse(argv)
    start = time.monotonic()
    new = need_prints(args.artworks)
    field, art = args.data / "fieldset/train/coco.json", args.data / "artworks"
    need_coco(field)
    need_prints(art)
    if args.prints and not args.prints.is_dir():
        refuse(f"--prints: {args.prints} is not a folder")
    # What was drawn and trained with other artworks, or in another number, is left aside and not gone on with.
    work = args.work / digest(new, args.pool, args.seed, args.share)
    pool, empty = work / "pool", args.work / "empty"
    base, prints = args.prints or args.work / "prints", work / "hung"
    if not args.prints:
        run("training.prints", "draw", "--out", base, "--creatives", 300, "--posters", 300)
    if not (pool / "coco.json").exists():
        run(
            "synthesise", "--count", args.pool, "--seed", args.seed, "--styles", "all", "--artworks", args.artworks,
            "--artworks-share", 0.6, "--out", pool,
        )  # fmt: skip
    if not (empty / "coco.json").exists():
        # Thresholds are chosen on these too: the field sees many photos without an ad, the pool shows few.
        words = ["--count", 160, "--seed", args.seed + 1, "--styles", "all", "--no-ads", 1.0, "--shots", 1]
        run("synthesise", *words, "--artworks", art, "--out", empty)
    if args.approved_by:
        approve(pool, args.approved_by)
    if not is_approved(pool):
        refuse(f"The pool is drawn. Look at {pool}/contact_sheet.png, then call again with --approved-by NAME.", WAITS)
    hang_too(args.artworks, base, prints, args.share)
    common = [
        "--data", f"{field}:1.2", "--data", f"{pool}/coco.json:1:train80", "--dev", f"{field}:dev", "--prints", prints, "--artworks", art,
        "--seed", args.seed,
    ]  # fmt: skip
    run(
        "training.train", *common, "--init", CHECKPOINTS / "counter.pt", "--out", work / "detector", "--lr", 5e-4, "--warm", 50,
        "--batch", 8, "--low-share", 0.3, "--minutes", args.minutes * 0.75,
    )  # fmt: skip
    package = [
        "--weights", work / "detector/last.pt", "--dev", f"{field}:dev", "--dev", f"{pool}/coco.json:test20",
        "--dev", f"{empty}/coco.json:all",
    ]  # fmt: skip
    run("training.package", *package, "--out", work / "first")
    run(
        "training.train_panel", *common, "--detector", work / "first", "--init", CHECKPOINTS / "panel.pt", "--out", work / "panel",
        "--lr", 3e-4, "--minutes", args.minutes * 0.25,
    )  # fmt: skip
    run(
        "training.package", *package, "--panel", work / "panel/panel.pt", "--report", f"{args.data}/fieldset/val/coco.json:all",
        "--out", args.out, "--version", args.version,
    )  # fmt: skip
    run(
        "training.summary", "--before", MODEL, "--after", args.out, "--log", work / "detector/log.csv", "--data", f"{field}:dev",
        "--data", f"{pool}/coco.json:test20", "--data", f"{empty}/coco.json:all", "--data", f"{args.data}/fieldset/val/coco.json:all",
        "--new-prints", args.artworks, "--out", args.out / "summary.html",
    )  # fmt: skip
    print(json.dumps({"model": str(args.out), "minutes": round((time.monotonic() - start) / 60, 1)}))


if __name__ == "__main__":
    main()
