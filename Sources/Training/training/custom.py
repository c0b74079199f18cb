"""Train a model for a company's own labels from its own COCO file, and nothing else.

    python -m training.custom --coco PATH/coco.json --out DIR [--minutes 55]

The labels are the file's categories. 80 % of the photos train, 20 % (chosen by file
name, for ever) choose thresholds and are reported. The folder written is one that
`sightline --model DIR` accepts. Boxes without quads are enough: the quad is the box.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from . import package, train


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--coco", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--minutes", type=float, default=55)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--size", type=int, nargs=2, default=(640, 384))
    p.add_argument("--init", type=Path, help="start from a checkpoint instead of nothing (say so where you report)")
    p.add_argument("--work", type=Path, default=Path(".training/custom"))
    return p.parse_args(argv)


def main(argv: list[str] | None = None) -> None:
    """Train, then package."""
    args = parse(argv)
    categories = json.loads(args.coco.read_text())["categories"]
    labels = ",".join(c["name"] for c in sorted(categories, key=lambda c: c["id"]))
    size = [str(v) for v in args.size]
    command = ["--data", f"{args.coco}:train80", "--dev", f"{args.coco}:test20", "--labels", labels, "--out", str(args.work)]
    command += ["--minutes", str(args.minutes), "--seed", str(args.seed), "--batch", "4", "--every", "10", "--size", *size]
    command += ["--low-share", "0.6"] + (["--init", str(args.init)] if args.init else [])
    train.main(command)
    package.main(
        ["--weights", str(args.work / "last.pt"), "--dev", f"{args.coco}:test20", "--out", str(args.out), "--name", args.coco.parent.name, "--size", *size]
    )


if __name__ == "__main__":
    main()
