"""Train a model for a company's own labels from its own COCO file, and nothing else.

    python -m training.custom --coco PATH/coco.json --out DIR [--minutes 55]

The labels are the file's categories that have annotations. A quarter of the photos (stratified by the boxes of each label,
by the whole file_name) is held back and only reported; thresholds are chosen by cross-validation over the rest: three more
trainings, each on two thirds, say what they see in the third they have not learned from. The trunk starts with ImageNet's
weights. The folder written is one that `sightline --model DIR` accepts. Boxes without quads are enough: the quad is the box.

The policy beside the model (policy.json5) judges the standard slots only where the labels hold them: give it to
`sightline scan --policy`, and say in it which labels are required. summary.html shows curves, figures and the worst
photos. A stopped call goes on where it was. Exit codes: 0 done; 1 a step failed; 2 wrong input.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from . import package, summary, train
from .dataset import CABINET, SLOTS
from .refuse import need_coco, refuse
from .split import used_categories

FOLDS = 3
FOLD_SHARE = 0.13  # of the minutes, for each of the cross-validation's trainings


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--coco", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--minutes", type=float, default=55, help="of all trainings together")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--size", type=int, nargs=2, default=(640, 384))
    p.add_argument("--work", type=Path, default=Path(".training/custom"))
    return p.parse_args(argv)


def main(argv: list[str] | None = None) -> None:
    """Train, choose thresholds, package, report."""
    args = parse(argv)
    names = used_categories(need_coco(args.coco))
    if not names:
        refuse(f"{args.coco} has no annotations: label photos first")
    size, cache = [str(v) for v in args.size], ["--cache", str(args.work / "cache")]
    common = ["--labels", ",".join(names), "--seed", str(args.seed), "--batch", "4", "--lr", "0.0015", "--warm", "100"]
    common += ["--low-share", "0.6", "--size", *size, *cache]

    def learn(part: str, out: Path, share: float) -> Path:
        minutes = str(round(args.minutes * share, 2))
        train.main(["--data", f"{args.coco}:{part}", "--out", str(out), "--minutes", minutes, "--every", minutes, *common])
        return out / "last.pt"

    weights = learn("learn", args.work, 1 - FOLDS * FOLD_SHARE)
    choose: list[str] = []
    for k in range(1, FOLDS + 1):
        fold = learn(f"learn{k}of{FOLDS}", args.work / f"fold{k}", FOLD_SHARE)
        choose += ["--dev", f"{args.coco}:check{k}of{FOLDS}", "--fold", str(fold)]
    held = f"{args.coco}:held"
    package.main(
        ["--weights", str(weights), *choose, "--report", held, "--out", str(args.out), "--name", args.coco.parent.name, "--size", *size, *cache]
    )
    (args.out / "policy.json5").write_text(policy(names, args.coco.parent.name))
    summary.main(["--after", str(args.out), "--log", str(args.work / "log.csv"), "--data", held, "--out", str(args.out / "summary.html"), *cache])
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
