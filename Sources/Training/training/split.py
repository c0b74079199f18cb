"""Which photos of a company's own COCO file train, which choose thresholds, and which are held back to be reported.

A photo is known by its whole `file_name`: of `<store>/<date>/1.jpg` the last part says nothing.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from pathlib import Path

from .dataset import Sample

SHARE = 0.25  # held back
PARTS = re.compile(r"learn|held|(learn|check)(\d)of(\d)")


def part_of(samples: Sequence[Sample], root: Path, labels: list[str], part: str) -> list[Sample]:
    """`learn`, `held`, or of what is learned from: `check2of3`, the second of three folds, and `learn2of3`, the other two.

    Ends the program with a sentence where a part would be empty, or would lack a label.
    """
    match = PARTS.fullmatch(part)
    if not match:
        raise SystemExit(f"{part}: no such part of a COCO file")
    learn, held = split(samples, root, labels)
    if part in ("learn", "held"):
        return learn if part == "learn" else held
    which, k, n = match[1], int(match[2]), int(match[3])
    check = deal(learn, root, labels, [1 / n] * n)[k - 1]
    taken = {id(s) for s in check}
    return check if which == "check" else [s for s in learn if id(s) not in taken]


def split(samples: Sequence[Sample], root: Path, labels: list[str], share: float = SHARE) -> tuple[list[Sample], list[Sample]]:
    """Training photos and held photos, in the order given; the same for the same file names and labels.

    Ends the program with a sentence where a part would be empty, or would lack a label.
    """
    train, held = deal(samples, root, labels, [1 - share, share])
    refuse_gaps(train, held, labels)
    return train, held


def deal(samples: Sequence[Sample], root: Path, labels: list[str], shares: list[float]) -> list[list[Sample]]:
    """Photos in parts of these shares, stratified by the number of boxes of each label, the rarest first (Sechidis et al., 2011).

    Of a label on two photos or more at least one stands in each of two parts. Photos without a label are dealt last.
    """
    names = {id(s): s.path.relative_to(root).as_posix() for s in samples}
    order = sorted(samples, key=lambda s: (zlib.crc32(f"split {names[id(s)]}".encode()), names[id(s)]))
    boxes = {k: {id(s): sum(t.label == k for t in s.truths) for s in samples} for k in range(len(labels))}
    parts: dict[int, int] = {}
    for count in [*sorted(boxes.values(), key=lambda c: sum(c.values())), {id(s): 1 for s in samples}]:
        have = [sum(count[i] for i, p in parts.items() if p == part) for part in range(len(shares))]
        # The photo with the most boxes first: it is the hardest to place.
        for s in sorted((s for s in order if count[id(s)] and id(s) not in parts), key=lambda s: -count[id(s)]):
            total = sum(have) + count[id(s)]
            part = max(range(len(shares)), key=lambda p: (not have[p] and any(have), shares[p] * total - have[p]))
            have[part] += count[id(s)]
            parts[id(s)] = part
    return [[s for s in samples if parts[id(s)] == p] for p in range(len(shares))]


def refuse_gaps(train: list[Sample], kept: list[Sample], labels: list[str]) -> None:
    """End the program where training or the choice of thresholds would have nothing to go by."""
    for what, part in (("training", train), ("held", kept)):
        if not part:
            raise SystemExit(f"the {what} part would be empty: {len(train) + len(kept)} photos are too few to split; label at least 10")
        used = [k for k in range(len(labels)) if any(t.label == k for s in [*train, *kept] for t in s.truths)]
        lacking = [labels[k] for k in used if not any(t.label == k for s in part for t in s.truths)]
        if lacking:
            raise SystemExit(f"the {what} part would hold no {', '.join(lacking)}: label at least 2 photos (better 10) with each label")


def used_categories(coco: dict) -> list[str]:
    """Names of the categories that have annotations, by id: labelling tools add a root category that has none."""
    used = {a["category_id"] for a in coco["annotations"]}
    return [c["name"] for c in sorted(coco["categories"], key=lambda c: c["id"]) if c["id"] in used]
