"""Train a model for a company's own labels from its own COCO file, and nothing else.

    python -m training.custom --coco PATH/coco.json --out DIR [--minutes 55]

The labels are the file's categories that have annotations. 80 % of the photos train,
20 % (chosen by their whole file_name, the same share of each label) choose thresholds
and are reported. The folder written is one that
`sightline --model DIR` accepts. Boxes without quads are enough: the quad is the box.
The shipped model's checkpoint is where it starts (its last layer starts new for the
labels); `--from-nothing` starts from random weights.

The policy beside the model (policy.json5) judges the standard slots only where the labels hold them: give it to
`sightline scan --policy`, and say in it which labels are required. summary.html shows curves, figures and the worst
photos. Exit codes: 0 done; 1 a step failed; 2 wrong input.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from . import package, summary, train
from .dataset import CABINET, SLOTS
from .refuse import need_coco, refuse
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
    names = used_categories(need_coco(args.coco))
    labels = ",".join(names)
    if not labels:
        refuse(f"{args.coco} has no annotations: label photos first")
    if not args.from_nothing and not args.init.is_file():
        refuse(f"--init: there is no {args.init}; --from-nothing starts from random weights")
    size = [str(v) for v in args.size]
    command = ["--data", f"{args.coco}:train80", "--dev", f"{args.coco}:test20", "--labels", labels, "--out", str(args.work)]
    command += ["--minutes", str(args.minutes), "--seed", str(args.seed), "--batch", "4", "--every", "10", "--size", *size]
    command += ["--low-share", "0.6"] + ([] if args.from_nothing else ["--init", str(args.init)])
    train.main(command)
    package.main(
        ["--weights", str(args.work / "last.pt"), "--dev", f"{args.coco}:test20", "--out", str(args.out), "--name", args.coco.parent.name, "--size", *size]
    )
    (args.out / "policy.json5").write_text(policy(names, args.coco.parent.name))
    summary.main(
        ["--after", str(args.out), "--log", str(args.work / "log.csv"), "--data", f"{args.coco}:test20", "--out", str(args.out / "summary.html")]
    )
    print(f"The model is in {args.out}; sightline scan --model {args.out} --policy {args.out / 'policy.json5'}")


def policy(labels: list[str], name: str) -> str:
    """A policy that fits a model with these labels: the standard one requires a top ad, which such a model may not know."""
    lines = [f"  {json.dumps(slot)}: null, // not a label of this model" for slot in SLOTS if slot not in labels]
    # What is required is the company's to say; a slot of the standard policy keeps its rules.
    lines += [f"  {json.dumps(label)}: {{ required: false }}," for label in labels if label not in (*SLOTS, CABINET)]
    body = "\n  ".join(lines)
    return (
        "// Made by training.custom for this model's labels. Set required: true where a label must be in every photo;\n"
        "// the keys are explained by man 5 sightline-policy.\n"
        f'{{\n  name: {json.dumps(name or "custom")},\n  version: "1",\n  slots: {{\n  {body}\n  }},\n}}\n'
    )


if __name__ == "__main__":
    main()
