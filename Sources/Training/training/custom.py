"""Train a model for a company's own labels from its own COCO file, and nothing else.

    python -m training.custom --coco PATH/coco.json --out DIR [--minutes 55]

The labels are the file's categories that have annotations. 80 % of the photos train,
20 % (chosen by their whole file_name, the same share of each label) choose thresholds
and are reported. The folder written is one that
`sightline --model DIR` accepts. Boxes without quads are enough: the quad is the box.
The shipped model's checkpoint is where it starts (its last layer is made anew for the
labels); `--from-nothing` starts from random weights.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from . import package, train
from .split import used_categories
from .steps import CHECKPOINTS


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--coco", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--minutes", type=float, default=55)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--size", type=int, nargs=2, default=(640, 384))
    p.add_argument("--init", type=Path, default=CHECKPOINTS / "counter.pt", help="checkpoint to start from")
    p.add_argument("--from-nothing", action="store_true", help="start from random weights instead")
    p.add_argument("--work", type=Path, default=Path(".training/custom"))
    return p.parse_args(argv)


def main(argv: list[str] | None = None) -> None:
    """Train, then package."""
    args = parse(argv)
    labels = ",".join(used_categories(json.loads(args.coco.read_text())))
    if not labels:
        raise SystemExit(f"{args.coco} has no annotations: label photos first")
    size = [str(v) for v in args.size]
    command = ["--data", f"{args.coco}:train80", "--dev", f"{args.coco}:test20", "--labels", labels, "--out", str(args.work)]
    command += ["--minutes", str(args.minutes), "--seed", str(args.seed), "--batch", "4", "--every", "10", "--size", *size]
    command += ["--low-share", "0.6"] + ([] if args.from_nothing else ["--init", str(args.init)])
    train.main(command)
    package.main(
        ["--weights", str(args.work / "last.pt"), "--dev", f"{args.coco}:test20", "--out", str(args.out), "--name", args.coco.parent.name, "--size", *size]
    )


if __name__ == "__main__":
    main()
